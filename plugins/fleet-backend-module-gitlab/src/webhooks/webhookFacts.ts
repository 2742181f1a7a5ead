/**
 * What an event of GitLab tells: the same facts, under the same keys, as a look would, with what is known already where the event tells less. Pure.
 */
import type {
  Observation,
  ObservationInput,
  ObservationKind,
  ObservationOf,
} from '@landfall/backstage-plugin-fleet-node';
import { goneIncidentFact } from '@landfall/backstage-plugin-fleet-node/codeHosts';
import { z } from 'zod';
import { pushedCommitFact } from '../facts/commits';
import { toldDeployment, toldDeploymentKey } from '../facts/deployments';
import { isIncident, toldIncident } from '../facts/incidents';
import { mergeRequestKey, toldMergeRequest } from '../facts/mergeRequests';
import {
  issueSchema,
  pushedCommitSchema,
  sha,
  time,
  toldDeploymentSchema,
  toldMergeRequestSchema,
  toldPipelineSchema,
} from '../facts/payload';
import { toldPipeline } from '../facts/pipelines';
import { issueKey, type Place } from '../facts/place';
import { toldTagFact } from '../facts/releases';

/** What events tell besides their project. */
export interface WebhookRules {
  /** Upper and lower case make no difference. */
  incidentLabels: readonly string[];
  /** The present moment, ms. */
  now: number;
}

/** An event that was read. */
export interface ReadEvent {
  /** Under which keys to ask for what is known already. */
  keys: string[];
  /** What it tells, with what is known. */
  facts(known: ReadonlyMap<string, Observation>): ObservationInput[];
}

/** The kinds of events that tell something, as `object_kind` says them. See https://docs.gitlab.com/user/project/integrations/webhook_events/. */
export const EVENTS = [
  'deployment',
  'pipeline',
  'merge_request',
  'push',
  'tag_push',
  'release',
  'issue',
  'work_item',
] as const;

/** A kind of event that tells something. */
export type WebhookEvent = (typeof EVENTS)[number];

type Reader = (
  payload: unknown,
  place: Place,
  rules: WebhookRules,
) => ReadEvent;

const MOST_COMMITS = 2_048;
const TAGS = 'refs/tags/';
const BRANCHES = 'refs/heads/';
const pushSchema = z.object({
  ref: z.string().max(512),
  commits: z.array(pushedCommitSchema).max(MOST_COMMITS).default([]),
  project: z.object({ default_branch: z.string().nullish() }),
});
const tagPushSchema = z.object({
  ref: z.string().max(512),
  /** None where the tag was deleted. */
  checkout_sha: sha.nullish(),
});
const releaseSchema = z.object({
  action: z.string(),
  tag: z.string().min(1).max(255),
  released_at: time,
  commit: z.object({ id: sha }),
});

/** What an event says of what it is about. */
function attributes<S extends z.ZodType>(
  schema: S,
  payload: unknown,
): z.output<S> {
  const event = z.object({ object_attributes: schema }).parse(payload);
  return (event as { object_attributes: z.output<S> }).object_attributes;
}

const readIssue: Reader = (payload, place, { incidentLabels, now }) => {
  const issue = attributes(issueSchema, payload);
  const { action } = attributes(
    z.object({ action: z.string().optional() }),
    payload,
  );
  const key = issueKey(place, issue.iid);
  return {
    keys: [key],
    facts: map => {
      const known = newest(map, key, 'incident');
      const fact = toldIncident(place, issue, { action, known });
      if (isIncident(issue, incidentLabels)) return [fact];
      // It was one until now: it has another type, or lost its label. Versions before 17.2 do not tell the type; then the next look knows.
      return known && !known.ended && issue.type
        ? [goneIncidentFact(fact, now)]
        : [];
    },
  };
};

const readers: Record<WebhookEvent, Reader> = {
  deployment: (payload, place) => {
    const told = toldDeploymentSchema.parse(payload);
    const key = toldDeploymentKey(place, told);
    return {
      keys: [key],
      facts: map => {
        const known = newest(map, key, 'ci_deployment');
        const fact = toldDeployment(place, told, known);
        return fact ? [fact] : [];
      },
    };
  },
  pipeline: (payload, place) => {
    const pipeline = attributes(toldPipelineSchema, payload);
    return alone([toldPipeline(place, pipeline)]);
  },
  merge_request: (payload, place) => {
    const request = attributes(toldMergeRequestSchema, payload);
    const key = mergeRequestKey(place, request.iid);
    return {
      keys: [key],
      facts: map => [
        toldMergeRequest(place, request, newest(map, key, 'pull_request')),
      ],
    };
  },
  push: (payload, place) => {
    const { ref, commits, project } = pushSchema.parse(payload);
    const isDefault = ref === `${BRANCHES}${project.default_branch}`;
    return alone(
      isDefault ? commits.map(commit => pushedCommitFact(place, commit)) : [],
    );
  },
  tag_push: (payload, place, { now }) => {
    const { ref, checkout_sha: commit } = tagPushSchema.parse(payload);
    const tag = ref.slice(TAGS.length);
    const isTag = ref.startsWith(TAGS) && tag !== '' && tag.length <= 255;
    return alone(
      isTag && commit
        ? [toldTagFact(place, { tag, commit, at: now, now })]
        : [],
    );
  },
  release: (payload, place, { now }) => {
    const {
      action,
      tag,
      released_at: at,
      commit,
    } = releaseSchema.parse(payload);
    return alone(
      action === 'delete'
        ? []
        : [toldTagFact(place, { tag, commit: commit.id, at, now })],
    );
  },
  issue: readIssue,
  work_item: readIssue,
};

/** See the top of the file. @throws ZodError where it is no such event. */
export function readEvent(
  event: WebhookEvent,
  payload: unknown,
  options: { place: Place; rules: WebhookRules },
): ReadEvent {
  return readers[event](payload, options.place, options.rules);
}

function alone(facts: ObservationInput[]): ReadEvent {
  return { keys: [], facts: () => facts };
}

function newest<K extends ObservationKind>(
  known: ReadonlyMap<string, Observation>,
  key: string,
  kind: K,
): ObservationOf<K> | undefined {
  const found = known.get(key);
  return found?.kind === kind ? (found as ObservationOf<K>) : undefined;
}
