import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { moduleUnderTest } from '@landfall/backstage-plugin-fleet-node/testUtils';
import module from '.';

jest.setTimeout(60_000);

describe('the module', () => {
  const start = async (prometheus: object | undefined) => {
    const { sources, extensionPoints, features } = moduleUnderTest(module);
    const logger = mockServices.logger.mock();
    const backend = await startTestBackend({
      extensionPoints,
      features: [
        ...features,
        logger.factory,
        mockServices.rootConfig.factory({ data: { fleet: { prometheus } } }),
      ],
    });
    await backend.stop();
    return {
      sources,
      logged: logger.error.mock.calls.map(([text]) => text),
    };
  };

  it('adds nothing where no server is configured', async () => {
    expect((await start(undefined)).sources).toEqual([]);
    expect((await start({ servers: [] })).sources).toEqual([]);
  });

  it('starts with the servers that are right, and names what is wrong', async () => {
    const query = { query: 'up', platform: 'old', service: '{label:service}' };
    const {
      sources: [source],
      logged,
    } = await start({
      servers: [
        { name: 'main', url: 'https://a.example', traffic: [query] },
        { name: 'wrong', url: 'nowhere' },
        {
          name: 'soon',
          url: 'https://b.example',
          caFile: '/nowhere/ca.pem',
          intervalSeconds: 30,
          traffic: [query],
        },
      ],
    });
    expect(source).toMatchObject({
      id: 'prometheus',
      observes: ['traffic', 'presence', 'usage', 'capacity'],
      scopes: [
        { mode: 'poll', scope: 'main', intervalSeconds: 60 },
        { mode: 'poll', scope: 'soon', intervalSeconds: 30 },
      ],
    });
    expect(logged).toEqual([
      expect.stringContaining('fleet.prometheus.servers[1].url is not right'),
      expect.stringContaining('fleet.prometheus.servers[2].caFile'),
    ]);
    // The sources page hears of a file from the poll itself, once, and no longer than it holds.
    expect(source.problems).toHaveLength(1);
  });
});
