import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { moduleUnderTest } from '@landfall/backstage-plugin-fleet-node/testUtils';
import module from '.';

jest.setTimeout(60_000);

describe('the module', () => {
  const start = async (github: object | undefined) => {
    const { sources, extensionPoints, features } = moduleUnderTest(module);
    const backend = await startTestBackend({
      extensionPoints,
      features: [
        ...features,
        catalogServiceMock.factory({ entities: [] }),
        mockServices.rootConfig.factory({
          data: {
            integrations: {
              github: [{ host: 'github.com', token: 'made-up' }],
            },
            fleet: { github },
          },
        }),
      ],
    });
    await backend.stop();
    return sources;
  };

  it('adds nothing where GitHub is not asked for', async () => {
    expect(await start(undefined)).toEqual([]);
  });

  it('adds one poll for each GitHub', async () => {
    const [source] = await start({ repositories: ['wrong'] });
    expect(source).toMatchObject({
      id: 'github',
      scopes: [{ mode: 'poll', scope: 'github.com', intervalSeconds: 300 }],
      problems: [{ text: 'fleet.github.repositories[0] names no repository' }],
    });
  });
});
