import type { PostedAlert } from '../alertmanager/startAlertmanager';
import { GithubRepository, type GithubEvent } from '../github/repository';
import type { DeploymentOptions } from '../kubernetes/deploymentManifest';
import type { Deployments } from '../kubernetes/deployments';
import type { Deployment } from '../kubernetes/objects';
import { chanceFrom } from './chance';
import { deliverAll, imageOf, type DeliverOptions } from './deliver';
import { tellPast } from './pastOfCode';

const NOW = Date.UTC(2026, 10, 20, 12);
const DAY_MS = 86_400_000;

/** The company with a cluster that takes everything, in a hurry. */
function company(seed: number) {
  const applied: DeploymentOptions[] = [];
  const events: GithubEvent[] = [];
  const posted: PostedAlert[] = [];
  const chance = chanceFrom(seed);
  const services = ['cart', 'home', 'search'].map((name, index) => {
    const service = { name, team: 'shop' };
    const repository = new GithubRepository(
      { host: 'stand-in.example', slug: `trial/${name}`, id: index + 1 },
      { bornAt: NOW - 90 * DAY_MS },
    );
    const style = (['squash', 'merge', 'rebase'] as const)[index];
    const live = tellPast(repository, {
      ...{ chance, style, now: NOW },
      imageOf: sha => imageOf(service, sha),
    });
    return { ...service, repository, style, live };
  });
  const seen = async () => ({} as Deployment);
  const deployments: Partial<Deployments> = {
    applyDeployment: async options => {
      applied.push(options);
      return seen();
    },
    waitForRollout: seen,
  };
  const options: Omit<DeliverOptions, 'signal' | 'tell'> = {
    services,
    deployments: deployments as Deployments,
    alerts: { post: async alerts => void posted.push(...alerts) },
    chance,
    pauseMs: 1,
    // Pauses of people last no time at all.
    pace: 0,
    begin: async () => {
      for (const { repository } of services) {
        repository.onEvent = event => events.push(event);
      }
    },
  };
  return { services, applied, events, posted, options };
}

describe('the past of the repositories', () => {
  it('has deployments of what was merged, the failed ones taken back, and is over before the trial begins', () => {
    const { services } = company(4);
    const states = new Set<unknown>();
    for (const { repository, live } of services) {
      const history = repository.ancestors(repository.head);
      expect(history).toContain(live);
      for (const { sha, created_at: at } of repository.deployments.values()) {
        expect(history).toContain(sha);
        expect(Date.parse(String(at))).toBeLessThan(NOW);
      }
      const ends = [...repository.statuses.values()].map(
        statuses => statuses[statuses.length - 1].state,
      );
      ends.forEach(state => states.add(state));
      // Whatever failed is followed by what was live before.
      expect(ends[ends.length - 1]).toBe('success');
    }
    expect(states).toEqual(new Set(['success', 'failure']));
  });
});

describe('the company that delivers', () => {
  it('deploys what was merged, takes back what is bad, reverts and mends it, and is alarmed', async () => {
    const { services, applied, events, posted, options } = company(7);
    const told: string[] = [];
    const end = new AbortController();
    const enough = [
      / is live/,
      / well again/,
      / incident #\d+ is over/,
      /is resolved/,
    ];
    await deliverAll({
      ...options,
      signal: end.signal,
      tell: sentence => {
        told.push(sentence);
        if (enough.every(part => told.some(one => part.test(one)))) end.abort();
      },
    });
    const commits = new Set(
      services.flatMap(({ repository }) => [...repository.commits.keys()]),
    );
    for (const { image } of applied) {
      const tag = image.split(':').pop() ?? '';
      expect([...commits].filter(sha => sha.startsWith(tag))).toHaveLength(1);
    }
    const of = (kind: string) => events.filter(({ event }) => event === kind);
    expect(of('deployment').length).toBeGreaterThan(3);
    const states = of('deployment_status').map(
      ({ payload }) => (payload.deployment_status as { state: string }).state,
    );
    expect(new Set(states)).toEqual(
      new Set(['in_progress', 'success', 'failure']),
    );
    const pulls = of('pull_request').map(
      ({ payload }) =>
        payload.pull_request as { body: string; labels: { name: string }[] },
    );
    expect(pulls.some(({ body }) => /^Reverts #\d+$/.test(body))).toBe(true);
    expect(
      pulls.some(({ labels }) => labels.some(({ name }) => name === 'hotfix')),
    ).toBe(true);
    const issues = of('issues').map(({ payload }) => payload.action);
    expect(issues).toContain('opened');
    expect(issues).toContain('closed');
    expect(posted.some(({ endsAt }) => endsAt === undefined)).toBe(true);
    expect(posted.some(({ endsAt }) => endsAt !== undefined)).toBe(true);
  });
});
