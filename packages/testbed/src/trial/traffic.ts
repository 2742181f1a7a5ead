/** The customers of the trial: how many requests reach each service on which platform, as counters that Prometheus scrapes. */
import { startMetricsTarget } from '../prometheus/metricsTarget';

/** Name of the counter; its labels are `service` and `platform`. */
export const REQUESTS = 'http_requests_total';

/** Requests that go on by themselves. */
export interface Traffic {
  /** What to scrape. */
  address: string;
  /** Lets a service have so many requests per second, of which a share from 0 to 1 goes to Kubernetes and the rest to Helios. */
  send(
    service: string,
    options: { perSecond: number; kubernetes: number },
  ): void;
  stop(): Promise<void>;
}

const EVERY_MS = 500;

/** Starts without any. */
export async function startTraffic(): Promise<Traffic> {
  const target = await startMetricsTarget();
  const rates = new Map<string, { helios: number; kubernetes: number }>();
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    const seconds = (now - last) / 1_000;
    last = now;
    for (const [service, rate] of rates) {
      for (const [platform, perSecond] of Object.entries(rate)) {
        target.add(REQUESTS, { service, platform }, perSecond * seconds);
      }
    }
  }, EVERY_MS);
  return {
    address: target.address,
    send(service, { perSecond, kubernetes }) {
      rates.set(service, {
        helios: perSecond * (1 - kubernetes),
        kubernetes: perSecond * kubernetes,
      });
    },
    async stop() {
      clearInterval(timer);
      await target.close();
    },
  };
}
