import { z } from 'zod';

/**
 * One place of one service, as its source names it. The service and the environment are not part of it: the directory
 * derives them.
 *
 * @public
 */
export const targetRefSchema = z.strictObject({
  /** Kind of place: `kubernetes`, `helios`, anything. */
  platform: z.string().min(1).max(63),
  /** Cluster or master, as configuration names it. */
  cluster: z.string().min(1).max(253),
  /** Namespace, or group of hosts. */
  namespace: z.string().min(1).max(253),
  /** `Deployment`, `StatefulSet`, `Job`, …: what two workloads of one name are told apart by. */
  workloadKind: z.string().min(1).max(63),
  workload: z.string().min(1).max(253),
});
/** See {@link targetRefSchema}. @public */
export type TargetRef = z.infer<typeof targetRefSchema>;

/**
 * The key under which a target is stored and named in URLs: its parts, percent-encoded, joined by slashes.
 *
 * @public
 */
export function targetKey(target: TargetRef): string {
  return [
    target.platform,
    target.cluster,
    target.namespace,
    target.workloadKind,
    target.workload,
  ]
    .map(encodeURIComponent)
    .join('/');
}

/**
 * The inverse of {@link targetKey}.
 *
 * @throws Error when the text is no key of a target.
 * @public
 */
export function parseTargetKey(key: string): TargetRef {
  const parts = key.split('/').map(decodeURIComponent);
  if (parts.length !== 5 || parts.some(part => part === '')) {
    throw new Error(`Not the key of a target: ${key}`);
  }
  const [platform, cluster, namespace, workloadKind, workload] = parts;
  return { platform, cluster, namespace, workloadKind, workload };
}
