import { request as httpsRequest } from 'node:https';
import { Cluster } from './cluster';

/** What a bare watch hears: one line of the API server's stream. */
export interface WatchEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  object: {
    code?: number;
    metadata?: { name?: string; resourceVersion?: string };
  };
}

/** A watch without any client library, to compare others with. */
export interface BareWatch {
  events: WatchEvent[];
  /** Resolves when the stream ends, with the HTTP status, or the error that ended it. */
  ended: Promise<{ status?: number; error?: Error }>;
  stop(): void;
}

/** Opens a watch as a user, through the proxy. */
export function watchBarely(options: {
  cluster: Pick<Cluster, 'url' | 'caPem' | 'tokenOf'>;
  user: string;
  /** Path with query, without `watch=true`. */
  path: string;
  onEvent?: (event: WatchEvent) => void;
}): BareWatch {
  const { cluster, user, path, onEvent } = options;
  const events: WatchEvent[] = [];
  const url = new URL(path, cluster.url);
  url.searchParams.set('watch', 'true');
  const request = httpsRequest(url, {
    ca: cluster.caPem,
    agent: false,
    headers: { authorization: `Bearer ${cluster.tokenOf(user)}` },
  });
  const ended = new Promise<{ status?: number; error?: Error }>(resolve => {
    request.on('error', error => resolve({ error }));
    request.on('response', response => {
      let rest = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        const lines = (rest + chunk).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) {
          const event = JSON.parse(line) as WatchEvent;
          events.push(event);
          onEvent?.(event);
        }
      });
      response.on('error', error => resolve({ error }));
      response.on('end', () => resolve({ status: response.statusCode }));
    });
  });
  request.end();
  return { events, ended, stop: () => request.destroy() };
}
