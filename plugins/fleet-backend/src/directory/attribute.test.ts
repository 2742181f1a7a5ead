import {
  KUBERNETES_CLUSTER,
  KUBERNETES_ID,
  KUBERNETES_LABEL_SELECTOR,
  KUBERNETES_NAMESPACE,
} from '@landfall/backstage-plugin-fleet-common';
import { compileAttributor } from './attribute';
import { directoryConfigSchema } from './config';
import type { TargetFacts } from './match';

const target = (given: Partial<TargetFacts> = {}): TargetFacts => ({
  platform: 'kubernetes',
  cluster: 'eu',
  namespace: 'shop',
  workloadKind: 'Deployment',
  workload: 'cart-api',
  labels: {},
  annotations: {},
  ...given,
});

function attribute(options: {
  entities?: Record<string, Record<string, string>>;
  services?: unknown[];
  target?: Partial<TargetFacts>;
  /** Names of entities that the newest look at the catalog did not find. */
  missing?: string[];
}) {
  const { services } = directoryConfigSchema.parse({
    services: options.services ?? [],
  });
  return compileAttributor({
    entities: Object.entries(options.entities ?? {}).map(
      ([name, annotations]) => ({
        ref: `component:default/${name}`,
        missing: options.missing?.includes(name) ?? false,
        annotations,
      }),
    ),
    mappings: services,
  })(target(options.target));
}

const CART = 'component:default/cart';

describe('a target belongs to the service', () => {
  it.each(['labels', 'annotations'] as const)(
    'whose kubernetes-id its %s carry',
    where => {
      expect(
        attribute({
          entities: { cart: { [KUBERNETES_ID]: 'c' } },
          target: { [where]: { [KUBERNETES_ID]: 'c' } },
        }),
      ).toEqual({ service: CART, reason: 'matched', correction: false });
    },
  );

  it('that the catalog has, not to the one that it is missing since it was renamed', () => {
    const entities = {
      basket: { [KUBERNETES_ID]: 'c' },
      cart: { [KUBERNETES_ID]: 'c' },
    };
    const given = { labels: { [KUBERNETES_ID]: 'c' } };
    expect(
      attribute({ entities, target: given, missing: ['basket'] }),
    ).toMatchObject({ service: CART });
    expect(
      attribute({
        entities: { cart: entities.cart },
        target: given,
        missing: ['cart'],
      }),
    ).toMatchObject({ service: CART });
  });

  it.each([
    ['app=cart', true],
    ['app = cart', true],
    ['app==cart,tier!=test', true],
    ['tier!=web', false],
    ['app in (cart, basket)', true],
    ['app in (basket),tier', false],
    ['app notin (basket)', true],
    ['app,!canary', true],
    ['!app', false],
    ['canary', false],
  ])('whose selector %s selects its labels: %s', (selector, selected) => {
    const { service } = attribute({
      entities: { cart: { [KUBERNETES_LABEL_SELECTOR]: selector } },
      target: { labels: { app: 'cart', tier: 'web' } },
    });
    expect(service).toBe(selected ? CART : null);
  });

  it.each(['', ',', 'app=(x)', 'a b', 'app in x'])(
    'but never because of the malformed selector %j',
    selector => {
      expect(
        attribute({
          entities: { cart: { [KUBERNETES_LABEL_SELECTOR]: selector } },
          target: { labels: { app: 'cart' } },
        }).service,
      ).toBeNull();
    },
  );

  it.each([
    [{ [KUBERNETES_NAMESPACE]: 'shop' }, CART],
    [{ [KUBERNETES_NAMESPACE]: 'other' }, null],
    [{ [KUBERNETES_CLUSTER]: 'eu' }, CART],
    [{ [KUBERNETES_CLUSTER]: 'us' }, null],
  ])('within the limits %j', (limits, service) => {
    expect(
      attribute({
        entities: { cart: { [KUBERNETES_ID]: 'c', ...limits } },
        target: { labels: { [KUBERNETES_ID]: 'c' } },
      }).service,
    ).toBe(service);
  });

  it('that the first applicable mapping names', () => {
    expect(
      attribute({
        entities: { cart: {} },
        services: [
          { match: { cluster: 'us' }, service: 'component:default/other' },
          { service: 'component:default/{label:absent}' },
          {
            match: { namespace: 'sh*', labels: { app: '?art' } },
            service: 'Component:default/{label:app}',
            correction: true,
          },
        ],
        target: { labels: { app: 'Cart' } },
      }),
    ).toEqual({ service: CART, reason: 'matched', correction: true });
  });

  it('that claims it, whatever the mappings say', () => {
    expect(
      attribute({
        entities: { cart: { [KUBERNETES_ID]: 'c' }, pay: {} },
        services: [{ service: 'component:default/pay' }],
        target: { labels: { [KUBERNETES_ID]: 'c' } },
      }).service,
    ).toBe(CART);
  });
});

describe('a target that belongs to nobody says why', () => {
  it('when nothing matches, with lines that would mend it', () => {
    expect(attribute({})).toEqual({
      service: null,
      reason: 'no_match',
      candidates: [],
      remedy: [
        '# app-config.yaml',
        'fleet:',
        '  services:',
        '    - match:',
        '        cluster: eu',
        '        namespace: shop',
        '        workload: cart-api',
        '      service: component:default/cart-api',
      ].join('\n'),
    });
  });

  it('and proposes a selector where a label names it', () => {
    expect(attribute({ target: { labels: { app: 'cart' } } })).toMatchObject({
      remedy: expect.stringContaining(
        'backstage.io/kubernetes-label-selector: app=cart',
      ) as string,
    });
  });

  it('when several claim it', () => {
    expect(
      attribute({
        entities: {
          pay: { [KUBERNETES_ID]: 'c' },
          cart: { [KUBERNETES_LABEL_SELECTOR]: 'app=cart' },
        },
        target: { labels: { [KUBERNETES_ID]: 'c', app: 'cart' } },
      }),
    ).toMatchObject({
      service: null,
      reason: 'several_match',
      candidates: [CART, 'component:default/pay'],
    });
  });

  it.each([
    [{ labels: { [KUBERNETES_ID]: 'lost' } }, 'lost'],
    [{ workload: 'Gone' }, 'component:default/gone'],
  ])('when the entity that it names is not there', (given, name) => {
    expect(
      attribute({
        services:
          'workload' in given
            ? [{ service: 'component:default/{workload}' }]
            : [],
        target: given,
      }),
    ).toMatchObject({ reason: 'unknown_entity', candidates: [name] });
  });

  it('even when its labels are named like what every object has', () => {
    expect(
      attribute({
        services: [{ service: 'component:default/{label:constructor}' }],
      }),
    ).toMatchObject({ reason: 'no_match' });
  });
});
