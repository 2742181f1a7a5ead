import { instant } from '@landfall/backstage-plugin-fleet-common';
import {
  LastSubscriber,
  lookOnce,
  MemoryLedger,
} from '@landfall/backstage-plugin-fleet-node/testUtils';
import { example } from '../__testUtils__/examples';
import { HOST, sourceOf, type LookingOptions } from '../__testUtils__/looking';
import {
  emptyProject,
  GitlabStandIn,
  type Json,
  type StandInProject,
} from '../__testUtils__/standIn';
import {
  STORY_END,
  STORY_PROJECT,
  story,
  storyProject,
} from '../__testUtils__/story';

const base = '/projects/1000';
const at = (hour: number) =>
  new Date(STORY_END + hour * 3_600_000).toISOString();

jest.setTimeout(60_000);

describe('on bad days', () => {
  const gitlab = new GitlabStandIn();
  let apiUrl: string;
  let ledger: MemoryLedger;
  let project: StandInProject;
  let now = STORY_END;
  const events = new LastSubscriber();

  const source = (options: Partial<LookingOptions> = {}) =>
    sourceOf({
      ...{ apiUrl, events },
      now: () => now,
      gitlab: { projects: [STORY_PROJECT] },
      ...options,
    });
  const look = (options?: Partial<LookingOptions>) =>
    lookOnce(source(options), ledger);
  const all = () => story().forEach(({ happen }) => happen(project));
  const commit = (letter: string, parents: string[] = []): Json => ({
    ...example('commit'),
    ...{ id: letter.repeat(40), message: letter, committed_date: at(-1) },
    parent_ids: parents.map(one => one.repeat(40)),
  });
  const tell = (eventPayload: unknown) =>
    events.publish({ topic: 'gitlab', eventPayload });
  const commits = () =>
    ledger.newest('change').map(({ body }) => body.commit[0]);

  beforeAll(async () => {
    apiUrl = await gitlab.start();
  });
  beforeEach(() => {
    now = STORY_END;
    ledger = new MemoryLedger();
    ledger.now = () => instant(now);
    gitlab.clear();
    gitlab.date = () => now;
    project = storyProject();
    gitlab.projects.push(project);
  });
  afterAll(() => gitlab.stop());

  it('shows the token of the integration', async () => {
    await look();
    expect([...gitlab.tokens]).toEqual(['Bearer made-up-token']);
  });

  it('is told nothing again that did not change', async () => {
    all();
    const one = source();
    for (let times = 0; times < 3; times++) await lookOnce(one, ledger);
    const { size } = ledger.versions;
    const { reported } = ledger;
    gitlab.asked.length = 0;
    await lookOnce(one, ledger);
    expect(gitlab.asked).toEqual([
      `/projects/${encodeURIComponent(STORY_PROJECT)}`,
    ]);
    expect([ledger.versions.size, ledger.reported]).toEqual([size, reported]);
  });

  it('keeps no name and no message of anybody', async () => {
    all();
    await look();
    const kept = JSON.stringify([...ledger.versions.values()]);
    expect(kept).not.toMatch(
      /Administrator|Jane|somebody|made-up-secret|@example/,
    );
  });

  it('says what to do where a token was revoked, and asks nothing more', async () => {
    gitlab.refuse = () => ({ status: 401 });
    const { complete, problems } = await look();
    expect(complete).toBe(false);
    expect(problems).toEqual([
      {
        text: expect.stringContaining(`${HOST} answers 401`),
        fix: expect.stringContaining(`Renew the token for ${HOST}`),
      },
    ]);
    expect(gitlab.asked).toHaveLength(1);
    gitlab.refuse = () => undefined;
    expect((await look()).problems).toEqual([]);
  });

  it('fails where GitLab cannot be reached', async () => {
    await expect(look({ apiUrl: 'http://127.0.0.1:1/api/v4' })).rejects.toThrow(
      /cannot be reached/,
    );
  });

  it.each([403, 422, 500, 502])(
    'reads the rest where a part is answered %d',
    async status => {
      all();
      gitlab.refuse = path =>
        path.includes('/merge_requests') ? { status } : undefined;
      const { complete, problems } = await look();
      expect(complete).toBe(false);
      expect(problems.map(({ text }) => text)).toEqual([
        `${HOST} answers ${status} to ${base}/merge_requests`,
      ]);
      expect(ledger.newest('ci_deployment')).toHaveLength(1);
      expect(ledger.newest('pipeline_run')).toHaveLength(1);
      gitlab.refuse = () => undefined;
      expect(await look()).toEqual({ complete: true, problems: [] });
      expect(ledger.newest('pull_request')).toHaveLength(1);
    },
  );

  it('says so where the answer is no JSON, and where it is too large', async () => {
    all();
    gitlab.refuse = path => {
      if (path.includes('/pipelines')) return { status: 200, text: '<html>' };
      return path.includes('/issues')
        ? { status: 200, text: '['.padEnd(17 * 1024 * 1024, ' ') }
        : undefined;
    };
    const { problems } = await look();
    expect(problems.map(({ text }) => text)).toEqual([
      expect.stringContaining('answers with more than'),
      expect.stringContaining('answers with what is no JSON'),
    ]);
    expect(ledger.newest('ci_deployment')).toHaveLength(1);
  });

  it('leaves out what it cannot read, says so, and takes the rest', async () => {
    all();
    project.deployments.push({ id: 'x', updated_at: at(-1) });
    const { problems } = await look();
    expect(problems.map(({ text }) => text)).toEqual([
      `1 of the deployments of ${HOST}/${STORY_PROJECT} cannot be read and are left out`,
    ]);
    expect(ledger.newest('ci_deployment')).toHaveLength(1);
  });

  it('asks for nothing that a project has switched off', async () => {
    project.default_branch = null;
    project.more = {
      ...{ issues_enabled: false, merge_requests_access_level: 'disabled' },
      ...{ builds_access_level: 'disabled', empty_repo: true },
    };
    expect(await look()).toEqual({ complete: true, problems: [] });
    expect(gitlab.asked).toEqual([
      `/projects/${encodeURIComponent(STORY_PROJECT)}`,
    ]);
  });

  it('names a project that is not there, and reads the others', async () => {
    all();
    const { problems } = await look({
      gitlab: { projects: ['shop/gone', STORY_PROJECT] },
    });
    expect(problems).toEqual([
      {
        text: `${HOST} answers 404 to /projects/shop%2Fgone`,
        fix: expect.stringContaining('may see it'),
      },
    ]);
    expect(ledger.newest('ci_deployment')).toHaveLength(1);
  });

  it('finds a project that was renamed or transferred, and says how it is called now', async () => {
    all();
    project.path_with_namespace = 'shop/eu/cart';
    gitlab.renamed.set(STORY_PROJECT, project.id);
    const { problems } = await look();
    expect(problems).toEqual([
      {
        text: `${HOST}/${STORY_PROJECT} is called ${HOST}/shop/eu/cart now`,
        fix: expect.stringContaining('Write shop/eu/cart'),
      },
    ]);
    expect(ledger.newest('ci_deployment')[0].origin).toBe(
      `${HOST}/${STORY_PROJECT}`,
    );
  });

  it('follows a redirect to where a project is now, but takes its token nowhere else', async () => {
    all();
    const moved = (location: string) => (path: string) =>
      path.includes('%2F') ? { status: 301, headers: { location } } : undefined;
    gitlab.refuse = moved(`${apiUrl}${base}`);
    await look();
    expect(ledger.newest('ci_deployment')).toHaveLength(1);
    gitlab.refuse = moved(`https://elsewhere.example/api/v4${base}`);
    gitlab.asked.length = 0;
    expect((await look()).complete).toBe(false);
    expect(gitlab.asked).toHaveLength(1);
  });

  it('reads what came between two looks, and what came instead after a push by force', async () => {
    project.commits.push(commit('b', ['a']), commit('a'));
    await look();
    project.commits.unshift(commit('c', ['b']));
    gitlab.asked.length = 0;
    await look();
    expect(commits()).toEqual(['a', 'b', 'c']);
    expect(gitlab.asked.filter(path => path.includes('..'))).toEqual([
      `${base}/repository/commits?ref_name=${'b'.repeat(40)}..${'c'.repeat(
        40,
      )}&per_page=100&page=1`,
    ]);
    // b and c vanish.
    project.commits = [commit('e', ['d']), commit('d', ['a']), commit('a')];
    expect((await look()).problems).toEqual([]);
    expect(commits()).toEqual(['a', 'b', 'c', 'd', 'e']);
    const [last] = ledger.newest('change').slice(-1);
    expect(last.body.parents).toEqual(['d'.repeat(40)]);
  });

  it('reads the commits of a deployment from another branch, but of none that only tries something out', async () => {
    project.commits.push(commit('b', ['a']), commit('a'));
    project.aside.push(commit('d', ['c', 'b']), commit('c', ['a']));
    project.environments.push({
      ...example('environment'),
      ...{ id: 10, name: 'review/x', tier: 'development' },
    });
    const deployed = (id: number, letter: string, change: Json) => ({
      ...example('deployment'),
      ...{ id, status: 'success', sha: letter.repeat(40) },
      ...{ updated_at: at(-1), created_at: at(-1), ...change },
    });
    project.deployments.push(
      deployed(1, 'd', { ref: 'production' }),
      deployed(2, 'b', { ref: 'main' }),
      deployed(3, 'e', {
        ...{ ref: 'x', environment: { id: 10, name: 'review/x' } },
      }),
    );
    expect(await look()).toEqual({ complete: true, problems: [] });
    expect(commits()).toEqual(['a', 'b', 'c', 'd']);
    expect(ledger.newest('ci_deployment')).toHaveLength(3);
    const ranges = gitlab.asked.filter(path => path.includes('main..'));
    expect(ranges).toEqual([expect.stringContaining('d'.repeat(40))]);
  });

  it('goes back to an older commit with a branch that does', async () => {
    project.commits.push(commit('b', ['a']), commit('a'));
    await look();
    // It still knows b, from a tag or another branch.
    project.commits = [commit('a'), commit('b', ['a'])];
    gitlab.asked.length = 0;
    expect((await look()).problems).toEqual([]);
    expect(commits()).toEqual(['a', 'b']);
  });

  it('leaves out what is above the limit of commits between two looks, and says so', async () => {
    project.commits.push(commit('a'));
    await look();
    const many = Array.from({ length: 5_101 }, (_, index) => ({
      ...commit('b'),
      id: index.toString(16).padStart(40, '0'),
    }));
    project.commits.unshift(...many);
    const { problems } = await look();
    expect(problems.map(({ text }) => text)).toEqual([
      `${HOST}/${STORY_PROJECT} has more new commits than are read at once; the rest is left out`,
    ]);
    expect(ledger.newest('change')).toHaveLength(5_001);
  });

  it('asks for directories only where services share a project', async () => {
    project.commits.push(commit('a'));
    project.diffs.set('a'.repeat(40), [
      { ...example('diff'), new_path: 'cart/src/a.ts', old_path: 'cart/a.ts' },
      { ...example('diff'), new_path: 'README.md', old_path: 'docs/README.md' },
    ]);
    const one = {
      'gitlab.com/project-slug': STORY_PROJECT,
      'gitlab.com/instance': HOST,
    };
    const directories = () => ledger.newest('change')[0].body.directories;
    await look({ gitlab: {}, catalog: [one] });
    expect(directories()).toBeNull();
    ledger = new MemoryLedger();
    ledger.now = () => instant(now);
    await look({ gitlab: {}, catalog: [one, one] });
    expect(directories()).toEqual(['', 'cart', 'cart/src', 'docs']);
  });

  it('looks at what the catalog names on its host, and at groups with the groups within', async () => {
    const other = 'shop/eu/pay';
    gitlab.projects.push(emptyProject(other, 7));
    gitlab.groups.set('groups/shop', [other]);
    gitlab.groups.set('users/somebody', []);
    const { problems } = await look({
      gitlab: { groups: ['shop', 'somebody'] },
      catalog: [
        {
          'backstage.io/source-location': `url:https://${HOST}/${STORY_PROJECT}/-/tree/main/`,
        },
        { 'gitlab.com/project-slug': 'acme/elsewhere' },
        { 'github.com/project-slug': 'acme/elsewhere' },
      ],
    });
    expect(problems).toEqual([]);
    const asked = gitlab.asked.filter(path => /^\/projects\/[^/]+$/.test(path));
    expect(asked.sort()).toEqual(
      [STORY_PROJECT, other].map(one => `/projects/${encodeURIComponent(one)}`),
    );
  });

  it('reads a GitLab that stands below a path of its host', async () => {
    all();
    const baseUrl = `https://${HOST}/gitlab`;
    const told = source({
      ...{ baseUrl, gitlab: {} },
      catalog: [
        {
          'backstage.io/source-location': `url:${baseUrl}/${STORY_PROJECT}/-/tree/main/`,
        },
      ],
    });
    await lookOnce(told, ledger);
    const [deployment] = ledger.newest('ci_deployment');
    expect(deployment.origin).toBe(`${HOST}/gitlab/${STORY_PROJECT}`);
    expect(deployment.body.link).toBe(`${baseUrl}/${STORY_PROJECT}/-/jobs/664`);
    // Webhooks reach it too, though they name it otherwise.
    told.connect?.(ledger.inbox());
    const [push] = story();
    const before = ledger.reported;
    await tell({
      ...push.payload,
      project: {
        ...(push.payload.project as Json),
        web_url: `${baseUrl}/${STORY_PROJECT}`,
      },
    });
    expect(ledger.reported).toBe(before + 1);
  });

  it('ends what GitLab does not know any more, and what is of a deleted environment', async () => {
    story()
      .filter(({ payload }) => {
        const { object_kind: kind, status } = payload;
        const { action } = (payload.object_attributes ?? {}) as Json;
        return (
          (kind === 'deployment' && status !== 'success') ||
          (kind === 'work_item' && action === 'open')
        );
      })
      .forEach(({ happen }) => happen(project));
    const [running] = project.deployments;
    project.deployments.push({ ...running, id: 43 });
    await look();
    const open = () =>
      [...ledger.newest('ci_deployment'), ...ledger.newest('incident')].map(
        ({ ended, endedAt }) => [ended, endedAt],
      );
    expect(open()).toEqual([
      [false, null],
      [false, null],
      [false, null],
    ]);
    project.deployments = [{ ...running, id: 43, environment: null }];
    project.issues = [];
    await look();
    expect(open()).toEqual([
      [true, null],
      [true, null],
      [true, null],
    ]);
    expect(ledger.newest('incident')[0].correction).toContain(
      'no incident of this repository',
    );
  });

  it('keeps an incident open that is opened again or never resolved, and ends one that has another type', async () => {
    all();
    await look();
    expect(ledger.newest('incident')[0]).toMatchObject({
      ended: false,
      body: {
        severity: 'high',
        causedBy: { commits: ['b'.repeat(40)] },
        title: expect.stringContaining('Cart is down'),
      },
    });
    now += 400 * 86_400_000;
    await look();
    expect(ledger.newest('incident')[0].ended).toBe(false);
    project.issues = project.issues.map(issue => ({
      ...issue,
      ...{ issue_type: 'issue', updated_at: at(-1) },
    }));
    await look();
    expect(ledger.newest('incident')[0].ended).toBe(true);
  });

  it('takes issues with a label for incidents where it is told to', async () => {
    project.issues.push({ ...example('issue'), updated_at: at(-1) });
    await look();
    expect(ledger.newest('incident')).toHaveLength(0);
    await look({
      gitlab: { projects: [STORY_PROJECT], incidentLabels: ['Foo'] },
    });
    expect(ledger.newest('incident')).toHaveLength(1);
  });

  it('takes times from before the epoch and from the future as they are told', async () => {
    all();
    project.deployments.push(
      ...['1959-01-01T00:00:00Z', '2999-01-01T00:00:00Z'].map(
        (time, index) => ({
          ...project.deployments[0],
          ...{ id: 50 + index, created_at: time },
          deployable: null,
        }),
      ),
    );
    expect((await look()).problems).toEqual([]);
    expect(ledger.refused).toEqual([]);
    expect(
      ledger
        .newest('ci_deployment')
        .map(({ at: began, endedAt }) => endedAt! >= began),
    ).toEqual([true, true, true]);
  });

  it('takes in no webhook of a project that it does not look at, or of another GitLab', async () => {
    source().connect?.(ledger.inbox());
    const [{ payload }] = story();
    for (const web_url of [
      'https://gitlab.example.com/shop/pay',
      `https://elsewhere.example/${STORY_PROJECT}`,
    ]) {
      const [, path_with_namespace] = /\/\/[^/]+\/(.+)$/.exec(web_url) ?? [];
      await tell({
        ...payload,
        project: { path_with_namespace, web_url, default_branch: 'main' },
      });
    }
    expect(ledger.versions.size).toBe(0);
  });

  it('lets whoever brings a webhook know that it was not recorded', async () => {
    source().connect?.({
      ...ledger.inbox(),
      accept: async () => {
        throw new Error('The database is away');
      },
    });
    await expect(tell(story()[0].payload)).rejects.toThrow(
      'The database is away',
    );
  });

  it('says where a webhook is not what it should be, and nothing of what it holds', async () => {
    const warn = jest.fn();
    const logger = { warn, debug: () => {} } as never;
    source({ logger }).connect?.(ledger.inbox());
    const [{ payload }] = story();
    await tell({
      ...payload,
      commits: [{ id: 'made-up-secret', timestamp: 'soon' }],
    });
    const [[text]] = warn.mock.calls;
    expect(text).toContain('commits.0.id, commits.0.timestamp');
    expect(text).not.toContain('made-up-secret');
  });

  it('stops in time, and begins with the others then', async () => {
    gitlab.projects.push(emptyProject('shop/a', 7));
    const both = { projects: ['shop/a', STORY_PROJECT] };
    gitlab.refuse = () => {
      now += 90_000;
      return undefined;
    };
    const { complete, problems } = await look({ gitlab: both });
    expect(complete).toBe(false);
    expect(problems[0]).toEqual({
      text: expect.stringContaining('could be looked at within 8 minutes'),
      fix: expect.stringContaining('raise fleet.gitlab.intervalSeconds'),
    });
    gitlab.refuse = () => undefined;
    expect((await look({ gitlab: both })).problems).toEqual([]);
  });
});
