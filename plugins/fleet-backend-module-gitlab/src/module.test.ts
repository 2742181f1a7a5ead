import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { moduleUnderTest } from '@landfall/backstage-plugin-fleet-node/testUtils';
import module from '.';

jest.setTimeout(60_000);

describe('the module', () => {
  const start = async (gitlab: object | undefined, token?: string) => {
    const { sources, extensionPoints, features } = moduleUnderTest(module);
    const backend = await startTestBackend({
      extensionPoints,
      features: [
        ...features,
        catalogServiceMock.factory({ entities: [] }),
        mockServices.rootConfig.factory({
          data: {
            integrations: {
              gitlab: [
                {
                  host: 'gitlab.example.com',
                  apiBaseUrl: 'https://gitlab.example.com/api/v4',
                  token,
                },
              ],
            },
            fleet: { gitlab },
          },
        }),
      ],
    });
    await backend.stop();
    return sources;
  };

  it('adds nothing where GitLab is not asked for', async () => {
    expect(await start(undefined)).toEqual([]);
  });

  it('adds one poll for each GitLab, and what is wrong with its configuration', async () => {
    const [source] = await start({ projects: ['wrong'] });
    expect(source).toMatchObject({
      id: 'gitlab',
      scopes: [
        { mode: 'poll', scope: 'gitlab.example.com', intervalSeconds: 300 },
      ],
      problems: [
        { text: 'fleet.gitlab.projects[0] names no project' },
        {
          text: expect.stringContaining('integrations.gitlab[0] has no token'),
        },
      ],
    });
  });
});
