import {
  observationSchema,
  type Observation,
  type ObservationOf,
} from '@landfall/backstage-plugin-fleet-node';
import fc from 'fast-check';
import {
  example,
  WEBHOOK_EXAMPLES,
  webhookExample,
} from '../__testUtils__/examples';
import type { Json } from '../__testUtils__/standIn';
import { readEvent } from '../webhooks/webhookFacts';
import { commitFact } from './commits';
import { deploymentFact, toldDeployment } from './deployments';
import { incidentFact, isIncident, toldIncident } from './incidents';
import { mergeRequestFact, toldMergeRequest } from './mergeRequests';
import {
  commitSchema,
  deploymentSchema,
  issueSchema,
  mergeRequestSchema,
  noteSchema,
  pipelineSchema,
  releaseSchema,
  tagSchema,
  time,
  toldDeploymentSchema,
  toldMergeRequestSchema,
  toldPipelineSchema,
} from './payload';
import { pathOf, placeOf, versionAt } from './place';
import { pipelineFact, toldPipeline } from './pipelines';
import { tagFact, toldTagFact } from './releases';

const baseUrl = 'https://gitlab.example.com';
const place = placeOf(
  { baseUrl },
  {
    origin: 'gitlab.example.com/shop/cart',
    host: 'gitlab.example.com',
    slug: 'shop/cart',
    shared: false,
  },
);
const MINUTE = 60_000;
const START = Date.parse('2026-06-01T12:00:00.500Z');
const at = (minute: number) => new Date(START + minute * MINUTE).toISOString();
const rules = { incidentLabels: ['api'], now: START };
const recorded = (fact: unknown) => observationSchema.parse(fact);

describe('every published payload', () => {
  it.each(WEBHOOK_EXAMPLES)(
    'of a webhook, %s, tells facts that can be recorded, and no name',
    event => {
      const { facts } = readEvent(event, webhookExample(event), {
        ...{ place, rules },
      });
      const told = facts(new Map());
      expect(told.length).toBeGreaterThan(0);
      for (const fact of told) {
        expect(observationSchema.safeParse(fact).error).toBeUndefined();
        expect(JSON.stringify(fact)).not.toMatch(
          /Administrator|John|Jane|GitLab dev user|@example\.com/,
        );
      }
    },
  );

  it('of the API tells facts that can be recorded, and no name', () => {
    const facts = [
      deploymentFact(
        place,
        deploymentSchema.parse({ ...example('deployment'), status: 'success' }),
        'production',
      ),
      pipelineFact(place, pipelineSchema.parse(example('pipeline'))),
      mergeRequestFact(
        place,
        mergeRequestSchema.parse(example('merge_request')),
        {
          commits: [commitSchema.parse(example('commit'))],
          notes: [noteSchema.parse(example('note'))],
        },
      ),
      commitFact(place, commitSchema.parse(example('commit')), null),
      incidentFact(place, issueSchema.parse(example('issue'))),
      tagFact(place, tagSchema.parse(example('tag')), {
        release: releaseSchema.parse(example('release')),
        now: START,
      }),
    ];
    for (const fact of facts) {
      expect(observationSchema.safeParse(fact).error).toBeUndefined();
      expect(JSON.stringify(fact)).not.toMatch(
        /Administrator|Jane|jsmith|Pip"|Bashirian|@example\.com/,
      );
    }
  });
});

describe('a time', () => {
  it.each([
    ['2016-08-12 15:23:28 UTC', '2016-08-12T15:23:28.000Z'],
    ['2021-04-28 21:50:00 +0200', '2021-04-28T19:50:00.000Z'],
    ['2012-09-20T11:50:22+03:00', '2012-09-20T08:50:22.000Z'],
    ['1959-12-31T00:00:00Z', '1959-12-31T00:00:00.000Z'],
  ])('is read as GitLab writes it: %s', (text, expected) => {
    expect(new Date(time.parse(text)).toISOString()).toBe(expected);
  });

  it('is none where it is something else', () => {
    expect(time.safeParse('soon').success).toBe(false);
  });

  it('makes a version that can be recorded, and grows with it; what the API tells is newer', () => {
    const instants = fc.integer({ min: -8.64e15, max: 8.64e15 });
    fc.assert(
      fc.property(instants, instants, (one, other) => {
        const [early, late] = [Math.min(one, other), Math.max(one, other)];
        const versions = [
          versionAt(early, 'webhook'),
          versionAt(early, 'api'),
          versionAt(late, 'api'),
        ];
        expect(versions.every(Number.isSafeInteger)).toBe(true);
        expect(versions[0]).toBeLessThan(versions[1]);
        expect(versions[1]).toBeLessThanOrEqual(versions[2]);
      }),
    );
  });
});

describe('a deployment', () => {
  const deployment = (change: Json, job: Json | null = {}) =>
    deploymentSchema.parse({
      ...example('deployment'),
      ...{ created_at: at(0), updated_at: at(9) },
      deployable: job && {
        ...(example('deployment').deployable as Json),
        ...{ started_at: at(4), finished_at: at(8) },
        ...job,
      },
      ...change,
    });
  const told = (status: string) =>
    toldDeploymentSchema.parse({
      ...webhookExample('deployment'),
      ...{ status, status_changed_at: '2026-06-01 12:30:00 UTC' },
    });

  it.each([
    ['success', 'succeeded'],
    ['failed', 'failed'],
  ])('that is %s lasts as long as its job ran', (status, outcome) => {
    expect(
      deploymentFact(place, deployment({ status }), 'production'),
    ).toMatchObject({
      key: 'gitlab.example.com/shop/cart#deployment/42',
      at: START + 4 * MINUTE,
      ended: true,
      endedAt: START + 8 * MINUTE,
      estimated: { at: false, endedAt: false },
      body: {
        ...{ outcome, environment: 'production', tier: 'production' },
        pipelineRun: 'gitlab.example.com/shop/cart#run/37',
        link: 'https://gitlab.example.com/shop/cart/-/jobs/664',
      },
    });
  });

  it.each(['created', 'blocked', 'approved'])(
    'that is only %s is none yet',
    status => {
      const waiting = deployment({ status }, { started_at: null });
      expect(deploymentFact(place, waiting, null)).toBeUndefined();
      expect(toldDeployment(place, told(status), undefined)).toBeUndefined();
    },
  );

  it('that was called off is neither success nor failure, and none where it had not begun', () => {
    const status = 'canceled';
    expect(deploymentFact(place, deployment({ status }), null)).toMatchObject({
      ...{ ended: true, endedAt: null },
      body: { outcome: 'unknown' },
    });
    expect(
      deploymentFact(place, deployment({ status }, { started_at: null }), null),
    ).toBeUndefined();
    expect(toldDeployment(place, told(status), undefined)).toBeUndefined();
  });

  it('of another tool lasts from when it was told until it was told to be over, about', () => {
    const fact = deploymentFact(
      place,
      deployment({ status: 'success' }, null),
      null,
    );
    expect(fact).toMatchObject({
      ...{ at: START, endedAt: START + 9 * MINUTE },
      estimated: { at: false, endedAt: true },
      body: {
        pipelineRun: null,
        link: 'https://gitlab.example.com/shop/cart/-/environments',
      },
    });
  });

  it('never ends before it begins, though clocks may differ', () => {
    const odd = deployment({ status: 'success' }, { finished_at: at(-60) });
    expect(deploymentFact(place, odd, null)).toMatchObject({
      ...{ at: START + 4 * MINUTE, endedAt: START + 4 * MINUTE },
      estimated: { endedAt: true },
    });
  });

  it('of an environment that was deleted is left out', () => {
    const gone = deployment({ status: 'success', environment: null });
    expect(deploymentFact(place, gone, null)).toBeUndefined();
  });

  it('keeps what is known where a webhook tells less', () => {
    const known = recorded(
      deploymentFact(place, deployment({ status: 'running' }), 'production'),
    ) as ObservationOf<'ci_deployment'>;
    const fact = toldDeployment(place, told('success'), known);
    expect(fact).toMatchObject({
      ...{ at: known.at, ended: true },
      body: {
        ...{ ref: 'main', pipelineRun: known.body.pipelineRun },
        commit: '279484c09fbe69ededfced8c1bb6e6d24616b468',
      },
    });
    expect(fact?.correction).toBeUndefined();
  });

  it('is told with a version that lets what it came to hold, in whatever order', () => {
    const versions = ['running', 'canceled', 'failed', 'success'].flatMap(
      status => {
        const known = recorded(
          deploymentFact(place, deployment({ status: 'running' }), null),
        ) as ObservationOf<'ci_deployment'>;
        return [
          toldDeployment(place, told(status), known)?.version ?? -1,
          deploymentFact(place, deployment({ status }), null)?.version ?? -1,
        ];
      },
    );
    expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
  });
});

describe('a pipeline', () => {
  const pipeline = (change: Json) =>
    pipelineSchema.parse({ ...example('pipeline'), ...change });

  it.each([
    ['success', true, 'succeeded'],
    ['failed', true, 'failed'],
    ['canceled', true, 'cancelled'],
    ['skipped', true, 'cancelled'],
    ['waiting_for_resource', false, 'in_progress'],
  ])('that is %s', (status, ended, outcome) => {
    expect(pipelineFact(place, pipeline({ status }))).toMatchObject({
      ...{ ended, body: { outcome, pipeline: 'Build pipeline' } },
    });
  });

  it('that waits for somebody is not waited for', () => {
    expect(pipelineFact(place, pipeline({ status: 'manual' }))).toMatchObject({
      ...{ ended: true, endedAt: null, body: { outcome: 'unknown' } },
    });
  });

  it('is called after what started it where it has no name, and never ends before it begins', () => {
    const odd = pipeline({
      name: null,
      status: 'failed',
      updated_at: at(-999),
    });
    const fact = pipelineFact(place, { ...odd, created_at: START });
    expect(fact).toMatchObject({
      ...{ endedAt: START, body: { pipeline: 'push' } },
    });
  });

  it('that is told to run again does not end what it came to before', () => {
    const running = toldPipelineSchema.parse({
      ...(webhookExample('pipeline').object_attributes as Json),
      ...{ status: 'running', finished_at: null },
    });
    const ended = toldPipelineSchema.parse({
      ...(webhookExample('pipeline').object_attributes as Json),
    });
    expect(toldPipeline(place, running).version).toBeLessThan(
      toldPipeline(place, ended).version,
    );
  });
});

describe('a merge request', () => {
  const author = { id: 1, username: 'admin' };
  const request = (change: Json = {}) =>
    mergeRequestSchema.parse({
      ...example('merge_request'),
      ...{ created_at: at(0), updated_at: at(9), merged_at: at(9) },
      ...change,
    });
  const note = (minute: number, by: Json, body = 'Text', system = false) =>
    noteSchema.parse({ body, system, created_at: at(minute), author: by });
  const commit = (id: string, change: Json = {}) =>
    commitSchema.parse({ ...example('commit'), ...{ id }, ...change });
  const body = (fact: unknown) =>
    (recorded(fact) as ObservationOf<'pull_request'>).body;

  it('was looked at first by whoever approved or wrote, but neither its author nor a program', () => {
    const fact = mergeRequestFact(place, request(), {
      commits: [],
      notes: [
        note(1, author),
        note(2, { id: 5, username: 'project_12_bot_0a1b' }),
        note(3, { id: 6, username: 'renovate-bot' }),
        note(4, { id: 7, username: 'talbot' }, 'assigned to @me', true),
        note(
          5,
          { id: 7, username: 'talbot' },
          'approved this merge request',
          true,
        ),
        note(6, { id: 7, username: 'talbot' }),
      ],
    });
    expect(body(fact).firstReviewAt).toBe(START + 5 * MINUTE);
  });

  it('was ready when it was marked so last', () => {
    const ready = 'marked this merge request as **ready**';
    const fact = mergeRequestFact(place, request(), {
      commits: null,
      notes: [
        note(1, author, 'unmarked as a **Work In Progress**', true),
        note(2, author, 'marked this merge request as **draft**', true),
        note(3, author, ready, true),
        note(4, author, ready),
        note(99, author, ready, true),
      ],
    });
    expect(body(fact)).toMatchObject({
      ...{ readyAt: START + 3 * MINUTE, commits: null },
    });
  });

  it('has its commits oldest first, and knows merges by their parents or by their words', () => {
    const [a, b, c] = ['a', 'b', 'c'].map(one => one.repeat(40));
    const fact = mergeRequestFact(place, request(), {
      notes: [],
      commits: [
        commit(c, { parent_ids: [], message: "Merge branch 'main' into x" }),
        commit(b, { parent_ids: [a, c] }),
        commit(a, { parent_ids: [b] }),
      ],
    });
    expect(body(fact).commits?.map(one => [one.commit[0], one.merge])).toEqual([
      ['a', false],
      ['b', true],
      ['c', true],
    ]);
  });

  it('has no commits where they are more than are kept', () => {
    const commits = Array.from({ length: 251 }, () => commit('a'.repeat(40)));
    const fact = mergeRequestFact(place, request(), { commits, notes: [] });
    expect(body(fact).commits).toBeNull();
  });

  it.each([
    [
      { merge_commit_sha: 'a'.repeat(40), squash_commit_sha: 'b'.repeat(40) },
      'a',
    ],
    [{ squash_commit_sha: 'b'.repeat(40) }, 'b'],
    [{}, '8'],
    [{ merge_commit_sha: '', sha: '' }, undefined],
  ])('came by its merge, its squash, or as it was: %j', (change, first) => {
    const fact = mergeRequestFact(place, request(change), undefined);
    expect(body(fact).mergeCommit?.[0]).toBe(first);
  });

  it.each([
    ['This reverts merge request !12', 12, []],
    ['Reverts merge request shop/cart!12', 12, []],
    ['Reverts merge request shop/pay!12', null, []],
    [
      'Closes #3, fixes shop/cart#4',
      null,
      ['shop/cart#issue/3', 'shop/cart#issue/4'],
    ],
    ['Resolved shop/eu/pay#5', null, ['shop/eu/pay#issue/5']],
    ['Relates to #6', null, []],
  ])('says what it reverts and fixes: %s', (description, reverts, fixes) => {
    const fact = mergeRequestFact(place, request({ description }), undefined);
    expect(body(fact)).toMatchObject({
      reverts,
      fixes: fixes.map(key => `gitlab.example.com/${key}`),
    });
  });

  it('keeps what is known of it where a webhook tells less', () => {
    const known = recorded(
      mergeRequestFact(place, request(), {
        commits: [commit('a'.repeat(40))],
        notes: [note(5, { id: 7, username: 'somebody' })],
      }),
    ) as ObservationOf<'pull_request'>;
    const told = toldMergeRequestSchema.parse({
      ...(webhookExample('merge_request').object_attributes as Json),
      ...{ state: 'merged', action: 'update' },
    });
    expect(body(toldMergeRequest(place, told, known))).toMatchObject({
      commits: known.body.commits,
      firstReviewAt: known.body.firstReviewAt,
      mergedAt: known.body.mergedAt,
    });
  });

  it('that is being merged is open', () => {
    const fact = mergeRequestFact(
      place,
      request({ state: 'locked', merged_at: null }),
      undefined,
    );
    expect(fact).toMatchObject({
      ...{ ended: false, endedAt: null, body: { state: 'open' } },
    });
  });
});

describe('an incident', () => {
  const issue = (change: Json = {}) =>
    issueSchema.parse({
      ...example('issue'),
      ...{ issue_type: 'incident', created_at: at(0), updated_at: at(9) },
      ...change,
    });

  it.each([
    [{ issue_type: 'incident', labels: [] }, true],
    [{ issue_type: 'issue', labels: ['API'] }, true],
    [{ issue_type: undefined, type: 'Incident', labels: [] }, true],
    [
      {
        issue_type: undefined,
        type: undefined,
        escalation_status: 'triggered',
        labels: [],
      },
      true,
    ],
    [
      {
        issue_type: undefined,
        type: 'Issue',
        escalation_status: 'triggered',
        labels: [],
      },
      false,
    ],
    [{ issue_type: 'issue', labels: ['foo'] }, false],
  ])('is one by its type or a label: %j', (change, expected) => {
    expect(isIncident(issue(change), ['api'])).toBe(expected);
  });

  it.each([
    [{ severity: 'CRITICAL' }, 'critical'],
    [{ severity: 'UNKNOWN', labels: ['severity::2'] }, '2'],
    [{ severity: 'UNKNOWN', labels: ['P1'] }, 'P1'],
    [{ severity: 'UNKNOWN', labels: [] }, null],
  ])('is as severe as it says: %j', (change, severity) => {
    expect(incidentFact(place, issue(change))).toMatchObject({
      body: { severity },
    });
  });

  it('that was moved to another project ends here without a time', () => {
    const moved = issue({ state: 'closed', closed_at: at(5), moved_to_id: 7 });
    expect(incidentFact(place, moved)).toMatchObject({
      ...{ ended: true, endedAt: null },
    });
  });

  it('keeps when it was closed where a webhook does not tell', () => {
    const known = recorded(
      incidentFact(place, issue({ state: 'closed', closed_at: at(5) })),
    ) as ObservationOf<'incident'>;
    const told = (action: string, one?: Observation) =>
      toldIncident(place, issue({ state: 'closed' }), {
        ...{ action, known: one as typeof known | undefined },
      }).endedAt;
    expect(told('update', known)).toBe(START + 5 * MINUTE);
    expect(told('close')).toBe(START + 9 * MINUTE);
    expect(told('update')).toBeNull();
  });

  it('that has another type now is told to be none, where it was one', () => {
    const payload = {
      ...webhookExample('issue'),
      object_attributes: {
        ...(webhookExample('issue').object_attributes as Json),
        ...{ iid: 6, labels: [] },
      },
    };
    const { keys, facts } = readEvent('issue', payload, { place, rules });
    const known = recorded(incidentFact(place, issue()));
    expect(facts(new Map())).toEqual([]);
    expect(facts(new Map([[keys[0], known]]))).toMatchObject([
      { ended: true, correction: expect.stringContaining('no incident') },
    ]);
  });
});

describe('a tag', () => {
  const tag = tagSchema.parse(example('tag'));
  const release = (released_at: string) =>
    releaseSchema.parse({ ...example('release'), released_at });

  it('is as old as its release, or as it says, and else as when it was seen', () => {
    const told = (one: typeof tag, of?: ReturnType<typeof release>) => {
      const fact = tagFact(place, one, { release: of, now: START });
      return [fact.at, fact.estimated?.at];
    };
    expect(told(tag, release(at(-5)))).toEqual([START - 5 * MINUTE, false]);
    expect(told(tag)).toEqual([Date.parse('2017-07-26T09:08:53Z'), false]);
    expect(told({ ...tag, created_at: null })).toEqual([START, true]);
  });

  it('whose release is announced for later is not from the future', () => {
    const fact = tagFact(place, tag, { release: release(at(99)), now: START });
    expect(fact.at).toBeLessThanOrEqual(START);
    const told = toldTagFact(place, {
      ...{ tag: 'v2', commit: 'a'.repeat(40), at: START + 1, now: START },
    });
    expect(told.at).toBe(START);
  });
});

describe('the path of a project', () => {
  it.each([
    ['https://gitlab.example.com', 'shop/cart', 'shop/cart'],
    ['https://example.com/gitlab', 'gitlab/shop/cart', 'shop/cart'],
    ['https://example.com/gitlab', 'shop/cart', 'shop/cart'],
  ])('of %s: %s', (base, slug, expected) => {
    expect(pathOf({ baseUrl: base }, slug)).toBe(expected);
  });
});
