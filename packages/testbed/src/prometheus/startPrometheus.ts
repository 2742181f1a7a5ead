/** A real Prometheus on a loopback port, with history that it is given, and targets that it scrapes. Nothing outlives the process that started it. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { Gateway, GatewayOptions, startGateway } from '../network/gateway';
import { sendRequest } from '../network/request';
import { makeTemporaryFolder } from '../processes/folder';
import { freePort } from '../processes/ports';
import { run } from '../processes/run';
import { Server, startServer } from '../processes/server';
import { waitFor } from '../processes/wait';
import { ensurePrometheus } from './binaries';

/** What Prometheus scrapes. */
export interface ScrapeTarget {
  /** Name of the job: the label `job` of each of its series. */
  job: string;
  /** Host and port. */
  address: string;
  /** Further labels. */
  labels?: Record<string, string>;
}

/** Which Prometheus to start. */
export interface PrometheusOptions {
  /** For messages and the folder; `testbed` by default. */
  name?: string;
  /** History, as OpenMetrics with times (see `openMetricsText`). */
  openMetrics?: string;
  scrape?: ScrapeTarget[];
  /** Milliseconds between two scrapes; a second by default. */
  scrapeEveryMs?: number;
}

/** One series of an answer. */
export interface PrometheusVectorItem {
  metric: Record<string, string>;
  /** Seconds, and the number as text. */
  value: [number, string];
}

/** A running Prometheus. */
export interface Prometheus {
  /** Its address for clients. */
  url: string;
  folder: string;
  /**
   * Gives the series that a query has at a time, now by default.
   *
   * @throws Error with the words of Prometheus when it does not understand
   */
  query(query: string, at?: Date): Promise<PrometheusVectorItem[]>;
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

function configuration({
  scrape = [],
  scrapeEveryMs = 1_000,
}: PrometheusOptions) {
  return stringify({
    global: {
      scrape_interval: `${scrapeEveryMs}ms`,
      scrape_timeout: `${scrapeEveryMs}ms`,
    },
    scrape_configs: scrape.map(({ job, address, labels }) => ({
      job_name: job,
      static_configs: [{ targets: [address], labels }],
    })),
  });
}

/** Starts Prometheus and waits until it answers. Half a second, once it is installed. */
export async function startPrometheus(
  options: PrometheusOptions = {},
): Promise<Prometheus> {
  const { name = 'testbed', openMetrics } = options;
  const binaries = await ensurePrometheus();
  const folder = await makeTemporaryFolder(`prometheus-${name}`);
  const gateways: Gateway[] = [];
  let server: Server | undefined;

  const stop = async () => {
    await Promise.all(gateways.map(gateway => gateway.close()));
    await server?.kill();
    await folder.remove();
  };
  try {
    const data = join(folder.path, 'data');
    const config = join(folder.path, 'prometheus.yml');
    await writeFile(config, configuration(options));
    if (openMetrics !== undefined) {
      const history = join(folder.path, 'history.txt');
      await writeFile(history, openMetrics);
      await run({
        command: binaries.promtool,
        args: ['tsdb', 'create-blocks-from', 'openmetrics', history, data],
      });
    }
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;

    const startAgain = async () => {
      if (server?.isRunning()) {
        throw new Error(`Prometheus ${name} runs already`);
      }
      const started = startServer({
        name: `prometheus ${name}`,
        command: binaries.prometheus,
        args: [
          `--config.file=${config}`,
          `--storage.tsdb.path=${data}`,
          '--storage.tsdb.retention.time=10y',
          `--web.listen-address=127.0.0.1:${port}`,
        ],
        logFile: join(folder.path, 'prometheus.log'),
        cwd: folder.path,
      });
      server = started;
      await waitFor({
        what: `Prometheus ${name}`,
        timeoutMs: 60_000,
        look: async () => {
          if (!started.isRunning()) {
            throw new Error(
              `Prometheus ${name} ended: ${await started.tailOfLog()}`,
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
    const stopServer: Prometheus['stopServer'] = async ({
      kill = false,
    } = {}) => {
      await (kill ? server?.kill() : server?.stop());
    };
    await startAgain();

    return {
      url,
      folder: folder.path,
      async query(query, at = new Date()) {
        const parameters = new URLSearchParams({
          query,
          time: String(at.getTime() / 1_000),
        });
        const { text } = await sendRequest({
          url: `${url}/api/v1/query?${parameters}`,
        });
        const answer = JSON.parse(text);
        if (answer.status !== 'success') {
          throw new Error(`Prometheus ${name} refused ${query}: ${text}`);
        }
        return answer.data.result;
      },
      async startGateway(gatewayOptions = {}) {
        const gateway = await startGateway({
          ...gatewayOptions,
          name: `prometheus-${name}`,
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
