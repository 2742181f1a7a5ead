import { testProjection } from '../../testing/projection';
import { projectReplicaSet } from './projections';

const REVISION = 'org.opencontainers.image.revision';
const SOURCE = 'org.opencontainers.image.source';
const [one, two] = ['a', 'b'].map(letter => letter.repeat(40));

const replicaSet = (given: {
  template?: Record<string, string>;
  own?: Record<string, string>;
}) =>
  projectReplicaSet(
    {
      metadata: {
        name: 'cart-5d9c',
        namespace: 'shop',
        uid: 'uid-1',
        resourceVersion: '7',
        creationTimestamp: '2026-01-01T00:00:00Z',
        annotations: { 'deployment.kubernetes.io/revision': '3', ...given.own },
        ownerReferences: [
          {
            apiVersion: 'apps/v1',
            kind: 'Deployment',
            name: 'cart',
            uid: 'uid-0',
            controller: true,
          },
        ],
      },
      spec: {
        template: {
          metadata: { annotations: given.template },
          spec: { containers: [{ name: 'main', image: 'shop/cart:stable' }] },
        },
      },
      status: {},
    },
    testProjection({}),
  );

describe('a ReplicaSet', () => {
  it('tells the commit that its template is annotated with', () => {
    expect(
      replicaSet({
        template: { [REVISION]: one, [SOURCE]: 'https://github.com/acme/cart' },
        own: { [REVISION]: two },
      })?.madeFrom,
    ).toEqual({ commit: one, origin: 'github.com/acme/cart' });
  });

  it('tells that of its Deployment, which the controller copied to it, where the template has none', () => {
    expect(replicaSet({ own: { [REVISION]: two } })?.madeFrom).toEqual({
      commit: two,
      origin: null,
    });
  });

  it('tells none where nobody says', () => {
    expect(replicaSet({})?.madeFrom).toBeUndefined();
  });
});
