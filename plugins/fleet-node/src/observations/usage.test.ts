import { observationSchema } from './observation';

const hour = {
  key: 'a',
  version: 1,
  at: 0,
  ended: true,
  endedAt: 3_600_000,
};
const usage = (body: object) => ({
  kind: 'usage',
  ...hour,
  service: 'component:default/cart',
  body: {
    platform: 'kubernetes',
    cpuUsedCores: 1,
    cpuRequestedCores: null,
    requestsPerSecond: null,
    ...body,
  },
});
const capacity = (body: object) => ({
  kind: 'capacity',
  ...hour,
  body: {
    platform: 'kubernetes',
    cluster: null,
    cpuUsedCores: null,
    cpuRequestedCores: null,
    cpuAllocatableCores: 8,
    nodes: 2,
    workloads: null,
    ...body,
  },
});
const isTaken = (observation: object) =>
  observationSchema.safeParse(observation).success;

describe('an hour of a service', () => {
  it('is taken as sources told it before more could be asked, and stays as it was', () => {
    const before = usage({});
    expect(observationSchema.parse(before).body).toEqual(before.body);
  });

  it('may tell of replicas, of who owns them and of the nodes', () => {
    expect(
      isTaken(
        usage({
          ...{ cpuAllocatableCores: 32, minReplicas: 2, maxReplicas: 2 },
          autoscaled: null,
        }),
      ),
    ).toBe(true);
  });

  it.each([
    ['half a replica', { minReplicas: 0.5 }],
    ['replicas below zero', { maxReplicas: -1 }],
    ['a least number above the greatest', { minReplicas: 3, maxReplicas: 2 }],
    ['a number for a yes', { autoscaled: 1 }],
    ['cores below zero', { cpuAllocatableCores: -1 }],
    ['what is not a number', { cpuAllocatableCores: Infinity }],
    ['what nobody knows', { replicas: 2 }],
  ])('is refused with %s', (_, body) => {
    expect(isTaken(usage(body))).toBe(false);
  });
});

describe('an hour of a platform', () => {
  it('is taken of the whole and of one cluster', () => {
    expect(isTaken(capacity({}))).toBe(true);
    expect(isTaken(capacity({ cluster: 'prod-eu' }))).toBe(true);
  });

  it.each([
    ['no platform', { platform: '' }],
    ['a cluster without a name', { cluster: '' }],
    ['nodes below zero', { nodes: -1 }],
    ['what nobody knows', { pods: 2 }],
  ])('is refused with %s', (_, body) => {
    expect(isTaken(capacity(body))).toBe(false);
  });

  it('is told of no service', () => {
    expect(
      isTaken({ ...capacity({}), service: 'component:default/cart' }),
    ).toBe(false);
  });
});
