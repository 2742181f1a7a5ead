import { instant } from '@landfall/backstage-plugin-fleet-common';
import { testProjection } from '../../testing/projection';
import { DeploymentTracker } from './deploymentTracker';

const now = instant(Date.parse('2026-11-29T10:00:00Z'));
const metadata = (name: string, owner?: { kind: string; uid: string }) => ({
  uid: `uid of ${name}`,
  name,
  namespace: 'shop',
  creationTimestamp: '2026-11-29T09:00:00Z',
  annotations: { 'deployment.kubernetes.io/revision': '1' },
  ...(owner && {
    ownerReferences: [{ apiVersion: 'apps/v1', controller: true, ...owner }],
  }),
});
const template = {
  metadata: { labels: { app: 'cart' } },
  spec: {
    containers: [
      {
        name: 'main',
        image: 'shop/cart:1',
        resources: { requests: { cpu: '500m' } },
      },
    ],
  },
};
const cart = {
  metadata: metadata('cart'),
  spec: { replicas: 4, template },
  status: { replicas: 3 },
};
const replicaSet = {
  metadata: metadata('cart-1', { kind: 'Deployment', uid: 'uid of cart' }),
  spec: { template },
  status: {},
};
const pod = (
  name: string,
  options: {
    owner?: { kind: string; uid: string };
    cpu?: string;
    node?: string;
    phase?: string;
  } = {},
) => ({
  metadata: metadata(name, options.owner),
  spec: {
    nodeName: options.node,
    containers: [
      {
        name: 'main',
        image: 'shop/cart:1',
        resources: { requests: { cpu: options.cpu ?? '600m' } },
      },
    ],
  },
  status: { phase: options.phase ?? 'Running' },
});
const ofCart = { kind: 'ReplicaSet', uid: 'uid of cart-1' };

/** A tracker that has listed what there is. */
function trial(pods: object[], options: { otherPods?: boolean } = {}) {
  const tracker = new DeploymentTracker({
    cluster: 'test',
    projection: testProjection(),
    byHand: () => false,
    otherPods: options.otherPods ?? true,
  });
  const lists = { deployments: [cart], replicasets: [replicaSet], pods };
  for (const sink of tracker.sinks) {
    const list = sink.beginList(undefined);
    const objects = lists[sink.resource.plural as keyof typeof lists];
    for (const object of objects) list.add(object);
    list.commit({ from: null, to: now });
  }
  return {
    demand: (...unseen: string[]) =>
      tracker.demand(({ plural }) => !unseen.includes(plural)),
    tell(plural: string, type: 'changed' | 'deleted', object: object) {
      tracker.sinks
        .find(({ resource }) => resource.plural === plural)
        ?.apply(type, object, { by: 'watch', now });
    },
  };
}

describe('what a Deployment asks for', () => {
  it('is the sum over the instances that exist, on their nodes', () => {
    const { demand } = trial([
      pod('one', { owner: ofCart, node: 'a' }),
      // Something changed it on its way in.
      pod('two', { owner: ofCart, node: 'b', cpu: '1' }),
      // No node was found for it yet.
      pod('three', { owner: ofCart, phase: 'Pending' }),
      pod('ended', { owner: ofCart, node: 'c', phase: 'Failed' }),
    ]);
    expect(demand()?.workloads).toEqual([
      {
        target: {
          platform: 'kubernetes',
          cluster: 'test',
          namespace: 'shop',
          workloadKind: 'Deployment',
          workload: 'cart',
        },
        group: 'apps',
        desired: 4,
        requested: 2_200,
        nodes: new Set(['a', 'b']),
      },
    ]);
  });

  it.each(['pods', 'replicasets'])(
    'is what its template says for each instance that it counts, where %s are not seen',
    unseen => {
      const { demand } = trial([pod('one', { owner: ofCart, node: 'a' })]);
      expect(demand(unseen)?.workloads).toMatchObject([
        { desired: 4, requested: 1_500, nodes: undefined },
      ]);
    },
  );

  it('is not known where one instance cannot be read', () => {
    const { demand } = trial([
      pod('one', { owner: ofCart }),
      pod('two', { owner: ofCart, cpu: 'much' }),
    ]);
    expect(demand()?.workloads[0].requested).toBeNull();
    expect(demand()?.all?.requested).toBeNull();
  });

  it('is not told where Deployments are not seen, and ends with the Deployment', () => {
    const { demand, tell } = trial([]);
    expect(demand('deployments')).toBeUndefined();
    expect(demand()?.workloads[0].requested).toBe(0);
    tell('deployments', 'deleted', cart);
    expect(demand()?.workloads).toEqual([]);
  });
});

describe('what all pods ask for', () => {
  const others = [
    pod('store-0', { owner: { kind: 'StatefulSet', uid: 'store' }, cpu: '2' }),
    pod('store-1', { owner: { kind: 'StatefulSet', uid: 'store' }, cpu: '2' }),
    pod('alone', { cpu: '1' }),
    pod('done', {
      owner: { kind: 'Job', uid: 'job' },
      cpu: '8',
      phase: 'Succeeded',
    }),
  ];

  it('counts those of anything, and the workloads that they are instances of', () => {
    const { demand } = trial([
      pod('one', { owner: ofCart }),
      pod('two', { owner: ofCart }),
      ...others,
    ]);
    expect(demand()?.all).toEqual({ requested: 6_200, workloads: 3 });
    expect(demand('pods')?.all).toBeUndefined();
  });

  it('follows pods that come, change and go', () => {
    const { demand, tell } = trial(others);
    tell('pods', 'deleted', others[0]);
    tell('pods', 'changed', pod('alone', { cpu: '1500m' }));
    expect(demand()?.all).toEqual({ requested: 3_500, workloads: 2 });
  });

  it('follows a pod that a ReplicaSet lets go or takes over', () => {
    const { demand, tell } = trial([pod('one', { owner: ofCart, cpu: '1' })]);
    tell('pods', 'changed', pod('one', { cpu: '1' }));
    expect(demand()).toMatchObject({
      workloads: [{ requested: 0 }],
      all: { requested: 1_000, workloads: 1 },
    });
    tell('pods', 'changed', pod('one', { owner: ofCart, cpu: '1' }));
    expect(demand()).toMatchObject({
      workloads: [{ requested: 1_000 }],
      all: { requested: 1_000, workloads: 1 },
    });
  });

  it('keeps nothing of other pods where nobody asks', () => {
    const { demand } = trial(others, { otherPods: false });
    expect(demand()?.all).toEqual({ requested: 0, workloads: 0 });
  });
});
