/** A real Alertmanager on a loopback port, which sends its webhook for real. Nothing outlives the process that started it. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { sendRequest } from '../network/request';
import { HttpServer, startHttpServer } from '../processes/httpServer';
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

/** A running Alertmanager. Alerts are not in its data: after a restart, who posted them has to do so again. */
export interface Alertmanager extends HttpServer {
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
  const server = await startHttpServer({
    ...{ title: 'Alertmanager', name },
    prepare: async ({ folder, port }) => {
      const config = join(folder, 'alertmanager.yml');
      await writeFile(config, configuration(options));
      return {
        command: alertmanager,
        args: [
          `--config.file=${config}`,
          `--storage.path=${join(folder, 'data')}`,
          `--web.listen-address=127.0.0.1:${port}`,
          // Alone, and on no other port.
          '--cluster.listen-address=',
        ],
      };
    },
  });
  const postJson = async (path: string, body: unknown) => {
    const answer = await sendRequest({
      url: `${server.url}${path}`,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (answer.status !== 200) {
      throw new Error(`Alertmanager ${name} refused it: ${answer.text}`);
    }
    return answer.text;
  };
  return {
    ...server,
    async post(alerts) {
      await postJson('/api/v2/alerts', alerts);
    },
    async alerts() {
      const { text } = await sendRequest({
        url: `${server.url}/api/v2/alerts`,
      });
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
  };
}
