import type { Repository } from '../repositories/repositories';

/** Where facts are from. */
export type Place = Pick<Repository, 'origin' | 'host' | 'slug'>;

/** Said of what had ended and is told otherwise by whoever reads all of it. */
export const CORRECTION = 'GitHub tells more, or has changed it since';

/** A page of the repository. */
export function pageOf({ host, slug }: Place, path: string): string {
  return `https://${host}/${slug}/${path}`;
}

/** The key of a run of a workflow. */
export function runKey({ origin }: Place, id: number | string): string {
  return `${origin}#run/${id}`;
}

/** The key of an issue that is an incident. */
export function issueKey({ origin }: Place, number: number | string): string {
  return `${origin}#issue/${number}`;
}

/** An end that is not before the beginning; where it was, two clocks disagree. */
export function endAfter(
  at: number,
  end: number | null,
): { endedAt: number | null; estimated: boolean } {
  return end !== null && end < at
    ? { endedAt: at, estimated: true }
    : { endedAt: end, estimated: false };
}
