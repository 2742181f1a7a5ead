/**
 * Pull requests. Only of merged ones it is asked which commits they had and who looked at them first: nothing is measured of the others.
 */
import {
  originOfRepository,
  type ObservationInput,
  type PullRequestBody,
} from '@landfall/backstage-plugin-fleet-node';
import { endAfter } from '@landfall/backstage-plugin-fleet-node/codeHosts';
import type { Commit, PullRequest, TimelineEvent } from './payload';
import { CORRECTION, issueKey, pageOf, type Place } from './place';

const MOST_COMMITS = 250;
const REVERTS = /\breverts\s+(?:([\w.-]+\/[\w.-]+))?#(\d{1,9})\b/i;
const FIXES =
  /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+(?:([\w.-]+\/[\w.-]+))?#(\d{1,9})\b/gi;

/** What is asked for of a merged pull request. */
export interface PullRequestDetails {
  /** Oldest first; null where they are too many. */
  commits: readonly Commit[] | null;
  timeline: readonly TimelineEvent[];
}

/** What a webhook tells, or a list. It corrects nothing: whoever asks for the details knows more. */
export function pullRequestFact(
  place: Place,
  pull: PullRequest,
): ObservationInput {
  return factOf(place, pull, undefined);
}

/** With its details, as the API tells it. */
export function wholePullRequestFact(
  place: Place,
  pull: PullRequest,
  details: PullRequestDetails | undefined,
): ObservationInput {
  return { ...factOf(place, pull, details), correction: CORRECTION };
}

function factOf(
  place: Place,
  pull: PullRequest,
  details: PullRequestDetails | undefined,
): ObservationInput {
  const merged = pull.merged_at ?? null;
  const { endedAt, estimated } = endAfter(
    pull.created_at,
    merged ?? pull.closed_at ?? null,
  );
  const ended = pull.state === 'closed';
  return {
    kind: 'pull_request',
    key: `${place.origin}#pr/${pull.number}`,
    origin: place.origin,
    version: Math.max(pull.updated_at, 0),
    at: pull.created_at,
    ended,
    endedAt: ended ? endedAt : null,
    estimated: { at: false, endedAt: ended && estimated },
    body: {
      number: pull.number,
      state: merged !== null ? 'merged' : pull.state,
      base: pull.base.ref,
      head: pull.head.ref,
      labels: pull.labels,
      // Of an open one it is a merge that was only tried.
      mergeCommit: merged === null ? null : pull.merge_commit_sha ?? null,
      mergedAt: merged,
      ...referencesOf(place, pull.body ?? ''),
      ...detailsOf(pull, details),
      link: pageOf(place, `pull/${pull.number}`),
    },
  };
}

function detailsOf(
  pull: PullRequest,
  details: PullRequestDetails | undefined,
): Pick<PullRequestBody, 'commits' | 'readyAt' | 'firstReviewAt'> {
  if (!details) return { commits: null, readyAt: null, firstReviewAt: null };
  const { commits, timeline } = details;
  const end = pull.merged_at ?? Number.POSITIVE_INFINITY;
  const ready = timeline
    .filter(({ event }) => event === 'ready_for_review')
    .flatMap(({ created_at: at }) => at ?? [])
    .filter(at => at <= end);
  const reviews = timeline
    .filter(one => isReview(one) && isBySomebodyElse(one, pull))
    .flatMap(one => one.submitted_at ?? one.created_at ?? []);
  return {
    commits:
      commits === null || commits.length > MOST_COMMITS
        ? null
        : commits.map(({ sha, commit, parents }) => ({
            commit: sha,
            committedAt: commit.committer.date,
            authoredAt: commit.author?.date ?? null,
            merge: parents.length > 1,
          })),
    readyAt: ready.length > 0 ? Math.max(...ready) : null,
    firstReviewAt: reviews.length > 0 ? Math.min(...reviews) : null,
  };
}

function isReview({ event }: TimelineEvent): boolean {
  return ['reviewed', 'commented', 'line-commented'].includes(event);
}

function isBySomebodyElse(event: TimelineEvent, pull: PullRequest): boolean {
  const by = event.user ?? event.actor;
  return (
    !!by &&
    by.type !== 'Bot' &&
    !by.login?.endsWith('[bot]') &&
    by.id !== pull.user?.id
  );
}

/** What its text says it reverts and fixes. The text itself is not kept. */
function referencesOf(
  place: Place,
  text: string,
): Pick<PullRequestBody, 'reverts' | 'fixes'> {
  const readable = text.slice(0, 65_536);
  const [, of, number] = REVERTS.exec(readable) ?? [];
  const isHere =
    of === undefined || of.toLowerCase() === place.slug.toLowerCase();
  const fixes = [...readable.matchAll(FIXES)].map(([, slug, issue]) =>
    issueKey(
      slug === undefined
        ? place
        : { ...place, origin: originOfRepository({ host: place.host, slug }) },
      issue,
    ),
  );
  return {
    reverts: isHere && Number(number) >= 1 ? Number(number) : null,
    fixes: [...new Set(fixes)].slice(0, 32),
  };
}
