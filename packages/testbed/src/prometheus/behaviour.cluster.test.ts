import { existsSync } from 'node:fs';
import { sendRequest } from '../network/request';
import { waitFor } from '../processes/wait';
import { MetricsTarget, startMetricsTarget } from './metricsTarget';
import { openMetricsText } from './openMetrics';
import { Prometheus, startPrometheus } from './startPrometheus';

jest.setTimeout(60_000);

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

// Longer ago than Prometheus usually keeps anything.
const LONG_AGO = new Date('2024-03-01T12:00:00Z');

const HISTORY = openMetricsText([
  {
    name: 'requests',
    type: 'counter',
    series: [
      {
        labels: { service: 'cart', path: 'a\\b "c"' },
        samples: Array.from({ length: 61 }, (_, minute) => ({
          at: new Date(LONG_AGO.getTime() + minute * MINUTE),
          value: minute * 120,
        })),
      },
    ],
  },
  {
    name: 'up_on',
    type: 'gauge',
    series: [
      {
        labels: { platform: 'old' },
        samples: [{ at: LONG_AGO, value: 1 }],
      },
    ],
  },
]);

let target: MetricsTarget;
let prometheus: Prometheus;

beforeAll(async () => {
  target = await startMetricsTarget();
  prometheus = await startPrometheus({
    name: 'behaviour',
    openMetrics: HISTORY,
    scrape: [
      { job: 'shop', address: target.address, labels: { zone: 'north' } },
    ],
    scrapeEveryMs: 200,
  });
});

afterAll(async () => {
  await prometheus?.stop();
  await target?.close();
});

function waitForValue(query: string, value: string) {
  return waitFor({
    what: `${query} to be ${value}`,
    timeoutMs: 10_000,
    look: async () => {
      const [item] = await prometheus.query(query);
      return item?.value[1] === value ? item : undefined;
    },
  });
}

async function rateAt(at: Date): Promise<number> {
  const [item] = await prometheus.query('rate(requests_total[5m])', at);
  return Number(item?.value[1]);
}

describe('Prometheus', () => {
  it('knows the history that it was given, at the time when it was', async () => {
    const later = new Date(LONG_AGO.getTime() + 30 * MINUTE);
    expect(await rateAt(later)).toBeCloseTo(2, 6);
    expect(await prometheus.query('up_on', LONG_AGO)).toEqual([
      {
        metric: { __name__: 'up_on', platform: 'old' },
        value: [LONG_AGO.getTime() / 1_000, '1'],
      },
    ]);
    const [{ metric }] = await prometheus.query('requests_total', later);
    expect(metric.path).toBe('a\\b "c"');
    expect(await prometheus.query('up_on')).toEqual([]);
    expect(
      await prometheus.query('up_on', new Date(LONG_AGO.getTime() - DAY)),
    ).toEqual([]);
  });

  it('says what it does not understand', async () => {
    await expect(prometheus.query('rate(')).rejects.toThrow('bad_data');
  });

  it('sees what happens now, and what does not answer', async () => {
    target.set('orders_total', { service: 'cart' }, 3);
    const { metric } = await waitForValue('orders_total', '3');
    expect(metric).toMatchObject({
      service: 'cart',
      job: 'shop',
      zone: 'north',
    });
    target.add('orders_total', { service: 'cart' }, 4);
    await waitForValue('orders_total', '7');
    target.fail(true);
    await waitForValue('up{job="shop"}', '0');
    target.fail(false);
    await waitForValue('up{job="shop"}', '1');
    target.remove('orders_total', { service: 'cart' });
    await waitFor({
      what: 'the series to end',
      timeoutMs: 10_000,
      look: async () =>
        (await prometheus.query('orders_total')).length === 0
          ? true
          : undefined,
    });
  });

  it('keeps what it knew when it restarts, also after kill -9', async () => {
    target.set('kept', {}, 1);
    await waitForValue('kept', '1');
    const { url } = prometheus;
    await prometheus.stopServer({ kill: true });
    await expect(sendRequest({ url })).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
    await prometheus.startServer();
    expect(prometheus.url).toBe(url);
    await waitForValue('count_over_time(kept[1m]) > bool 0', '1');
    expect(
      await rateAt(new Date(LONG_AGO.getTime() + 10 * MINUTE)),
    ).toBeCloseTo(2, 6);
  });

  it('stands behind a gateway that wants a token', async () => {
    const gateway = await prometheus.startGateway({
      credentials: { token: 'example-token' },
    });
    const url = `${gateway.url}/api/v1/query?query=1`;
    const { caPem } = gateway;
    expect((await sendRequest({ url, caPem })).status).toBe(401);
    const answer = await sendRequest({
      url,
      caPem,
      headers: { authorization: 'Bearer example-token' },
    });
    expect(JSON.parse(answer.text)).toMatchObject({ status: 'success' });
  });

  it('hangs while frozen', async () => {
    prometheus.freeze();
    await expect(
      sendRequest({ url: prometheus.url, timeoutMs: 300 }),
    ).rejects.toThrow('no answer');
    prometheus.thaw();
    expect(await prometheus.query('vector(1)')).toHaveLength(1);
  });

  it('refuses history that is none, and leaves nothing when it stops', async () => {
    await expect(
      startPrometheus({ name: 'broken', openMetrics: 'no metrics' }),
    ).rejects.toThrow('promtool');
    const other = await startPrometheus({ name: 'other' });
    expect(await other.query('vector(1)')).toHaveLength(1);
    await other.stop();
    expect(existsSync(other.folder)).toBe(false);
    await expect(sendRequest({ url: other.url })).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
  });
});
