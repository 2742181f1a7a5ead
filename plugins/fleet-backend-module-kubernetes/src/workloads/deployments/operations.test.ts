import { instant } from '@landfall/backstage-plugin-fleet-common';
import { testProjection } from '../../testing/projection';
import type { Sight } from '../types';
import { operationsOf } from './operations';
import { projectDeployment } from './projections';

const projection = testProjection();
const START = Date.UTC(2026, 0, 5, 9);
const at = (seconds: number) => instant(START + seconds * 1_000);
const stamp = (seconds: number) =>
  `${new Date(at(seconds)).toISOString().slice(0, 19)}Z`;

const REPLICAS = { 'f:replicas': {} };
const IMAGE = {
  'f:template': { 'f:spec': { 'f:containers': { 'k:{"name":"main"}': {} } } },
};
const RESTART = {
  'f:template': {
    'f:metadata': {
      'f:annotations': { 'f:kubectl.kubernetes.io/restartedAt': {} },
    },
  },
};

interface Write {
  manager: string;
  /** Not noted by the server for the subresource. */
  when?: number;
  spec: object;
  subresource?: string;
}

const entry = ({ manager, when, spec, subresource }: Write) => ({
  manager,
  operation: 'Update',
  apiVersion: 'apps/v1',
  ...(when !== undefined && { time: stamp(when) }),
  fieldsType: 'FieldsV1',
  fieldsV1: { 'f:spec': spec },
  ...(subresource && { subresource }),
});

function deployment(options: {
  generation: number;
  replicas?: number;
  image?: string;
  restartedAt?: string;
  writes: Write[];
}) {
  const { generation, replicas = 2, image = 'shop/cart:1' } = options;
  const { restartedAt, writes } = options;
  return projectDeployment(
    {
      metadata: {
        uid: 'cart',
        name: 'cart',
        namespace: 'shop',
        generation,
        creationTimestamp: stamp(0),
        managedFields: [
          ...writes.map(entry),
          {
            manager: 'kube-controller-manager',
            operation: 'Update',
            subresource: 'status',
            time: stamp(1_000),
            fieldsV1: { 'f:status': {} },
          },
          'half an entry',
          { manager: 'kubectl', time: stamp(900) },
        ],
      },
      spec: {
        replicas,
        template: {
          metadata: {
            annotations: restartedAt && {
              'kubectl.kubernetes.io/restartedAt': restartedAt,
            },
          },
          spec: { containers: [{ name: 'main', image }] },
        },
      },
    },
    projection,
  );
}

const created: Write = {
  manager: 'argocd-controller',
  when: 0,
  spec: { ...REPLICAS, ...IMAGE },
};
const BEFORE = deployment({ generation: 1, writes: [created] });
const watched: Sight = { by: 'watch', now: at(50) };
const byHand = (manager: string) =>
  manager.startsWith('kubectl') || manager === 'console';

function done(
  after: ReturnType<typeof deployment>,
  options: {
    before?: ReturnType<typeof deployment> | null;
    sight?: Sight;
    desiredBefore?: number;
    zeroByHand?: boolean;
  } = {},
) {
  const { before = BEFORE, sight = watched, desiredBefore = null } = options;
  const { zeroByHand = false } = options;
  return operationsOf({
    zeroByHand,
    ...{ before: before ?? undefined, after, sight, desiredBefore, byHand },
  }).map(({ operation, from, to, at: when }) => [
    (when - START) / 1_000,
    operation,
    from,
    to,
  ]);
}

const scaledBy = (manager: string) =>
  deployment({
    generation: 2,
    replicas: 5,
    writes: [
      { ...created, spec: IMAGE },
      { manager, spec: REPLICAS, subresource: 'scale' },
    ],
  });
const restarted = deployment({
  generation: 2,
  restartedAt: stamp(60),
  writes: [created, { manager: 'kubectl-rollout', when: 60, spec: RESTART }],
});
const edited = deployment({
  generation: 2,
  image: 'shop/cart:2',
  writes: [
    { ...created, spec: REPLICAS },
    { manager: 'kubectl-edit', when: 70, spec: IMAGE },
  ],
});

describe('what people do to a Deployment', () => {
  it('is a scaling, with the counts', () => {
    expect(done(scaledBy('kubectl'))).toEqual([[50, 'scale', 2, 5]]);
    expect(done(scaledBy('console'))).toEqual([[50, 'scale', 2, 5]]);
  });

  it('is each scaling, also by the same program', () => {
    const again = deployment({
      ...{ generation: 3, replicas: 7 },
      writes: [
        { ...created, spec: IMAGE },
        { manager: 'kubectl', spec: REPLICAS, subresource: 'scale' },
      ],
    });
    expect(done(again, { before: scaledBy('kubectl') })).toEqual([
      [50, 'scale', 5, 7],
    ]);
  });

  it('is not what an autoscaler or a tool of delivery does', () => {
    expect(done(scaledBy('kube-controller-manager'))).toEqual([]);
    expect(done(scaledBy('argocd-controller'))).toEqual([]);
  });

  it('is a scaling to zero, of which the server names nobody, unless an autoscaler is at work', () => {
    const zero = deployment({
      ...{ generation: 3, replicas: 0 },
      writes: [{ ...created, spec: IMAGE }],
    });
    expect(done(zero)).toEqual([[50, 'scale', 2, 0]]);
    expect(done(zero, { before: scaledBy('kubectl') })).toEqual([
      [50, 'scale', 5, 0],
    ]);
    const before = scaledBy('kube-controller-manager');
    expect(done(zero, { before })).toEqual([]);

    // From then on nobody is named.
    const back = (generation: number, replicas: number) =>
      deployment({
        ...{ generation, replicas },
        writes: [{ ...created, spec: IMAGE }],
      });
    expect(done(back(4, 3), { before: zero, zeroByHand: true })).toEqual([
      [50, 'scale', 0, 3],
    ]);
    expect(done(back(4, 3), { before: zero })).toEqual([]);
    expect(done(back(5, 4), { before: back(4, 3) })).toEqual([]);
  });

  it('is a restart, by its mark', () => {
    expect(done(restarted)).toEqual([[60, 'restart', null, null]]);
  });

  it('is an edit of anything else', () => {
    expect(done(edited)).toEqual([[70, 'edit', null, null]]);
  });

  it('is an edit where images and instances change in one', () => {
    const both = deployment({
      ...{ generation: 2, replicas: 5, image: 'shop/cart:2' },
      writes: [
        { manager: 'kubectl-edit', when: 70, spec: { ...REPLICAS, ...IMAGE } },
      ],
    });
    expect(done(both)).toEqual([[70, 'edit', null, null]]);
  });

  it('is a scaling where an editor changed only the number', () => {
    const number = deployment({
      ...{ generation: 2, replicas: 5 },
      writes: [
        { ...created, spec: IMAGE },
        { manager: 'kubectl-edit', when: 70, spec: { ...REPLICAS, ...IMAGE } },
      ],
    });
    expect(done(number)).toEqual([[70, 'scale', 2, 5]]);
  });

  it('is only what changes the specification', () => {
    const labelled = deployment({
      generation: 1,
      writes: [created, { manager: 'kubectl-label', when: 80, spec: IMAGE }],
    });
    expect(done(labelled)).toEqual([]);
  });

  it('is told once: what was done before does not come again with the next change', () => {
    const byMachine = deployment({
      ...{ generation: 3, replicas: 6 },
      writes: [
        { ...created, spec: IMAGE },
        {
          manager: 'kube-controller-manager',
          spec: REPLICAS,
          subresource: 'scale',
        },
      ],
    });
    expect(done(byMachine, { before: scaledBy('kubectl') })).toEqual([]);
  });

  it('is not that it was created, nor what was done before the first look', () => {
    const options = { before: null };
    expect(done(edited, options)).toEqual([]);
    const sight: Sight = { by: 'list', now: at(500), from: null };
    expect(done(edited, { ...options, sight })).toEqual([]);
    expect(
      done(edited, { ...options, sight: { ...sight, from: at(-10) } }),
    ).toEqual([]);
  });

  it('is found after a gap, as far as it happened in it', () => {
    const sight: Sight = { by: 'list', now: at(500), from: at(40) };
    const options = { before: null, sight };
    expect(done(scaledBy('kubectl'), { ...options, desiredBefore: 2 })).toEqual(
      [[500, 'scale', 2, 5]],
    );
    // As it was known: told before, or to and fro.
    expect(done(scaledBy('kubectl'), { ...options, desiredBefore: 5 })).toEqual(
      [],
    );
    expect(done(restarted, options)).toEqual([[60, 'restart', null, null]]);
    expect(done(edited, options)).toEqual([[70, 'edit', null, null]]);
    const later: Sight = { by: 'list', now: at(500), from: at(100) };
    expect(done(edited, { before: null, sight: later })).toEqual([]);
  });

  it('is several things after a gap in which the watch kept what it knew', () => {
    const both = deployment({
      ...{ generation: 4, replicas: 5, restartedAt: stamp(60) },
      writes: [
        { ...created, spec: IMAGE },
        { manager: 'kubectl', spec: REPLICAS, subresource: 'scale' },
        { manager: 'kubectl-rollout', when: 60, spec: RESTART },
        { manager: 'kube-controller-manager', when: 65, spec: {} },
      ],
    });
    const sight: Sight = { by: 'list', now: at(500), from: at(40) };
    expect(done(both, { sight })).toEqual([
      [500, 'scale', 2, 5],
      [60, 'restart', null, null],
    ]);
  });
});
