/** The sorted lists that are read of a project. */
import type { ObservationInput } from '@landfall/backstage-plugin-fleet-node';
import {
  isGone,
  type SortedList,
} from '@landfall/backstage-plugin-fleet-node/codeHosts';
import { deploymentFact } from '../facts/deployments';
import { incidentFact, isIncident } from '../facts/incidents';
import { mergeRequestFact } from '../facts/mergeRequests';
import {
  commitSchema,
  deploymentSchema,
  issueSchema,
  mergeRequestSchema,
  noteSchema,
  pipelineSchema,
  type Deployment,
  type Issue,
  type MergeRequest,
  type Pipeline,
} from '../facts/payload';
import { pipelineFact } from '../facts/pipelines';
import { commitsAside } from './commits';
import { hasCode, type ProjectLook } from './projectLook';
import type { Tiers } from './tiers';

const DAY_MS = 86_400_000;
/** Pipelines are many, and of use while they are young, ms. */
const RUNS_BACK_MS = 30 * DAY_MS;
const NEWEST_FIRST = 'order_by=updated_at&sort=desc';
const MOST_NOTE_PAGES = 5;
/** More than 250 commits are not kept. */
const MOST_COMMIT_PAGES = 3;

/** Deployments. */
export function deploymentList(
  on: ProjectLook,
  tiers: Tiers,
): SortedList<Deployment> {
  const { look } = on;
  return {
    ...sortedBy('deployments', look.since),
    title: 'deployments',
    path: `/deployments?${NEWEST_FIRST}&${after(look.since)}`,
    read: body => look.readAll(body, deploymentSchema, 'deployments'),
    tell: async one => (await tellDeployment(on, tiers, one)) ?? [],
  };
}

/**
 * What is told of one deployment, with its commits where they are not those of the default branch; undefined where nothing was deployed, or its environment was deleted.
 */
export async function tellDeployment(
  on: ProjectLook,
  tiers: Tiers,
  deployment: Deployment,
): Promise<ObservationInput[] | undefined> {
  const { place, project } = on;
  const { environment, sha, ref } = deployment;
  // Whether it is one at all is known without asking for its environment.
  if (!environment || !deploymentFact(place, deployment, null)) {
    return undefined;
  }
  const tier = await tiers.of(environment.id);
  const fact = deploymentFact(place, deployment, tier);
  // What is tried out of merge requests that are open has nothing to do with what is released.
  const isAside =
    hasCode(project) &&
    ref !== project.default_branch &&
    tier !== 'development';
  const commits = sha && isAside ? await commitsAside(on, sha) : [];
  return fact && [...commits, fact];
}

/** Pipelines. */
export function pipelineList({
  look,
  place,
}: ProjectLook): SortedList<Pipeline> {
  const { clock } = look.options.context;
  const since = Math.max(look.since, clock.now() - RUNS_BACK_MS);
  return {
    ...sortedBy('pipelines', since),
    title: 'pipelines',
    path: `/pipelines?${NEWEST_FIRST}&${after(since)}`,
    read: body => look.readAll(body, pipelineSchema, 'pipelines'),
    tell: async one => [pipelineFact(place, one)],
  };
}

/** Merge requests, those that are merged with their commits and reviews. */
export function mergeRequestList(on: ProjectLook): SortedList<MergeRequest> {
  const { look } = on;
  return {
    ...sortedBy('merge_requests', look.since),
    title: 'merge requests',
    path: `/merge_requests?state=all&scope=all&${NEWEST_FIRST}&${after(
      look.since,
    )}`,
    read: body => look.readAll(body, mergeRequestSchema, 'merge requests'),
    tell: one => tellMergeRequest(on, one),
  };
}

async function tellMergeRequest(
  { look, place }: ProjectLook,
  request: MergeRequest,
): Promise<ObservationInput[]> {
  if (request.state !== 'merged') {
    return [mergeRequestFact(place, request, undefined)];
  }
  const path = `/merge_requests/${request.iid}`;
  try {
    const notes = await look.pages(
      `${path}/notes?sort=asc&order_by=created_at`,
      MOST_NOTE_PAGES,
    );
    const commits = await look.pages(`${path}/commits`, MOST_COMMIT_PAGES);
    return [
      mergeRequestFact(place, request, {
        notes: look.readAll(notes, noteSchema, 'notes of merge requests'),
        commits: look.readAll(
          commits,
          commitSchema,
          'commits of merge requests',
        ),
      }),
    ];
  } catch (error) {
    if (isGone(error)) return [];
    throw error;
  }
}

/** Issues that are incidents: those of that type, and one list for each label. */
export function incidentLists({
  look,
  place,
}: ProjectLook): SortedList<Issue>[] {
  const { incidentLabels } = look.options.config;
  const list = (id: string, filter: string): SortedList<Issue> => ({
    ...sortedBy(id, look.since),
    title: 'incidents',
    path: `/issues?${filter}&state=all&scope=all&${NEWEST_FIRST}&${after(
      look.since,
    )}`,
    read: body => look.readAll(body, issueSchema, 'issues'),
    tell: async one =>
      isIncident(one, incidentLabels) ? [incidentFact(place, one)] : [],
  });
  return [
    list('incidents', 'issue_type=incident'),
    ...incidentLabels.map(label =>
      list(`incidents:${label}`, `labels=${encodeURIComponent(label)}`),
    ),
  ];
}

/** By the time of the last change, as all lists of GitLab can be. */
function sortedBy(
  id: string,
  since: number,
): Pick<
  SortedList<{ updated_at: number }>,
  'id' | 'since' | 'order' | 'changed'
> {
  const changed = (one: { updated_at: number }) => one.updated_at;
  return { id, since, order: changed, changed };
}

/** Whole days, so that the question stays the same for a day and its answer may be known. */
function after(since: number): string {
  const day = Math.floor(since / DAY_MS) * DAY_MS;
  return `updated_after=${new Date(day).toISOString().replace(/\.\d+/, '')}`;
}
