/** A real registry of images on a loopback port. Nothing outlives the process that started it. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { Gateway, GatewayOptions, startGateway } from '../network/gateway';
import { sendRequest } from '../network/request';
import { makeTemporaryFolder } from '../processes/folder';
import { freePort } from '../processes/ports';
import { run } from '../processes/run';
import { startServer } from '../processes/server';
import { waitFor } from '../processes/wait';
import { ensureRegistry } from './binaries';
import { PushedImage, pushImage } from './pushing';

/** Which registry to start. */
export interface RegistryOptions {
  /** For messages and the folder; `testbed` by default. */
  name?: string;
  /** Whom it lets in, by a password; everybody by default. */
  credentials?: { username: string; password: string };
  /** Whom it lets in, by tokens of somebody else. */
  tokens?: {
    /** Address of who gives them. */
    realm: string;
    service: string;
    issuer: string;
    /** Certificates of who may sign them, PEM. */
    certificates: string;
  };
}

/** A running registry. */
export interface Registry {
  /** Its address for clients. */
  url: string;
  /** Its address as references of images have it. */
  host: string;
  folder: string;
  /**
   * Pushes an image; with tokens, show one.
   *
   * @returns its digest
   */
  push(image: PushedImage, authorization?: string): Promise<string>;
  /** Starts a gateway before it, which ends with it. */
  startGateway(options?: GatewayOptions): Promise<Gateway>;
  /** Stops everything and removes the images. */
  stop(): Promise<void>;
}

/** Starts a registry and waits until it answers. Half a second, once it is built. */
export async function startRegistry(
  options: RegistryOptions = {},
): Promise<Registry> {
  const { name = 'testbed', credentials } = options;
  const program = join(await ensureRegistry(), 'registry');
  const folder = await makeTemporaryFolder(`registry-${name}`);
  const gateways: Gateway[] = [];
  try {
    const port = await freePort();
    const host = `127.0.0.1:${port}`;
    const url = `http://${host}`;
    const config = join(folder.path, 'config.yml');
    await writeFile(
      config,
      stringify({
        version: '0.1',
        log: { level: 'warn' },
        storage: {
          filesystem: { rootdirectory: join(folder.path, 'data') },
        },
        http: { addr: host, secret: 'testbed' },
        ...(await authentication(options, { program, folder: folder.path })),
      }),
    );
    const server = startServer({
      name: `registry ${name}`,
      command: program,
      args: ['serve', config],
      logFile: join(folder.path, 'registry.log'),
      cwd: folder.path,
    });
    const stop = async () => {
      await Promise.all(gateways.map(gateway => gateway.close()));
      await server.kill();
      await folder.remove();
    };
    try {
      await waitFor({
        what: `registry ${name}`,
        timeoutMs: 60_000,
        look: async () => {
          if (!server.isRunning()) {
            throw new Error(
              `Registry ${name} ended: ${await server.tailOfLog()}`,
            );
          }
          const answer = await sendRequest({ url: `${url}/v2/` })
            // It does not listen yet.
            .catch(() => undefined);
          return answer ? true : undefined;
        },
        describe: () => server.tailOfLog(),
      });
    } catch (error) {
      await stop();
      throw error;
    }
    return {
      ...{ url, host, folder: folder.path, stop },
      push: (image, authorization = credentials && basic(credentials)) =>
        pushImage({ url, authorization }, image),
      async startGateway(gatewayOptions = {}) {
        const gateway = await startGateway({
          ...gatewayOptions,
          name: `registry-${name}`,
          upstreamPort: port,
        });
        gateways.push(gateway);
        return gateway;
      },
    };
  } catch (error) {
    await folder.remove();
    throw error;
  }
}

async function authentication(
  { credentials, tokens }: RegistryOptions,
  { program, folder }: { program: string; folder: string },
): Promise<object> {
  if (credentials) {
    const { stdout } = await run({
      command: program,
      args: ['password'],
      input: credentials.password,
    });
    const path = join(folder, 'htpasswd');
    await writeFile(path, `${credentials.username}:${stdout}`);
    return { auth: { htpasswd: { realm: 'testbed', path } } };
  }
  if (tokens) {
    const { certificates, ...rest } = tokens;
    const rootcertbundle = join(folder, 'certificates.pem');
    await writeFile(rootcertbundle, certificates);
    return { auth: { token: { ...rest, rootcertbundle } } };
  }
  return {};
}

function basic(credentials: { username: string; password: string }): string {
  const { username, password } = credentials;
  const pair = Buffer.from(`${username}:${password}`).toString('base64');
  return `Basic ${pair}`;
}
