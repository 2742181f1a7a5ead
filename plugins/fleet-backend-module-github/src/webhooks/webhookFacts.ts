/**
 * What an event of GitHub tells: the same facts, under the same keys, as a look would. Pure.
 */
import type { ObservationInput } from '@landfall/backstage-plugin-fleet-node';
import { goneIncidentFact } from '@landfall/backstage-plugin-fleet-node/codeHosts';
import { z } from 'zod';
import { pushedCommitFact } from '../facts/commits';
import { toldDeployment } from '../facts/deployments';
import { incidentFact, isIncident, isLabelOf } from '../facts/incidents';
import {
  deploymentSchema,
  deploymentStatusSchema,
  issueSchema,
  pullRequestSchema,
  pushedCommitSchema,
  sha,
  workflowRunSchema,
} from '../facts/payload';
import type { Place } from '../facts/place';
import { pullRequestFact } from '../facts/pullRequests';
import { pushedTagFact } from '../facts/releases';
import { runFact } from '../facts/runs';

/** What events tell besides their repository. */
export interface WebhookRules {
  /** Upper and lower case make no difference. */
  incidentLabels: readonly string[];
  /** The present moment, ms. */
  now: number;
}

/** The events that tell something. */
export const EVENTS = [
  'deployment',
  'deployment_status',
  'workflow_run',
  'pull_request',
  'pull_request_review',
  'push',
  'issues',
] as const;

/** The events that only say that there is something to look at: what they tell is not enough to be recorded. */
export const HINTS = ['release', 'create'] as const;

const MOST_COMMITS = 2_048;
const pushSchema = z.object({
  ref: z.string().max(512),
  deleted: z.boolean().default(false),
  head_commit: z.object({ id: sha }).nullish(),
  commits: z.array(pushedCommitSchema).max(MOST_COMMITS).default([]),
  repository: z.object({ default_branch: z.string() }),
});
const TAGS = 'refs/tags/';
const BRANCHES = 'refs/heads/';

const readers: Record<
  (typeof EVENTS)[number],
  (payload: unknown, place: Place, rules: WebhookRules) => ObservationInput[]
> = {
  deployment: (payload, place) => {
    const { deployment } = z
      .object({ deployment: deploymentSchema })
      .parse(payload);
    return present(toldDeployment(place, deployment, undefined));
  },
  deployment_status: (payload, place) => {
    const { deployment, deployment_status: status } = z
      .object({
        deployment: deploymentSchema,
        deployment_status: deploymentStatusSchema,
      })
      .parse(payload);
    return present(toldDeployment(place, deployment, status));
  },
  workflow_run: (payload, place) => {
    const { workflow_run: run } = z
      .object({ workflow_run: workflowRunSchema })
      .parse(payload);
    return [runFact(place, run)];
  },
  pull_request: (payload, place) => {
    const { pull_request: pull } = z
      .object({ pull_request: pullRequestSchema })
      .parse(payload);
    return [pullRequestFact(place, pull)];
  },
  pull_request_review: (payload, place) =>
    readers.pull_request(payload, place, { incidentLabels: [], now: 0 }),
  push: (payload, place, { now }) => {
    const push = pushSchema.parse(payload);
    if (push.deleted) return [];
    if (push.ref.startsWith(TAGS)) {
      const tag = push.ref.slice(TAGS.length);
      return push.head_commit && tag.length <= 255
        ? [pushedTagFact(place, { tag, commit: push.head_commit.id, now })]
        : [];
    }
    return push.ref === `${BRANCHES}${push.repository.default_branch}`
      ? push.commits.map(commit => pushedCommitFact(place, commit))
      : [];
  },
  issues: (payload, place, { incidentLabels, now }) => {
    const { action, issue, label } = z
      .object({
        action: z.string(),
        issue: issueSchema,
        label: z.object({ name: z.string() }).optional(),
      })
      .parse(payload);
    const fact = incidentFact(place, issue);
    if (fact.kind !== 'incident') return [];
    const isOne = isIncident(issue, incidentLabels);
    const wasOne =
      action === 'unlabeled' &&
      label !== undefined &&
      isLabelOf(incidentLabels, label.name);
    if (isOne && !['deleted', 'transferred'].includes(action)) return [fact];
    return isOne || wasOne ? [goneIncidentFact(fact, now)] : [];
  },
};

/** See the top of the file. @throws ZodError where it is no such event. */
export function webhookFacts(
  event: (typeof EVENTS)[number],
  payload: unknown,
  options: { place: Place; rules: WebhookRules },
): ObservationInput[] {
  return readers[event](payload, options.place, options.rules);
}

function present(fact: ObservationInput | undefined): ObservationInput[] {
  return fact ? [fact] : [];
}
