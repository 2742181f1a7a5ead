import { instant } from '@landfall/backstage-plugin-fleet-common';
import { MemoryLedger } from '@landfall/backstage-plugin-fleet-node/testUtils';
import { SourceError } from '@landfall/backstage-plugin-fleet-node';
import {
  startMetricsTarget,
  startPrometheus,
  waitFor,
  type Gateway,
  type MetricsTarget,
  type Prometheus,
} from 'testbed';
import { lookOnce, serverOf } from './testing/looking';

jest.setTimeout(120_000);

const SECRET = 'made-up-secret';
const presence = {
  query: 'sum by (app) (old_instances)',
  platform: 'heritage',
  cluster: 'main',
  namespace: 'default',
  workload: '{label:app}',
};
const traffic = {
  query: 'sum by (app) (old_rate)',
  platform: 'heritage',
  service: 'component:default/{label:app}',
};

describe('a real Prometheus that scrapes', () => {
  let target: MetricsTarget;
  let prometheus: Prometheus;
  let gateway: Gateway;
  let ledger: MemoryLedger;

  beforeAll(async () => {
    target = await startMetricsTarget();
    prometheus = await startPrometheus({
      name: 'live',
      scrape: [{ job: 'old', address: target.address }],
      scrapeEveryMs: 200,
    });
    gateway = await prometheus.startGateway({
      credentials: { username: 'portal', password: SECRET },
    });
  });

  beforeEach(() => {
    ledger = new MemoryLedger();
    gateway.ask({ username: 'portal', password: SECRET });
  });

  afterAll(async () => {
    await prometheus?.stop();
    await target?.close();
  });

  const serverWith = (more: object = {}) =>
    serverOf({
      name: 'live',
      url: gateway.url,
      ca: gateway.caPem,
      credentials: { username: 'portal', password: SECRET },
      presence: [presence],
      traffic: [traffic],
      ...more,
    });
  const look = (more: object = {}) => lookOnce(serverWith(more), ledger);
  const failureOf = async (more: object = {}): Promise<SourceError> => {
    const error = await look(more).then(
      () => undefined,
      reason => reason,
    );
    expect(error).toBeInstanceOf(SourceError);
    expect(JSON.stringify([error, error.message, error.fix])).not.toContain(
      SECRET,
    );
    return error;
  };
  const instances = async (app: string, value: number | undefined) => {
    if (value === undefined) target.remove('old_instances', { app });
    else target.set('old_instances', { app }, value);
    await waitFor({
      what: `${app} to be ${value}`,
      timeoutMs: 20_000,
      look: async () => {
        const [item] = await prometheus.query(`old_instances{app="${app}"}`);
        return item?.value[1] === value?.toString() || undefined;
      },
    });
  };
  const workloads = () =>
    ledger
      .newest('presence')
      .map(({ target: { workload }, body, ended }) => [
        workload,
        body.ready,
        ended,
      ]);

  it('tells of workloads that appear, change and vanish, through a gateway with TLS and credentials', async () => {
    await instances('cart', 2);
    await look();
    await look();
    await instances('search', 1);
    await instances('cart', 3);
    await look();
    expect(workloads()).toEqual([
      ['cart', 3, false],
      ['search', 1, false],
    ]);
    await instances('search', undefined);
    await look();
    await look();
    expect(workloads()[1]).toEqual(['search', 1, false]);
    await look();
    expect(workloads()[1]).toEqual(['search', 0, true]);
    // It comes back: that is another time.
    await instances('search', 1);
    await look();
    expect(workloads()).toEqual([
      ['cart', 3, false],
      ['search', 0, true],
      ['search', 1, false],
    ]);
    expect(
      [...ledger.versions.values()].map(versions => versions.length),
    ).toEqual([2, 2, 1]);
    expect(ledger.refused).toEqual([]);
    await instances('search', undefined);
    await instances('cart', undefined);
  });

  it('tells what an hour of a platform and of a service was, as kube-state-metrics publishes it', async () => {
    const resource = { resource: 'cpu', unit: 'core' };
    for (const [node, cores] of [
      ['node-a', 8],
      ['node-b', 4],
    ] as const) {
      target.set('kube_node_status_allocatable', { node, ...resource }, cores);
    }
    target.set(
      'kube_node_status_allocatable',
      { node: 'node-a', resource: 'memory', unit: 'byte' },
      1e9,
    );
    for (const pod of ['cart-1', 'cart-2']) {
      target.set(
        'kube_pod_container_resource_requests',
        { namespace: 'shop', pod, container: 'cart', ...resource },
        0.5,
      );
    }
    const scaler = {
      namespace: 'shop',
      horizontalpodautoscaler: 'cart',
      scaletargetref_kind: 'Deployment',
      scaletargetref_name: 'cart',
    };
    target.set('kube_horizontalpodautoscaler_info', scaler, 1);
    const ofScaler = { namespace: 'shop', horizontalpodautoscaler: 'cart' };
    target.set('kube_horizontalpodautoscaler_spec_min_replicas', ofScaler, 2);
    target.set('kube_horizontalpodautoscaler_spec_max_replicas', ofScaler, 6);
    await waitFor({
      what: 'the series of kube-state-metrics',
      timeoutMs: 20_000,
      look: async () =>
        (
          await prometheus.query(
            'kube_horizontalpodautoscaler_spec_max_replicas',
          )
        ).length > 0 || undefined,
    });
    const limit = (which: 'min' | 'max') =>
      `sum by (scaletargetref_name) (
        kube_horizontalpodautoscaler_spec_${which}_replicas
        * on (namespace, horizontalpodautoscaler) group_left (scaletargetref_name) kube_horizontalpodautoscaler_info
      )`;
    const byName = (query: string) =>
      `label_replace(${query}, "app", "$1", "scaletargetref_name", "(.*)")`;
    const requests = 'kube_pod_container_resource_requests{resource="cpu"}';
    const byApp = `sum by (app) (label_replace(${requests}, "app", "$1", "container", "(.*)"))`;
    // The hour that is over is one in which these series were there: the portal's clock runs ahead.
    const hour = 3_600_000;
    const later = Math.ceil(Date.now() / hour) * hour + 5 * 60_000;
    ledger.now = () => instant(later);
    const answer = await look({
      presence: [],
      traffic: [],
      cpu: [
        {
          // What it uses is not what this is about.
          used: `${byApp} * 0.5`,
          requested: byApp,
          minReplicas: byName(limit('min')),
          maxReplicas: byName(limit('max')),
          autoscaled: byName(
            'count by (scaletargetref_name) (kube_horizontalpodautoscaler_info)',
          ),
          platform: 'kubernetes',
          service: 'component:default/{label:app}',
        },
      ],
      platforms: [
        {
          platform: 'kubernetes',
          requested: `sum(${requests})`,
          allocatable: 'sum(kube_node_status_allocatable{resource="cpu"})',
          nodes: 'count(kube_node_status_allocatable{resource="cpu"})',
          workloads: `count(count by (namespace, pod) (${requests}))`,
        },
      ],
    });
    expect(answer).toEqual({ complete: true, problems: [] });
    expect(ledger.refused).toEqual([]);
    expect(ledger.newest('usage')).toEqual([
      expect.objectContaining({
        service: 'component:default/cart',
        body: expect.objectContaining({
          platform: 'kubernetes',
          cpuUsedCores: 0.5,
          cpuRequestedCores: 1,
          minReplicas: 2,
          maxReplicas: 6,
          autoscaled: true,
        }),
      }),
    ]);
    expect(ledger.newest('capacity').map(({ body }) => body)).toEqual([
      {
        platform: 'kubernetes',
        cluster: null,
        cpuUsedCores: null,
        cpuRequestedCores: 1,
        cpuAllocatableCores: 12,
        nodes: 2,
        workloads: 2,
      },
    ]);
  });

  it('takes nothing for gone while it cannot be asked', async () => {
    await instances('cart', 1);
    await look();
    gateway.cut();
    for (let i = 0; i < 5; i++) {
      const error = await failureOf({ timeoutSeconds: 1 });
      expect(error.message).toMatch(/cannot be reached|does not answer/);
    }
    gateway.restore();
    prometheus.freeze();
    expect((await failureOf({ timeoutSeconds: 0.5 })).message).toContain(
      'does not answer within 0.5 s',
    );
    prometheus.thaw();
    await prometheus.stopServer({ kill: true });
    expect((await failureOf()).message).toContain('status 502');
    await prometheus.startServer();
    // It remembers what it knew.
    await look();
    expect(workloads()).toEqual([['cart', 1, false]]);
    await instances('cart', 2);
    await look();
    expect(workloads()).toEqual([['cart', 2, false]]);
    await instances('cart', undefined);
  });

  it('does not take all that a query told of for gone at once', async () => {
    await instances('cart', 1);
    await instances('search', 1);
    await look();
    target.fail(true);
    await waitFor({
      what: 'the series to go',
      timeoutMs: 20_000,
      look: async () =>
        (await prometheus.query('old_instances')).length === 0 || undefined,
    });
    for (let i = 0; i < 5; i++) {
      expect(await look()).toEqual({
        complete: false,
        problems: [
          {
            text: 'fleet.prometheus.servers[0].presence[0] gives nothing any more, though it told of 2 workloads; they are not taken for gone',
            fix: expect.stringContaining('remove'),
          },
        ],
      });
    }
    expect(workloads()).toEqual([
      ['cart', 1, false],
      ['search', 1, false],
    ]);
    // As somebody does who means it.
    for (let i = 0; i < 3; i++) await look({ presence: [] });
    expect(workloads()).toEqual([
      ['cart', 0, true],
      ['search', 0, true],
    ]);
    target.remove('old_instances', { app: 'search' });
    target.fail(false);
    await instances('cart', 2);
    await instances('cart', undefined);
  });

  it('names the line of a query that is wrong, and asks the others', async () => {
    await instances('cart', 1);
    const { complete, problems } = await look({
      presence: [
        { ...presence, query: 'sum by (app' },
        presence,
        { ...presence, query: 'scalar(old_instances)' },
        { ...presence, query: 'old_instances[5m]' },
        { ...presence, query: 'up * on() (up or vector(1))' },
      ],
    });
    expect(complete).toBe(false);
    const place = 'fleet.prometheus.servers[0].presence';
    expect(problems.map(({ text }) => text)).toEqual([
      expect.stringContaining(
        `Prometheus live does not understand ${place}[0]: invalid parameter "query"`,
      ),
      expect.stringContaining(`${place}[2] gives a scalar`),
      expect.stringContaining(`${place}[3] gives a matrix`),
      expect.stringContaining(`Prometheus live cannot compute ${place}[4]`),
    ]);
    expect(problems[0].fix).toBe(`Correct the query in ${place}[0].`);
    expect(workloads()).toEqual([['cart', 1, false]]);
    await instances('cart', undefined);
  });

  it('counts what it cannot use, in words', async () => {
    await instances('cart', 1);
    const place = 'fleet.prometheus.servers[0]';
    const { complete, problems } = await look({
      presence: [{ ...presence, namespace: '{label:zone}' }],
      traffic: [
        { ...traffic, query: 'old_instances / 0' },
        { ...traffic, query: '-old_instances' },
        { ...traffic, service: '{label:app}' },
      ],
    });
    expect(complete).toBe(true);
    expect(problems.map(({ text }) => text)).toEqual([
      `${place}.traffic[0] gives 1 series whose value is not a number, or infinite; it is left out`,
      `${place}.traffic[1] gives 1 series whose value is below 0; it is left out`,
      `${place}.presence[0] gives 1 series without the label zone; it is left out`,
    ]);
    expect(ledger.versions.size).toBe(0);
    await instances('cart', undefined);
  });

  it('refuses more series than it takes', async () => {
    for (let app = 0; app < 10_001; app++) {
      target.set('many', { app: `app-${app}` }, 1);
    }
    await waitFor({
      what: 'many series',
      timeoutMs: 30_000,
      look: async () => {
        const [item] = await prometheus.query('count(many)');
        return item?.value[1] === '10001' || undefined;
      },
    });
    const many = await look({ presence: [{ ...presence, query: 'many' }] });
    expect(many.complete).toBe(false);
    expect(many.problems[0].text).toContain(
      'gives 10001 series; at most 10000 are taken',
    );
    for (let app = 0; app < 10_001; app++) {
      target.remove('many', { app: `app-${app}` });
    }
  });

  it('says what is wrong with credentials and certificates', async () => {
    const wrong = { username: 'portal', password: 'wrong' };
    expect((await failureOf({ credentials: wrong })).message).toContain(
      'refuses the credentials (401)',
    );
    expect((await failureOf({ credentials: 'none' })).fix).toBe(
      'Change fleet.prometheus.servers[0].credentials.',
    );
    expect((await failureOf({ ca: undefined })).message).toContain(
      'is not trusted',
    );
    gateway.ask({ token: SECRET });
    expect(await look({ credentials: { token: SECRET } })).toEqual({
      complete: true,
      problems: [],
    });
  });

  it('takes queries of any length, and sends what else is wanted', async () => {
    await instances('cart', 1);
    gateway.takeRequests();
    const long = `old_instances{app!~"${'x'.repeat(3_000)}"}`;
    expect(
      await look({
        presence: [{ ...presence, query: long }],
        headers: { 'X-Scope-OrgID': 'shop' },
      }),
    ).toEqual({ complete: true, problems: [] });
    expect(workloads()).toEqual([['cart', 1, false]]);
    expect(gateway.takeRequests()).toContain('POST /api/v1/query');
  });
});
