/**
 * Where requests to a cluster get their credentials and TLS from: the configuration, through the Kubernetes client's own reader of kubeconfig files, so that
 * certificates, tokens, exec plugins and proxies work as they do for kubectl.
 */
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { KubeConfig } from '@kubernetes/client-node';
import { errorCode } from '@landfall/backstage-plugin-fleet-node';
import { Agent } from 'undici';
import type { ClusterConfig } from '../config/types';
import { ClusterError } from './errors';

const TOKEN_FILE_MS = 60_000;

/** A way to send requests, with what they need. */
export interface Credentials {
  /** Address of the API server, without a slash at the end. */
  url: string;
  /** Headers of the next request. */
  headers(): Promise<Record<string, string>>;
  transport: Transport;
}

/** What is used of undici's dispatchers, which the Kubernetes client brings in a version of its own. */
export interface Transport {
  request(options: {
    origin: string;
    path: string;
    method: 'GET';
    headers: Record<string, string>;
    signal: AbortSignal;
    headersTimeout: number;
    bodyTimeout: number;
  }): Promise<TransportResponse>;
  /** Lets what runs come to its end. */
  close(): Promise<void>;
  /** Ends what runs. */
  destroy(): Promise<void>;
}

/** See {@link Transport}. */
export interface TransportResponse {
  statusCode: number;
  headers: Record<string, string | string[] | undefined>;
  body: AsyncIterable<Uint8Array> & {
    text(): Promise<string>;
    destroy(): unknown;
  };
}

/**
 * Reads the credentials of a cluster.
 *
 * @throws ClusterError of kind `credentials` that names the line of the configuration to change.
 */
export async function readCredentials(
  cluster: ClusterConfig,
): Promise<Credentials> {
  const { RequestContext, HttpMethod } = await clientLibrary();
  const { kubeConfig, token } = await loadKubeConfig(cluster);
  const current = kubeConfig.getCurrentCluster();
  if (!current) {
    throw unusable(
      cluster,
      'its kubeconfig names no cluster to talk to',
      'kubeconfig.context',
    );
  }
  const url = current.server.replace(/\/+$/, '');
  const apply = async () => {
    const context = new RequestContext(url, HttpMethod.GET);
    try {
      await kubeConfig.applySecurityAuthentication(context);
    } catch (error) {
      throw unusable(
        cluster,
        'its credentials cannot be made ready',
        keyOf(cluster),
        error,
      );
    }
    return context;
  };
  const transport: Transport =
    (await apply()).getDispatcher() ?? new Agent({ allowH2: false });
  return {
    url,
    transport,
    headers: async () => {
      const headers = (await apply()).getHeaders();
      return token
        ? { ...headers, Authorization: `Bearer ${await token()}` }
        : headers;
    },
  };
}

/**
 * Checks what the configuration refers to, without running anything.
 *
 * @throws ClusterError of kind `credentials`
 */
export async function checkCredentials(cluster: ClusterConfig): Promise<void> {
  await loadKubeConfig(cluster);
}

/** The package is ESM only, and Backstage's backends are not. */
function clientLibrary() {
  return import('@kubernetes/client-node');
}

async function loadKubeConfig(cluster: ClusterConfig) {
  const { KubeConfig: Loader } = await clientLibrary();
  const kubeConfig = new Loader();
  const token = await load(kubeConfig, cluster);
  return { kubeConfig, token };
}

/** Fills in what the configuration says; gives the bearer token where that is ours to provide. */
async function load(
  kubeConfig: KubeConfig,
  cluster: ClusterConfig,
): Promise<(() => Promise<string>) | undefined> {
  const { access, name } = cluster;
  if (access.type === 'inCluster') {
    if (!process.env.KUBERNETES_SERVICE_HOST) {
      throw unusable(
        cluster,
        'the portal does not run inside a cluster',
        'inCluster',
      );
    }
    kubeConfig.loadFromCluster();
    return undefined;
  }
  if (access.type === 'kubeconfig') {
    try {
      kubeConfig.loadFromFile(access.file);
    } catch (error) {
      throw unusable(
        cluster,
        `the kubeconfig file ${resolve(access.file)} cannot be read`,
        'kubeconfig.file',
        error,
      );
    }
    if (access.context !== undefined) {
      if (!kubeConfig.getContextObject(access.context)) {
        throw unusable(
          cluster,
          `the kubeconfig file ${access.file} has no context ${access.context}`,
          'kubeconfig.context',
        );
      }
      kubeConfig.setCurrentContext(access.context);
    }
    return undefined;
  }
  const ca =
    access.ca && 'file' in access.ca
      ? await readText(cluster, access.ca.file, 'caFile')
      : access.ca?.pem;
  if (ca !== undefined) checkCertificates(cluster, ca);
  kubeConfig.loadFromClusterAndUser(
    {
      name,
      server: access.url,
      caData: ca && Buffer.from(ca).toString('base64'),
      skipTLSVerify: access.skipTLSVerify,
    },
    { name },
  );
  const { token } = access;
  if ('value' in token) return async () => token.value;
  const fromFile = tokenFile(cluster, token.file);
  await fromFile();
  return fromFile;
}

/** Gives the token in a file, read anew once a minute: a mounted token is replaced well before it expires. */
function tokenFile(
  cluster: ClusterConfig,
  file: string,
): () => Promise<string> {
  let token = '';
  let readAt = -Infinity;
  return async () => {
    if (performance.now() - readAt > TOKEN_FILE_MS) {
      const read = (await readText(cluster, file, 'tokenFile')).trim();
      if (!/^[\x21-\x7e]+$/.test(read)) {
        throw unusable(cluster, `the file ${file} holds no token`, 'tokenFile');
      }
      token = read;
      readAt = performance.now();
    }
    return token;
  };
}

async function readText(
  cluster: ClusterConfig,
  file: string,
  key: string,
): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    // Whole, as people do not know where the backend was started.
    const what = `the file ${resolve(file)} cannot be read`;
    throw unusable(cluster, what, key, error);
  }
}

function checkCertificates(cluster: ClusterConfig, pem: string): void {
  const { access } = cluster;
  const key =
    access.type === 'url' && access.ca && 'file' in access.ca ? 'caFile' : 'ca';
  try {
    // Only the first: it tells a certificate from something else.
    void new X509Certificate(pem);
  } catch (error) {
    throw unusable(cluster, 'it holds no certificate in PEM', key, error);
  }
}

function keyOf({ access }: ClusterConfig): string {
  if (access.type !== 'url') return access.type;
  return 'file' in access.token ? 'tokenFile' : 'token';
}

function unusable(
  cluster: ClusterConfig,
  what: string,
  key: string,
  cause?: unknown,
): ClusterError {
  const code = cause === undefined ? '' : ` (${errorCode(cause)})`;
  const line = `${cluster.path}.${key}`;
  return new ClusterError(
    'credentials',
    `${line} of cluster ${cluster.name} cannot be used, ${what}${code}`,
    { fix: `Change ${line}, or what it refers to.`, cause },
  );
}
