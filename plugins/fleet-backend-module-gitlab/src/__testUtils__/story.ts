/**
 * What happens in a project: each step changes the stand-in and comes with the webhook that GitLab sends of it. Objects and payloads are the published ones,
 * with other states and times. The API tells times to the millisecond, webhooks to the second.
 */
import { example, webhookExample } from './examples';
import { HOST } from './looking';
import { emptyProject, type Json, type StandInProject } from './standIn';

/** One step. */
export interface Step {
  happen(project: StandInProject): void;
  payload: Json;
}

/** Where it takes place. */
export const STORY_PROJECT = 'gitlab-org/gitlab-test';
/** After all of the story. */
export const STORY_END = Date.parse('2019-05-20T00:00:00Z');

/** The project, before anything happened. */
export function storyProject(): StandInProject {
  return {
    ...emptyProject(STORY_PROJECT),
    environments: [{ ...example('environment'), id: 9, name: 'production' }],
  };
}

const START = Date.parse('2019-05-16T10:00:00.250Z');
const at = (minute: number) => new Date(START + minute * 60_000).toISOString();
const told = (minute: number) =>
  at(minute).replace('T', ' ').replace('.250Z', ' UTC');
const PIPELINE = 37;
const JOB = 664;
const first = 'a'.repeat(40);
const second = 'b'.repeat(40);

/** All of it, in order. */
export function story(): Step[] {
  const project = {
    ...(webhookExample('pipeline').project as Json),
    path_with_namespace: STORY_PROJECT,
    web_url: `https://${HOST}/${STORY_PROJECT}`,
    default_branch: 'main',
  };
  const steps = [
    ...pushed(),
    ...tagged(),
    ...mergeRequest(),
    ...pipeline(),
    ...deployment(),
    ...incident(),
  ];
  // The examples are from several projects.
  return steps.map(step => ({
    ...step,
    payload: { ...step.payload, project },
  }));
}

function put(list: Json[], item: Json, by = 'id'): void {
  const index = list.findIndex(one => one[by] === item[by]);
  if (index === -1) list.push(item);
  else list[index] = item;
}

function pushed(): Step[] {
  const payload = webhookExample('push');
  const [pushedCommit] = payload.commits as Json[];
  return [first, second].map((id, index) => {
    const message =
      index === 1 ? `Revert\n\nThis reverts commit ${first}.` : 'x';
    const commit = {
      ...example('commit'),
      ...{ id, message, parent_ids: index === 1 ? [first] : [] },
      ...{ authored_date: at(index), committed_date: at(index + 1) },
      created_at: at(index + 1),
    };
    return {
      happen: project => project.commits.unshift(commit),
      payload: {
        ...payload,
        ref: 'refs/heads/main',
        commits: [{ ...pushedCommit, id, message, timestamp: told(index + 1) }],
      },
    } satisfies Step;
  });
}

function tagged(): Step[] {
  const tag = {
    ...example('tag'),
    ...{ name: 'v1.1', commit: { id: second }, created_at: null },
  };
  return [
    {
      happen: project => put(project.tags, tag, 'name'),
      payload: {
        ...webhookExample('tag_push'),
        ...{ ref: 'refs/tags/v1.1', checkout_sha: second },
      },
    },
    {
      happen: project =>
        put(
          project.releases,
          { ...example('release'), tag_name: 'v1.1', released_at: at(3) },
          'tag_name',
        ),
      payload: {
        ...webhookExample('release'),
        ...{ released_at: told(3), commit: { id: second } },
      },
    },
  ];
}

function mergeRequest(): Step[] {
  const payload = webhookExample('merge_request');
  const description = 'This reverts merge request !7. Closes #6';
  const number = 1;
  const original: Json = {
    ...example('merge_request'),
    ...{ description, created_at: at(0), merged_at: null, labels: ['hotfix'] },
  };
  const author = original.author as Json;
  const note = (minute: number, by: Json, body?: string) => ({
    ...example('note'),
    ...{ system: body !== undefined, body: body ?? 'Text', author: by },
    created_at: at(minute),
  });
  const somebody = { ...author, id: 78, username: 'somebody' };
  const states = [
    { minute: 0, action: 'open', change: { state: 'opened' } },
    { minute: 5, action: 'approved', change: { state: 'opened' } },
    {
      ...{ minute: 9, action: 'merge' },
      change: {
        ...{ state: 'merged', merged_at: at(9) },
        merge_commit_sha: second,
      },
    },
  ];
  return states.map(({ minute, action, change }) => ({
    happen: project => {
      put(
        project.mergeRequests,
        { ...original, ...change, updated_at: at(minute) },
        'iid',
      );
      if (action !== 'approved') return;
      project.notes.set(number, [
        note(1, author),
        note(2, { ...author, id: 77, username: 'project_3_bot_1a2b' }),
        note(3, author, 'marked this merge request as **ready**'),
        note(4, somebody, 'requested review from @somebody'),
        note(5, somebody, 'approved this merge request'),
        note(6, somebody),
      ]);
      project.mergeRequestCommits.set(number, [
        {
          ...example('commit'),
          ...{ id: 'c'.repeat(40), parent_ids: [], message: 'x' },
          ...{ committed_date: at(-8), authored_date: at(-9) },
        },
      ]);
    },
    payload: {
      ...payload,
      object_attributes: {
        ...(payload.object_attributes as Json),
        ...{ iid: number, action, description, state: change.state },
        ...{ created_at: told(0), updated_at: told(minute) },
        ...{ target_branch: 'master', source_branch: 'test1' },
        labels: [{ id: 206, title: 'hotfix' }],
        merge_commit_sha: change.state === 'merged' ? second : null,
      },
    },
  }));
}

function pipeline(): Step[] {
  const payload = webhookExample('pipeline');
  const original: Json = {
    ...example('pipeline'),
    ...{ id: PIPELINE, created_at: at(10), sha: second },
  };
  return [
    { status: 'running', minute: 11 },
    { status: 'failed', minute: 13 },
    // Run again.
    { status: 'running', minute: 15 },
    { status: 'success', minute: 18 },
  ].map(({ status, minute }) => ({
    happen: project =>
      put(project.pipelines, { ...original, status, updated_at: at(minute) }),
    payload: {
      ...payload,
      object_attributes: {
        ...(payload.object_attributes as Json),
        ...{ id: PIPELINE, name: original.name, source: original.source },
        ...{ ref: original.ref, sha: second, status, created_at: told(10) },
        finished_at: status === 'running' ? null : told(minute),
      },
    },
  }));
}

function deployment(): Step[] {
  const payload = webhookExample('deployment');
  const original = example('deployment');
  const job = original.deployable as Json;
  const states = [
    { status: 'created', minute: 20, started: null, finished: null },
    { status: 'running', minute: 22, started: at(22), finished: null },
    { status: 'success', minute: 25, started: at(22), finished: at(25) },
  ];
  return states.map(({ status, minute, started, finished }) => ({
    happen: project =>
      put(project.deployments, {
        ...original,
        ...{ status, sha: second, created_at: at(20), updated_at: at(minute) },
        deployable: { ...job, started_at: started, finished_at: finished },
      }),
    payload: {
      ...payload,
      ...{ status, status_changed_at: told(minute), environment: 'production' },
      ...{ deployment_id: original.id, deployable_id: JOB },
      environment_tier: 'production',
      commit_url: `https://${HOST}/${STORY_PROJECT}/-/commit/${second}`,
    },
  }));
}

function incident(): Step[] {
  const payload = webhookExample('issue');
  const title = 'Cart is down, token=made-up-secret-value-1234567890';
  const description = `Caused by ${second}`;
  const original: Json = {
    ...example('issue'),
    ...{ issue_type: 'incident', type: 'INCIDENT', severity: 'HIGH' },
    ...{ title, description, created_at: at(40) },
  };
  return [
    { action: 'open', minute: 40, change: { state: 'opened' } },
    {
      ...{ action: 'close', minute: 50 },
      change: { state: 'closed', closed_at: at(50) },
    },
    { action: 'reopen', minute: 60, change: { state: 'opened' } },
  ].map(({ action, minute, change }) => ({
    happen: project =>
      put(
        project.issues,
        { ...original, ...change, updated_at: at(minute) },
        'iid',
      ),
    payload: {
      ...payload,
      // Incidents are work items to webhooks.
      object_kind: 'work_item',
      object_attributes: {
        ...(payload.object_attributes as Json),
        ...{ iid: original.iid, type: 'Incident', title, description, action },
        ...{ state: change.state, created_at: told(40) },
        updated_at: told(minute),
        labels: [],
      },
    },
  }));
}
