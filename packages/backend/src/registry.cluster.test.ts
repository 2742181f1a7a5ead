/**
 * From a digest in a real cluster, by the label of an image in a real registry, to the commit and its lead time: as the portal's API tells it. Tags and annotations say
 * nothing. Only the commits come from a stand-in, for GitHub.
 */
import {
  deploymentDetailSchema,
  deploymentListSchema,
  serviceMetricsSchema,
  sourceListSchema,
} from '@landfall/backstage-plugin-fleet-common';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  startCluster,
  startPortalBackend,
  startRegistry,
  waitFor,
  type Cluster,
  type PortalBackend,
  type Registry,
} from 'testbed';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports, no-restricted-imports -- what stands in for GitHub in its tests does so here
import { GithubStandIn } from '../../../plugins/fleet-backend-module-github/src/__testUtils__/standIn';
import { deliveredRepository } from './testing/deliveredRepository';

jest.setTimeout(400_000);

const SERVICE = '/api/fleet/services/component/default/cart';
const [FIRST, SECOND] = ['a', 'c'].map(letter => letter.repeat(40));
/** As the commit that the repository knows. */
const [FIRST_WAY, SECOND_WAY] = [FIRST, SECOND].map(
  commit => `${commit[0]} image_label confirmed`,
);
const credentials = { username: 'landfall', password: 'made-up-password' };
/** Whole seconds, as GitHub counts; yesterday. */
const beginning = Math.floor(Date.now() / 1_000) * 1_000 - 30 * 3_600_000;

describe('an image whose tag says nothing', () => {
  const github = new GithubStandIn();
  let folder: string;
  let registry: Registry;
  let cluster: Cluster;
  let portal: PortalBackend;

  const push = (commit: string, source: string) =>
    registry.push({
      repository: 'shop/cart',
      tag: 'latest',
      created: new Date(beginning).toISOString(),
      labels: {
        'org.opencontainers.image.revision': commit,
        'org.opencontainers.image.source': source,
      },
    });
  const roll = async (digest: string) => {
    await cluster.applyDeployment({
      name: 'cart',
      image: `${registry.host}/shop/cart:latest@${digest}`,
      labels: { 'backstage.io/kubernetes-id': 'cart' },
    });
    await cluster.waitForRollout({ name: 'cart' });
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'landfall-registry-'));
    const catalog = join(folder, 'entities.yaml');
    await writeFile(
      catalog,
      JSON.stringify({
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'Component',
        metadata: {
          name: 'cart',
          annotations: {
            'backstage.io/kubernetes-id': 'cart',
            'github.com/project-slug': 'acme/cart',
            'backstage.io/managed-by-location':
              'url:https://github.com/acme/catalog',
          },
        },
        spec: { type: 'service', lifecycle: 'production', owner: 'harbour' },
      }),
    );
    const apiBaseUrl = await github.start();
    const { slug, after } = deliveredRepository({
      ...{ slug: 'acme/cart', id: 1_000, beginning },
    });
    // Who deployed what is told by the cluster alone.
    github.repositories.set(slug, { ...after(), deployments: [] });
    registry = await startRegistry({ name: 'line', credentials });
    cluster = await startCluster({ name: 'registry' });
    portal = await startPortalBackend({
      config: {
        catalog: {
          rules: [{ allow: ['Component'] }],
          locations: [{ type: 'file', target: catalog }],
        },
        integrations: {
          github: [{ host: 'github.com', apiBaseUrl, token: 'made-up-token' }],
        },
        fleet: {
          demo: { enabled: false },
          environments: [
            {
              name: 'production',
              production: true,
              match: { cluster: cluster.name },
            },
          ],
          kubernetes: {
            clusters: [
              {
                name: cluster.name,
                url: cluster.url,
                token: cluster.tokenOf('viewer'),
                ca: cluster.caPem,
              },
            ],
          },
          github: { intervalSeconds: 30 },
          registry: {
            registries: [
              {
                host: registry.host,
                url: registry.url,
                credentials,
                intervalSeconds: 5,
              },
            ],
          },
        },
      },
    });
  });

  afterAll(async () => {
    await portal?.dispose();
    await cluster?.stop();
    await registry?.stop();
    await github.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const details = async () => {
    const { body } = await portal.get(`${SERVICE}/deployments`);
    const list = deploymentListSchema.safeParse(body).data?.items ?? [];
    return Promise.all(
      list.map(async ({ id }) => {
        const detail = await portal.get(`/api/fleet/deployments/${id}`);
        return deploymentDetailSchema.parse(detail.body);
      }),
    );
  };
  /** To which commit each deployment leads, and by what, newest first. */
  const expectWays = async (expected: string[]) => {
    let last = '';
    await waitFor({
      what: `the ways to be ${expected.join()}`,
      timeoutMs: 120_000,
      everyMs: 500,
      look: async () => {
        last = (await details())
          .map(({ delivery }) => {
            const way = delivery?.versionCommit;
            return way?.commit
              ? `${way.commit[0]} ${way.how} ${way.sure}`
              : 'none';
          })
          .join();
        return last === expected.join() || undefined;
      },
      describe: () => `they are ${last}`,
    });
  };

  it('leads by its label to its commit and to a lead time, but not by a label that a base image handed on', async () => {
    const source = 'https://github.com/acme/cart';
    await roll(await push(FIRST, source));
    await expectWays([FIRST_WAY]);
    await roll(await push(SECOND, source));
    await expectWays([SECOND_WAY, FIRST_WAY]);
    // Of the pull request that was squashed its one commit counts, of minute 10.
    let leadTime: { n: number; value: number | null } | undefined;
    await waitFor({
      what: 'the lead time of one commit',
      timeoutMs: 60_000,
      everyMs: 500,
      look: async () => {
        const { body } = await portal.get(`${SERVICE}/metrics?window=7`);
        leadTime = serviceMetricsSchema
          .parse(body)
          .metrics.find(one => one.metric === 'lead_time');
        return leadTime?.n === 1 || undefined;
      },
      describe: () => JSON.stringify(leadTime),
    });
    expect(leadTime?.value).toBeGreaterThan(29 * 3_600);
    expect(leadTime?.value).toBeLessThan(31 * 3_600);

    await roll(
      await push('f'.repeat(40), 'https://github.com/library/base-image'),
    );
    await expectWays(['none', SECOND_WAY, FIRST_WAY]);

    const sources = await portal.get('/api/fleet/sources');
    const told = sourceListSchema
      .parse(sources.body)
      .items.find(({ id }) => id === 'registry');
    expect(told?.scopes).toMatchObject([
      { scope: registry.host, problems: [] },
    ]);
  });
});
