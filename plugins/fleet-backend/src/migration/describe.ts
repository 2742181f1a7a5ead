/** What people call the sides of a migration. */
import type { Signal } from '@landfall/backstage-plugin-fleet-common';
import { listOf } from './patterns';
import { templates } from './templates';

const templateTitles = new Map<Signal, string>(
  Object.values(templates).flatMap(template => [
    [template.to, template.toTitle] as const,
    [template.from, template.fromTitle] as const,
  ]),
);

/** Names that are not written as they are pronounced. */
const names: Readonly<Record<string, string>> = {
  grpc: 'gRPC',
  http: 'HTTP',
  https: 'HTTPS',
  ecs: 'ECS',
  'docker-swarm': 'Docker Swarm',
};

/** A short title for a side: `Kubernetes`, `gRPC`, `not Envoy`. */
export function titleOfSide(signal: Signal): string {
  return templateTitles.get(signal) ?? capital(describe(signal));
}

/** What a signal looks for, in a few words. */
function describe(signal: Signal): string {
  const parts = [
    signal.platform === undefined
      ? []
      : [either(listOf(signal.platform).map(named))],
    signal.cluster === undefined
      ? []
      : [`cluster ${either(listOf(signal.cluster))}`],
    signal.namespace === undefined
      ? []
      : [`namespace ${either(listOf(signal.namespace))}`],
    signal.image === undefined
      ? []
      : [either(listOf(signal.image).map(image => named(lastOf(image))))],
    signal.protocol === undefined
      ? []
      : [either(listOf(signal.protocol).map(named))],
    signal.annotation === undefined
      ? []
      : [entry('annotation', signal.annotation)],
    signal.label === undefined ? [] : [entry('label', signal.label)],
    signal.environment === undefined
      ? []
      : [`variable ${either(listOf(signal.environment))}`],
    (signal.allOf ?? []).map(describe),
    signal.anyOf === undefined ? [] : [either(signal.anyOf.map(describe))],
    signal.not === undefined ? [] : [`not ${describe(signal.not)}`],
  ].flat();
  return parts.join(' with ');
}

/** Of many the first two are enough to know what is meant. */
function either(words: readonly string[]): string {
  const different = [...new Set(words)];
  return different.length > 3
    ? `${different.slice(0, 2).join(', ')} or ${different.length - 2} others`
    : different.join(' or ');
}

function entry(
  kind: string,
  wanted: string | { name: string; value?: string | string[] },
): string {
  if (typeof wanted === 'string') {
    return `${kind} ${wanted}`;
  }
  return wanted.value === undefined
    ? `${kind} ${wanted.name}`
    : `${kind} ${wanted.name} ${either(listOf(wanted.value))}`;
}

function lastOf(image: string): string {
  return image.slice(image.lastIndexOf('/') + 1);
}

function named(name: string): string {
  return names[name.toLowerCase()] ?? capital(name);
}

function capital(text: string): string {
  // What is deliberately written with a small letter stays so.
  return /^[a-z][A-Z]/.test(text)
    ? text
    : text.slice(0, 1).toUpperCase() + text.slice(1);
}
