/**
 * Lists a resource page by page. Objects are handed over a page at a time, as they were parsed: who takes them projects them at once and lets them go.
 */
import type { ClusterApi } from './clusterApi';
import { ClusterError } from './errors';
import { listPath, type Resource } from './resource';

const PAGE_SIZE = 500;
/** How often a list is begun anew because the server forgot its place in it. */
const MOST_RESTARTS = 3;

/** What to list. */
export interface ListOptions {
  api: Pick<ClusterApi, 'text'>;
  resource: Resource;
  namespace?: string;
  fieldSelector?: string;
  signal: AbortSignal;
  /** Name of the cluster, for messages. */
  cluster: string;
  /** A page of objects. */
  onPage(items: readonly unknown[], resourceVersion: string): void;
  /** What was handed over is void: the list begins anew. */
  onRestart(): void;
}

/**
 * See the top of the file.
 *
 * @returns the version of the list, from which a watch goes on.
 * @throws ClusterError
 */
export async function listResource(options: ListOptions): Promise<string> {
  const { api, resource, namespace, fieldSelector, signal } = options;
  const path = listPath(resource, namespace);
  const selector: Record<string, string> = fieldSelector
    ? { fieldSelector }
    : {};
  let restarts = 0;
  let place: string | undefined;
  for (;;) {
    // A list that outlives the server's memory again and again is asked for in one piece.
    const limit: Record<string, string> =
      restarts < MOST_RESTARTS ? { limit: String(PAGE_SIZE) } : {};
    let page: Page;
    try {
      const text = await api.text({
        path,
        query: { ...selector, ...limit, ...(place && { continue: place }) },
        signal,
      });
      page = parsePage(text, options);
    } catch (error) {
      const forgotten = error instanceof ClusterError && error.kind === 'gone';
      if (!forgotten || place === undefined || restarts >= MOST_RESTARTS) {
        throw error;
      }
      restarts += 1;
      place = undefined;
      options.onRestart();
      continue;
    }
    options.onPage(page.items, page.resourceVersion);
    place = page.continue;
    if (place === undefined) return page.resourceVersion;
  }
}

interface Page {
  items: readonly unknown[];
  resourceVersion: string;
  continue: string | undefined;
}

function parsePage(text: string, { resource, cluster }: ListOptions): Page {
  const halfAnAnswer = (what: string, cause?: unknown) =>
    new ClusterError(
      'malformed',
      `Cluster ${cluster} answers the list of ${resource.plural} with ${what} (${text.length} characters)`,
      {
        fix: `Look for a proxy between the portal and cluster ${cluster} that cuts or changes answers. It is tried again by itself.`,
        cause,
      },
    );
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch (error) {
    throw halfAnAnswer('something that is not whole JSON', error);
  }
  if (!isObject(list) || !isObject(list.metadata)) {
    throw halfAnAnswer('something that is not a list');
  }
  const { items, metadata } = list;
  // An empty list may come as null.
  const objects = items ?? [];
  if (!Array.isArray(objects) || typeof metadata.resourceVersion !== 'string') {
    throw halfAnAnswer('half a list');
  }
  return {
    items: objects,
    resourceVersion: metadata.resourceVersion,
    continue:
      typeof metadata.continue === 'string' && metadata.continue !== ''
        ? metadata.continue
        : undefined,
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
