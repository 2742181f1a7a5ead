import { joinLimits, replicaLimits, scaledKey } from './autoscalers';

const autoscaler = (spec: object, target: object = {}) => ({
  metadata: { name: 'any', namespace: 'shop' },
  spec: {
    scaleTargetRef: {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      name: 'cart',
      ...target,
    },
    ...spec,
  },
});
const cart = scaledKey({
  group: 'apps',
  kind: 'Deployment',
  namespace: 'shop',
  name: 'cart',
});
const limitsOf = (...objects: object[]) => joinLimits(replicaLimits(objects));

it('says between what the number of replicas is kept', () => {
  expect(limitsOf(autoscaler({ minReplicas: 2, maxReplicas: 6 }))).toEqual(
    new Map([[cart, { min: 2, max: 6 }]]),
  );
});

it('keeps one at least where nobody says, and none where that is wanted', () => {
  expect(limitsOf(autoscaler({ maxReplicas: 6 })).get(cart)?.min).toBe(1);
  expect(
    limitsOf(autoscaler({ minReplicas: 0, maxReplicas: 6 })).get(cart)?.min,
  ).toBe(0);
});

it('is told of what it scales only', () => {
  const found = limitsOf(
    autoscaler({ maxReplicas: 6 }, { kind: 'StatefulSet' }),
    autoscaler({ maxReplicas: 6 }, { apiVersion: 'argoproj.io/v1alpha1' }),
    autoscaler({ maxReplicas: 6 }, { apiVersion: 'v1' }),
  );
  expect(found.size).toBe(3);
  expect(found.has(cart)).toBe(false);
});

it('counts both where two of them quarrel', () => {
  expect(
    limitsOf(
      autoscaler({ minReplicas: 2, maxReplicas: 6 }),
      autoscaler({ minReplicas: 1, maxReplicas: 4 }),
    ).get(cart),
  ).toEqual({ min: 1, max: 6 });
});

it.each([
  ['no target', { scaleTargetRef: undefined, maxReplicas: 6 }],
  ['no maximum', {}],
  ['a maximum below the minimum', { minReplicas: 6, maxReplicas: 2 }],
  ['a maximum that is no number', { maxReplicas: 'many' }],
])('is left out with %s', (_, spec) => {
  expect(limitsOf(autoscaler(spec)).size).toBe(0);
});
