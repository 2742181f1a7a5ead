/** Texts that would mend what is unmatched, ready to copy. Pure. */
import {
  KUBERNETES_CLUSTER,
  KUBERNETES_ID,
  KUBERNETES_LABEL_SELECTOR,
  KUBERNETES_NAMESPACE,
} from '@landfall/backstage-plugin-fleet-common';
import { valueOf, type TargetFacts } from './match';

/** Labels by which people name what a workload is of, best first. */
const NAMING_LABELS = ['app.kubernetes.io/name', 'app', 'k8s-app', 'name'];

/** What would give a target its service. */
export function remedyFor(
  target: TargetFacts,
  problem: {
    reason: 'no_match' | 'several_match' | 'unknown_entity';
    candidates: readonly string[];
  },
): string {
  switch (problem.reason) {
    case 'several_match':
      return lines(
        `# catalog-info.yaml of the one it belongs to keeps its annotation.`,
        `# The others say where theirs run, or drop the annotation:`,
        ...problem.candidates.map(candidate => `#   ${candidate}`),
        'metadata:',
        '  annotations:',
        `    ${KUBERNETES_NAMESPACE}: <not ${target.namespace}>`,
        `    ${KUBERNETES_CLUSTER}: <or not ${target.cluster}>`,
      );
    case 'unknown_entity': {
      const [name] = problem.candidates;
      return name.includes(':')
        ? lines(
            `# catalog-info.yaml: register what the mapping names, ${name}`,
            'apiVersion: backstage.io/v1alpha1',
            'kind: Component',
            'metadata:',
            `  name: ${quote(name.replace(/^.*\//, ''))}`,
            'spec:',
            '  type: service',
            '  lifecycle: production',
            '  owner: <team>',
          )
        : lines(
            '# catalog-info.yaml of the service',
            'metadata:',
            '  annotations:',
            `    ${KUBERNETES_ID}: ${quote(name)}`,
          );
    }
    default:
      return noMatch(target);
  }
}

function noMatch(target: TargetFacts): string {
  const label = NAMING_LABELS.find(name => valueOf(target.labels, name));
  if (label !== undefined) {
    return lines(
      '# catalog-info.yaml of the service',
      'metadata:',
      '  annotations:',
      `    ${KUBERNETES_LABEL_SELECTOR}: ${quote(
        `${label}=${target.labels[label]}`,
      )}`,
      `    ${KUBERNETES_NAMESPACE}: ${quote(target.namespace)}`,
    );
  }
  return lines(
    '# app-config.yaml',
    'fleet:',
    '  services:',
    '    - match:',
    ...place(target, '        '),
    `        workload: ${quote(target.workload)}`,
    `      service: component:default/${target.workload}`,
  );
}

/** What would give a target its environment. */
export function environmentRemedy(target: TargetFacts): string {
  return lines(
    '# app-config.yaml',
    'fleet:',
    '  environments:',
    '    - name: <production>',
    '      production: <true or false>',
    '      match:',
    ...place(target, '        '),
  );
}

function place(target: TargetFacts, indent: string): string[] {
  return [
    `${indent}cluster: ${quote(target.cluster)}`,
    `${indent}namespace: ${quote(target.namespace)}`,
  ];
}

/** As YAML takes it for a text, whatever is in it. */
export function quote(text: string): string {
  const isPlain =
    /^[A-Za-z][A-Za-z0-9._/=-]*$/.test(text) &&
    !/^(true|false|null|yes|no|on|off)$/i.test(text);
  return isPlain ? text : JSON.stringify(text);
}

/** Lines as one text. */
export function lines(...given: string[]): string {
  return given.join('\n');
}
