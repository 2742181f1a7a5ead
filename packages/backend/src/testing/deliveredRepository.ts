/**
 * What happens in a repository that is deployed twice: on GitHub, as its stand-in then tells it when it is asked, and as the webhooks that it sends. Objects are those of the
 * published examples, with other states, times and names.
 */
/* eslint-disable @backstage/no-relative-monorepo-imports, no-restricted-imports -- only tests import this file */
import { example } from '../../../../plugins/fleet-backend-module-github/src/__testUtils__/examples';
import {
  emptyRepository,
  type Json,
  type StandInRepository,
} from '../../../../plugins/fleet-backend-module-github/src/__testUtils__/standIn';

/** A webhook of GitHub. */
export interface Sent {
  event: string;
  payload: Json;
}

/** What happened, and what is told of it. */
export interface DeliveredRepository {
  slug: string;
  /** As GitHub has it before anything happened. */
  before(): StandInRepository;
  /** As it has it in the end. */
  after(): StandInRepository;
  /** In the order in which it happened. */
  webhooks: Sent[];
  /** So many minutes after it began, RFC 3339. */
  at(minute: number): string;
}

const commit = (letter: string) => letter.repeat(40);
const [FIRST, ORIGINAL, SQUASHED] = ['a', 'b', 'c'].map(commit);

/**
 * Minute 0: the first commit, deployed at 21 to 25. Minute 10: another one, of which a pull request is opened at 15, looked at first at 40 and merged by squashing at 60; deployed
 * at 81 to 90. From 100 to 130 an issue is open that has the label of incidents.
 */
export function deliveredRepository(options: {
  slug: string;
  id: number;
  /** When it began, ms. */
  beginning: number;
}): DeliveredRepository {
  const { slug, id, beginning } = options;
  const at = (minute: number) =>
    new Date(beginning + minute * 60_000).toISOString().replace('.000Z', 'Z');
  const before = () => emptyRepository(slug, id);
  const pull = pullRequest(at);
  const issue = (closed: boolean) => incident(at, closed);
  const [one, two] = [
    deployment(at, { id: id + 1, sha: FIRST, minutes: [20, 21, 25] }),
    deployment(at, { id: id + 2, sha: SQUASHED, minutes: [80, 81, 90] }),
  ];
  const after = () => {
    const repository = before();
    repository.commits.push(
      told(SQUASHED, at(60), [FIRST]),
      told(FIRST, at(0), []),
    );
    repository.pulls.push(pull.merged);
    repository.pullCommits.set(2, [told(ORIGINAL, at(10), [FIRST])]);
    repository.timelines.set(2, [
      {
        event: 'reviewed',
        submitted_at: at(40),
        user: { id: 2, login: 'somebody-else', type: 'User' },
      },
    ]);
    for (const { deployment: made, statuses } of [one, two]) {
      repository.deployments.push(made);
      repository.statuses.set(Number(made.id), statuses);
    }
    repository.issues.push(issue(true));
    return repository;
  };
  const webhooks: Sent[] = [
    pushed([FIRST, at(0)]),
    ...one.webhooks,
    sent('pull_request', 'opened', { pull_request: pull.opened }),
    sent('pull_request', 'closed', { pull_request: pull.merged }),
    pushed([SQUASHED, at(60)]),
    ...two.webhooks,
    sent('issues', 'opened', { issue: issue(false) }),
    sent('issues', 'closed', { issue: issue(true) }),
  ];
  const repository = {
    ...(example('deployment').repository as Json),
    full_name: slug,
    html_url: `https://github.com/${slug}`,
  };
  return {
    ...{ slug, before, after, at },
    webhooks: webhooks.map(({ event, payload }) => ({
      event,
      payload: { ...payload, repository },
    })),
  };
}

/** Not of every action an example is published: they are alike. */
function sent(event: string, action: string, parts: Json): Sent {
  return { event, payload: { ...example(event), action, ...parts } };
}

function told(sha: string, date: string, parents: readonly string[]): Json {
  return {
    sha,
    commit: { message: 'x', author: { date }, committer: { date } },
    parents: parents.map(parent => ({ sha: parent })),
  };
}

function pushed([sha, timestamp]: readonly [string, string]): Sent {
  return {
    event: 'push',
    payload: {
      ...example('push'),
      ...{ ref: 'refs/heads/master', deleted: false },
      commits: [{ id: sha, timestamp, message: 'x', added: ['a.ts'] }],
    },
  };
}

function pullRequest(at: (minute: number) => string) {
  const original = example('pull_request', 'closed').pull_request as Json;
  const opened = {
    ...original,
    ...{ number: 2, state: 'open', body: '', labels: [] },
    ...{ created_at: at(15), updated_at: at(15) },
    ...{ closed_at: null, merged_at: null, merge_commit_sha: null },
    base: { ref: 'master' },
    head: { ref: 'topic' },
    user: { id: 1, login: 'somebody', type: 'User' },
  };
  return {
    opened,
    merged: {
      ...opened,
      ...{ state: 'closed', updated_at: at(60), closed_at: at(60) },
      ...{ merged_at: at(60), merge_commit_sha: SQUASHED },
    },
  };
}

function deployment(
  at: (minute: number) => string,
  given: { id: number; sha: string; minutes: readonly number[] },
) {
  const { id, sha } = given;
  const [created, began, ended] = given.minutes.map(at);
  const made = {
    ...(example('deployment', 'created').deployment as Json),
    ...{ id, sha, ref: 'master', environment: 'live', payload: {} },
    ...{ production_environment: true, transient_environment: false },
    ...{ created_at: created, updated_at: ended },
  };
  const statuses = [
    ['in_progress', began],
    ['success', ended],
  ].map(([state, time], index) => ({
    ...(example('deployment_status', 'created').deployment_status as Json),
    ...{ id: id * 10 + index, state, created_at: time, updated_at: time },
    ...{ log_url: null, target_url: null },
  }));
  return {
    ...{ deployment: made, statuses },
    webhooks: [
      sent('deployment', 'created', { deployment: made }),
      ...statuses.map(status =>
        sent('deployment_status', 'created', {
          ...{ deployment: made, deployment_status: status },
        }),
      ),
    ],
  };
}

function incident(at: (minute: number) => string, closed: boolean): Json {
  return {
    ...(example('issues', 'opened').issue as Json),
    ...{ number: 7, id: 7, title: 'Baskets are lost', body: '' },
    labels: [{ name: 'incident' }],
    state: closed ? 'closed' : 'open',
    created_at: at(100),
    updated_at: at(closed ? 130 : 100),
    closed_at: closed ? at(130) : null,
  };
}
