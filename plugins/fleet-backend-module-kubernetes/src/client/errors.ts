import { SourceError } from '@landfall/backstage-plugin-fleet-node';

/**
 * What kind of trouble a request met.
 *
 * `unauthorized`: the credentials are refused. `forbidden`: they are not enough for this. `gone`: what it refers to is no longer remembered (410).
 * `unreachable`: no connection. `untrusted`: its certificate is not trusted. `timeout`: no answer in time. `credentials`: a file or program that gives them failed. `malformed`: an answer that is not what
 * the API promises. `busy`: asked to come back later. `server`: any other refusal.
 */
export type TroubleKind =
  | 'unauthorized'
  | 'forbidden'
  | 'gone'
  | 'unreachable'
  | 'untrusted'
  | 'timeout'
  | 'credentials'
  | 'malformed'
  | 'busy'
  | 'server';

/** An error of talking to a cluster, that says what to do. */
export class ClusterError extends SourceError {
  readonly kind: TroubleKind;
  /** How long the server asks to be left alone, ms. */
  readonly retryAfterMs: number | undefined;

  constructor(
    kind: TroubleKind,
    message: string,
    options: { fix: string; cause?: unknown; retryAfterMs?: number },
  ) {
    super(message, options);
    this.name = 'ClusterError';
    this.kind = kind;
    this.retryAfterMs = options.retryAfterMs;
  }
}

const TLS_CODES =
  /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL|HOSTNAME_MISMATCH|EPROTO/;

/**
 * Puts an error of the transport in words.
 *
 * @param place - where the cluster stands in the configuration
 */
export function transportError(
  error: unknown,
  where: { cluster: string; url: string; place: string },
): ClusterError {
  const { cluster, url, place } = where;
  const code = codeOf(error);
  if (TLS_CODES.test(code)) {
    return new ClusterError(
      'untrusted',
      `The certificate of cluster ${cluster} at ${url} is not trusted (${code})`,
      {
        fix: `Check the certificate authority that ${place} names, and that its address is in the server's certificate.`,
        cause: error,
      },
    );
  }
  if (/TIMEOUT|ETIMEDOUT|TimeoutError/i.test(code)) {
    return new ClusterError(
      'timeout',
      `Cluster ${cluster} at ${url} does not answer in time (${code})`,
      {
        fix: `Check the network between the portal and ${url}, and how busy the API server is. It is tried again by itself.`,
        cause: error,
      },
    );
  }
  return new ClusterError(
    'unreachable',
    `Cluster ${cluster} at ${url} cannot be reached (${code})`,
    {
      fix: `Check that the API server runs, that the address in ${place} is right, and the network between. It is tried again by itself.`,
      cause: error,
    },
  );
}

/** The most telling code in a chain of errors. Errors of the runtime need not be instances of our `Error`, so only their fields are looked at. */
export function codeOf(error: unknown): string {
  let current = fields(error);
  let name = '';
  for (let depth = 0; depth < 5 && current; depth++) {
    if (typeof current.code === 'string') return current.code;
    if (typeof current.name === 'string' && current.name !== 'Error') {
      name ||= current.name;
    } else if (typeof current.message === 'string') {
      name ||= current.message;
    }
    const [first] = Array.isArray(current.errors) ? current.errors : [];
    current = fields(first ?? current.cause);
  }
  return name || 'no reason given';
}

function fields(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)
    : undefined;
}
