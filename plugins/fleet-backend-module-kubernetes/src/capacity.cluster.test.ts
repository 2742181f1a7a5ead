import { setTimeout as pause } from 'node:timers/promises';
import { instant } from '@landfall/backstage-plugin-fleet-common';
import { MemoryLedger } from '@landfall/backstage-plugin-fleet-node/testUtils';
import { startCluster, waitFor, type Cluster } from 'testbed';
import { configOf, watch, type Watching } from './testing/watching';
import type { WatchTimings } from './watch/timings';

jest.setTimeout(180_000);

const HOUR_MS = 3_600_000;
const SAMPLE_MS = 100;
/** Everything as in life, only sooner. */
const timings: Partial<WatchTimings> = {
  heartbeatMs: 500,
  forbiddenMs: 300,
  capacitySampleMs: SAMPLE_MS,
  capacityListMs: 300,
};

/** A Deployment with a sidecar, and with init containers of which one needs more than all that runs after it if `migration` says so. */
const deployment = (options: { replicas: number; migration: string }) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: cart, namespace: shop }
spec:
  replicas: ${options.replicas}
  selector: { matchLabels: { app: cart } }
  strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } }
  template:
    metadata: { labels: { app: cart } }
    spec:
      terminationGracePeriodSeconds: 0
      initContainers:
        - { name: logs, image: shop/logs:1, restartPolicy: Always, resources: { requests: { cpu: 0.1 } } }
        - { name: migrate, image: shop/migrate:1, resources: { requests: { cpu: ${options.migration} } } }
      containers:
        - { name: main, image: shop/cart:1, resources: { requests: { cpu: 250m }, limits: { cpu: "1" } } }
        - { name: cache, image: shop/cache:1, resources: { limits: { cpu: 150m } } }
`;
const REST = `
apiVersion: v1
kind: Pod
metadata: { name: tool, namespace: shop }
spec: { containers: [{ name: main, image: shop/tool:1, resources: { requests: { cpu: 1500m } } }] }
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: store, namespace: shop }
spec:
  replicas: 2
  serviceName: store
  selector: { matchLabels: { app: store } }
  template:
    metadata: { labels: { app: store } }
    spec: { containers: [{ name: main, image: shop/store:1, resources: { requests: { cpu: "2" } } }] }
`;
const autoscaler = (max: number) => `
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: cart-scaler, namespace: shop }
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: cart }
  minReplicas: 2
  maxReplicas: ${max}
  metrics: [{ type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 60 } } }]
`;
const node = (cpu: string) => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'extra' },
  spec: { unschedulable: true },
  status: { allocatable: { cpu }, capacity: { cpu } },
});

describe('what a real cluster has of processors', () => {
  let cluster: Cluster;
  let ledger: MemoryLedger;
  let watching: Watching | undefined;
  /** The portal's clock is ahead by so many hours. */
  let hours = 0;

  const begin = (overrides: Parameters<typeof configOf>[1] = {}) => {
    ledger = new MemoryLedger();
    ledger.now = () => instant(Date.now() + hours * HOUR_MS);
    watching = watch({
      cluster: configOf(cluster, overrides),
      ledger,
      timings,
    });
    return waitFor({
      what: 'the first look',
      timeoutMs: 60_000,
      look: () => ledger.looks[0],
    });
  };
  /** Waits for samples, and lets the hour be over. */
  const anHour = async () => {
    await pause(10 * SAMPLE_MS);
    const at = Math.floor(ledger.now() / HOUR_MS) * HOUR_MS;
    hours += 1;
    return at;
  };
  /** What is told of an hour; undefined where nobody came to look in it. */
  const rowsOf = (at: number) => {
    const ofHour = <T extends { at: number }>(rows: T[]) =>
      rows.filter(row => row.at === at);
    const [whole] = ofHour(ledger.newest('capacity'));
    const usage = ofHour(ledger.newest('usage'));
    return (
      whole && {
        cart: usage.find(({ target }) => target?.workload === 'cart')?.body,
        cluster: whole.body,
      }
    );
  };
  /** Waits for an hour of which this is told: what has just changed may take a moment to arrive. */
  const expectHour = async (expected: { cart: object; cluster: object }) => {
    const deadline = Date.now() + 60_000;
    for (;;) {
      const at = await anHour();
      await pause(5 * SAMPLE_MS);
      if (watching?.failure) throw watching.failure;
      expect(ledger.refused).toEqual([]);
      try {
        expect(rowsOf(at)).toMatchObject(expected);
        return;
      } catch (error) {
        if (Date.now() > deadline) throw error;
      }
    }
  };
  const running = (count: number) =>
    waitFor({
      what: `${count} pods on nodes`,
      timeoutMs: 60_000,
      look: async () => {
        const { items } = await cluster.api.json<{
          items: { spec: { nodeName?: string }; status: { phase: string } }[];
        }>({ path: '/api/v1/namespaces/shop/pods' });
        return (
          (items.length === count &&
            items.every(
              ({ spec, status }) => spec.nodeName && status.phase === 'Running',
            )) ||
          undefined
        );
      },
    });
  const nodesOf = async (app: string) => {
    const nodes = await cluster.kubectl(
      ...['get', 'pods', '-n', 'shop', '-l', `app=${app}`],
      ...['-o', 'jsonpath={.items[*].spec.nodeName}'],
    );
    return new Set(nodes.trim().split(' ')).size;
  };
  const lastLook = () => ledger.looks[ledger.looks.length - 1];

  beforeAll(async () => {
    cluster = await startCluster({ name: 'capacity', nodes: 2 });
    await cluster.ensureNamespace('shop');
    await cluster.apply(deployment({ replicas: 3, migration: '"0.2"' }));
    await cluster.apply(REST);
    await running(6);
  });

  afterEach(async () => {
    await watching?.stop();
    watching = undefined;
  });

  afterAll(() => cluster?.stop());

  it('is told by the hour: what is set aside, what nodes can give, and who owns the number of replicas', async () => {
    expect(await begin()).toMatchObject({ complete: true, problems: [] });
    await expectHour({
      cart: {
        platform: null,
        cpuUsedCores: null,
        cpuRequestedCores: 1.5,
        requestsPerSecond: null,
        cpuAllocatableCores: 1_000 * (await nodesOf('cart')),
        minReplicas: 3,
        maxReplicas: 3,
        autoscaled: false,
      },
      cluster: {
        platform: 'kubernetes',
        cluster: 'capacity',
        cpuUsedCores: null,
        cpuRequestedCores: 7,
        cpuAllocatableCores: 2_000,
        nodes: 2,
        workloads: 3,
      },
    });

    await cluster.api.json({
      method: 'POST',
      path: '/api/v1/nodes',
      body: node('7500m'),
    });
    await cluster.apply(autoscaler(6));
    await expectHour({
      cluster: {
        cpuAllocatableCores: 2_007.5,
        nodes: 3,
      },
      cart: {
        cpuRequestedCores: 1.5,
        minReplicas: 2,
        maxReplicas: 6,
        autoscaled: true,
      },
    });

    // Now one of the init containers takes the most.
    await cluster.apply(autoscaler(9));
    await cluster.apply(deployment({ replicas: 4, migration: '"1"' }));
    await cluster.waitForRollout({ name: 'cart', namespace: 'shop' });
    await running(7);
    await cluster.api.json({
      method: 'PATCH',
      path: '/api/v1/nodes/extra/status',
      contentType: 'application/merge-patch+json',
      body: { status: { allocatable: { cpu: '6' } } },
    });
    await expectHour({
      cart: {
        cpuRequestedCores: 4.4,
        maxReplicas: 9,
      },
      cluster: {
        cpuRequestedCores: 9.9,
        cpuAllocatableCores: 2_006,
      },
    });

    await cluster.kubectl('delete', 'hpa', 'cart-scaler', '-n', 'shop');
    await cluster.kubectl('delete', 'node', 'extra');
    await cluster.kubectl('delete', 'pod', 'tool', '-n', 'shop', '--now');
    await running(6);
    await expectHour({
      cart: {
        minReplicas: 4,
        maxReplicas: 4,
        autoscaled: false,
      },
      cluster: {
        cpuRequestedCores: 8.4,
        cpuAllocatableCores: 2_000,
        nodes: 2,
        workloads: 2,
      },
    });
  });

  it('is missing where it is forbidden, with the verb in a note; nothing else suffers, and it comes with the right', async () => {
    await cluster.forbid('nodes', 'horizontalpodautoscalers.autoscaling');
    expect(await begin()).toMatchObject({ complete: true });
    await expectHour({
      cart: {
        cpuRequestedCores: 4.4,
        cpuAllocatableCores: null,
        minReplicas: 4,
        maxReplicas: 4,
        autoscaled: null,
      },
      cluster: {
        cpuRequestedCores: 8.4,
        cpuAllocatableCores: null,
        nodes: null,
      },
    });
    const notes = await waitFor({
      what: 'the notes',
      timeoutMs: 10_000,
      look: () => {
        const { problems } = lastLook();
        return problems.length >= 2 ? problems : undefined;
      },
    });
    expect(lastLook().complete).toBe(true);
    expect(notes).toEqual(
      expect.arrayContaining([
        {
          text: 'Cluster capacity does not let the portal list nodes; without it what its nodes can give is not told',
          fix: 'Give the portal\'s account the verb list on the resource nodes of the API group ""; rbac/landfall-reader.yaml holds all that is needed. Or set fleet.kubernetes.clusters[0].capacity to false.',
        },
        {
          text: 'Cluster capacity does not let the portal list horizontalpodautoscalers.autoscaling; without it nobody knows which numbers of replicas autoscalers own',
          fix: expect.stringContaining(
            'the verb list on the resource horizontalpodautoscalers of the API group "autoscaling"',
          ),
        },
      ]),
    );
    expect(ledger.newest('presence')).not.toHaveLength(0);

    await cluster.allow('nodes', 'horizontalpodautoscalers.autoscaling');
    await expectHour({ cart: { autoscaled: false }, cluster: { nodes: 2 } });
    await waitFor({
      what: 'the notes to be gone',
      timeoutMs: 10_000,
      look: () =>
        !lastLook().problems.some(({ text }) =>
          text.includes('let the portal'),
        ),
    });
  });

  it('is what templates say where pods are forbidden, and not known of the whole cluster', async () => {
    await cluster.forbid('pods');
    await begin();
    await expectHour({
      cart: {
        cpuRequestedCores: 4.4,
        cpuAllocatableCores: null,
      },
      cluster: {
        cpuRequestedCores: null,
        workloads: null,
        nodes: 2,
      },
    });
    await cluster.allow('pods');
  });

  it('is not known of the whole cluster where some of its namespaces are not looked at', async () => {
    await begin({ namespaces: { include: [], exclude: ['kube-system'] } });
    await expectHour({
      cart: { cpuRequestedCores: 4.4, autoscaled: false },
      cluster: { cpuRequestedCores: null, nodes: 2 },
    });
  });

  it('is not asked for where that is switched off', async () => {
    await cluster.forbid('nodes', 'horizontalpodautoscalers.autoscaling');
    await begin({ capacity: false });
    await anHour();
    await anHour();
    await pause(10 * SAMPLE_MS);
    expect(ledger.newest('usage')).toEqual([]);
    expect(ledger.newest('capacity')).toEqual([]);
    expect(
      lastLook().problems.filter(({ text }) => text.includes('list')),
    ).toEqual([]);
  });
});
