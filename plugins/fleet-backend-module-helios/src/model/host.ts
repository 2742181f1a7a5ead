import { z } from 'zod';

const amount = z.number().min(0).nullish().catch(null);
const hostSchema = z.object({
  status: z.enum(['UP', 'DOWN']),
  hostInfo: z
    .object({ cpus: amount, memoryTotalBytes: amount })
    .nullish()
    .catch(null),
});

/** A host with its health and capacity. */
export interface Host {
  up: boolean;
  /** Null where its agent never told. */
  cpus: number | null;
  memoryBytes: number | null;
}

/**
 * Reads the status of a host; the jobs in it are dropped.
 *
 * @returns undefined when it is not what Helios promises
 */
export function projectHost(raw: unknown): Host | undefined {
  const parsed = hostSchema.safeParse(raw);
  if (!parsed.success) return undefined;
  const { status, hostInfo } = parsed.data;
  return {
    up: status === 'UP',
    cpus: hostInfo?.cpus ?? null,
    memoryBytes: hostInfo?.memoryTotalBytes ?? null,
  };
}
