/** A program that answers HTTP on a loopback port, and can be ended and started again on the same data. */
import { join } from 'node:path';
import { Gateway, GatewayOptions, startGateway } from '../network/gateway';
import { sendRequest } from '../network/request';
import { makeTemporaryFolder } from './folder';
import { freePort } from './ports';
import { Server, startServer } from './server';
import { waitFor } from './wait';

/** How to start such a program. */
export interface HttpServerOptions {
  /** What it is, such as `Prometheus`. */
  title: string;
  /** Which one of its kind, for messages and the folder. */
  name: string;
  /** Writes what it needs into its folder. Gives how it is run. */
  prepare(place: {
    folder: string;
    port: number;
  }): Promise<{ command: string; args: string[] }>;
}

/** Such a program. */
export interface HttpServer {
  /** Its address for clients. */
  url: string;
  folder: string;
  /** Starts a gateway before it, which ends with it. */
  startGateway(options?: GatewayOptions): Promise<Gateway>;
  /** Ends the server, with `kill -9` if asked; the data stays. */
  stopServer(options?: { kill?: boolean }): Promise<void>;
  /** Starts it again, on the same port and the same data. */
  startServer(): Promise<void>;
  restart(options?: { kill?: boolean }): Promise<void>;
  /** Lets it hang, with its connections open. */
  freeze(): void;
  thaw(): void;
  /** Stops everything and removes the data. */
  stop(): Promise<void>;
}

/** Starts a program and waits until it says at `/-/ready` that it is. */
export async function startHttpServer(
  options: HttpServerOptions,
): Promise<HttpServer> {
  const { title, name } = options;
  const kind = title.toLowerCase();
  const folder = await makeTemporaryFolder(`${kind}-${name}`);
  const gateways: Gateway[] = [];
  let server: Server | undefined;

  const stop = async () => {
    await Promise.all(gateways.map(gateway => gateway.close()));
    await server?.kill();
    await folder.remove();
  };
  try {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const program = await options.prepare({ folder: folder.path, port });

    const startAgain = async () => {
      if (server?.isRunning()) throw new Error(`${title} ${name} runs already`);
      const started = startServer({
        name: `${kind} ${name}`,
        ...program,
        logFile: join(folder.path, `${kind}.log`),
        cwd: folder.path,
      });
      server = started;
      await waitFor({
        what: `${title} ${name}`,
        timeoutMs: 60_000,
        look: async () => {
          if (!started.isRunning()) {
            throw new Error(
              `${title} ${name} ended: ${await started.tailOfLog()}`,
            );
          }
          const answer = await sendRequest({ url: `${url}/-/ready` })
            // It does not listen yet.
            .catch(() => undefined);
          return answer?.status === 200 ? true : undefined;
        },
        describe: () => started.tailOfLog(),
      });
    };
    const stopServer: HttpServer['stopServer'] = async ({
      kill = false,
    } = {}) => {
      await (kill ? server?.kill() : server?.stop());
    };
    await startAgain();

    return {
      url,
      folder: folder.path,
      async startGateway(gatewayOptions = {}) {
        const gateway = await startGateway({
          ...gatewayOptions,
          name: `${kind}-${name}`,
          upstreamPort: port,
        });
        gateways.push(gateway);
        return gateway;
      },
      stopServer,
      startServer: startAgain,
      async restart(how) {
        await stopServer(how);
        await startAgain();
      },
      freeze: () => server?.freeze(),
      thaw: () => server?.thaw(),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
