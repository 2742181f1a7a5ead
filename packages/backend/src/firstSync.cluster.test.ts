/** A backend that is killed again and again while it looks at a cluster for the first time: everything is there in the end, and once. */
import { deploymentListSchema } from '@landfall/backstage-plugin-fleet-common';
import { waitFor } from 'testbed';
import { startLine, type Line } from './testing/line';

type Story = 'many';

jest.setTimeout(300_000);

const COUNT = 180;
const versions = Array.from({ length: COUNT }, (_, i) => `v${1000 + i}`);

let line: Line<Story>;

beforeAll(async () => {
  line = await startLine<Story>({
    name: 'first',
    stories: ['many'],
    before: async ({ cluster, ref }) => {
      for (const version of versions) {
        await cluster.applyDeployment({
          ...ref('many'),
          name: `many-${version}`,
          image: `registry.example/shop/many:${version}`,
          replicas: 0,
          labels: { 'backstage.io/kubernetes-id': 'many' },
        });
      }
      // Nothing is seen before the catalog, which is not under test, has its service.
      await cluster.cut('refused');
    },
  });
  await waitFor({
    what: 'the service in the catalog',
    timeoutMs: 60_000,
    look: async () => (await line.told('many')).join() === '' || undefined,
  });
  await line.portal.kill();
  await line.cluster.restore();
  await line.portal.start();
});

afterAll(() => line?.dispose());

/** What the API tells now; none while it cannot be asked. */
async function told(): Promise<string[]> {
  const { status, body } = await line.portal.get(
    '/api/fleet/services/component/default/many/deployments?limit=200',
  );
  return status === 200
    ? deploymentListSchema
        .parse(body)
        .items.map(({ version, outcome }) => `${version} ${outcome}`)
    : [];
}

describe('a first look that is killed', () => {
  it.each([0, 150, 400])(
    'begins again, %d ms after it could be asked',
    async ms => {
      await new Promise(resolve => setTimeout(resolve, ms));
      await line.portal.kill();
      await line.portal.start();
      expect((await told()).length).toBeLessThanOrEqual(COUNT);
    },
  );

  it('tells everything once in the end', async () => {
    await waitFor({
      what: 'all of them',
      timeoutMs: 60_000,
      look: async () => (await told()).length >= COUNT || undefined,
      describe: async () => `${(await told()).length} were there`,
    });
    await new Promise(resolve => setTimeout(resolve, 1_000));
    expect((await told()).sort()).toEqual(
      versions.map(version => `${version} succeeded`),
    );
  });
});
