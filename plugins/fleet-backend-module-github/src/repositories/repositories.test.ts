import { mockServices } from '@backstage/backend-test-utils';
import { Repositories } from '@landfall/backstage-plugin-fleet-node/codeHosts';
import { isSlug } from './slug';

const SLUG = 'github.com/project-slug';
const PATHS = 'landfall.dev/source-paths';

describe('the list of repositories', () => {
  let now = 0;
  let entities: Record<string, string>[];
  const queryEntities = jest.fn();
  const list = (repositories: string[] = []) =>
    new Repositories({
      auth: mockServices.auth(),
      catalog: { queryEntities },
      hosts: [
        {
          host: 'github.com',
          repositories: repositories.map(name => ({
            ...{ path: 'x', host: 'github.com', name },
          })),
          organisations: [],
        } as never,
      ],
      isSlug,
      now: () => now,
    });

  beforeEach(() => {
    now = 0;
    entities = [{ [SLUG]: 'acme/cart' }];
    queryEntities.mockReset();
    queryEntities.mockImplementation(async () => ({
      items: entities.map(annotations => ({ metadata: { annotations } })),
      totalItems: entities.length,
      pageInfo: {},
    }));
  });

  it('has each once, however often it is named', async () => {
    entities.push({ [SLUG]: 'Acme/Cart' });
    expect(await list(['ACME/cart', 'acme/pay']).of('github.com')).toEqual([
      {
        origin: 'github.com/acme/cart',
        host: 'github.com',
        slug: 'acme/cart',
        shared: true,
      },
      {
        origin: 'github.com/acme/pay',
        host: 'github.com',
        slug: 'acme/pay',
        shared: false,
      },
    ]);
  });

  it('knows one as shared of which only a part is a service', async () => {
    entities = [{ [SLUG]: 'acme/mono', [PATHS]: 'cart' }];
    expect(await list().of('github.com')).toMatchObject([{ shared: true }]);
  });

  it('asks the catalog once for a burst of webhooks, and a minute later again', async () => {
    const repositories = list();
    const find = () => repositories.find('github.com/acme/cart');
    await Promise.all(Array.from({ length: 1_000 }, find));
    expect(queryEntities).toHaveBeenCalledTimes(1);
    now = 61_000;
    await find();
    expect(queryEntities).toHaveBeenCalledTimes(2);
  });

  it('goes on with what it knows while the catalog is away, and says so where it knows nothing', async () => {
    const repositories = list();
    await repositories.find('github.com/acme/cart');
    queryEntities.mockRejectedValue(new Error('away'));
    now = 61_000;
    expect(await repositories.find('github.com/acme/cart')).toBeDefined();
    await expect(list().find('github.com/acme/cart')).rejects.toThrow(
      'The catalog does not say which repositories there are',
    );
  });
});
