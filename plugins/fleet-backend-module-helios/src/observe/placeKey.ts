import { createHash } from 'node:crypto';
import type { TargetRef } from '@landfall/backstage-plugin-fleet-node';

const LONGEST = 400;

/** Names a target within its cluster, short enough to be a part of a key. */
export function placeKey({
  namespace,
  workloadKind,
  workload,
}: TargetRef): string {
  const key = [workloadKind, namespace, workload]
    .map(encodeURIComponent)
    .join('/');
  return key.length <= LONGEST
    ? key
    : createHash('sha256').update(key).digest('hex');
}
