/**
 * Maturity of technologies on the CNCF landscape: a copy, which ages. So it is shown with its date and its source, and a definition that says
 * otherwise wins.
 */
import type { MigrationInfo } from '@landfall/backstage-plugin-fleet-common';

type Maturity = NonNullable<
  NonNullable<MigrationInfo['technology']>['maturity']
>;

/** The day of the newest move between levels that the source had when every entry was compared with it. */
const AS_OF = '2026-09-03';
/** The foundation's own comparison of `landscape.yml` with its other lists, as it stood then: every project, with its level. */
const SOURCE =
  'https://github.com/cncf/automation/blob/004d15576ea1b24b7292445cda7573f815a860cf/utilities/audit_project_lifecycle_across_tools/audit/all_statuses.md';

/** Every graduated and incubating project, as `keyOf` writes its name. */
const levels = {
  graduated: [
    'argo',
    'buildpacks',
    'certmanager',
    'cilium',
    'cloudevents',
    'containerd',
    'coredns',
    'crio',
    'crossplane',
    'cubefs',
    'dapr',
    'dragonfly',
    'envoy',
    'etcd',
    'falco',
    'fluentd',
    'flux',
    'harbor',
    'helm',
    'intoto',
    'istio',
    'jaeger',
    'karmada',
    'keda',
    'knative',
    'kubeedge',
    'kubeflow',
    'kubernetes',
    'kyverno',
    'linkerd',
    'openpolicyagent',
    'opentelemetry',
    'prometheus',
    'rook',
    'spiffe',
    'spire',
    'theupdateframework',
    'tikv',
    'vitess',
  ],
  incubating: [
    'artifacthub',
    'backstage',
    'chaosmesh',
    'cloudcustodian',
    'cni',
    'confidentialcontainers',
    'contour',
    'cortex',
    'emissaryingress',
    'flatcar',
    'fluid',
    'grpc',
    'hami',
    'k8gb',
    'keycloak',
    'kserve',
    'kubescape',
    'kubevela',
    'kubevirt',
    'lima',
    'litmuschaos',
    'longhorn',
    'metal3',
    'microcks',
    'nats',
    'notary',
    'opencost',
    'openfeature',
    'openfga',
    'openkruise',
    'openyurt',
    'operatorframework',
    'strimzi',
    'tekton',
    'thanos',
    'volcano',
    'wasmcloud',
  ],
} as const;

const table: ReadonlyMap<string, Maturity['level']> = new Map(
  (['graduated', 'incubating'] as const).flatMap(level =>
    levels[level].map(name => [name, level] as const),
  ),
);

/** Other names of projects, and parts of them. */
const aliases: ReadonlyMap<string, string> = new Map([
  ['k8s', 'kubernetes'],
  ['otel', 'opentelemetry'],
  ['argocd', 'argo'],
  ['argorollouts', 'argo'],
  ['argoworkflows', 'argo'],
  ['cloudnativebuildpacks', 'buildpacks'],
  ['containernetworkinterface', 'cni'],
  ['fluentbit', 'fluentd'],
  ['fluxcd', 'flux'],
  ['opa', 'openpolicyagent'],
  ['emissary', 'emissaryingress'],
  ['tuf', 'theupdateframework'],
]);

/** How mature a technology is, and who says so; null if nobody does. */
export function maturityOf(technology: {
  name: string;
  maturity?: Maturity['level'];
}): Maturity | null {
  if (technology.maturity) {
    return {
      level: technology.maturity,
      source: 'definition',
      asOf: null,
      link: null,
    };
  }
  const level = table.get(keyOf(technology.name));
  return level ? { level, source: 'table', asOf: AS_OF, link: SOURCE } : null;
}

/** `Argo CD` and `argocd` are parts of one project; case, blanks and hyphens are no difference. */
function keyOf(name: string): string {
  const key = name.toLowerCase().replace(/[^a-z0-9]/g, '');
  return aliases.get(key) ?? key;
}
