import { instant } from '@landfall/backstage-plugin-fleet-common';
import {
  LastSubscriber,
  lookOnce,
  MemoryLedger,
} from '@landfall/backstage-plugin-fleet-node/testUtils';
import { EXAMPLE_REPOSITORY, example } from '../__testUtils__/examples';
import { sourceOf } from '../__testUtils__/looking';
import {
  emptyRepository,
  GithubStandIn,
  type Json,
  type StandInRepository,
} from '../__testUtils__/standIn';
import { STORY_END, story, storyRepository } from '../__testUtils__/story';

const base = `/repos/${EXAMPLE_REPOSITORY}`;
const at = (hour: number) =>
  new Date(STORY_END + hour * 3_600_000).toISOString();

jest.setTimeout(60_000);

describe('on bad days', () => {
  const github = new GithubStandIn();
  let apiUrl: string;
  let ledger: MemoryLedger;
  let repository: StandInRepository;
  let now = STORY_END;
  const events = new LastSubscriber();

  const source = (options: Partial<Parameters<typeof sourceOf>[0]> = {}) =>
    sourceOf({
      apiUrl,
      events,
      now: () => now,
      github: {
        repositories: [EXAMPLE_REPOSITORY],
        incidentLabels: ['production incident'],
      },
      ...options,
    });
  const look = (options?: Partial<Parameters<typeof sourceOf>[0]>) =>
    lookOnce(source(options), ledger);
  const commit = (letter: string, parents: string[] = []): Json => ({
    sha: letter.repeat(40),
    commit: { message: letter, committer: { date: at(-1) } },
    parents: parents.map(one => ({ sha: one.repeat(40) })),
  });
  const commits = () =>
    ledger.newest('change').map(({ body }) => body.commit[0]);

  beforeAll(async () => {
    apiUrl = await github.start();
  });
  beforeEach(() => {
    now = STORY_END;
    ledger = new MemoryLedger();
    ledger.now = () => instant(now);
    repository = storyRepository();
    github.clear();
    github.repositories.set(EXAMPLE_REPOSITORY, repository);
    github.date = () => now;
  });
  afterAll(() => github.stop());

  it('shows the credentials of the integration', async () => {
    await look();
    expect([...github.tokens]).toEqual(['Bearer made-up-token']);
  });

  it('asks for nothing again that did not change', async () => {
    story().forEach(({ happen }) => happen(repository));
    const one = source();
    await lookOnce(one, ledger);
    await lookOnce(one, ledger);
    await lookOnce(one, ledger);
    github.asked.length = 0;
    await lookOnce(one, ledger);
    expect(github.asked).toEqual([base]);
  });

  it('keeps no name and no message of anybody', async () => {
    story().forEach(({ happen }) => happen(repository));
    await look();
    const kept = JSON.stringify([...ledger.versions.values()]);
    expect(kept).not.toMatch(
      /Somebody|Codertocat"|octocat|made-up-secret|acme/,
    );
  });

  it('says what to do where a token was revoked, and asks nothing more', async () => {
    github.refuse = () => ({ status: 401 });
    const { complete, problems } = await look();
    expect(complete).toBe(false);
    expect(problems).toEqual([
      {
        text: `github.com answers 401 to ${base}`,
        fix: expect.stringContaining('Renew the credentials for Codertocat'),
      },
    ]);
    expect(github.asked).toHaveLength(1);
    github.refuse = () => undefined;
    expect((await look()).problems).toEqual([]);
  });

  it('reads the others where an owner has no credentials', async () => {
    story().forEach(({ happen }) => happen(repository));
    const { problems } = await look({
      github: { repositories: ['acme/cart', 'acme/pay', EXAMPLE_REPOSITORY] },
      credentials: {
        getCredentials: async ({ url }) => {
          if (url.includes('acme')) throw new Error('No installation');
          return { type: 'token', token: 'made-up-token' };
        },
      },
    });
    expect(problems).toEqual([
      {
        text: 'There are no credentials for acme on github.com',
        fix: expect.stringContaining('Install the app'),
      },
    ]);
    expect(ledger.newest('ci_deployment')).toHaveLength(1);
  });

  it('fails where GitHub cannot be reached', async () => {
    await expect(look({ apiUrl: 'http://127.0.0.1:1' })).rejects.toMatchObject({
      message: expect.stringContaining('cannot be reached'),
      fix: expect.stringContaining('tried again by itself'),
    });
  });

  it('stops in time, and begins with the others then', async () => {
    const other = 'acme/a';
    github.repositories.set(other, emptyRepository(other));
    const both = { repositories: [other, EXAMPLE_REPOSITORY] };
    github.refuse = () => {
      now += 60_000;
      return undefined;
    };
    const { complete, problems } = await look({ github: both });
    expect(complete).toBe(false);
    expect(problems[0].text).toContain('could be looked at within 8 minutes');
    github.refuse = () => undefined;
    expect((await look({ github: both })).problems).toEqual([]);
  });

  it.each([403, 422, 500, 502])(
    'reads the rest where a part is answered %d',
    async status => {
      story().forEach(({ happen }) => happen(repository));
      github.refuse = path =>
        path.includes('/pulls') ? { status } : undefined;
      const { complete, problems } = await look();
      expect(complete).toBe(false);
      expect(problems).toHaveLength(1);
      expect(problems[0].text).toContain(`${status} to ${base}/pulls`);
      expect(ledger.newest('ci_deployment')).toHaveLength(1);
      expect(ledger.newest('pipeline_run')).toHaveLength(1);
      github.refuse = () => undefined;
      expect(await look()).toEqual({ complete: true, problems: [] });
      expect(ledger.newest('pull_request')).toHaveLength(1);
    },
  );

  it.each([
    [{ status: 429, headers: { 'retry-after': '120' } }, '00:02'],
    [
      {
        status: 403,
        body: { message: 'You have exceeded a secondary rate limit' },
      },
      '00:01',
    ],
    [
      {
        status: 403,
        headers: {
          'x-ratelimit-remaining': '0',
          // By a clock of theirs that is an hour ahead.
          'x-ratelimit-reset': String(STORY_END / 1_000 + 3_600 + 600),
          date: new Date(STORY_END + 3_600_000).toUTCString(),
        },
      },
      '00:10',
    ],
  ])('waits as long as it is told: %j', async (refused, until) => {
    github.refuse = () => refused;
    const { problems } = await look();
    expect(problems[0].text).toContain(`until 2019-05-20 ${until} UTC`);
    expect(github.asked).toHaveLength(1);
    github.refuse = () => undefined;
    await look();
    expect(github.asked).toHaveLength(1);
    now += 11 * 60_000;
    expect((await look()).problems).toEqual([]);
  });

  it('reads an empty repository, and one without issues', async () => {
    github.refuse = path =>
      path.includes('/issues') ? { status: 410 } : undefined;
    expect(await look()).toEqual({ complete: true, problems: [] });
  });

  it('names a repository that is not there, and reads the others', async () => {
    const github2 = { repositories: ['acme/gone', EXAMPLE_REPOSITORY] };
    story().forEach(({ happen }) => happen(repository));
    const { problems } = await look({ github: github2 });
    expect(problems).toEqual([
      {
        text: 'github.com answers 404 to /repos/acme/gone',
        fix: expect.stringContaining('may see it'),
      },
    ]);
    expect(ledger.newest('ci_deployment')).toHaveLength(1);
  });

  it('follows a renamed repository, and says how it is called now', async () => {
    const other = 'acme/renamed';
    github.repositories.clear();
    github.repositories.set(other, emptyRepository(other));
    github.renamed.set(EXAMPLE_REPOSITORY, other);
    github.repositories.get(other)?.commits.push(commit('a'));
    const { problems } = await look();
    expect(problems[0]).toMatchObject({
      text: expect.stringContaining('is called github.com/acme/renamed now'),
      fix: expect.stringContaining('acme/renamed'),
    });
    expect(ledger.newest('change')[0].origin).toBe(
      'github.com/codertocat/hello-world',
    );
  });

  it('takes its credentials nowhere else', async () => {
    github.refuse = () => ({
      status: 301,
      headers: { location: 'https://elsewhere.example/repos/a/b' },
    });
    const { complete } = await look();
    expect(complete).toBe(false);
    expect(github.asked).toHaveLength(1);
  });

  it('reads what came between two looks, and what came instead after a push by force', async () => {
    repository.commits.push(commit('b', ['a']), commit('a'));
    await look();
    repository.commits.unshift(commit('c', ['b']));
    github.asked.length = 0;
    await look();
    expect(commits()).toEqual(['a', 'b', 'c']);
    expect(github.asked.filter(path => path.includes('/compare/'))).toEqual([
      `${base}/compare/${'b'.repeat(40)}...${'c'.repeat(
        40,
      )}?per_page=100&page=1`,
    ]);
    // b and c vanish.
    repository.commits = [commit('e', ['d']), commit('d', ['a']), commit('a')];
    const { problems } = await look();
    expect(problems).toEqual([]);
    expect(commits()).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('asks for directories only where services share a repository', async () => {
    repository.commits.push(commit('a'));
    repository.files.set('a'.repeat(40), [
      { filename: 'cart/src/a.ts' },
      { filename: 'README.md', previous_filename: 'docs/README.md' },
    ]);
    const one = { 'github.com/project-slug': EXAMPLE_REPOSITORY };
    const directories = () => ledger.newest('change')[0].body.directories;
    await look({ github: {}, catalog: [one] });
    expect(directories()).toBeNull();
    ledger = new MemoryLedger();
    ledger.now = () => instant(now);
    await look({ github: {}, catalog: [one, one] });
    expect(directories()).toEqual(['', 'cart/src', 'docs']);
  });

  it('looks at what the catalog names on its hosts, and at organisations', async () => {
    const other = 'acme/other';
    github.repositories.set(other, emptyRepository(other));
    github.organisations.set('orgs/acme', [other]);
    await look({
      github: { organisations: ['acme'] },
      catalog: [
        {
          'backstage.io/source-location': `url:https://github.com/${EXAMPLE_REPOSITORY}/tree/main/`,
        },
        { 'gitlab.com/project-slug': 'acme/elsewhere' },
        { 'github.com/project-slug': 'not a slug' },
      ],
    });
    const asked = github.asked.filter(path =>
      /^\/repos\/[^/]+\/[^/]+$/.test(path),
    );
    expect(asked.sort()).toEqual([base, `/repos/${other}`]);
  });

  it('reads a GitHub of the company', async () => {
    story().forEach(({ happen }) => happen(repository));
    const host = 'ghe.acme.example';
    await look({
      host,
      github: { repositories: [`${host}/${EXAMPLE_REPOSITORY}`] },
    });
    const [told] = ledger.newest('ci_deployment');
    expect(told.origin).toBe('ghe.acme.example/codertocat/hello-world');
    expect(told.body.link).toMatch(/^https:\/\/ghe\.acme\.example\//);
  });

  it('ends what GitHub does not know any more', async () => {
    story()
      .filter(({ topic }) => /deployment|issues/.test(topic))
      .filter(({ payload }) => {
        const { deployment_status: status, action } = payload;
        return (
          action === 'opened' ||
          (action === 'created' &&
            (!status || (status as Json).state === 'in_progress'))
        );
      })
      .forEach(({ happen }) => happen(repository));
    await look();
    expect(ledger.newest('ci_deployment')[0].ended).toBe(false);
    expect(ledger.newest('incident')[0].ended).toBe(false);
    repository.deployments = [];
    repository.issues = [];
    await look();
    expect(ledger.newest('ci_deployment')[0]).toMatchObject({
      ended: true,
      endedAt: null,
      body: { outcome: 'unknown' },
    });
    expect(ledger.newest('incident')[0]).toMatchObject({
      ended: true,
      endedAt: null,
      correction: expect.stringContaining('no incident of this repository'),
    });
  });

  it('keeps an incident open that is opened again, and ends one that loses its label', async () => {
    story().forEach(({ happen }) => happen(repository));
    await look();
    expect(ledger.newest('incident')[0]).toMatchObject({
      ended: false,
      body: {
        severity: 'sev-1',
        causedBy: { commits: ['b'.repeat(40)] },
        title: expect.stringContaining('Cart is down'),
      },
    });
    repository.issues = repository.issues.map(issue => ({
      ...issue,
      labels: [],
      updated_at: at(-1),
    }));
    await look();
    expect(ledger.newest('incident')[0].ended).toBe(true);
  });

  it('takes in no webhook of a repository that it does not look at', async () => {
    const told = source({ github: { repositories: ['acme/cart'] } });
    told.connect?.(ledger.inbox());
    await events.publish({
      topic: 'github.deployment',
      eventPayload: example('deployment'),
    });
    expect(ledger.versions.size).toBe(0);
  });

  it('lets whoever brings a webhook know that it was not recorded', async () => {
    source().connect?.({
      ...ledger.inbox(),
      accept: async () => {
        throw new Error('The database is away');
      },
    });
    await expect(
      events.publish({
        topic: 'github.deployment',
        eventPayload: example('deployment'),
      }),
    ).rejects.toThrow('The database is away');
  });

  it('leaves out what it cannot read, says so, and takes the rest', async () => {
    story().forEach(({ happen }) => happen(repository));
    repository.deployments.push({ id: 'x' });
    const { problems } = await look();
    expect(problems).toEqual([
      {
        text: '1 of the deployments of github.com/codertocat/hello-world cannot be read and are left out',
        fix: expect.any(String),
      },
    ]);
    expect(ledger.newest('ci_deployment')).toHaveLength(1);
  });
});
