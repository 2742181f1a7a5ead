import { createBackendModule } from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  fleetSourcesExtensionPoint,
  type Source,
} from '@landfall/backstage-plugin-fleet-node';
import module from '.';

jest.setTimeout(60_000);

describe('the module', () => {
  const start = async (github: object | undefined) => {
    const sources: Source[] = [];
    const backend = await startTestBackend({
      extensionPoints: [
        [
          fleetSourcesExtensionPoint,
          { addSource: source => sources.push(source) },
        ],
      ],
      features: [
        module,
        // A module alone does not start its plugin.
        createBackendModule({
          pluginId: 'fleet',
          moduleId: 'other',
          register: env => env.registerInit({ deps: {}, async init() {} }),
        }),
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
