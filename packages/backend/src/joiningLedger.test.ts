/**
 * What the API tells of repositories on GitHub that live through what happens to repositories: the plugin with its real ledger, once on SQLite and once on PostgreSQL, asks a
 * stand-in for GitHub over HTTP. Each story is one repository; what is expected reads like the definitions.
 */
import {
  deploymentDetailSchema,
  deploymentListSchema,
  qualityListSchema,
  quarantineListSchema,
  serviceMetricsSchema,
  sourceListSchema,
} from '@landfall/backstage-plugin-fleet-common';
import { isDeepStrictEqual } from 'node:util';
import githubModule from '@landfall/backstage-plugin-fleet-backend-module-github';
import { startPostgres, waitFor, type Postgres } from 'testbed';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports, no-restricted-imports -- what stands in for GitHub in its tests does so here
import { GithubStandIn } from '../../../plugins/fleet-backend-module-github/src/__testUtils__/standIn';
import { startFleetBackend, type FleetBackend } from './testing/fleetBackend';
import { GithubStory } from './testing/githubStory';

jest.setTimeout(400_000);

const DATABASES = ['SQLite', 'PostgreSQL'] as const;
const DAY = 24 * 60;

/** Whole seconds, as GitHub counts; less than a week ago, so that all of it is in the shortest window. */
const beginning = Math.floor(Date.now() / 1_000) * 1_000 - 5 * DAY * 60_000;

/** What is expected of a service: its deployments, oldest first, each with the commits that it brought and the seconds that these took. */
interface Expected {
  deployments: string[];
  /** Value and sample, of those that a story is about. */
  metrics?: Record<string, [number | null, number]>;
  quality?: string[];
}

interface Story {
  title: string;
  /** Annotations by service; by default one, called as the repository. */
  services?: Record<string, Record<string, string>>;
  write: (story: GithubStory) => GithubStory;
  expected: Record<string, Expected>;
}

const NOTHING: Expected = { deployments: [] };
const done = (began: number, ended: number) =>
  [
    ['in_progress', began],
    ['success', ended],
  ] as const;
const failed = (began: number, ended: number) =>
  [
    ['in_progress', began],
    ['failure', ended],
  ] as const;

const STORIES: Record<string, Story> = {
  first: {
    title: 'begins with what was live, and swallows no history',
    write: story =>
      story
        .commit('a', 0)
        .commit('b', 10)
        .commit('c', 20)
        .deploy('c', done(30, 35))
        .commit('d', 40)
        .deploy('d', done(100, 110)),
    expected: {
      first: {
        deployments: [
          'release succeeded 30-35',
          'release succeeded 100-110 d:4200',
        ],
        metrics: { lead_time: [4_200, 1], change_fail_rate: [0, 2] },
      },
    },
  },
  reversed: {
    title:
      'finishes with its success, whatever order, repetition or `inactive` its statuses come in',
    write: story =>
      story
        .commit('a', 0)
        .deploy('a', [
          ['inactive', 200],
          ['success', 25],
          ['failure', 90],
          ['in_progress', 20],
          ['queued', 5],
        ])
        .commit('b', 100)
        .deploy('b', [
          ['failure', 160],
          ['in_progress', 150],
        ])
        .deploy('b', [
          ['success', 280],
          ['success', 290],
          ['in_progress', 270],
        ]),
    expected: {
      reversed: {
        deployments: [
          'release succeeded 20-25',
          'release failed 150-160 ✗rollout b',
          'release succeeded 270-280 b:10800',
        ],
        metrics: { change_fail_rate: [1 / 3, 3], lead_time: [10_800, 1] },
      },
    },
  },
  again: {
    title:
      'counts two deployments of one commit once, and one of an older commit as a rollback of the first since',
    write: story =>
      story
        .commit('a', 0)
        .deploy('a', done(10, 11))
        .commit('b', 20)
        .deploy('b', done(100, 101))
        .deploy('b', done(200, 201))
        .commit('c', 210)
        .deploy('c', done(300, 301))
        .deploy('a', done(400, 401)),
    expected: {
      again: {
        deployments: [
          'release succeeded 10-11',
          'release succeeded 100-101 ✗rolled_back b',
          'restart succeeded 200-201',
          'release succeeded 300-301 c',
          'rollback succeeded 400-401',
        ],
        metrics: {
          // A commit counts in the first deployment that was not rolled back, and both were.
          lead_time: [null, 0],
          change_fail_rate: [1 / 3, 3],
          rework_rate: [1 / 4, 4],
          recovery_time: [300 * 60, 1],
        },
      },
    },
  },
  tagged: {
    title: 'deploys tags as what they are tags of',
    write: story =>
      story
        .commit('a', 0)
        .deploy('a', done(10, 11), { ref: 'v1.0.0' })
        .commit('b', 20)
        .deploy('b', done(100, 101), { ref: 'refs/tags/v1.1.0' }),
    expected: {
      tagged: {
        deployments: [
          'release succeeded 10-11',
          'release succeeded 100-101 b:4860',
        ],
      },
    },
  },
  squashed: {
    title:
      'counts the commits that were squashed, and the squash where they vanished with their branch',
    write: story =>
      story
        .commit('a', 0)
        .deploy('a', done(10, 11))
        .commit('known', 60, { on: ['a'] })
        .merge(1, {
          ...{ opened: 30, merged: 60, as: 'known' },
          commits: [
            ['one', 20],
            ['two', 40],
          ],
        })
        .deploy('known', done(70, 80))
        .commit('vanished', 160)
        .merge(2, { opened: 130, merged: 160, as: 'vanished' })
        .deploy('vanished', done(170, 180)),
    expected: {
      squashed: {
        deployments: [
          'release succeeded 10-11',
          'release succeeded 70-80 one:3600 two:2400',
          'release succeeded 170-180 vanished:1200',
        ],
        metrics: { lead_time: [2_400, 3] },
      },
    },
  },
  merged: {
    title:
      'leaves merges out, and counts what they merged from when it was committed',
    write: story =>
      story
        .commit('a', 0)
        .deploy('a', done(10, 11))
        .commit('work', 20, { on: ['a'] })
        .commit('merge', 60, { on: ['a', 'work'] })
        .merge(1, {
          ...{ opened: 30, merged: 60, as: 'merge', commits: [['work', 20]] },
        })
        .deploy('merge', done(70, 80)),
    expected: {
      merged: {
        deployments: [
          'release succeeded 10-11',
          'release succeeded 70-80 work:3600',
        ],
      },
    },
  },
  reverted: {
    title: 'blames the deployment that brought what a pull request reverts',
    write: story =>
      story
        .commit('a', 0)
        .deploy('a', done(10, 11))
        .commit('bad', 20)
        .merge(1, { opened: 15, merged: 20, as: 'bad' })
        .deploy('bad', done(30, 40))
        .commit('good', 50)
        .deploy('good', done(60, 70))
        .commit('undo', 100, { message: 'Revert "x" (#3)' })
        .merge(3, {
          ...{ opened: 90, merged: 100, as: 'undo' },
          ...{ title: 'Revert "x"', body: 'Reverts acme/reverted#1' },
        })
        .deploy('undo', done(110, 120)),
    expected: {
      reverted: {
        deployments: [
          'release succeeded 10-11',
          'release succeeded 30-40 ✗fixed bad:1200',
          'release succeeded 60-70 good:1200',
          'release succeeded 110-120 undo:1200',
        ],
        metrics: {
          change_fail_rate: [1 / 4, 4],
          rework_rate: [1 / 4, 4],
          recovery_time: [80 * 60, 1],
        },
      },
    },
  },
  forced: {
    title:
      'says so where history was rewritten, and where what was deployed vanished from it',
    write: story =>
      story
        .commit('a', 0)
        .commit('gone', 10)
        .deploy('gone', done(20, 21))
        .forget('gone')
        .commit('b', 30, { on: ['a'] })
        .deploy('b', done(60, 61))
        .deploy('never pushed', done(120, 121)),
    expected: {
      forced: {
        deployments: [
          'release succeeded 20-21',
          'release succeeded 60-61',
          'release succeeded 120-121',
        ],
        metrics: { lead_time: [null, 0] },
        quality: ['unknown_base', 'unknown_commit'],
      },
    },
  },
  strange: {
    title: 'leaves out and lists commits from the future and from before 1970',
    write: story =>
      story
        .commit('a', 0)
        .deploy('a', done(10, 11))
        .commit('tomorrow', 3 * DAY)
        .commit('ancient', -60 * 365 * DAY)
        .commit('usual', 20)
        .deploy('usual', done(80, 81)),
    expected: {
      strange: {
        deployments: [
          'release succeeded 10-11',
          'release succeeded 80-81 tomorrow ancient usual:3660',
        ],
        metrics: { lead_time: [3_660, 1] },
        quality: ['negative_lead_time', 'time_before_the_epoch'],
      },
    },
  },
  places: {
    title:
      'makes one deployment of several places of one environment, finished with the last',
    write: story =>
      story
        .commit('a', 0)
        .deploy('a', done(10, 15), { environment: 'production' })
        .deploy('a', done(20, 45), { environment: 'production-us' })
        .commit('b', 50)
        .deploy('b', done(100, 105), { environment: 'production' })
        .deploy('b', failed(120, 130), { environment: 'production-us' })
        .deploy('b', done(110, 111), { environment: 'elsewhere' }),
    expected: {
      places: {
        deployments: [
          'release succeeded 10-45',
          'release failed 100-105 ✗rollout b',
        ],
        quality: ['unmapped_ci_environment'],
      },
    },
  },
  mono: {
    title:
      'is deployed to the services whose directories it changes, and listed once where that is not known',
    services: {
      'mono-cart': { 'landfall.dev/source-paths': 'services/cart' },
      'mono-pay': { 'landfall.dev/source-paths': 'services/pay,libs' },
    },
    write: story =>
      story
        .commit('a', 0, { files: ['services/cart/a.ts', 'libs/b.ts'] })
        .deploy('a', done(10, 11))
        .commit('cart', 20, { files: ['services/cart/c.ts'] })
        .deploy('cart', done(80, 81))
        .commit('docs', 90, { files: ['README.md'] })
        .deploy('docs', done(160, 161))
        .commit('libs', 200, { files: ['libs/z/b.ts'] })
        .commit('cart2', 210, { files: ['services/cart/c.ts'] })
        .deploy('cart2', done(300, 301))
        .deploy('docs', done(400, 401)),
    expected: {
      'mono-cart': {
        deployments: [
          'release succeeded 80-81',
          'release succeeded 300-301 ✗rolled_back cart2',
          'rollback succeeded 400-401',
        ],
        metrics: { change_fail_rate: [1 / 2, 2] },
        quality: ['shared_ci_deployment'],
      },
      'mono-pay': {
        deployments: [
          'release succeeded 300-301',
          // To it that is older than anything it had; nobody knows that it had that before.
          'release succeeded 400-401',
        ],
      },
    },
  },
  named: {
    title: 'is deployed to the services that name its environments',
    services: {
      'named-cart': { 'landfall.dev/ci-environments': 'production' },
      'named-pay': { 'landfall.dev/ci-environments': 'production-*' },
    },
    write: story =>
      story
        .commit('a', 0)
        .deploy('a', done(10, 11))
        .deploy('a', done(20, 21), { environment: 'production-us' }),
    expected: {
      'named-cart': { deployments: ['release succeeded 10-11'] },
      'named-pay': { deployments: ['release succeeded 20-21'] },
    },
  },
  old: {
    title: 'is followed to its new name',
    services: { old: { 'github.com/project-slug': 'acme/before' } },
    write: story =>
      story
        .commit('a', 0)
        .deploy('a', done(10, 11))
        .commit('b', 20)
        .deploy('b', done(80, 81)),
    expected: {
      old: {
        deployments: [
          'release succeeded 10-11',
          'release succeeded 80-81 b:3660',
        ],
      },
    },
  },
  quiet: {
    title: 'has no number of what never happened',
    write: story => story.commit('a', 0),
    expected: { quiet: { ...NOTHING, metrics: { lead_time: [null, 0] } } },
  },
  incident: {
    title:
      'blames what was deployed last before an incident, which may never be resolved',
    write: story =>
      story
        .commit('a', 0)
        .deploy('a', done(10, 11))
        .incident(7, { opened: 20, closed: 50 })
        .commit('b', 60)
        .deploy('b', done(70, 71))
        .incident(8, { opened: 80 })
        .incident(9, { opened: 200, closed: 210 }),
    expected: {
      incident: {
        deployments: [
          'release succeeded 10-11 ✗incident',
          'release succeeded 70-71 ✗incident ✗incident b:660',
        ],
        metrics: {
          change_fail_rate: [1, 2],
          // The middle one of three, of which one goes on.
          time_to_resolution: [30 * 60, 3],
        },
      },
    },
  },
};

/** Names of commits in the stories. */
const STORY_WORDS = [
  ...['a', 'b', 'c', 'd', 'known', 'one', 'two', 'vanished', 'work', 'merge'],
  ...['bad', 'good', 'undo', 'gone', 'tomorrow', 'ancient', 'usual'],
  ...['cart', 'cart2', 'docs', 'libs'],
];

const github = new GithubStandIn();
const stories = new Map<string, GithubStory>();
let postgres: Postgres;
let apiBaseUrl: string;

const servicesOf = (name: string) => STORIES[name].services ?? { [name]: {} };

beforeAll(async () => {
  apiBaseUrl = await github.start();
  Object.entries(STORIES).forEach(([name, { write }], i) => {
    const slug = `acme/${name}`;
    const story = write(
      new GithubStory(slug, { id: 1_000 * (i + 1), beginning }),
    );
    stories.set(name, story);
    github.repositories.set(slug, story.repository);
  });
  github.renamed.set('acme/before', 'acme/old');
  postgres = await startPostgres();
});

afterAll(async () => {
  await postgres?.stop();
  await github.stop();
});

/** Annotations of all services by name. */
function components(): Record<string, Record<string, string>> {
  return Object.fromEntries(
    Object.keys(STORIES).flatMap(story =>
      Object.entries(servicesOf(story)).map(([name, annotations]) => [
        name,
        {
          'github.com/project-slug': `acme/${story}`,
          'backstage.io/managed-by-location':
            'url:https://github.com/acme/catalog',
          ...annotations,
        },
      ]),
    ),
  );
}

/** What the API tells of a service, in the words of {@link Expected}. */
async function tellOf(
  backend: FleetBackend,
  given: { story: GithubStory; service: string; wanted: readonly string[] },
): Promise<Expected | undefined> {
  const { story, service } = given;
  const ref = `component:default/${service}`;
  const path = `/services/component/default/${service}`;
  const list = deploymentListSchema.safeParse(
    await backend.get(`${path}/deployments`),
  );
  const metrics = serviceMetricsSchema.safeParse(
    await backend.get(`${path}/metrics?window=7`),
  );
  if (!list.success || !metrics.success) return undefined;
  const minute = (time: string | null) =>
    time === null ? '' : (Date.parse(time) - beginning) / 60_000;
  const names = new Map(
    STORY_WORDS.map(word => [story.sha(word), word] as const),
  );
  const deployments: string[] = [];
  for (const { id } of list.data.items.reverse()) {
    const { delivery, ...one } = deploymentDetailSchema.parse(
      await backend.get(`/deployments/${id}`),
    );
    deployments.push(
      [
        one.class,
        one.outcome,
        `${minute(one.startedAt)}-${minute(one.finishedAt)}`,
        ...(delivery?.failedBy ?? []).map(({ rule }) => `✗${rule}`),
        ...(delivery?.commits ?? []).map(({ commit, seconds }) => {
          const name = names.get(commit) ?? commit;
          return seconds === null ? name : `${name}:${seconds}`;
        }),
      ].join(' '),
    );
  }
  const quality = qualityListSchema.parse(
    await backend.get(`/quality?service=${encodeURIComponent(ref)}`),
  );
  const kinds = quality.items.map(({ kind }) => kind).sort();
  return {
    deployments,
    ...(given.wanted.length > 0 && {
      metrics: Object.fromEntries(
        metrics.data.metrics
          .filter(({ metric }) => given.wanted.includes(metric))
          .map(({ metric, value, n }) => [metric, [value, n]]),
      ),
    }),
    ...(kinds.length > 0 && { quality: kinds }),
  };
}

describe.each(DATABASES)('on %s', database => {
  let backend: FleetBackend;

  beforeAll(async () => {
    backend = await startFleetBackend({
      database:
        database === 'SQLite'
          ? { client: 'better-sqlite3', connection: ':memory:' }
          : { client: 'pg', connection: postgres.url },
      components: components(),
      modules: [githubModule],
      config: {
        integrations: {
          github: [{ host: 'github.com', apiBaseUrl, token: 'made-up-token' }],
        },
        fleet: {
          github: { intervalSeconds: 30 },
          delivery: {
            environments: [
              {
                ...{ name: 'production', production: true },
                match: { environment: 'production*' },
              },
            ],
          },
        },
      },
    });
  });
  afterAll(() => backend?.stop());

  it.each(
    Object.entries(STORIES).map(([name, { title }]) => [title, name] as const),
  )('a repository %s', async (_, name) => {
    const { expected } = STORIES[name];
    const story = stories.get(name) as GithubStory;
    let last: unknown;
    const look = async () =>
      Object.fromEntries(
        await Promise.all(
          Object.entries(expected).map(async ([service, { metrics }]) => [
            service,
            await tellOf(backend, {
              ...{ story, service, wanted: Object.keys(metrics ?? {}) },
            }),
          ]),
        ),
      );
    await waitFor({
      what: `${name} to be told as it was`,
      timeoutMs: 30_000,
      everyMs: 500,
      look: async () => {
        last = await look();
        return isDeepStrictEqual(last, expected) || undefined;
      },
    }).catch(() => undefined);
    // Says what is different.
    expect(last).toEqual(expected);
  });

  it('leaves nothing aside, and says which repository has another name now', async () => {
    const quarantine = await backend.get('/quarantine');
    expect(quarantineListSchema.parse(quarantine).items).toEqual([]);
    const { items } = sourceListSchema.parse(await backend.get('/sources'));
    const scope = items.find(({ id }) => id === 'github')?.scopes[0];
    expect(scope?.problems).toMatchObject([
      { text: expect.stringContaining('acme/before') },
    ]);
  });
});
