/**
 * One watch request, from a version on, as a stream of what happened. It ends when the server ends it, which is ordinary. Who runs it decides when to
 * watch again and when to list again.
 */
import type { ClusterApi } from './clusterApi';
import { ClusterError } from './errors';
import { lines } from './lines';
import { listPath, type Resource } from './resource';

/** What a line of a watch says. */
export type WatchEvent =
  | { type: 'ADDED' | 'MODIFIED' | 'DELETED'; object: unknown }
  /** Nothing happened up to this version. */
  | { type: 'BOOKMARK'; resourceVersion: string }
  /** A line that is not what the API promises: what it told is lost. */
  | { type: 'MALFORMED'; bytes: number };

/** What to watch. */
export interface WatchOptions {
  api: Pick<ClusterApi, 'stream'>;
  resource: Resource;
  namespace?: string;
  fieldSelector?: string;
  resourceVersion: string;
  /** After how long the server ends it, seconds. */
  timeoutSeconds: number;
  signal: AbortSignal;
  /** Name of the cluster, for messages. */
  cluster: string;
  /** Called when the server has agreed. */
  onOpen(): void;
}

/**
 * See the top of the file.
 *
 * @throws ClusterError of kind `gone` when the version is no longer known: list again.
 */
export async function* watchResource(
  options: WatchOptions,
): AsyncGenerator<WatchEvent> {
  const { api, resource, namespace, fieldSelector, signal } = options;
  const pieces = api.stream(
    {
      path: listPath(resource, namespace),
      query: {
        watch: '1',
        allowWatchBookmarks: 'true',
        resourceVersion: options.resourceVersion,
        timeoutSeconds: String(options.timeoutSeconds),
        ...(fieldSelector && { fieldSelector }),
      },
      signal,
    },
    options.onOpen,
  );
  for await (const line of lines(pieces)) yield parseEvent(line, options);
}

function parseEvent(
  line: string,
  { cluster, resource }: WatchOptions,
): WatchEvent {
  const malformed: WatchEvent = { type: 'MALFORMED', bytes: line.length };
  let event: { type?: unknown; object?: unknown } | null;
  try {
    event = JSON.parse(line);
  } catch {
    // Told to the caller as such.
    return malformed;
  }
  if (typeof event !== 'object' || event === null) return malformed;
  const { type, object } = event;
  switch (type) {
    case 'ADDED':
    case 'MODIFIED':
    case 'DELETED':
      return { type, object };
    case 'BOOKMARK': {
      const version = versionOf(object);
      return version === undefined
        ? malformed
        : { type, resourceVersion: version };
    }
    case 'ERROR':
      throw errorOf(object, cluster, resource);
    default:
      return malformed;
  }
}

/** The resource version of an object, as far as it has one. */
export function versionOf(object: unknown): string | undefined {
  const metadata =
    typeof object === 'object' && object !== null && 'metadata' in object
      ? object.metadata
      : undefined;
  return typeof metadata === 'object' &&
    metadata !== null &&
    'resourceVersion' in metadata &&
    typeof metadata.resourceVersion === 'string'
    ? metadata.resourceVersion
    : undefined;
}

function errorOf(
  status: unknown,
  cluster: string,
  resource: Resource,
): ClusterError {
  const { code, message } = (
    typeof status === 'object' && status !== null ? status : {}
  ) as { code?: unknown; message?: unknown };
  const said = typeof message === 'string' ? `: ${message.slice(0, 300)}` : '';
  return new ClusterError(
    code === 410 ? 'gone' : 'server',
    `Cluster ${cluster} ended the watch of ${resource.plural} (${String(
      code,
    )}${said})`,
    {
      fix: `Look into the log of the API server of cluster ${cluster}. It is tried again by itself.`,
    },
  );
}
