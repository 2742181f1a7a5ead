import {
  connectionTrouble,
  SourceError,
} from '@landfall/backstage-plugin-fleet-node';

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
  const { kind, code, words } = connectionTrouble(error);
  if (kind === 'untrusted') {
    return new ClusterError(
      'untrusted',
      `The certificate of cluster ${cluster} at ${url} is not trusted (${code}): ${words}`,
      {
        fix: `Name the authority that signed it in ${place}, as caFile, as ca, or as certificate-authority-data in the kubeconfig, and check that the address there is one of the certificate's.`,
      },
    );
  }
  if (kind === 'timeout') {
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
