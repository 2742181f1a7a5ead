import { instant } from '@landfall/backstage-plugin-fleet-common';
import { testProjection } from '../../testing/projection';
import { noteReplicaSet } from './appearances';
import {
  projectDeployment,
  projectPod,
  projectReplicaSet,
  type PodState,
} from './projections';
import { runningOf } from './running';

const projection = testProjection({ keep: ['traced', 'stack'] });
const CREATED = '2026-01-05T09:00:00Z';
const metadata = (uid: string, more: object = {}) => ({
  ...{ uid, name: uid, namespace: 'shop', creationTimestamp: CREATED },
  ...more,
});
const template = (version: number) => ({
  metadata: { annotations: { traced: `v${version}`, other: 'x' } },
  spec: {
    containers: [
      {
        name: 'main',
        image: `shop/cart:${version}`,
        env: [{ name: `V${version}` }],
      },
    ],
  },
});
const owned = (kind: string, uid: string) => ({
  ownerReferences: [{ apiVersion: 'apps/v1', kind, uid, controller: true }],
});

const deployment = projectDeployment(
  {
    metadata: metadata('cart', { annotations: { stack: 'new' } }),
    spec: { template: template(2) },
  },
  projection,
);
const replicaSet = (version: number, ready: number) => {
  const state = projectReplicaSet(
    {
      metadata: metadata(`cart-${version}`, {
        ...owned('Deployment', 'cart'),
        annotations: { 'deployment.kubernetes.io/revision': String(version) },
      }),
      spec: { template: template(version) },
      status: { readyReplicas: ready },
    },
    projection,
  );
  if (!state) throw new Error('It is of no Deployment');
  return noteReplicaSet(undefined, state, { by: 'list', now: instant(0) });
};
const pod = (version: number): PodState => {
  const state = projectPod(
    {
      metadata: metadata(
        `pod-${version}`,
        owned('ReplicaSet', `cart-${version}`),
      ),
      spec: {
        containers: [
          ...template(version).spec.containers,
          { name: 'proxy', image: `mesh/proxy:${version}` },
        ],
      },
    },
    projection,
  );
  if (!state) throw new Error('It is of no ReplicaSet');
  return state;
};
const running = (
  replicaSets: ReturnType<typeof replicaSet>[],
  pods: PodState[] = [],
) =>
  runningOf({
    deployment,
    replicaSets,
    podsOf: uid => pods.filter(({ replicaSetUid }) => replicaSetUid === uid),
    before: [],
  });
const imagesOf = (replicaSets: ReturnType<typeof replicaSet>[]) =>
  running(replicaSets, [pod(1), pod(2)]).containers.map(({ image }) => image);

describe('what of a Deployment serves', () => {
  it('is what most ready instances run, with what was injected into them', () => {
    expect(imagesOf([replicaSet(1, 2), replicaSet(2, 1)])).toEqual([
      'shop/cart:1',
      'mesh/proxy:1',
    ]);
    expect(imagesOf([replicaSet(1, 1), replicaSet(2, 2)])).toEqual([
      'shop/cart:2',
      'mesh/proxy:2',
    ]);
  });

  it('is the newest while none is ready', () => {
    expect(imagesOf([replicaSet(2, 0), replicaSet(1, 0)])).toEqual([
      'shop/cart:2',
      'mesh/proxy:2',
    ]);
  });

  it('has the annotations of that template, those that somebody asks for', () => {
    const { annotations } = running([replicaSet(1, 2), replicaSet(2, 1)]);
    expect(annotations).toEqual({ traced: 'v1' });
    expect(deployment.annotations).toEqual({ stack: 'new' });
  });

  it('is what the Deployment says where no ReplicaSet may be seen', () => {
    expect(running([])).toMatchObject({
      annotations: { traced: 'v2' },
      images: [{ reference: 'shop/cart:2' }],
      containers: [
        {
          container: 'main',
          image: 'shop/cart:2',
          injected: false,
          environment: ['V2'],
        },
      ],
    });
  });
});
