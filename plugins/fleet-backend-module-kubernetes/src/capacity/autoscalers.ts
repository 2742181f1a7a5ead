import type { Resource } from '../client/resource';
import { count, fields, text } from '../workloads/projection';

/** Autoscalers of workloads. */
export const AUTOSCALERS: Resource = {
  kind: 'HorizontalPodAutoscaler',
  group: 'autoscaling',
  version: 'v2',
  plural: 'horizontalpodautoscalers',
};

/** Between what an autoscaler keeps the number of replicas. */
export interface ReplicaLimits {
  min: number;
  max: number;
}

/** Limits by the workload that is scaled, see {@link scaledKey}. */
export type Autoscalers = ReadonlyMap<string, ReplicaLimits>;

/** Names a workload that may be scaled. */
export function scaledKey(workload: {
  group: string;
  kind: string;
  namespace: string;
  name: string;
}): string {
  const { group, kind, namespace, name } = workload;
  return `${group}/${kind}/${namespace}/${name}`;
}

/** Reads autoscalers as they come from the API; what does not say what it scales, or how far, is left out. */
export function replicaLimits(
  objects: readonly unknown[],
): [string, ReplicaLimits][] {
  return objects.flatMap(object => {
    const { metadata, spec } = fields(object);
    const { scaleTargetRef, minReplicas, maxReplicas } = fields(spec);
    const { apiVersion, kind, name } = fields(scaleTargetRef);
    const namespace = text(fields(metadata).namespace);
    const scaled = { kind: text(kind), name: text(name) };
    // The server writes one where nobody says how many there are at least.
    const [min, max] = [count(minReplicas, 1), count(maxReplicas)];
    if (
      namespace === undefined ||
      scaled.kind === undefined ||
      scaled.name === undefined ||
      max < Math.max(min, 1)
    ) {
      return [];
    }
    const version = text(apiVersion) ?? '';
    const group = version.includes('/') ? version.split('/')[0] : '';
    const key = scaledKey({
      ...{ group, namespace },
      ...{ kind: scaled.kind, name: scaled.name },
    });
    return [[key, { min, max }]];
  });
}

/** Of several autoscalers of one workload the least and the greatest count: any of them may win. */
export function joinLimits(
  found: Iterable<[string, ReplicaLimits]>,
): Autoscalers {
  const joined = new Map<string, ReplicaLimits>();
  for (const [key, limits] of found) {
    const { min, max } = joined.get(key) ?? limits;
    joined.set(key, {
      min: Math.min(min, limits.min),
      max: Math.max(max, limits.max),
    });
  }
  return joined;
}
