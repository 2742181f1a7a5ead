/** The sorted lists that are read of a repository. */
import type { ObservationInput } from '@landfall/backstage-plugin-fleet-node';
import {
  isGone,
  type SortedList,
} from '@landfall/backstage-plugin-fleet-node/codeHosts';
import { deploymentFact } from '../facts/deployments';
import { incidentFact, isIncident } from '../facts/incidents';
import {
  commitSchema,
  deploymentSchema,
  deploymentStatusSchema,
  issueSchema,
  pullRequestSchema,
  timelineEventSchema,
  workflowRunSchema,
  type Deployment,
  type Issue,
  type PullRequest,
  type WorkflowRun,
} from '../facts/payload';
import { wholePullRequestFact } from '../facts/pullRequests';
import { runFact } from '../facts/runs';
import type { GithubLook } from './githubLook';

/** Runs of workflows are many, and of use while they are young, ms. */
const RUNS_BACK_MS = 30 * 86_400_000;
const MOST_STATUS_PAGES = 5;
const MOST_TIMELINE_PAGES = 5;
const MOST_COMMITS = 250;

/** Deployments with their statuses. */
export function deploymentList(look: GithubLook): SortedList<Deployment> {
  return {
    id: 'deployments',
    title: 'deployments',
    path: '/deployments',
    since: look.since,
    read: body => look.readAll(body, deploymentSchema, 'deployments'),
    order: one => one.created_at,
    changed: one => one.updated_at,
    tell: one => tellDeployment(look, one),
  };
}

/** What is told of one deployment; nothing where it is gone by now. */
export async function tellDeployment(
  look: GithubLook,
  deployment: Deployment,
): Promise<ObservationInput[]> {
  return unlessGone(async () => {
    const statuses = await look.pages(
      `/deployments/${deployment.id}/statuses`,
      MOST_STATUS_PAGES,
    );
    return [
      deploymentFact(
        look.place,
        deployment,
        look.readAll(
          statuses,
          deploymentStatusSchema,
          'statuses of deployments',
        ),
      ),
    ];
  });
}

/** Runs of workflows. */
export function runList(look: GithubLook): SortedList<WorkflowRun> {
  return {
    id: 'runs',
    title: 'runs of workflows',
    path: '/actions/runs',
    since: Math.max(
      look.since,
      look.options.context.clock.now() - RUNS_BACK_MS,
    ),
    read: body =>
      look.readAll(
        typeof body === 'object' && body !== null && 'workflow_runs' in body
          ? body.workflow_runs
          : [],
        workflowRunSchema,
        'runs of workflows',
      ),
    order: one => one.created_at,
    changed: one => one.updated_at,
    tell: async one => [runFact(look.place, one)],
  };
}

/** Pull requests, those that are merged with their commits and reviews. */
export function pullRequestList(look: GithubLook): SortedList<PullRequest> {
  return {
    id: 'pulls',
    title: 'pull requests',
    path: '/pulls?state=all&sort=updated&direction=desc',
    since: look.since,
    read: body => look.readAll(body, pullRequestSchema, 'pull requests'),
    order: one => one.updated_at,
    changed: one => one.updated_at,
    tell: one => unlessGone(() => tellPullRequest(look, one)),
  };
}

async function tellPullRequest(
  look: GithubLook,
  pull: PullRequest,
): Promise<ObservationInput[]> {
  if (!pull.merged_at) {
    return [wholePullRequestFact(look.place, pull, undefined)];
  }
  const timeline = await look.pages(
    `/issues/${pull.number}/timeline`,
    MOST_TIMELINE_PAGES,
  );
  const commits = look.readAll(
    await look.pages(
      `/pulls/${pull.number}/commits`,
      Math.ceil(MOST_COMMITS / 100),
    ),
    commitSchema,
    'commits of pull requests',
  );
  const details = {
    commits: (await hasMore(look, pull, commits.length)) ? null : commits,
    // Most kinds of events tell nothing of reviews, and have a shape of their own.
    timeline: timeline.flatMap(event => {
      const parsed = timelineEventSchema.safeParse(event);
      return parsed.success ? [parsed.data] : [];
    }),
  };
  return [wholePullRequestFact(look.place, pull, details)];
}

/** GitHub lists 250 commits of a pull request, and no more. */
async function hasMore(
  look: GithubLook,
  pull: PullRequest,
  listed: number,
): Promise<boolean> {
  if (listed < MOST_COMMITS) return false;
  const whole = await look.getOrNone(`/pulls/${pull.number}`);
  return !(
    typeof whole === 'object' &&
    whole !== null &&
    'commits' in whole &&
    whole.commits === listed
  );
}

/** Issues that are incidents, one list for each label. */
export function incidentLists(look: GithubLook): SortedList<Issue>[] {
  const { incidentLabels } = look.options.config;
  return incidentLabels.map(label => ({
    id: `incidents:${label}`,
    title: 'incidents',
    path: `/issues?labels=${encodeURIComponent(
      label,
    )}&state=all&sort=updated&direction=desc`,
    since: look.since,
    read: body => look.readAll(body, issueSchema, 'issues'),
    order: one => one.updated_at,
    changed: one => one.updated_at,
    tell: async one =>
      isIncident(one, incidentLabels) ? [incidentFact(look.place, one)] : [],
  }));
}

async function unlessGone(
  tell: () => Promise<ObservationInput[]>,
): Promise<ObservationInput[]> {
  try {
    return await tell();
  } catch (error) {
    if (isGone(error)) return [];
    throw error;
  }
}
