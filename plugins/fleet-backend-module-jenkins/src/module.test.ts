import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  MemoryLedger,
  moduleUnderTest,
} from '@landfall/backstage-plugin-fleet-node/testUtils';
import request from 'supertest';
import module from '.';
import { exampleBuild, exampleNotification } from './__testUtils__/examples';
import { SECRET, TOKEN, USER } from './__testUtils__/looking';
import { JenkinsStandIn } from './__testUtils__/standIn';

jest.setTimeout(60_000);

describe('the module', () => {
  const start = async (data: object) => {
    const { sources, extensionPoints, features } = moduleUnderTest(module);
    const logger = mockServices.logger.mock();
    logger.child.mockReturnValue(logger);
    const backend = await startTestBackend({
      extensionPoints,
      features: [
        ...features,
        catalogServiceMock.factory({ entities: [] }),
        mockServices.rootConfig.factory({ data: data as never }),
        logger.factory,
      ],
    });
    return { backend, sources, logger };
  };

  it('adds nothing where only another plugin reads Jenkins', async () => {
    const { backend, sources } = await start({
      jenkins: { baseUrl: 'https://ci.example', username: USER, apiKey: TOKEN },
    });
    expect(sources).toEqual([]);
    await backend.stop();
  });

  it('starts with a wrong configuration, and says which line to change', async () => {
    const { backend, sources, logger } = await start({
      jenkins: {
        instances: [
          { name: 'default', baseUrl: 'https://ci.example', username: USER },
        ],
      },
      fleet: { jenkins: { interval: 30 } },
    });
    expect(sources).toMatchObject([
      {
        id: 'jenkins',
        scopes: [],
        problems: [
          { text: 'fleet.jenkins.interval is not a known key' },
          {
            text: 'jenkins.instances[0].apiKey is not right: an API token is missing; what comes from an environment variable is missing when that is not set',
            fix: 'Change jenkins.instances[0].apiKey; docs/connect-jenkins.md says what it may be.',
          },
        ],
      },
    ]);
    expect(logger.error).toHaveBeenCalledTimes(2);
    await backend.stop();
  });

  it('adds one poll for each instance, and takes webhooks without a login of Backstage', async () => {
    const jenkins = new JenkinsStandIn();
    const baseUrl = await jenkins.start();
    jenkins.put('shop/deploy', exampleBuild({ number: 1 }));
    const { backend, sources } = await start({
      jenkins: {
        ...{ baseUrl, username: USER, apiKey: TOKEN },
        instances: [{ name: 'eu', baseUrl, username: USER, apiKey: TOKEN }],
      },
      fleet: { jenkins: { jobs: ['shop'], webhook: { secret: SECRET } } },
    });
    expect(sources).toMatchObject([
      {
        id: 'jenkins',
        scopes: [
          { mode: 'poll', scope: 'eu', intervalSeconds: 120 },
          { mode: 'poll', scope: 'default', intervalSeconds: 120 },
        ],
      },
    ]);
    const ledger = new MemoryLedger();
    sources[0].connect?.(ledger.inbox());
    const post = (password: string) =>
      request(backend.server)
        .post('/api/fleet/webhooks/jenkins')
        .auth('landfall', password)
        .send(exampleNotification({ number: 1 }));
    expect((await post('example-secret-of-21')).status).toBe(401);
    expect((await post(SECRET)).body).toEqual({ recorded: 1, left: [] });
    expect(ledger.newest('pipeline_run')).toHaveLength(1);
    // Nothing else is open to strangers by it.
    expect((await request(backend.server).get('/api/fleet/other')).status).toBe(
      404,
    );
    await backend.stop();
    await jenkins.stop();
  });
});
