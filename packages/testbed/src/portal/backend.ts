/**
 * The portal's real backend in a process of its own, as it runs in production: configuration from a file, a guest who signs in, a database that
 * outlives it. It can be killed and started again on the same data.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { makeTemporaryFolder } from '../processes/folder';
import { freePort } from '../processes/ports';
import { Server, startServer } from '../processes/server';
import { waitFor } from '../processes/wait';

/** How to start a backend. */
export interface PortalBackendOptions {
  /** Sections of configuration beside the ones that make it start: `fleet`, `catalog`, `portal`, … */
  config: Record<string, unknown>;
  /** `backend.database`; by default SQLite in a folder that lives as long as this handle. */
  database?: Record<string, unknown>;
  /** The file that starts it; by default the portal's own. */
  entry?: string;
  /** `NODE_ENV`; by default `development`. */
  mode?: 'development' | 'production';
}

/** One request to the API of a plugin. */
export interface PortalRequest {
  /** GET by default. */
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  /** Sent as JSON. */
  body?: unknown;
  /** Who asks, such as a token of `backend.auth.externalAccess`; the guest by default. */
  token?: string;
}

/** A backend that was started, and may have been killed since. */
export interface PortalBackend {
  /** Where it listens. */
  url: string;
  /** Asks the API of a plugin as the guest. Answers 4xx and 5xx are given back as they are. */
  get(path: string): Promise<{ status: number; body: unknown }>;
  /** Sends any request, likewise. The body of an answer without one is null. */
  send(request: PortalRequest): Promise<{ status: number; body: unknown }>;
  /** Starts it again, on the same data, with the same configuration or another. */
  start(config?: Record<string, unknown>): Promise<void>;
  /** `kill -9`. */
  kill(): Promise<void>;
  /** Asks it to end. The data stays. */
  stop(): Promise<void>;
  /** The last lines of its log. */
  tailOfLog(): Promise<string>;
  /** Its log since it was made. */
  wholeLog(): Promise<string>;
  /** Stops it and removes its data. */
  dispose(): Promise<void>;
}

// Longer than any takes, on however busy a machine.
const REQUEST_MS = 60_000;

const backendFolder = dirname(
  createRequire(__filename).resolve('backend/package.json'),
);

/** Starts the portal's backend and waits until it answers. */
export async function startPortalBackend(
  options: PortalBackendOptions,
): Promise<PortalBackend> {
  const folder = await makeTemporaryFolder('portal');
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const configFile = join(folder.path, 'app-config.json');
  let server: Server | undefined;
  let token: Promise<string> | undefined;

  const signIn = async () => {
    const response = await fetch(`${url}/api/auth/guest/refresh`, {
      method: 'POST',
      headers: { 'X-Requested-With': 'XMLHttpRequest' },
      signal: AbortSignal.timeout(REQUEST_MS),
    });
    if (!response.ok) {
      throw new Error(`The guest could not sign in: ${response.status}`);
    }
    const { backstageIdentity } = (await response.json()) as {
      backstageIdentity: { token: string };
    };
    return backstageIdentity.token;
  };
  const send: PortalBackend['send'] = async request => {
    const { method = 'GET', path, body } = request;
    token ??= signIn().catch(error => {
      // Whoever asks next tries again.
      token = undefined;
      throw error;
    });
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${request.token ?? (await token)}`,
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(REQUEST_MS),
    });
    const text = await response.text();
    return { status: response.status, body: text ? JSON.parse(text) : null };
  };

  const start: PortalBackend['start'] = async (config = options.config) => {
    token = undefined;
    await writeFile(
      configFile,
      JSON.stringify({
        app: { title: 'Landfall', baseUrl: url },
        organization: { name: 'Landfall' },
        auth: {
          providers: {
            guest: {
              userEntityRef: 'user:default/guest',
              ownershipEntityRefs: ['user:default/guest'],
              dangerouslyAllowOutsideDevelopment: true,
            },
          },
        },
        permission: { enabled: true },
        ...config,
        backend: {
          baseUrl: url,
          listen: { host: '127.0.0.1', port },
          auth: { keys: [{ secret: 'only-for-this-test' }] },
          database: options.database ?? {
            client: 'better-sqlite3',
            connection: { directory: join(folder.path, 'data') },
          },
          ...(config.backend as Record<string, unknown> | undefined),
        },
      }),
      { mode: 0o600 },
    );
    const started = startServer({
      name: 'portal backend',
      command: process.execPath,
      args: [
        '--require',
        '@backstage/cli/config/nodeTransform.cjs',
        options.entry ?? 'src/index.ts',
        '--config',
        configFile,
      ],
      cwd: backendFolder,
      logFile: join(folder.path, 'backend.log'),
      env: {
        ...process.env,
        NODE_ENV: options.mode ?? 'development',
        NODE_OPTIONS: '',
      },
    });
    server = started;
    await waitFor({
      what: 'the backend of the portal',
      timeoutMs: 180_000,
      everyMs: 200,
      look: async () => {
        if (!started.isRunning()) {
          throw new Error(`It ended: ${await started.tailOfLog()}`);
        }
        const answer = await fetch(
          `${url}/.backstage/health/v1/readiness`,
          // It does not listen yet.
        ).catch(() => undefined);
        return answer?.ok ? true : undefined;
      },
      describe: () => started.tailOfLog(),
    });
  };
  const stop = async () => {
    await server?.stop();
  };

  try {
    await start();
  } catch (error) {
    await server?.kill();
    await folder.remove();
    throw error;
  }
  return {
    url,
    get: path => send({ path }),
    send,
    start,
    stop,
    async kill() {
      await server?.kill();
    },
    tailOfLog: async () => (await server?.tailOfLog()) ?? '',
    wholeLog: () => readFile(join(folder.path, 'backend.log'), 'utf8'),
    async dispose() {
      await stop();
      await folder.remove();
    },
  };
}
