import { instant } from '@landfall/backstage-plugin-fleet-common';
import {
  lookAndDie,
  lookOnce,
  MemoryLedger,
} from '@landfall/backstage-plugin-fleet-node/testUtils';
import { example } from '../__testUtils__/examples';
import { sourceOf, type LookingOptions } from '../__testUtils__/looking';
import {
  emptyProject,
  GitlabStandIn,
  type Json,
} from '../__testUtils__/standIn';

const NOW = Date.parse('2026-06-01T12:00:00Z');
const MINUTE = 60_000;
const PROJECT = 'shop/cart';
const iso = (at: number) => new Date(at).toISOString();

jest.setTimeout(60_000);

describe('the first import', () => {
  const gitlab = new GitlabStandIn();
  let apiUrl: string;
  let ledger: MemoryLedger;
  let now = NOW;

  const source = (options: Partial<LookingOptions> = {}) =>
    sourceOf({
      apiUrl,
      now: () => now,
      gitlab: { projects: [PROJECT] },
      ...options,
    });
  const look = (options?: Partial<LookingOptions>) =>
    lookOnce(source(options), ledger);
  const startOver = () => {
    ledger = new MemoryLedger();
    ledger.now = () => instant(now);
  };
  /** A merge request that was merged at a minute before now; three requests each. */
  const merged = (iid: number, minutesAgo: number): Json => ({
    ...example('merge_request'),
    ...{ id: iid, iid, created_at: iso(NOW - (minutesAgo + 1) * MINUTE) },
    updated_at: iso(NOW - minutesAgo * MINUTE),
    merged_at: iso(NOW - minutesAgo * MINUTE),
  });
  const project = (mergeRequests: number) => {
    const made = {
      ...emptyProject(PROJECT),
      mergeRequests: Array.from({ length: mergeRequests }, (_, index) =>
        merged(index + 1, mergeRequests - index),
      ),
    };
    gitlab.projects.push(made);
    return made;
  };
  const detailRequests = () =>
    gitlab.asked.filter(path => path.includes('/notes'));

  beforeAll(async () => {
    apiUrl = await gitlab.start();
  });
  beforeEach(() => {
    now = NOW;
    startOver();
    gitlab.clear();
    gitlab.date = () => now;
  });
  afterAll(() => gitlab.stop());

  it('stops where GitLab lets it ask no more for an hour, says until when, and goes on then', async () => {
    project(300);
    gitlab.left = 300;
    gitlab.reset = (NOW + 60 * MINUTE) / 1_000;
    const stopped = await look();
    expect(stopped.complete).toBe(false);
    expect(stopped.problems[0]).toEqual({
      text: expect.stringContaining(
        'gitlab.example.com lets us ask no more until 2026-06-01 13:00 UTC',
      ),
      fix: expect.stringContaining('goes on by itself'),
    });
    const before = gitlab.asked.length;
    // A share is left to others with the same token.
    expect(before).toBeLessThanOrEqual(205);
    const had = ledger.newest('pull_request').length;
    expect(had).toBeGreaterThan(50);

    // Nothing is asked before the time.
    await look();
    expect(gitlab.asked).toHaveLength(before);

    now += 61 * MINUTE;
    gitlab.left = 2_000;
    gitlab.reset = (NOW + 62 * MINUTE) / 1_000;
    expect(await look()).toEqual({ complete: true, problems: [] });
    expect(ledger.newest('pull_request')).toHaveLength(300);
    // What was asked for at the same time as the last is asked for again.
    expect(detailRequests().length).toBeLessThanOrEqual(310);
  });

  it('waits for a limit that is over within a minute, and goes on in the same look', async () => {
    project(150);
    gitlab.left = 300;
    gitlab.reset = (NOW + MINUTE) / 1_000;
    const waits: number[] = [];
    const wait = async (ms: number) => {
      waits.push(ms);
      now += ms;
      gitlab.left = 300;
      gitlab.reset = now / 1_000 + 60;
    };
    expect(await look({ wait })).toEqual({ complete: true, problems: [] });
    expect(ledger.newest('pull_request')).toHaveLength(150);
    expect(waits.length).toBeGreaterThan(0);
    expect(Math.max(...waits)).toBeLessThanOrEqual(MINUTE);
  });

  it('asks once more after it was told to come back soon', async () => {
    project(1);
    let refusals = 0;
    gitlab.refuse = () => {
      refusals += 1;
      return refusals === 3
        ? { status: 429, headers: { 'retry-after': '7' }, text: 'Retry later' }
        : undefined;
    };
    const waits: number[] = [];
    const wait = async (ms: number) => {
      waits.push(ms);
      now += ms;
    };
    expect(await look({ wait })).toEqual({ complete: true, problems: [] });
    expect(waits).toEqual([7_000]);
  });

  it('repeats at most one request in a hundred when it is killed again and again', async () => {
    project(1_000);
    const once = source();
    let kills = 0;
    while (await lookAndDie(once, ledger, { reports: 120 })) kills += 1;
    expect(kills).toBeGreaterThan(0);
    expect(ledger.newest('pull_request')).toHaveLength(1_000);
    const repeated = detailRequests().length - new Set(detailRequests()).size;
    expect(repeated / 1_000).toBeLessThanOrEqual(0.01);
  });

  it('says how far it is, and catches up with more news than fit on a page', async () => {
    const made = project(250);
    const news = made.mergeRequests.splice(10);
    await look();
    expect(ledger.newest('pull_request')).toHaveLength(10);
    made.mergeRequests.push(...news);
    await look();
    expect(ledger.newest('pull_request')).toHaveLength(250);
    startOver();
    await look();
    expect(ledger.looks.map(({ problems }) => problems[0].text)).toEqual([
      expect.stringContaining('imported 100 of at most 300 merge requests'),
      expect.stringContaining('imported 200 of at most 300 merge requests'),
    ]);
  });

  it('reads no further back than it is told', async () => {
    const made = project(2);
    made.mergeRequests.push(merged(3, 3 * 24 * 60));
    await look({ gitlab: { projects: [PROJECT], historyDays: 2 } });
    expect(ledger.newest('pull_request')).toHaveLength(2);
    expect(
      gitlab.asked.find(path => path.includes('/merge_requests?')),
    ).toContain('updated_after=2026-05-30T00:00:00Z');
  });

  it('misses nothing after something from the future', async () => {
    const made = project(2);
    const [, second] = made.mergeRequests;
    second.updated_at = iso(NOW + 10 * 365 * 24 * 60 * MINUTE);
    await look();
    now += 60 * MINUTE;
    made.mergeRequests.push(merged(3, -30));
    await look();
    expect(ledger.newest('pull_request')).toHaveLength(3);
  });

  it('asks once what each environment is for, of many at once', async () => {
    const made = project(0);
    for (let id = 1; id <= 300; id++) {
      made.environments.push({
        ...example('environment'),
        ...{ id, name: `review/${id}`, tier: 'development' },
      });
      made.deployments.push({
        ...example('deployment'),
        ...{ id, status: 'success', created_at: iso(NOW - id * MINUTE) },
        updated_at: iso(NOW - id * MINUTE),
        environment: { id, name: `review/${id}` },
      });
    }
    const asked = () =>
      gitlab.asked.filter(path => path.includes('/environments')).length;
    await look();
    expect(asked()).toBe(3);
    expect(ledger.newest('ci_deployment').map(({ body }) => body.tier)).toEqual(
      Array(300).fill('development'),
    );

    const last = { ...made.deployments[0], updated_at: iso(NOW) };
    made.deployments.push({ ...last, id: 301 }, { ...last, id: 302 });
    await look();
    expect(asked()).toBe(4);
    expect(ledger.newest('ci_deployment')).toHaveLength(302);
  });
});
