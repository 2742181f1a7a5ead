import { instant } from '@landfall/backstage-plugin-fleet-common';
import { MemoryLedger } from '@landfall/backstage-plugin-fleet-node/testUtils';
import {
  openMetricsText,
  startPrometheus,
  type Prometheus,
  type PrometheusVectorItem,
} from 'testbed';
import { lookOnce, serverOf } from './testing/looking';

jest.setTimeout(120_000);

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const BEGIN = Date.UTC(2026, 1, 2, 6);
const HOURS = 8;

/** Requests per second of cart, by platform, in each hour: it moves from one to the other. */
const RATES = {
  heritage: [100, 100, 60, 60, 20, 0, 0, 0],
  kubernetes: [0, 0, 40, 40, 80, 100, 100, 100],
};
/** Cores that it uses in each hour. */
const CORES = [0.5, 1.5, 1.5, 1, 1, 0.25, 0.25, 0.25];
/** Its old instances are gone after so many hours. */
const OLD_UNTIL = 6;

const minutes = (until = HOURS) =>
  Array.from({ length: until * 60 + 1 }, (_, minute) => minute);
const at = (minute: number) => new Date(BEGIN + minute * MINUTE);
const inHour = (values: number[], minute: number) =>
  values[Math.min(Math.floor(minute / 60), values.length - 1)];

function requests(rates: number[]) {
  let total = 0;
  return minutes().map(minute => {
    if (minute > 0) total += inHour(rates, minute - 1) * 60;
    return { at: at(minute), value: total };
  });
}

const HISTORY = openMetricsText([
  {
    name: 'http_requests',
    type: 'counter',
    series: Object.entries(RATES).map(([platform, rates]) => ({
      labels: { app: 'Cart', platform },
      samples: requests(rates),
    })),
  },
  {
    name: 'old_up',
    type: 'gauge',
    series: ['a', 'b'].map(instance => ({
      labels: {
        ...{ app: 'cart', zone: 'north', group: 'shop' },
        ...{
          instance,
          version: instance === 'a' ? 'shop/cart:2' : 'shop/cart:1',
        },
      },
      samples: minutes(OLD_UNTIL).map(minute => ({
        at: at(minute),
        // One of them was away for a while.
        value: instance === 'b' && minute >= 60 && minute < 90 ? 0 : 1,
      })),
    })),
  },
  {
    name: 'cores',
    type: 'gauge',
    series: [
      {
        labels: { app: 'cart' },
        samples: minutes().map(minute => ({
          at: at(minute),
          value: inHour(CORES, minute),
        })),
      },
    ],
  },
]);

const entries = {
  traffic: [
    {
      query: 'sum by (app, platform) (rate(http_requests_total[5m]))',
      platform: '{label:platform}',
      service: 'component:default/{label:app}',
    },
  ],
  presence: [
    {
      query: 'old_up',
      desired: 'count by (app, zone, group) (old_up)',
      platform: 'heritage',
      cluster: '{label:zone}',
      namespace: '{label:group}',
      workload: '{label:app}',
      image: '{label:version}',
    },
  ],
  cpu: [
    {
      used: 'cores',
      requested: 'cores * 0 + 2',
      platform: 'heritage',
      target: {
        cluster: 'north',
        namespace: 'shop',
        workloadKind: 'Service',
        workload: '{label:app}',
      },
    },
  ],
};

describe('a company that moved while a real Prometheus watched', () => {
  let prometheus: Prometheus;

  beforeAll(async () => {
    prometheus = await startPrometheus({
      name: 'history',
      openMetrics: HISTORY,
    });
  });

  afterAll(() => prometheus?.stop());

  const serverAt = (more: object = {}) =>
    serverOf({ name: 'main', url: prometheus.url, ...entries, ...more });
  const traffic = (ledger: MemoryLedger, platform: string) =>
    [...ledger.versions.values()].flatMap(versions =>
      versions.flatMap(one =>
        one.kind === 'traffic' && one.body.platform === platform ? [one] : [],
      ),
    );
  const presences = (ledger: MemoryLedger) =>
    [...ledger.versions.values()].filter(([{ kind }]) => kind === 'presence');
  /** Of the hours that the history has; the first sample also ends the hour before. */
  const usage = (ledger: MemoryLedger) =>
    ledger.newest('usage').filter(row => row.at >= BEGIN);
  /** What Prometheus itself says of an expression. */
  const asked = async (query: string, when: number) => {
    const found: PrometheusVectorItem[] = await prometheus.query(
      query,
      new Date(when),
    );
    return found.map(({ value }) => Number(value[1]));
  };

  /** Looks every ten minutes. */
  async function watchAllTheTime(): Promise<MemoryLedger> {
    const ledger = new MemoryLedger();
    const server = serverAt();
    for (let minute = 10; minute <= HOURS * 60; minute += 10) {
      ledger.now = () => instant(BEGIN + minute * MINUTE);
      expect(await lookOnce(server, ledger)).toEqual({
        complete: true,
        problems: [],
      });
    }
    return ledger;
  }

  it('is told by its traffic moving from the one platform to the other', async () => {
    const ledger = await watchAllTheTime();
    expect(ledger.refused).toEqual([]);
    for (const platform of ['heritage', 'kubernetes'] as const) {
      const versions = traffic(ledger, platform);
      expect(new Set(versions.map(({ key }) => key)).size).toBe(1);
      expect(versions[0]).toMatchObject({
        service: 'component:default/cart',
        at: BEGIN + 10 * MINUTE,
        ended: false,
      });
      // What was told last holds within a tenth, at every look.
      for (let minute = 10; minute <= HOURS * 60; minute += 10) {
        const when = BEGIN + minute * MINUTE;
        const [rate] = await asked(
          `sum(rate(http_requests_total{platform="${platform}"}[5m]))`,
          when,
        );
        const told = versions.filter(({ body }) => body.since <= when).at(-1);
        const rps = told?.body.requestsPerSecond ?? NaN;
        expect(Math.abs(rate - rps)).toBeLessThanOrEqual(rps * 0.1 + 1e-9);
      }
    }
    // It is told when something changes and not with every look.
    expect(traffic(ledger, 'heritage').length).toBeLessThan(10);
    expect(traffic(ledger, 'heritage').at(-1)?.body.requestsPerSecond).toBe(0);
  });

  it('is told by its old instances until they are gone', async () => {
    const ledger = await watchAllTheTime();
    const [versions, ...others] = presences(ledger);
    expect(others).toEqual([]);
    const bodies = versions.flatMap(one =>
      one.kind === 'presence' ? [one.body] : [],
    );
    expect(
      bodies.map(({ ready, desired, images }) => [
        ready,
        desired,
        images[0].reference,
      ]),
    ).toEqual([
      [2, 2, 'shop/cart:1'],
      [1, 2, 'shop/cart:2'],
      [2, 2, 'shop/cart:1'],
      [0, 0, 'shop/cart:1'],
    ]);
    expect(bodies[0].labels).toEqual({
      ...{ app: 'cart', zone: 'north', group: 'shop' },
    });
    expect(versions[0].target).toEqual({
      platform: 'heritage',
      cluster: 'north',
      namespace: 'shop',
      workloadKind: 'Series',
      workload: 'cart',
    });
    const end = versions.at(-1);
    // Prometheus itself remembers a series for five minutes.
    expect(end).toMatchObject({
      ended: true,
      endedAt: BEGIN + OLD_UNTIL * HOUR + 10 * MINUTE,
    });
  });

  it('is told by what it used in each full hour', async () => {
    const ledger = await watchAllTheTime();
    const rows = usage(ledger);
    expect(rows.map(row => row.at)).toEqual(
      Array.from({ length: HOURS - 1 }, (_, hour) => BEGIN + hour * HOUR),
    );
    for (const row of rows) {
      expect(row.endedAt).toBe(row.at + HOUR);
      const [mean] = await asked('avg_over_time(cores[1h])', row.at + HOUR);
      expect(row.body.cpuUsedCores).toBeCloseTo(mean, 1);
      expect(row.body.cpuRequestedCores).toBeCloseTo(2, 6);
    }
    expect(rows[0].target).toMatchObject({ workloadKind: 'Service' });
  });

  it('is told from history where the first look goes back', async () => {
    const ledger = new MemoryLedger();
    ledger.now = () => instant(BEGIN + HOURS * HOUR + 5 * MINUTE);
    const server = serverAt({ backfillDays: 1 });
    expect(await lookOnce(server, ledger)).toEqual({
      complete: true,
      problems: [],
    });
    const [versions] = presences(ledger);
    expect(versions[0]).toMatchObject({
      at: BEGIN,
      backfilled: true,
      estimated: { at: true, endedAt: false },
    });
    expect(versions.at(-1)).toMatchObject({
      ended: true,
      endedAt: BEGIN + (OLD_UNTIL + 1) * HOUR,
    });
    expect(
      traffic(ledger, 'heritage').map(({ body }) =>
        Math.round(body.requestsPerSecond),
      ),
    ).toEqual([100, 60, 20, 0]);
    expect(usage(ledger)).toHaveLength(HOURS);
    expect(ledger.refused).toEqual([]);
  });

  it('is the same whether the portal was there all the time or away for hours', async () => {
    const ledger = new MemoryLedger();
    const server = serverAt();
    for (const minute of [10, 20, HOURS * 60 - 10, HOURS * 60]) {
      ledger.now = () => instant(BEGIN + minute * MINUTE);
      expect((await lookOnce(server, ledger)).complete).toBe(true);
    }
    const steady = await watchAllTheTime();
    const last = (one: MemoryLedger) =>
      one
        .newest('traffic')
        .map(({ body }) => [body.platform, Math.round(body.requestsPerSecond)]);
    expect(last(ledger)).toEqual(last(steady));
    expect(usage(ledger).map(({ at: hour, body }) => [hour, body])).toEqual(
      usage(steady).map(({ at: hour, body }) => [hour, body]),
    );
    // What happened meanwhile is known, and marked as found later.
    const found = traffic(ledger, 'heritage');
    expect(found.length).toBeGreaterThan(2);
    expect(found.map(({ body }) => Math.round(body.requestsPerSecond))).toEqual(
      [100, 60, 20, 0],
    );
  });
});
