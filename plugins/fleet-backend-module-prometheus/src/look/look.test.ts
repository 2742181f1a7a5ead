import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JsonObject } from '@backstage/types';
import { instant } from '@landfall/backstage-plugin-fleet-common';
import { MemoryLedger } from '@landfall/backstage-plugin-fleet-node/testUtils';
import { lookOnce, serverOf } from '../testing/looking';

const NOW = Date.UTC(2026, 0, 5, 12, 30);
const PLACE = 'fleet.prometheus.servers[0]';

/** What is said to a query; undefined keeps it waiting for ever. */
type Says = (query: string) => object | undefined;

const vector = (apps: Record<string, number>, more: object = {}) => ({
  status: 'success',
  data: {
    resultType: 'vector',
    result: Object.entries(apps).map(([app, value]) => ({
      metric: { app },
      value: [NOW / 1_000, String(value)],
    })),
  },
  ...more,
});

/** Stands in for what a real Prometheus cannot be brought to say; its own words are tried elsewhere. */
describe('a look at a server', () => {
  let server: Server;
  let says: Says;
  let heard: IncomingMessage[] = [];
  let ledger: MemoryLedger;

  beforeAll(async () => {
    server = createServer((request, response) => {
      heard.push(request);
      const url = new URL(request.url ?? '', 'http://localhost');
      const query = url.searchParams.get('query') ?? '';
      const answer = query === 'vector(1)' ? vector({}) : says(query);
      if (answer) response.end(JSON.stringify(answer));
    });
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  });

  beforeEach(() => {
    heard = [];
    ledger = new MemoryLedger();
    ledger.now = () => instant(NOW);
  });

  afterAll(async () => {
    server.closeAllConnections();
    await new Promise(done => server.close(done));
  });

  const traffic = (query: string) => ({
    query,
    platform: 'old',
    service: 'component:default/{label:app}',
  });
  const presence = (query: string) => ({
    query,
    platform: 'old',
    cluster: 'main',
    namespace: 'default',
    workload: '{label:app}',
  });
  const look = (entry: JsonObject) => {
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}`;
    return lookOnce(serverOf({ name: 'fake', url, ...entry }), ledger);
  };
  const minuteLater = () => {
    const then = ledger.now() + 60_000;
    ledger.now = () => instant(then);
  };

  it('takes nothing for gone while the server warns', async () => {
    const entry = { traffic: [traffic('a')] };
    says = () => vector({ cart: 1 });
    await look(entry);
    says = () => vector({}, { warnings: ['a store does not answer'] });
    for (let i = 0; i < 5; i++) {
      minuteLater();
      expect(await look(entry)).toEqual({
        complete: false,
        problems: [
          {
            text: `The answer to ${PLACE}.traffic[0] may be incomplete: a store does not answer`,
            fix: expect.stringContaining('nothing'),
          },
        ],
      });
    }
    expect(ledger.newest('traffic')[0].ended).toBe(false);
  });

  it('sends what configuration adds, and asks for one time', async () => {
    says = () => vector({});
    await look({
      headers: { 'X-Scope-OrgID': 'shop' },
      traffic: [traffic('a'), traffic('b')],
    });
    expect(heard.map(({ headers }) => headers['x-scope-orgid'])).toEqual(
      heard.map(() => 'shop'),
    );
    expect(heard.slice(1).map(({ url }) => url)).toEqual([
      `/api/v1/query?query=a&time=${NOW / 1_000}`,
      `/api/v1/query?query=b&time=${NOW / 1_000}`,
    ]);
  });

  it('asks no more when query after query has no answer in time', async () => {
    says = query => (query === 'quick' ? vector({ cart: 1 }) : undefined);
    const { complete, problems } = await look({
      timeoutSeconds: 0.2,
      traffic: ['quick', 'a', 'b', 'c', 'd'].map(traffic),
    });
    expect(complete).toBe(false);
    expect(problems.map(({ text }) => text)).toEqual([
      ...[1, 2, 3].map(index =>
        expect.stringContaining(`${PLACE}.traffic[${index}] has no answer`),
      ),
      expect.stringContaining(`${PLACE}.traffic[4] was not asked`),
    ]);
    expect(ledger.newest('traffic')).toHaveLength(1);
  });

  it('keeps how many instances are wanted when that cannot be asked', async () => {
    const entry = { presence: [{ ...presence('ready'), desired: 'wanted' }] };
    says = query => vector({ cart: query === 'ready' ? 2 : 3 });
    await look(entry);
    says = query =>
      query === 'ready' ? vector({ cart: 1 }) : { status: 'error' };
    minuteLater();
    expect((await look(entry)).complete).toBe(false);
    says = query => vector(query === 'ready' ? { cart: 1 } : {});
    minuteLater();
    await look(entry);
    const [versions] = ledger.versions.values();
    expect(
      versions.map(({ body }) =>
        'ready' in body ? [body.ready, body.desired] : [],
      ),
    ).toEqual([
      [2, 3],
      [1, 3],
      [1, null],
    ]);
  });

  it('lets only one query tell of a workload', async () => {
    says = query =>
      vector(query === 'a' ? { cart: 1 } : { cart: 2, search: 1 });
    const { complete, problems } = await look({
      presence: [presence('a'), presence('b')],
    });
    expect(complete).toBe(true);
    expect(problems.map(({ text }) => text)).toEqual([
      `${PLACE}.presence[1] tells of a workload that ${PLACE}.presence[0] tells of, too; that is left out`,
    ]);
    expect(
      ledger
        .newest('presence')
        .map(({ target, body }) => [target.workload, body.ready]),
    ).toEqual([
      ['cart', 1],
      ['search', 1],
    ]);
  });

  it('tells of an hour only when all that is asked of it has an answer, and once', async () => {
    const entry = {
      cpu: [
        {
          used: 'used',
          requested: 'requested',
          platform: 'old',
          service: 'component:default/{label:app}',
        },
      ],
    };
    says = query =>
      query.includes('used') ? vector({ cart: 1.5 }) : { status: 'error' };
    expect((await look(entry)).complete).toBe(false);
    expect(ledger.newest('usage')).toEqual([]);
    says = query =>
      query.includes('used')
        ? vector({ cart: 1.5 })
        : vector({ cart: 2, search: 1 });
    minuteLater();
    await look(entry);
    minuteLater();
    await look(entry);
    const hour = Date.UTC(2026, 0, 5, 11);
    expect(
      ledger
        .newest('usage')
        .map(({ at, service, body }) => [
          at,
          service,
          body.platform,
          body.cpuUsedCores,
          body.cpuRequestedCores,
        ]),
    ).toEqual([
      [hour, 'component:default/cart', 'old', 1.5, 2],
      [hour, 'component:default/search', 'old', null, 1],
    ]);
    expect(ledger.reported).toBe(2);
  });

  const HOUR = Date.UTC(2026, 0, 5, 11);

  it('tells of an hour the mean of cores, the least and the greatest of replicas, and whether an autoscaler owns them', async () => {
    const entry = {
      cpu: [
        {
          used: 'used',
          allocatable: 'allocatable',
          minReplicas: 'least',
          maxReplicas: 'most',
          autoscaled: 'scaler',
          platform: 'old',
          service: 'component:default/{label:app}',
        },
      ],
    };
    const asked: string[] = [];
    says = query => {
      asked.push(query.replaceAll('\n', ''));
      if (query.includes('least')) return vector({ cart: 2 });
      if (query.includes('most')) return vector({ cart: 6 });
      if (query.includes('scaler')) return vector({ cart: 1, search: 0 });
      return query.includes('allocatable')
        ? vector({ cart: 32 })
        : vector({ cart: 1.5, search: 1 });
    };
    expect(await look(entry)).toEqual({ complete: true, problems: [] });
    expect(ledger.refused).toEqual([]);
    expect(asked).toEqual([
      'avg_over_time((used)[1h:1m])',
      'avg_over_time((allocatable)[1h:1m])',
      'min_over_time((least)[1h:1m])',
      'max_over_time((most)[1h:1m])',
      'max_over_time((scaler)[1h:1m])',
    ]);
    expect(
      ledger.newest('usage').map(({ service, body }) => ({ service, ...body })),
    ).toEqual([
      {
        service: 'component:default/cart',
        platform: 'old',
        cpuUsedCores: 1.5,
        cpuRequestedCores: null,
        requestsPerSecond: null,
        cpuAllocatableCores: 32,
        minReplicas: 2,
        maxReplicas: 6,
        autoscaled: true,
      },
      {
        service: 'component:default/search',
        platform: 'old',
        cpuUsedCores: 1,
        cpuRequestedCores: null,
        requestsPerSecond: null,
        cpuAllocatableCores: null,
        minReplicas: null,
        maxReplicas: null,
        autoscaled: false,
      },
    ]);
  });

  it('tells of an hour what each cluster of a platform can give, once, and only when all of it has an answer', async () => {
    const entry = {
      platforms: [
        {
          platform: 'old',
          cluster: '{label:app}',
          allocatable: 'allocatable',
          nodes: 'nodes',
        },
        { platform: 'older', workloads: 'workloads' },
      ],
    };
    says = query =>
      query.includes('allocatable')
        ? vector({ north: 16 })
        : { status: 'error' };
    expect((await look(entry)).complete).toBe(false);
    expect(ledger.newest('capacity')).toEqual([]);
    says = query => {
      if (query.includes('nodes')) return vector({ north: 2 });
      return query.includes('workloads')
        ? vector({ a: 3, b: 4 })
        : vector({ north: 16, south: 8 });
    };
    minuteLater();
    await look(entry);
    minuteLater();
    await look(entry);
    const nothing = {
      cpuUsedCores: null,
      cpuRequestedCores: null,
      cpuAllocatableCores: null,
      nodes: null,
      workloads: null,
    };
    expect(
      ledger
        .newest('capacity')
        .map(({ at, body }) => ({ at, ...body }))
        .sort((a, b) => (a.platform < b.platform ? -1 : 1)),
    ).toEqual([
      {
        ...{ at: HOUR, ...nothing, platform: 'old', cluster: 'north' },
        ...{ cpuAllocatableCores: 16, nodes: 2 },
      },
      {
        ...{ at: HOUR, ...nothing, platform: 'old', cluster: 'south' },
        cpuAllocatableCores: 8,
      },
      {
        ...{ at: HOUR, ...nothing, platform: 'older', cluster: null },
        workloads: 7,
      },
    ]);
    expect(ledger.reported).toBe(3);
  });

  it('ends when it is told to', async () => {
    says = () => undefined;
    const { port } = server.address() as AddressInfo;
    const controller = new AbortController();
    const looking = lookOnce(
      serverOf({
        name: 'fake',
        url: `http://127.0.0.1:${port}`,
        traffic: [traffic('a')],
      }),
      ledger,
      controller.signal,
    );
    controller.abort(new Error('stop'));
    await expect(looking).rejects.toThrow('stop');
  });
});
