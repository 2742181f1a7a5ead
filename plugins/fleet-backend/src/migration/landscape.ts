/**
 * Maturity of technologies on the CNCF landscape: a copy by hand, which ages. So it is shown with its date and its source, and a definition
 * that says otherwise wins.
 */
import type { MigrationInfo } from '@landfall/backstage-plugin-fleet-common';

type Maturity = NonNullable<
  NonNullable<MigrationInfo['technology']>['maturity']
>;

/** When the table was last compared with its source. */
const AS_OF = '2025-11-01';
/** Where it stands. */
const SOURCE = 'https://landscape.cncf.io';

/** By name, as `keyOf` writes it. Only projects whose level is certain. */
const table: ReadonlyMap<string, Maturity['level']> = new Map([
  ...(
    [
      'argo',
      'cert-manager',
      'cilium',
      'containerd',
      'coredns',
      'dapr',
      'envoy',
      'etcd',
      'falco',
      'flux',
      'harbor',
      'helm',
      'istio',
      'jaeger',
      'keda',
      'knative',
      'kubernetes',
      'linkerd',
      'openpolicyagent',
      'prometheus',
      'rook',
      'spiffe',
      'spire',
      'vitess',
    ] as const
  ).map(name => [name, 'graduated'] as const),
  ...(
    [
      'backstage',
      'buildpacks',
      'contour',
      'cortex',
      'emissaryingress',
      'grpc',
      'keycloak',
      'kyverno',
      'nats',
      'opentelemetry',
      'thanos',
    ] as const
  ).map(name => [name, 'incubating'] as const),
]);

/** Other names of projects, and parts of them. */
const aliases: ReadonlyMap<string, string> = new Map([
  ['k8s', 'kubernetes'],
  ['otel', 'opentelemetry'],
  ['argocd', 'argo'],
  ['argo-cd', 'argo'],
  ['argorollouts', 'argo'],
  ['fluxcd', 'flux'],
  ['opa', 'openpolicyagent'],
  ['emissary', 'emissaryingress'],
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

/** `Argo CD` and `argocd` are parts of one project; case and blanks are no difference. */
function keyOf(name: string): string {
  const key = name.toLowerCase().replace(/[^a-z0-9-]/g, '');
  return aliases.get(key) ?? (table.has(key) ? key : key.replace(/-/g, ''));
}
