/**
 * What happens in the repository of the published examples: each step changes the stand-in and comes with the webhook that GitHub sends of it. Objects are those of the
 * examples, with other states and times.
 */
import { emptyRepository, type Json, type StandInRepository } from './standIn';
import { EXAMPLE_REPOSITORY, example } from './examples';

/** One step. */
export interface Step {
  happen(repository: StandInRepository): void;
  topic: string;
  payload: Json;
}

/** After all of the story. */
export const STORY_END = Date.parse('2019-05-20T00:00:00Z');
/** Where it takes place. */
export const storyRepository = () => emptyRepository(EXAMPLE_REPOSITORY);

const at = (minute: number) =>
  new Date(Date.parse('2019-05-16T10:00:00Z') + minute * 60_000)
    .toISOString()
    .replace('.000Z', 'Z');
const RUN = 289_782_451;

/** All of it, in order. */
export function story(): Step[] {
  const { repository } = example('deployment');
  const steps = [
    ...pushed(),
    ...pullRequest(),
    ...run(),
    ...deployment(),
    ...incident(),
  ];
  // The examples are from several repositories.
  return steps.map(step => ({
    ...step,
    payload: { ...step.payload, repository },
  }));
}

function put(list: Json[], item: Json, by: string): void {
  const index = list.findIndex(one => one[by] === item[by]);
  if (index === -1) list.push(item);
  else list[index] = item;
}

function pushed(): Step[] {
  const payload = example('push');
  const commits = ['a', 'b'].map((letter, index) => ({
    sha: letter.repeat(40),
    commit: {
      message:
        index === 1 ? `Revert\n\nThis reverts commit ${'a'.repeat(40)}.` : 'x',
      author: { name: 'Somebody', date: at(index) },
      committer: { name: 'Somebody', date: at(index + 1) },
    },
    parents: index === 1 ? [{ sha: 'a'.repeat(40) }] : [],
  }));
  return commits.map(commit => ({
    happen: repository => {
      repository.commits.unshift(commit);
      if (commit.sha.startsWith('b')) {
        put(
          repository.tags,
          { name: 'v1', commit: { sha: commit.sha } },
          'name',
        );
      }
    },
    topic: 'github.push',
    payload: {
      ...payload,
      ref: 'refs/heads/master',
      deleted: false,
      commits: [
        {
          id: commit.sha,
          timestamp: commit.commit.committer.date,
          message: commit.commit.message,
          author: { name: 'Somebody', email: 'somebody@acme.example' },
          added: ['src/a.ts'],
        },
      ],
    },
  }));
}

function pullRequest(): Step[] {
  const opened = example('pull_request', 'opened');
  const closed = example('pull_request', 'closed');
  const review = example('pull_request_review', 'submitted');
  const original = opened.pull_request as Json;
  const open = {
    ...original,
    ...{ created_at: at(0), updated_at: at(0), closed_at: null },
    body: 'Reverts Codertocat/Hello-World#1. Fixes #7',
  };
  const reviewed = { ...open, updated_at: at(5) };
  const merged = {
    ...(closed.pull_request as Json),
    ...{ number: open['number' as never], body: open.body },
    ...{ created_at: at(0), updated_at: at(9), closed_at: at(9) },
    merged_at: at(9),
    merge_commit_sha: 'b'.repeat(40),
    labels: [{ name: 'hotfix' }],
  };
  const number = Number(original.number);
  const author = original.user as Json;
  return [
    {
      happen: repository => put(repository.pulls, open, 'number'),
      topic: 'github.pull_request',
      payload: { ...opened, pull_request: open },
    },
    {
      happen: repository => {
        put(repository.pulls, reviewed, 'number');
        const by = (id: number, type = 'User') => ({ ...author, id, type });
        repository.timelines.set(number, [
          { event: 'committed', sha: 'c'.repeat(40), author: { date: at(0) } },
          { event: 'commented', created_at: at(1), user: author },
          { event: 'commented', created_at: at(2), user: by(77, 'Bot') },
          { event: 'ready_for_review', created_at: at(3), actor: author },
          { event: 'reviewed', submitted_at: at(5), user: by(78) },
          { event: 'reviewed', submitted_at: at(6), user: by(79) },
        ]);
        repository.pullCommits.set(number, [
          {
            sha: 'c'.repeat(40),
            commit: {
              message: 'x',
              author: { date: at(-9) },
              committer: { date: at(-8) },
            },
            parents: [{ sha: 'a'.repeat(40) }],
          },
        ]);
      },
      topic: 'github.pull_request_review',
      payload: { ...review, pull_request: reviewed },
    },
    {
      happen: repository => put(repository.pulls, merged, 'number'),
      topic: 'github.pull_request',
      payload: { ...closed, pull_request: merged },
    },
  ];
}

function run(): Step[] {
  const payload = example('workflow_run');
  const original = {
    ...(payload.workflow_run as Json),
    ...{ id: RUN, created_at: at(10), path: '.github/workflows/x.yml' },
  };
  return [
    { status: 'in_progress', conclusion: null, updated_at: at(11) },
    { status: 'completed', conclusion: 'failure', updated_at: at(13) },
    {
      ...{ status: 'completed', conclusion: 'success', updated_at: at(18) },
      run_attempt: 2,
    },
  ].map(change => {
    const changed = { ...original, ...change };
    return {
      happen: repository => put(repository.runs, changed, 'id'),
      topic: 'github.workflow_run',
      payload: { ...payload, workflow_run: changed },
    };
  });
}

function deployment(): Step[] {
  const created = example('deployment', 'created');
  const told = example('deployment_status', 'created');
  const original: Json = {
    ...(created.deployment as Json),
    ...{ created_at: at(20), production_environment: true },
  };
  const id = Number(original.id);
  const first = { ...original, updated_at: at(20) };
  return [
    {
      happen: repository => put(repository.deployments, first, 'id'),
      topic: 'github.deployment',
      payload: { ...created, deployment: first },
    },
    ...['in_progress', 'success', 'inactive'].map((state, index): Step => {
      const time = at(22 + 3 * index);
      const changed = { ...original, updated_at: time };
      const status = {
        ...(told.deployment_status as Json),
        ...{ id: 100 + index, state, created_at: time, updated_at: time },
        log_url: `https://github.com/${EXAMPLE_REPOSITORY}/actions/runs/${RUN}/job/1`,
      };
      return {
        happen: repository => {
          put(repository.deployments, changed, 'id');
          const statuses = repository.statuses.get(id) ?? [];
          repository.statuses.set(id, [...statuses, status]);
        },
        topic: 'github.deployment_status',
        payload: { ...told, deployment: changed, deployment_status: status },
      };
    }),
  ];
}

function incident(): Step[] {
  const payload = example('issues', 'opened');
  const original = {
    ...(payload.issue as Json),
    ...{ created_at: at(40), closed_at: null, state: 'open' },
    labels: [{ name: 'Production Incident' }, { name: 'sev-1' }],
    title: 'Cart is down, token=made-up-secret-value-1234567890',
    body: `Caused by ${'b'.repeat(40)}`,
  };
  return [
    ['opened', { updated_at: at(40) }],
    ['closed', { updated_at: at(50), closed_at: at(50), state: 'closed' }],
    ['reopened', { updated_at: at(60) }],
  ].map(([action, change]) => {
    const changed = { ...original, ...(change as Json) };
    return {
      happen: repository => put(repository.issues, changed, 'number'),
      topic: 'github.issues',
      payload: { ...payload, action, issue: changed },
    } as Step;
  });
}
