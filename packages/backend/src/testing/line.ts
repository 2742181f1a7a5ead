/**
 * A real cluster, and the portal's real backend that watches it: what is done to the one is what the API of the other must tell. Each service is a
 * story of its own, so that the tests of one line do not meet.
 */
import { deploymentListSchema } from '@landfall/backstage-plugin-fleet-common';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
// eslint-disable-next-line @backstage/no-undeclared-imports -- only tests import this file
import {
  startCluster,
  startPortalBackend,
  waitFor,
  type Cluster,
  type ClusterOptions,
  type DeploymentOptions,
  type PortalBackend,
  type PortalBackendOptions,
} from 'testbed';

/** What to start. */
export interface LineOptions<Story extends string> {
  /** Name of the cluster. */
  name: string;
  /** One service each. */
  stories: readonly Story[];
  cluster?: Omit<ClusterOptions, 'name'>;
  /** Clusters that are watched besides. */
  others?: readonly Cluster[];
  /** How many backends on one database; 1 by default. */
  replicas?: number;
  /** `backend.database`; SQLite by default. */
  database?: Record<string, unknown>;
  /** What is done to the cluster before anybody watches it. */
  before?(
    line: Pick<Line<Story>, 'cluster' | 'ref' | 'rollAndWait'>,
  ): Promise<void>;
  /** Sections under `fleet`, instead of those that make all of the cluster production. */
  fleet?: Record<string, unknown>;
}

/** What runs. */
export interface Line<Story extends string> {
  cluster: Cluster;
  /** The first replica. */
  portal: PortalBackend;
  replicas: PortalBackend[];
  /** Names the Deployment of a story. */
  ref(story: Story): { namespace: string; name: string };
  /** Brings a version of a story to the cluster. */
  roll(
    story: Story,
    version: string,
    options?: Partial<DeploymentOptions>,
  ): Promise<void>;
  /** The same, and waits until the cluster says that it is there. */
  rollAndWait(
    story: Story,
    version: string,
    options?: Partial<DeploymentOptions>,
  ): Promise<void>;
  /** What the API tells of a service, oldest first, as `version class outcome`. */
  told(story: Story, portal?: PortalBackend): Promise<string[]>;
  /** Waits until the API tells exactly this, and that it goes on doing so. */
  expectTold(
    story: Story,
    expected: readonly string[],
    timeoutMs?: number,
    portal?: PortalBackend,
  ): Promise<void>;
  /** Stops everything. */
  dispose(): Promise<void>;
}

/** See the top of the file. */
export async function startLine<Story extends string>(
  options: LineOptions<Story>,
): Promise<Line<Story>> {
  const { name, stories } = options;
  const folder = await mkdtemp(join(tmpdir(), 'landfall-line-'));
  const entities = join(folder, 'entities.yaml');
  await writeFile(
    entities,
    [
      entity('Group', 'harbour', { type: 'team', children: [] }),
      ...stories.map(story =>
        entity(
          'Component',
          story,
          { type: 'service', lifecycle: 'production', owner: 'harbour' },
          { 'backstage.io/kubernetes-id': story },
        ),
      ),
    ].join('---\n'),
  );
  const cluster = await startCluster({ name, ...options.cluster });
  await cluster.ensureNamespace('shop');
  const ref = (story: Story) => ({ namespace: 'shop', name: story });

  const roll: Line<Story>['roll'] = async (story, version, more = {}) => {
    await cluster.applyDeployment({
      ...ref(story),
      image: `registry.example/shop/${story}:${version}`,
      replicas: 2,
      labels: { 'backstage.io/kubernetes-id': story },
      ...more,
    });
  };

  const rollAndWait: Line<Story>['rollAndWait'] = async (
    story,
    version,
    more = {},
  ) => {
    await roll(story, version, more);
    await cluster.waitForRollout({ ...ref(story), ...namespaceOf(more) });
  };
  await options.before?.({ cluster, ref, rollAndWait });

  const portalOptions: PortalBackendOptions = {
    database: options.database,
    config: {
      catalog: {
        rules: [{ allow: ['Component', 'Group'] }],
        locations: [{ type: 'file', target: entities }],
      },
      fleet: {
        demo: { enabled: false },
        environments: [
          { name: 'production', production: true, match: { cluster: name } },
        ],
        ...options.fleet,
        kubernetes: {
          clusters: [cluster, ...(options.others ?? [])].map(one => ({
            name: one.name,
            url: one.url,
            token: one.tokenOf('viewer'),
            ca: one.caPem,
          })),
        },
      },
    },
  };
  const replicas: PortalBackend[] = [];
  // One after the other: the first makes the tables.
  for (let i = 0; i < (options.replicas ?? 1); i++) {
    replicas.push(await startPortalBackend(portalOptions));
  }
  const [first] = replicas;

  const told: Line<Story>['told'] = async (story, portal = first) => {
    const { status, body } = await portal.get(
      `/api/fleet/services/component/default/${story}/deployments`,
    );
    if (status !== 200) {
      return [`${status}`];
    }
    return deploymentListSchema
      .parse(body)
      .items.map(
        item =>
          `${item.version} ${item.class} ${item.outcome}${
            item.overdueSince ? ' overdue' : ''
          }`,
      )
      .reverse();
  };

  return {
    cluster,
    portal: first,
    replicas,
    ref,
    roll,
    rollAndWait,
    told,
    async expectTold(story, expected, timeoutMs = 20_000, portal = first) {
      let last: string[] = [];
      await waitFor({
        what: `${story} to be told as ${expected.join(', ')}`,
        timeoutMs,
        everyMs: 100,
        look: async () => {
          last = await told(story, portal);
          return JSON.stringify(last) === JSON.stringify(expected) || undefined;
        },
        describe: () => `it was told as ${last.join(', ')}`,
      });
      await new Promise(resolve => setTimeout(resolve, 700));
      expect(await told(story, portal)).toEqual(expected);
    },
    async dispose() {
      await Promise.all(replicas.map(portal => portal.dispose()));
      await cluster.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function namespaceOf({ namespace }: Partial<DeploymentOptions>) {
  return namespace === undefined ? {} : { namespace };
}

function entity(
  kind: string,
  name: string,
  spec: object,
  annotations: Record<string, string> = {},
): string {
  return `${JSON.stringify({
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: { name, annotations },
    spec,
  })}\n`;
}
