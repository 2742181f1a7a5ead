/** Wrong configuration never keeps the portal from starting: the log and the sources page say which line to change. */
import { sourceListSchema } from '@landfall/backstage-plugin-fleet-common';
import { startPortalBackend, type PortalBackend } from 'testbed';

jest.setTimeout(300_000);

let portal: PortalBackend;

beforeAll(async () => {
  portal = await startPortalBackend({
    config: {
      fleet: {
        demo: { enabled: false },
        timeZone: 'Europe/Stokholm',
        environments: [
          { name: 'production', production: true, match: { cluser: 'eu' } },
        ],
        kubernetes: {
          clusters: [
            { name: 'eu', url: 'https://127.0.0.1:1', token: 'hush-hush' },
            { name: 'eu', url: 'https://127.0.0.1:2', token: 'hush-hush' },
            { name: 'us', url: 'https://127.0.0.1:3' },
            {
              name: 'asia',
              url: 'https://127.0.0.1:4',
              token: 'hush-hush',
              caFile: '/nowhere/ca.pem',
            },
            { name: 'africa', kubeconfig: { file: '/nowhere/kubeconfig' } },
            {
              name: 'moon',
              url: 'https://127.0.0.1:5',
              token: 'hush-hush',
              tokne: 'hush-hush',
            },
          ],
        },
      },
    },
  });
});

afterAll(() => portal?.dispose());

describe('a portal with wrong configuration', () => {
  it('says on the sources page which lines to change, without their values', async () => {
    const { status, body } = await portal.get('/api/fleet/sources');
    expect(status).toBe(200);
    const { items, problems } = sourceListSchema.parse(body);
    const told = [
      ...problems,
      ...items.flatMap(source => source.problems),
      ...items
        .flatMap(source => source.scopes)
        .flatMap(scope => scope.problems),
    ]
      .map(problem => `${problem.text} ${problem.fix}`)
      .join('\n');
    for (const line of [
      'fleet.timeZone',
      'fleet.environments[0].match.cluser',
      'fleet.kubernetes.clusters[1].name',
      'fleet.kubernetes.clusters[2].token',
      'fleet.kubernetes.clusters[3].caFile',
      'fleet.kubernetes.clusters[4].kubeconfig.file',
      'fleet.kubernetes.clusters[5].tokne',
    ]) {
      expect(told).toContain(line);
    }
    expect(JSON.stringify(body)).not.toContain('hush-hush');
  });

  it('says the same in the log', async () => {
    const log = await portal.wholeLog();
    expect(log).toContain('fleet.environments[0].match.cluser');
    expect(log).toContain('fleet.kubernetes.clusters[3].caFile');
    expect(log).not.toContain('hush-hush');
  });

  it.each([
    ['/api/fleet/services?limit=0', 400, 'limit'],
    ['/api/fleet/services?colour=red', 400, 'colour'],
    ['/api/fleet/services?cursor=nonsense', 400, 'cursor'],
    ['/api/fleet/services?readiness=sleepy', 400, 'readiness'],
    ['/api/fleet/teams/group/default/nobody', 404, 'nobody'],
    ['/api/fleet/services/component/default/nothing', 404, 'nothing'],
    ['/api/fleet/deployments/none', 404, 'deployment'],
  ])('answers %s with %d and a sentence', async (path, status, word) => {
    const answer = await portal.get(path);
    expect(answer.status).toBe(status);
    const { error } = answer.body as { error: { message: string } };
    expect(error.message).toContain(word);
    expect(error.message).toMatch(/\w+ \w+ \w+/);
  });

  it('answers who has no credentials with 401', async () => {
    const response = await fetch(`${portal.url}/api/fleet/services`);
    expect(response.status).toBe(401);
  });
});
