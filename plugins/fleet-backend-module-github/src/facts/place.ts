import type { Repository } from '@landfall/backstage-plugin-fleet-node/codeHosts';

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
