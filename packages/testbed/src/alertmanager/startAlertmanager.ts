/** A real Alertmanager on a loopback port, which sends its webhook for real. Nothing outlives the process that started it. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { Gateway, GatewayOptions, startGateway } from '../network/gateway';
import { sendRequest } from '../network/request';
import { makeTemporaryFolder } from '../processes/folder';
import { freePort } from '../processes/ports';
import { Server, startServer } from '../processes/server';
import { waitFor } from '../processes/wait';
import { ensureAlertmanager } from './binaries';

/** Which Alertmanager to start. */
export interface AlertmanagerOptions {
  /** For messages and the folder; `testbed` by default. */
  name?: string;
  /** Where it sends what fires and what is resolved; nowhere by default. */
  webhook?: { url: string; token?: string };
}

/** An alert that is posted, as Prometheus does it. */
export interface PostedAlert {
  labels: Record<string, string>;
  annotations?: Record<string, string>;
  generatorURL?: string;
  startsAt?: Date;
  /** In the past: it is resolved. */
  endsAt?: Date;
}

/** A running Alertmanager. */
export interface Alertmanager {
  /** Its address for clients. */
  url: string;
  folder: string;
  /** Posts alerts. */
  post(alerts: PostedAlert[]): Promise<void>;
  /** What fires, as its API tells it. */
  alerts(): Promise<Record<string, unknown>[]>;
  /** Lays a silence over all alerts with a label; gives its id. */
  silence(options: {
    label: string;
    value: string;
    startsAt?: Date;
    endsAt?: Date;
  }): Promise<string>;
  /** Starts a gateway before it, which ends with it. */
  startGateway(options?: GatewayOptions): Promise<Gateway>;
  /** Ends the server, with `kill -9` if asked; the data stays. */
  stopServer(options?: { kill?: boolean }): Promise<void>;
  /** Starts it again, on the same port and the same data. Alerts are not in the data: who posted them has to do so again. */
  startServer(): Promise<void>;
  restart(options?: { kill?: boolean }): Promise<void>;
  /** Stops everything and removes the data. */
  stop(): Promise<void>;
}

const HOUR_MS = 3_600_000;

function configuration({ webhook }: AlertmanagerOptions) {
  return stringify({
    route: {
      receiver: 'told',
      group_by: ['...'],
      group_wait: '0s',
      group_interval: '1s',
      repeat_interval: '1h',
    },
    receivers: [
      {
        name: 'told',
        ...(webhook && {
          webhook_configs: [
            {
              url: webhook.url,
              send_resolved: true,
              ...(webhook.token !== undefined && {
                http_config: {
                  authorization: { credentials: webhook.token },
                },
              }),
            },
          ],
        }),
      },
    ],
  });
}

/** Starts Alertmanager and waits until it answers. Half a second, once it is installed. */
export async function startAlertmanager(
  options: AlertmanagerOptions = {},
): Promise<Alertmanager> {
  const { name = 'testbed' } = options;
  const { alertmanager } = await ensureAlertmanager();
  const folder = await makeTemporaryFolder(`alertmanager-${name}`);
  const gateways: Gateway[] = [];
  let server: Server | undefined;

  const stop = async () => {
    await Promise.all(gateways.map(gateway => gateway.close()));
    await server?.kill();
    await folder.remove();
  };
  try {
    const config = join(folder.path, 'alertmanager.yml');
    await writeFile(config, configuration(options));
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;

    const startAgain = async () => {
      if (server?.isRunning()) {
        throw new Error(`Alertmanager ${name} runs already`);
      }
      const started = startServer({
        name: `alertmanager ${name}`,
        command: alertmanager,
        args: [
          `--config.file=${config}`,
          `--storage.path=${join(folder.path, 'data')}`,
          `--web.listen-address=127.0.0.1:${port}`,
          // Alone, and on no other port.
          '--cluster.listen-address=',
        ],
        logFile: join(folder.path, 'alertmanager.log'),
        cwd: folder.path,
      });
      server = started;
      await waitFor({
        what: `Alertmanager ${name}`,
        timeoutMs: 60_000,
        look: async () => {
          if (!started.isRunning()) {
            throw new Error(
              `Alertmanager ${name} ended: ${await started.tailOfLog()}`,
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
    const stopServer: Alertmanager['stopServer'] = async ({
      kill = false,
    } = {}) => {
      await (kill ? server?.kill() : server?.stop());
    };
    const postJson = async (path: string, body: unknown) => {
      const answer = await sendRequest({
        url: `${url}${path}`,
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      if (answer.status !== 200) {
        throw new Error(`Alertmanager ${name} refused it: ${answer.text}`);
      }
      return answer.text;
    };
    await startAgain();

    return {
      url,
      folder: folder.path,
      async post(alerts) {
        await postJson('/api/v2/alerts', alerts);
      },
      async alerts() {
        const { text } = await sendRequest({ url: `${url}/api/v2/alerts` });
        return JSON.parse(text);
      },
      async silence({ label, value, startsAt, endsAt }) {
        const from = startsAt ?? new Date();
        const text = await postJson('/api/v2/silences', {
          matchers: [{ name: label, value, isRegex: false, isEqual: true }],
          startsAt: from,
          endsAt: endsAt ?? new Date(from.getTime() + HOUR_MS),
          createdBy: 'somebody',
          comment: 'they know',
        });
        return JSON.parse(text).silenceID;
      },
      async startGateway(gatewayOptions = {}) {
        const gateway = await startGateway({
          ...gatewayOptions,
          name: `alertmanager-${name}`,
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
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
