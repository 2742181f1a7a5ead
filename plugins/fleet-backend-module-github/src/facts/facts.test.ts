import fc from 'fast-check';
import { observationSchema } from '@landfall/backstage-plugin-fleet-node';
import { example, examples } from '../__testUtils__/examples';
import type { Json } from '../__testUtils__/standIn';
import { EVENTS, webhookFacts } from '../webhooks/webhookFacts';
import { deploymentFact, toldDeployment } from './deployments';
import {
  commitSchema,
  deploymentSchema,
  deploymentStatusSchema,
  pullRequestSchema,
} from './payload';
import { commitFact } from './commits';
import { wholePullRequestFact } from './pullRequests';

const place = {
  origin: 'github.com/codertocat/hello-world',
  host: 'github.com',
  slug: 'Codertocat/Hello-World',
};
const MINUTE = 60_000;
const START = Date.parse('2026-06-01T12:00:00Z');
const deployment = deploymentSchema.parse({
  ...(example('deployment').deployment as Json),
  created_at: new Date(START).toISOString(),
});
const status = (state: string, minute: number) =>
  deploymentStatusSchema.parse({
    id: Math.abs(minute) + 1,
    state,
    created_at: new Date(START + minute * MINUTE).toISOString(),
  });

describe('every published payload', () => {
  it.each(
    EVENTS.flatMap(event =>
      examples(event).map((payload, index) => ({ event, index, payload })),
    ),
  )('of $event, number $index, tells facts that can be recorded', told => {
    const rules = { incidentLabels: ['bug'], now: START };
    const facts = webhookFacts(told.event, told.payload, { place, rules });
    for (const fact of facts) {
      expect(observationSchema.safeParse(fact).error).toBeUndefined();
      expect(JSON.stringify(fact)).not.toMatch(/octocat|@users\.noreply/);
    }
  });
});

describe('a deployment', () => {
  it('finishes with its success; what makes it inactive later is no finish', () => {
    const fact = deploymentFact(place, deployment, [
      status('inactive', 30),
      status('success', 9),
      status('in_progress', 4),
      status('queued', 1),
    ]);
    expect(fact).toMatchObject({
      at: START + 4 * MINUTE,
      ended: true,
      endedAt: START + 9 * MINUTE,
      body: { outcome: 'succeeded' },
    });
  });

  it.each(['failure', 'error'])('finishes with its %s', state => {
    expect(deploymentFact(place, deployment, [status(state, 5)])).toMatchObject(
      {
        endedAt: START + 5 * MINUTE,
        estimated: { at: true },
        body: { outcome: 'failed' },
      },
    );
  });

  it('has not finished while it waits, and began only when it ran', () => {
    expect(
      deploymentFact(place, deployment, [status('waiting', 1)]),
    ).toMatchObject({ at: START, ended: false, estimated: { at: true } });
  });

  it('ends without a finish where it was put aside before it came to anything', () => {
    expect(
      deploymentFact(place, deployment, [
        status('in_progress', 1),
        status('inactive', 2),
      ]),
    ).toMatchObject({
      ended: true,
      endedAt: null,
      body: { outcome: 'unknown' },
    });
    expect(
      toldDeployment(place, deployment, status('inactive', 2)),
    ).toBeUndefined();
  });

  it('never ends before it begins, though clocks may differ', () => {
    expect(
      deploymentFact(place, deployment, [status('success', -60)]),
    ).toMatchObject({
      endedAt: START,
      estimated: { endedAt: true },
    });
  });

  it('takes version and images of its payload, and nothing else', () => {
    const told = { ...deployment, payload: { version: '1.2', image: 'a/b:1' } };
    expect(deploymentFact(place, told, []).body).toMatchObject({
      version: '1.2',
      images: ['a/b:1'],
    });
    const odd = { ...deployment, payload: '{"password": "x"}' };
    expect(deploymentFact(place, odd, []).body).toMatchObject({
      version: null,
      images: [],
    });
  });

  it('is told with a version that lets the deciding status hold, in whatever order', () => {
    const states = fc.constantFrom(
      'queued',
      'in_progress',
      'success',
      'failure',
    );
    const statuses = fc.uniqueArray(fc.tuple(states, fc.nat(1_000)), {
      selector: ([, minute]) => minute,
      minLength: 1,
    });
    fc.assert(
      fc.property(statuses, list => {
        const all = list.map(([state, minute]) => status(state, minute));
        const whole = deploymentFact(place, deployment, all);
        const told = all.flatMap(
          one => toldDeployment(place, deployment, one) ?? [],
        );
        const highest = told.reduce((a, b) => (b.version > a.version ? b : a));
        expect(highest.version).toBe(whole.version);
        expect(highest.body).toEqual(whole.body);
      }),
    );
  });
});

describe('a pull request', () => {
  const pull = pullRequestSchema.parse({
    ...(example('pull_request', 'opened').pull_request as Json),
    state: 'closed',
    merged_at: '2030-01-01T00:00:00Z',
    user: { id: 1, type: 'User' },
  });
  const commit = (index: number) =>
    commitSchema.parse({
      sha: index.toString(16).padStart(40, '0'),
      commit: { committer: { date: '2019-01-01T00:00:00Z' } },
    });

  it('tells no commits where they are more than 250', () => {
    const of = (count: number) =>
      wholePullRequestFact(place, pull, {
        commits: Array.from({ length: count }, (_, i) => commit(i)),
        timeline: [],
      }).body;
    expect(of(250)).toMatchObject({ commits: { length: 250 } });
    expect(of(251)).toMatchObject({ commits: null });
  });

  it('counts neither its author nor programs as reviewers', () => {
    const event = (user: Json) =>
      ({ event: 'reviewed', submitted_at: START, user } as never);
    const first = (...users: Json[]) =>
      wholePullRequestFact(place, pull, {
        commits: [],
        timeline: users.map(event),
      }).body;
    expect(
      first(
        { id: 1, type: 'User' },
        { id: 2, type: 'Bot' },
        { id: 3, login: 'checker[bot]' },
      ),
    ).toMatchObject({ firstReviewAt: null });
    expect(first({ id: 4, type: 'User' })).toMatchObject({
      firstReviewAt: START,
    });
  });
});

describe('a commit', () => {
  it('has no directories where GitHub does not tell all of its files', () => {
    const of = (count: number, depth: string) =>
      commitFact(
        place,
        commitSchema.parse({
          sha: 'a'.repeat(40),
          commit: { committer: { date: '2019-01-01T00:00:00Z' } },
          files: Array.from({ length: count }, (_, i) => ({
            filename: `${depth}${i}/x`,
          })),
        }),
      ).body;
    expect(of(256, 'd')).toMatchObject({ directories: { length: 256 } });
    expect(of(257, 'd')).toMatchObject({ directories: null });
    expect(of(300, '')).toMatchObject({ directories: null });
  });
});
