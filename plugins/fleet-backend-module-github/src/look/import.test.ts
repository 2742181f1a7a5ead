import { instant } from '@landfall/backstage-plugin-fleet-common';
import {
  lookAndDie,
  lookOnce,
  MemoryLedger,
} from '@landfall/backstage-plugin-fleet-node/testUtils';
import { EXAMPLE_REPOSITORY, example } from '../__testUtils__/examples';
import { sourceOf } from '../__testUtils__/looking';
import {
  emptyRepository,
  GithubStandIn,
  type Json,
} from '../__testUtils__/standIn';

const NOW = Date.parse('2026-06-01T12:00:00Z');
const MINUTE = 60_000;
const iso = (at: number) => new Date(at).toISOString().replace('.000Z', 'Z');

jest.setTimeout(120_000);

describe('the first import', () => {
  const github = new GithubStandIn();
  let apiUrl: string;
  let ledger: MemoryLedger;
  let now = NOW;

  const source = (config: Record<string, unknown> = {}) =>
    sourceOf({
      apiUrl,
      now: () => now,
      github: { repositories: [EXAMPLE_REPOSITORY], ...config },
    });
  const look = (config?: Record<string, unknown>) =>
    lookOnce(source(config), ledger);
  /** Deployments of a minute each, the published one again and again. */
  const deployments = (count: number) => {
    const repository = emptyRepository(EXAMPLE_REPOSITORY);
    github.repositories.set(EXAMPLE_REPOSITORY, repository);
    const { deployment } = example('deployment');
    const { deployment_status: status } = example('deployment_status');
    for (let id = 1; id <= count; id++) {
      const at = iso(NOW - (count - id + 2) * MINUTE);
      repository.deployments.push({
        ...(deployment as Json),
        ...{ id, created_at: at, updated_at: at },
      });
      repository.statuses.set(id, [
        { ...(status as Json), id, state: 'success', created_at: at },
      ]);
    }
    return repository;
  };
  const statusRequests = () =>
    github.asked.filter(path => path.includes('/statuses'));

  beforeAll(async () => {
    apiUrl = await github.start();
  });
  beforeEach(() => {
    now = NOW;
    ledger = new MemoryLedger();
    ledger.now = () => instant(now);
    github.clear();
    github.date = () => now;
  });
  afterAll(() => github.stop());

  it('stops where GitHub lets it ask no more, says until when and how far it is, and goes on then', async () => {
    deployments(1_000);
    github.left = 500;
    github.reset = (NOW + 20 * MINUTE) / 1_000;
    const stopped = await look();
    expect(stopped.complete).toBe(false);
    expect(stopped.problems.map(({ text }) => text)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/until 2026-06-01 12:20 UTC/),
        expect.stringMatching(
          /first import of github\.com\/codertocat\/hello-world: imported \d{3} of at most 1,000 deployments/,
        ),
      ]),
    );
    const before = github.asked.length;
    expect(before).toBeLessThanOrEqual(500);
    expect(ledger.newest('ci_deployment').length).toBeGreaterThan(300);

    // Nothing is asked before the time.
    await look();
    expect(github.asked).toHaveLength(before);

    now += 21 * MINUTE;
    github.left = 5_000;
    const done = await look();
    expect(done).toEqual({ complete: true, problems: [] });
    expect(ledger.newest('ci_deployment')).toHaveLength(1_000);
    expect(statusRequests()).toHaveLength(new Set(statusRequests()).size + 1);
  });

  it('says how far it is while it runs', async () => {
    deployments(350);
    await look();
    expect(ledger.looks.map(({ problems }) => problems[0].text)).toEqual([
      expect.stringContaining('imported 100 of at most 400 deployments'),
      expect.stringContaining('imported 200 of at most 400 deployments'),
      expect.stringContaining('imported 300 of at most 400 deployments'),
    ]);
    expect(ledger.looks.every(({ complete }) => !complete)).toBe(true);
  });

  it('repeats at most one request in a hundred when it is killed again and again', async () => {
    deployments(2_000);
    let kills = 0;
    const once = source();
    while (await lookAndDie(once, ledger, { reports: 150 })) kills += 1;
    expect(kills).toBeGreaterThan(1);
    expect(ledger.newest('ci_deployment')).toHaveLength(2_000);
    const repeated = statusRequests().length - new Set(statusRequests()).size;
    expect(repeated / 2_000).toBeLessThanOrEqual(0.01);
  });

  it('loses nothing of what is deployed while it runs', async () => {
    const repository = deployments(250);
    const [first] = repository.deployments;
    let added = 1_000;
    github.refuse = path => {
      if (path.includes('page=2') || path.includes('page=3')) {
        const at = iso(NOW - MINUTE + added);
        added += 1;
        repository.deployments.push({
          ...first,
          ...{ id: added, created_at: at, updated_at: at },
        });
      }
      return undefined;
    };
    await look();
    github.refuse = () => undefined;
    await look();
    expect(ledger.newest('ci_deployment')).toHaveLength(
      repository.deployments.length,
    );
  });

  it('catches up with more news than fit on a page', async () => {
    const repository = deployments(400);
    const news = repository.deployments.splice(10);
    await look();
    expect(ledger.newest('ci_deployment')).toHaveLength(10);
    repository.deployments.push(...news);
    await look();
    expect(ledger.newest('ci_deployment')).toHaveLength(400);
  });

  it('reads no further back than it is told', async () => {
    deployments(300);
    await look({ historyDays: 1 });
    expect(ledger.newest('ci_deployment')).toHaveLength(300);
    ledger = new MemoryLedger();
    now = NOW + 86_400_000 - 100 * MINUTE;
    ledger.now = () => instant(now);
    await look({ historyDays: 1 });
    expect(ledger.newest('ci_deployment').length).toBeLessThan(110);
  });

  it('leaves a share of what it may ask to others with the same credentials', async () => {
    deployments(500);
    github.left = 300;
    github.reset = (NOW + MINUTE) / 1_000;
    await look();
    expect(github.left).toBeGreaterThan(80);
  });
});
