import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MemoryLedger } from '@landfall/backstage-plugin-fleet-node/testUtils';
import {
  startAlertmanager,
  waitFor,
  type Alertmanager,
  type PostedAlert,
} from 'testbed';
import { lookOnce, serverOf } from '../testing/looking';
import { receiving, SECRET } from '../testing/receiving';
import { createAlertmanagerSource } from './source';

jest.setTimeout(120_000);

const MINUTE = 60_000;
const down = {
  labels: { alertname: 'Down', service: 'cart', severity: 'critical' },
  annotations: { summary: 'Cart does not answer' },
  generatorURL: 'https://prometheus.example/graph?g0.expr=up',
};

describe('a real Alertmanager', () => {
  let app: ReturnType<typeof receiving>['app'] | undefined;
  let receiver: Server;
  let alertmanager: Alertmanager;

  beforeAll(async () => {
    receiver = createServer((asked, response) => {
      if (app) app(asked, response);
      else response.writeHead(503).end();
    });
    await new Promise<void>(resolve => {
      receiver.listen(0, '127.0.0.1', resolve);
    });
    const { port } = receiver.address() as AddressInfo;
    alertmanager = await startAlertmanager({
      name: 'live',
      webhook: {
        url: `http://127.0.0.1:${port}/webhooks/alertmanager/main`,
        token: SECRET,
      },
    });
  });
  afterAll(async () => {
    await alertmanager?.stop();
    receiver?.closeAllConnections();
    receiver?.close();
  });
  beforeEach(() => {
    app = undefined;
  });

  const begin = async (more: { webhook?: boolean } = {}) => {
    const ledger = new MemoryLedger();
    const made = await createAlertmanagerSource({
      entries: [
        serverOf({
          name: 'main',
          url: alertmanager.url,
          webhook: { secret: SECRET },
          ignore: [{ alertname: 'Watchdog' }],
        }),
      ],
      problems: [],
    });
    const received = receiving(made, { ledger });
    if (more.webhook !== false) app = received.app;
    return {
      ledger,
      look: (after = 0) => lookOnce(made.source, ledger, Date.now() + after),
      incidents: () => ledger.newest('incident'),
    };
  };

  const once = (what: string, look: () => boolean) =>
    waitFor({
      what,
      timeoutMs: 30_000,
      look: async () => (look() ? true : undefined),
    });

  it('tells by webhook and by its API the same one incident, from its beginning to its end', async () => {
    const { ledger, look, incidents } = await begin();
    await alertmanager.post([down]);
    await once('the webhook', () => incidents().length === 1);
    const [told] = incidents();
    expect(told).toMatchObject({
      service: 'component:default/cart',
      ended: false,
      body: {
        title: 'Cart does not answer',
        severity: 'critical',
        acknowledgedAt: null,
        link: down.generatorURL,
      },
    });
    expect(await look()).toEqual({ complete: true, problems: [] });
    await look();
    expect([...ledger.versions.values()].flat()).toHaveLength(1);
    await alertmanager.silence({
      label: 'service',
      value: 'cart',
      endsAt: new Date(Date.now() + 2_500),
    });
    await waitFor({
      what: 'the acknowledgement',
      timeoutMs: 10_000,
      look: async () => {
        await look();
        return incidents()[0].body.acknowledgedAt ?? undefined;
      },
    });
    const { acknowledgedAt } = incidents()[0].body;
    expect(acknowledgedAt).toBeGreaterThanOrEqual(told.at);
    await new Promise(resolve => {
      setTimeout(resolve, 3_000);
    });
    const endsAt = new Date();
    await alertmanager.post([{ ...down, endsAt }]);
    await once('the end', () => incidents()[0].ended);
    await look();
    await look(10 * MINUTE);
    expect(incidents()).toMatchObject([
      {
        key: told.key,
        endedAt: endsAt.getTime(),
        estimated: { at: false, endedAt: false },
        body: { acknowledgedAt },
      },
    ]);
  });

  it('that tells no end is believed to have ended when it was last seen, after some looks over some minutes', async () => {
    const { look, incidents } = await begin({ webhook: false });
    const mail = { ...down, labels: { ...down.labels, service: 'mail' } };
    await alertmanager.post([mail]);
    await look();
    const lastSeen = Date.now() + 1_000;
    await look(1_000);
    await alertmanager.post([{ ...mail, endsAt: new Date() }]);
    await look(MINUTE);
    await look(2 * MINUTE);
    expect(incidents()).toMatchObject([{ ended: false }]);
    await look(4 * MINUTE);
    const [{ ended, endedAt, estimated }] = incidents();
    expect({ ended, estimated }).toEqual({
      ended: true,
      estimated: { at: false, endedAt: true },
    });
    expect(Math.abs((endedAt ?? 0) - lastSeen)).toBeLessThan(1_000);
  });

  it('that restarts and has forgotten all ends nothing, and what comes back late was never gone', async () => {
    const { ledger, look, incidents } = await begin({ webhook: false });
    const startsAt = new Date(Date.now() - MINUTE);
    const list = {
      ...down,
      labels: { ...down.labels, service: 'list' },
      startsAt,
    };
    await alertmanager.post([list]);
    await look();
    await alertmanager.restart({ kill: true });
    expect(await look()).toEqual({ complete: true, problems: [] });
    await alertmanager.post([list]);
    await look();
    expect(incidents()).toHaveLength(1);
    expect([...ledger.versions.values()].flat()).toHaveLength(1);
    await alertmanager.restart();
    for (const after of [1, 2, 3, 4]) await look(after * MINUTE);
    expect(incidents()).toMatchObject([{ ended: true }]);
    await alertmanager.post([list]);
    await look(5 * MINUTE);
    expect(incidents()).toMatchObject([
      {
        at: startsAt.getTime(),
        ended: false,
        correction: 'It was opened again',
      },
    ]);
    await alertmanager.post([{ ...list, endsAt: new Date() }]);
  });

  it('is told of alerts without a service once, and is silent about those that configuration leaves out', async () => {
    const { look, incidents } = await begin({ webhook: false });
    const alerts: PostedAlert[] = [
      { labels: { alertname: 'Watchdog' } },
      { labels: { alertname: 'DiskFull' } },
      { labels: { alertname: 'Odd', service: 'no such name' } },
    ];
    await alertmanager.post(alerts);
    const { complete, problems } = await look();
    expect(complete).toBe(true);
    expect(problems.map(({ text }) => text)).toEqual([
      '1 alerts of Alertmanager main are left out, as each names no service: it is without the label service; one is DiskFull',
      expect.stringContaining('one is Odd'),
    ]);
    expect(incidents()).toEqual([]);
    await alertmanager.post(
      alerts.map(alert => ({ ...alert, endsAt: new Date() })),
    );
  });

  it('that is not there is a look that failed, and ends nothing', async () => {
    const { look, incidents } = await begin({ webhook: false });
    await alertmanager.post([down]);
    await look();
    await alertmanager.stopServer();
    await expect(look()).rejects.toThrow(
      /Alertmanager main at .* cannot be reached/,
    );
    await alertmanager.startServer();
    expect(incidents()).toMatchObject([{ ended: false }]);
  });
});
