/** One service in two clusters: one deployment where it is one version, and no trouble of one cluster is the other's. */
import {
  deploymentListSchema,
  sourceListSchema,
  type Deployment,
} from '@landfall/backstage-plugin-fleet-common';
import { startCluster, waitFor, type Cluster } from 'testbed';
import { startLine, type Line } from './testing/line';

type Story = 'shared';

jest.setTimeout(300_000);

let far: Cluster;
let line: Line<Story>;

beforeAll(async () => {
  far = await startCluster({ name: 'far' });
  line = await startLine<Story>({
    name: 'near',
    stories: ['shared'],
    others: [far],
    fleet: {
      environments: [
        {
          name: 'production',
          production: true,
          match: { cluster: ['near', 'far'] },
        },
      ],
    },
  });
});

afterAll(async () => {
  await line?.dispose();
  await far?.stop();
});

async function rollFar(version: string) {
  const ref = line.ref('shared');
  await far.applyDeployment({
    ...ref,
    image: `mirror.example/shop/shared:${version}`,
    replicas: 3,
    labels: { 'backstage.io/kubernetes-id': 'shared' },
    // Its own digest would tell that the mirror has something else.
    podAnnotations: { 'landfall.test/digest': digestOf(version) },
  });
  await far.waitForRollout(ref);
}

async function rollNear(version: string) {
  await line.rollAndWait('shared', version, {
    podAnnotations: { 'landfall.test/digest': digestOf(version) },
  });
}

function digestOf(version: string): string {
  return `sha256:${version.slice(1).repeat(64)}`;
}

/** Newest first, as `version outcome: clusters`. */
const summary = ({ version, outcome, targets }: Deployment) =>
  `${version} ${outcome}: ${targets
    .map(({ cluster }) => cluster)
    .sort()
    .join(', ')}`;

async function expectDeployments(expected: string[], timeoutMs = 30_000) {
  let last: string[] = [];
  await waitFor({
    what: expected.join('; '),
    timeoutMs,
    look: async () => {
      const { status, body } = await line.portal.get(
        '/api/fleet/services/component/default/shared/deployments',
      );
      // The catalog does not know it yet.
      if (status === 404) return undefined;
      last = deploymentListSchema.parse(body).items.map(summary);
      return JSON.stringify(last) === JSON.stringify(expected) || undefined;
    },
    describe: () => last.join('; '),
  });
}

async function scopes() {
  const { body } = await line.portal.get('/api/fleet/sources');
  const { items } = sourceListSchema.parse(body);
  return Object.fromEntries(
    items.flatMap(source => source.scopes).map(one => [one.scope, one]),
  );
}

describe('two clusters', () => {
  it('have one deployment where they get one version, from whichever registry', async () => {
    await rollNear('v1');
    await rollFar('v1');
    await expectDeployments(['v1 succeeded: far, near'], 60_000);
  });

  it('tell of one while the other is away, and of both when it is back', async () => {
    await far.cut('refused');
    await rollNear('v2');
    await expectDeployments(['v2 succeeded: near', 'v1 succeeded: far, near']);
    await rollFar('v2');
    await far.restore();
    await expectDeployments(
      ['v2 succeeded: far, near', 'v1 succeeded: far, near'],
      60_000,
    );
  });

  it('say of which of them the token has expired, and go on with the other', async () => {
    await far.expireToken('viewer');
    const expired = await waitFor({
      what: 'the error of the far cluster',
      timeoutMs: 60_000,
      look: async () => {
        const all = await scopes();
        return all.far.problems.length > 0 ? all : undefined;
      },
    });
    expect(expired.near).toMatchObject({ state: 'fresh', problems: [] });
    expect(
      expired.far.problems.map(({ text, fix }) => `${text} ${fix}`).join(),
    ).toMatch(/fleet\.kubernetes\.clusters\[1\]/);
    await rollNear('v3');
    await expectDeployments([
      'v3 succeeded: near',
      'v2 succeeded: far, near',
      'v1 succeeded: far, near',
    ]);
  });
});
