import type { TransportResponse } from './credentials';
import { ClusterError } from './errors';

const LONGEST_REFUSAL_BYTES = 16_384;
const LONGEST_WAIT_MS = 60_000;

/** What a request that was refused asked for. */
export interface RefusedRequest {
  cluster: string;
  /** Where the cluster stands in the configuration. */
  place: string;
  path: string;
}

/** Puts an answer other than 200 in words; reads what the server says. */
export async function refusalOf(
  request: RefusedRequest,
  response: TransportResponse,
): Promise<ClusterError> {
  const { cluster, place, path } = request;
  const { statusCode } = response;
  const message = statusMessage(await beginningOf(response));
  const said = message ? `: ${message}` : '';
  switch (statusCode) {
    case 401:
      return new ClusterError(
        'unauthorized',
        `Cluster ${cluster} refuses the credentials (401${said}); they are wrong or have expired`,
        {
          fix: `Renew what ${place} gives as token, as tokenFile or in the kubeconfig; a file is read again by itself.`,
        },
      );
    case 403:
      return new ClusterError(
        'forbidden',
        `Cluster ${cluster} forbids it (403)${said}`,
        {
          fix: 'Give the portal the ClusterRole of rbac/landfall-reader.yaml.',
        },
      );
    case 410:
      return new ClusterError(
        'gone',
        `Cluster ${cluster} has forgotten that version (410)${said}`,
        { fix: '' },
      );
    default:
      return new ClusterError(
        statusCode === 429 ? 'busy' : 'server',
        `Cluster ${cluster} answers ${path} with status ${statusCode}${said}`,
        {
          fix: `Look into the log of the API server of cluster ${cluster}. It is tried again by itself.`,
          retryAfterMs: retryAfter(response),
        },
      );
  }
}

/** Reads the beginning of an answer and leaves the rest. */
export async function beginningOf(
  response: TransportResponse,
): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of response.body) {
    pieces.push(piece);
    size += piece.length;
    if (size > LONGEST_REFUSAL_BYTES) break;
  }
  return Buffer.concat(pieces).toString('utf8');
}

/** The message of a Status object; undefined for anything else, as proxies on the way answer in their own words. */
function statusMessage(text: string): string | undefined {
  let status: unknown;
  try {
    status = JSON.parse(text);
  } catch {
    return undefined;
  }
  return typeof status === 'object' &&
    status !== null &&
    'message' in status &&
    typeof status.message === 'string'
    ? status.message.slice(0, 300)
    : undefined;
}

function retryAfter({ headers }: TransportResponse): number | undefined {
  const seconds = Number(headers['retry-after'] ?? NaN);
  return Number.isFinite(seconds)
    ? Math.min(Math.max(seconds, 0) * 1000, LONGEST_WAIT_MS)
    : undefined;
}
