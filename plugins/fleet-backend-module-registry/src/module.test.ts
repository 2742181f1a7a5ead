import { createBackendModule } from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import {
  fleetImagesExtensionPoint,
  fleetSourcesExtensionPoint,
  type Source,
} from '@landfall/backstage-plugin-fleet-node';
import module from '.';

jest.setTimeout(60_000);

describe('the module', () => {
  const start = async (registry: object | undefined) => {
    const sources: Source[] = [];
    const logger = mockServices.logger.mock();
    const backend = await startTestBackend({
      extensionPoints: [
        [
          fleetSourcesExtensionPoint,
          { addSource: source => sources.push(source) },
        ],
        [fleetImagesExtensionPoint, { wanted: async () => [] }],
      ],
      features: [
        module,
        // A module alone does not start its plugin.
        createBackendModule({
          pluginId: 'fleet',
          moduleId: 'other',
          register: env => env.registerInit({ deps: {}, async init() {} }),
        }),
        logger.factory,
        mockServices.rootConfig.factory({ data: { fleet: { registry } } }),
      ],
    });
    await backend.stop();
    return {
      sources,
      logged: logger.error.mock.calls.map(([text]) => text),
    };
  };

  it('adds nothing where no registry is configured', async () => {
    expect((await start(undefined)).sources).toEqual([]);
    expect((await start({ registries: [] })).sources).toEqual([]);
  });

  it('starts with the registries that are right, and names what is wrong', async () => {
    const {
      sources: [source],
      logged,
    } = await start({
      registries: [
        { host: 'a.example' },
        { host: 'no host' },
        { host: 'b.example', caFile: '/nowhere/ca.pem', intervalSeconds: 30 },
      ],
    });
    expect(source).toMatchObject({
      id: 'registry',
      observes: ['image'],
      scopes: [
        { mode: 'poll', scope: 'a.example', intervalSeconds: 60 },
        { mode: 'poll', scope: 'b.example', intervalSeconds: 30 },
      ],
    });
    expect(logged).toEqual([
      expect.stringContaining('fleet.registry.registries[1].host is not right'),
      expect.stringContaining('fleet.registry.registries[2].caFile'),
    ]);
    expect(source.problems).toHaveLength(1);
  });
});
