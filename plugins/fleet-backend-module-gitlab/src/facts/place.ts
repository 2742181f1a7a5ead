import type { Repository } from '@landfall/backstage-plugin-fleet-node/codeHosts';
import type { HostConfig } from '../config/types';

/** Where facts are from. */
export interface Place extends Pick<Repository, 'origin' | 'host'> {
  /** Its path in GitLab. */
  path: string;
  /** Address of its pages. */
  web: string;
}

/** Said of what had ended and is told otherwise by whoever reads all of it. */
export const CORRECTION = 'GitLab tells more, or has changed it since';

/** Above all versions, and still a safe number when it is doubled, ms. */
const LATEST = 4e15;

/** Where facts of a project are from. */
export function placeOf(
  config: Pick<HostConfig, 'baseUrl'>,
  { origin, host, slug }: Repository,
): Place {
  const path = pathOf(config, slug);
  return { origin, host, path, web: `${config.baseUrl}/${path}` };
}

/** The path of a project, without that below which the whole GitLab stands. */
export function pathOf(
  { baseUrl }: Pick<HostConfig, 'baseUrl'>,
  slug: string,
): string {
  const root = new URL(baseUrl).pathname.replace(/^\/|\/$/g, '');
  return root !== '' && slug.toLowerCase().startsWith(`${root.toLowerCase()}/`)
    ? slug.slice(root.length + 1)
    : slug;
}

/** A page of the project. */
export function pageOf({ web }: Place, path: string): string {
  return `${web}/-/${path}`;
}

/** The key of a run of a pipeline. */
export function runKey({ origin }: Pick<Place, 'origin'>, id: number): string {
  return `${origin}#run/${id}`;
}

/** The key of an issue that is an incident. */
export function issueKey(
  { origin }: Pick<Place, 'origin'>,
  number: number | string,
): string {
  return `${origin}#issue/${number}`;
}

/**
 * The version of something that changed at a time. Webhooks tell less than the API, and times only to the second: of the same moment what the API tells is newer, so that
 * a webhook that comes late changes nothing.
 */
export function versionAt(at: number, teller: 'api' | 'webhook'): number {
  const bounded = Math.min(Math.max(Math.trunc(at), 0), LATEST);
  return 2 * bounded + (teller === 'api' ? 1 : 0);
}
