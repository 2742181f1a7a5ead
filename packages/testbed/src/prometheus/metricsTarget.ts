import { createServer } from 'node:http';
import { listen } from '../network/listen';
import { freePort } from '../processes/ports';
import { labelsText } from './openMetrics';

/** Something that Prometheus scrapes, whose numbers a test sets. */
export interface MetricsTarget {
  /** Host and port. */
  address: string;
  /** Sets a series. */
  set(name: string, labels: Record<string, string>, value: number): void;
  /** Adds to a series, which begins with 0. */
  add(name: string, labels: Record<string, string>, value: number): void;
  /** Forgets a series. */
  remove(name: string, labels: Record<string, string>): void;
  /** Whether scrapes fail. */
  fail(on: boolean): void;
  close(): Promise<void>;
}

/** Starts a target without any series. */
export async function startMetricsTarget(): Promise<MetricsTarget> {
  const series = new Map<string, number>();
  const port = await freePort();
  let failing = false;
  const server = createServer((_request, response) => {
    const lines = [...series].map(([key, value]) => `${key} ${value}\n`);
    response.writeHead(failing ? 503 : 200, {
      'Content-Type': 'text/plain; version=0.0.4',
    });
    response.end(failing ? 'The target was told to fail' : lines.join(''));
  });
  await listen(server, port);
  const keyOf = (name: string, labels: Record<string, string>) =>
    `${name}${labelsText(labels)}`;
  return {
    address: `127.0.0.1:${port}`,
    set(name, labels, value) {
      series.set(keyOf(name, labels), value);
    },
    add(name, labels, value) {
      const key = keyOf(name, labels);
      series.set(key, (series.get(key) ?? 0) + value);
    },
    remove(name, labels) {
      series.delete(keyOf(name, labels));
    },
    fail(on) {
      failing = on;
    },
    async close() {
      server.closeAllConnections();
      await new Promise<void>(resolve => {
        server.close(() => resolve());
      });
    },
  };
}
