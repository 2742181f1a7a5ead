/** A real Prometheus on a loopback port, with history that it is given, and targets that it scrapes. Nothing outlives the process that started it. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { sendRequest } from '../network/request';
import { HttpServer, startHttpServer } from '../processes/httpServer';
import { run } from '../processes/run';
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
export interface Prometheus extends HttpServer {
  /**
   * Gives the series that a query has at a time, now by default.
   *
   * @throws Error with the words of Prometheus when it does not understand
   */
  query(query: string, at?: Date): Promise<PrometheusVectorItem[]>;
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
  const server = await startHttpServer({
    ...{ title: 'Prometheus', name },
    prepare: async ({ folder, port }) => {
      const data = join(folder, 'data');
      const config = join(folder, 'prometheus.yml');
      await writeFile(config, configuration(options));
      if (openMetrics !== undefined) {
        const history = join(folder, 'history.txt');
        await writeFile(history, openMetrics);
        await run({
          command: binaries.promtool,
          args: ['tsdb', 'create-blocks-from', 'openmetrics', history, data],
        });
      }
      return {
        command: binaries.prometheus,
        args: [
          `--config.file=${config}`,
          `--storage.tsdb.path=${data}`,
          '--storage.tsdb.retention.time=10y',
          `--web.listen-address=127.0.0.1:${port}`,
        ],
      };
    },
  });
  return {
    ...server,
    async query(query, at = new Date()) {
      const parameters = new URLSearchParams({
        query,
        time: String(at.getTime() / 1_000),
      });
      const { text } = await sendRequest({
        url: `${server.url}/api/v1/query?${parameters}`,
      });
      const answer = JSON.parse(text);
      if (answer.status !== 'success') {
        throw new Error(`Prometheus ${name} refused ${query}: ${text}`);
      }
      return answer.data.result;
    },
  };
}
