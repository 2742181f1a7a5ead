/**
 * Merge requests. Only of merged ones it is asked which commits they had and who looked at them first: nothing is measured of the others.
 */
import {
  originOfRepository,
  type ObservationInput,
  type ObservationOf,
  type PullRequestBody,
} from '@landfall/backstage-plugin-fleet-node';
import { endAfter } from '@landfall/backstage-plugin-fleet-node/codeHosts';
import type { Commit, MergeRequest, Note, ToldMergeRequest } from './payload';
import { CORRECTION, issueKey, pageOf, versionAt, type Place } from './place';

const MOST_COMMITS = 250;
const LONGEST_TEXT = 65_536;
const PATH = String.raw`[\w.-]+(?:\/[\w.-]+)+`;
const REVERTS = new RegExp(
  String.raw`\brevert(?:s|ed)?\s+merge\s+request\s+(${PATH})?!(\d{1,9})\b`,
  'i',
);
/** See https://docs.gitlab.com/user/project/issues/managing_issues/#default-closing-pattern. */
const FIXES = new RegExp(
  String.raw`\b(?:clos(?:e[sd]?|ing)|fix(?:e[sd]|ing)?|resolv(?:e[sd]?|ing)|implement(?:s|ed|ing)?):?\s+(?:issues?\s+)?(${PATH})?#(\d{1,9})\b`,
  'gi',
);
const READY =
  /^(?:marked this merge request as \*\*ready\*\*|unmarked (?:this merge request )?as a \*\*work in progress\*\*)/i;
const APPROVED = /^approved this merge request/i;
/** Users that GitLab makes for tokens, and what companies call theirs. See https://docs.gitlab.com/user/project/settings/project_access_tokens/#bot-users-for-projects. */
const PROGRAM =
  /^(?:project|group)_\d+_bot|^service_account_|(?:^|[-_.])bot(?:$|[-_.])|^(?:ghost|gitlabduo|support-bot|alert-bot|security-bot)$/i;

/** What is asked for of a merged merge request. */
export interface MergeRequestDetails {
  /** Newest first; null where they are too many. */
  commits: readonly Commit[] | null;
  notes: readonly Note[];
}

/** As the API tells it; of a merged one with its details. */
export function mergeRequestFact(
  place: Place,
  request: MergeRequest,
  details: MergeRequestDetails | undefined,
): ObservationInput {
  const merged = request.merged_at ?? null;
  return {
    ...factOf(place, request, {
      mergedAt: merged,
      closedAt: request.closed_at ?? null,
      // Without a merge and without a squash it came as it was.
      mergeCommit:
        request.state === 'merged'
          ? request.merge_commit_sha ??
            request.squash_commit_sha ??
            request.sha ??
            null
          : null,
      ...detailsOf(request, details),
    }),
    version: versionAt(request.updated_at, 'api'),
    correction: CORRECTION,
  };
}

/** As a webhook tells it, with what is known besides. It corrects nothing: whoever looks knows more. */
export function toldMergeRequest(
  place: Place,
  request: ToldMergeRequest,
  known: ObservationOf<'pull_request'> | undefined,
): ObservationInput {
  const now = (action: string) =>
    request.action === action ? request.updated_at : null;
  const fact = factOf(place, request, {
    mergedAt: now('merge') ?? known?.body.mergedAt ?? null,
    closedAt: now('close'),
    mergeCommit:
      request.state === 'merged'
        ? request.merge_commit_sha ?? request.squash_commit_sha ?? null
        : null,
    commits: known?.body.commits ?? null,
    readyAt: known?.body.readyAt ?? null,
    firstReviewAt: known?.body.firstReviewAt ?? null,
  });
  return {
    ...fact,
    version: versionAt(request.updated_at, 'webhook'),
    estimated: { at: true, endedAt: fact.endedAt !== null },
  };
}

/** Under which key a merge request is told. */
export function mergeRequestKey({ origin }: Place, number: number): string {
  return `${origin}#pr/${number}`;
}

function factOf(
  place: Place,
  request: MergeRequest | ToldMergeRequest,
  more: Pick<
    PullRequestBody,
    'mergedAt' | 'mergeCommit' | 'commits' | 'readyAt' | 'firstReviewAt'
  > & { closedAt: number | null },
): Omit<Extract<ObservationInput, { kind: 'pull_request' }>, 'version'> {
  const { closedAt, ...told } = more;
  const state = stateOf(request.state);
  const end = state === 'merged' ? told.mergedAt : closedAt;
  const { endedAt, estimated } = endAfter(
    request.created_at,
    state === 'open' ? null : end,
  );
  return {
    kind: 'pull_request',
    key: mergeRequestKey(place, request.iid),
    origin: place.origin,
    at: request.created_at,
    ended: state !== 'open',
    endedAt,
    estimated: { at: false, endedAt: estimated },
    body: {
      number: request.iid,
      state,
      base: request.target_branch,
      head: request.source_branch,
      labels: request.labels,
      ...told,
      mergedAt: state === 'merged' ? told.mergedAt : null,
      ...referencesOf(place, request.description ?? ''),
      link: pageOf(place, `merge_requests/${request.iid}`),
    },
  };
}

function stateOf(state: MergeRequest['state']): PullRequestBody['state'] {
  // It is locked only while it is being merged.
  return state === 'opened' || state === 'locked' ? 'open' : state;
}

function detailsOf(
  request: MergeRequest,
  details: MergeRequestDetails | undefined,
): Pick<PullRequestBody, 'commits' | 'readyAt' | 'firstReviewAt'> {
  if (!details) return { commits: null, readyAt: null, firstReviewAt: null };
  const { commits, notes } = details;
  const end = request.merged_at ?? Number.POSITIVE_INFINITY;
  const ready = notes
    .filter(({ system, body }) => system && READY.test(body))
    .map(note => note.created_at)
    .filter(at => at <= end);
  const reviews = notes
    .filter(note => isReview(note) && isBySomebodyElse(note, request))
    .map(note => note.created_at);
  return {
    commits:
      commits === null || commits.length > MOST_COMMITS
        ? null
        : [...commits].reverse().map(commit => ({
            commit: commit.id,
            committedAt: commit.committed_date ?? commit.created_at,
            authoredAt: commit.authored_date ?? null,
            merge: isMerge(commit),
          })),
    readyAt: ready.length > 0 ? Math.max(...ready) : null,
    firstReviewAt: reviews.length > 0 ? Math.min(...reviews) : null,
  };
}

/** GitLab 17 leaves out the parents of commits of merge requests; then only the words tell. */
function isMerge({ parent_ids: parents, message }: Commit): boolean {
  return parents && parents.length > 0
    ? parents.length > 1
    : /^Merge (?:remote-tracking )?(?:branch|commit|tag)(?:es|s)? '/.test(
        message,
      );
}

function isReview({ system, body }: Note): boolean {
  return !system || APPROVED.test(body);
}

function isBySomebodyElse({ author }: Note, request: MergeRequest): boolean {
  return (
    !!author &&
    author.id !== request.author?.id &&
    !PROGRAM.test(author.username ?? '')
  );
}

/** What its text says it reverts and fixes. The text itself is not kept. */
function referencesOf(
  place: Place,
  text: string,
): Pick<PullRequestBody, 'reverts' | 'fixes'> {
  const readable = text.slice(0, LONGEST_TEXT);
  const [, of, number] = REVERTS.exec(readable) ?? [];
  const isHere =
    of === undefined || of.toLowerCase() === place.path.toLowerCase();
  const fixes = [...readable.matchAll(FIXES)].map(([, slug, issue]) =>
    issueKey(
      slug === undefined || slug.toLowerCase() === place.path.toLowerCase()
        ? place
        : { origin: originOfRepository({ host: place.host, slug }) },
      issue,
    ),
  );
  return {
    reverts: isHere && Number(number) >= 1 ? Number(number) : null,
    fixes: [...new Set(fixes)].filter(key => key.length <= 512).slice(0, 32),
  };
}
