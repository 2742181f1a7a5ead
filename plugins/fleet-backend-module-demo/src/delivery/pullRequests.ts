import { DAY_MS } from '@landfall/backstage-plugin-fleet-common';
import { Chance } from '../chance';
import { isHalted } from '../life/changes';
import { HOUR_MS } from '../migration/times';
import { FIX, fixCommitOf, numberOf, shaOf, type Release } from './releases';

const MINUTE_MS = 60_000;
/** Nothing of a release is merged longer before it. */
const MERGED_WITHIN_MS = 8 * DAY_MS;
/** No pull request is older when it is merged. */
const LONGEST_MS = 12 * DAY_MS;
/** So long before a release its first code may be written. */
export const WRITTEN_WITHIN_DAYS = 21;

/** A commit on the branch of a pull request. */
export interface BranchCommit {
  sha: string;
  at: number;
}

/** A pull request of the made-up company with all that will come of it; instants in ms since the epoch. */
export interface DemoPullRequest {
  release: Release;
  number: number;
  /** Oldest first. */
  commits: readonly BranchCommit[];
  openedAt: number;
  /** When it was no draft any more; null where it never was one. */
  readyAt: number | null;
  firstReviewAt: number | null;
  mergedAt: number;
  /** The commit by which it came in. */
  mergeCommit: string;
  hotfix: boolean;
  /** What it takes back. */
  reverts: { number: number; commit: string } | null;
}

/** What a release brings; `previous` is the one before it. */
export function pullRequestsOf(options: {
  seed: string;
  release: Release;
  previous: Release | undefined;
}): DemoPullRequest[] {
  const { seed, release, previous } = options;
  const { service, change, cutAt } = release;
  const chance = new Chance(
    seed,
    'code',
    service.name,
    change.day,
    change.index,
  );
  const window = Math.min(
    MERGED_WITHIN_MS,
    previous ? (cutAt - previous.cutAt) * 0.9 : MERGED_WITHIN_MS,
  );
  const merges = Array.from({ length: release.pullRequests - 1 }, () =>
    Math.round(cutAt - chance.next() * window),
  ).sort((a, b) => a - b);
  const isHotfix = chance.happens(service.failRate / 4);
  const reverted =
    previous && isHalted(previous.change) && chance.happens(0.6)
      ? {
          number: numberOf(previous, previous.pullRequests - 1),
          commit: previous.head,
        }
      : null;
  const planned = [...merges, cutAt].map((mergedAt, place, all) => {
    const isLast = place === all.length - 1;
    const isFirst = place === 0;
    return write(chance, {
      seed,
      release,
      place,
      mergedAt,
      mergeCommit: isLast ? release.head : undefined,
      hotfix: isLast && isHotfix,
      reverts: isFirst ? reverted : null,
    });
  });
  return change.fate === 'overtaken'
    ? [...planned, fixOf(chance, { seed, release })]
    : planned;
}

/** What follows a release while it is still rolled out. */
function fixOf(
  chance: Chance,
  { seed, release }: { seed: string; release: Release },
): DemoPullRequest {
  return write(chance, {
    seed,
    release,
    place: FIX,
    mergedAt: release.change.at - 40 * MINUTE_MS,
    mergeCommit: fixCommitOf(seed, release),
    hotfix: false,
    reverts: null,
    quick: true,
  });
}

function write(
  chance: Chance,
  options: {
    seed: string;
    release: Release;
    place: number;
    mergedAt: number;
    mergeCommit: string | undefined;
    hotfix: boolean;
    reverts: DemoPullRequest['reverts'];
    quick?: boolean;
  },
): DemoPullRequest {
  const { seed, release, place, mergedAt, hotfix, reverts } = options;
  const { service, change } = release;
  const { pace } = service.habits;
  const isQuick = options.quick || hotfix || reverts !== null;
  const sha = (what: string) =>
    shaOf(seed, service.name, change.day, change.index, place, what);
  const size = isQuick ? 1 : Math.min(6, 1 + chance.count(0.8));
  const span = (medianHours: number) =>
    Math.min(LONGEST_MS / 3, chance.around(medianHours * pace, 0.9) * HOUR_MS);
  const quickly = () => chance.whole(4, 25) * MINUTE_MS;
  const [coding, pickup, review] = isQuick
    ? [quickly(), quickly(), quickly()]
    : [span(3), span(1.5), span(2.5)];
  const isReviewed = chance.happens(0.94);
  const firstReviewAt = Math.round(mergedAt - review);
  const ready = Math.round(firstReviewAt - pickup);
  const isDraft = !isQuick && chance.happens(0.25);
  const begunAt = Math.round(ready - coding);
  return {
    release,
    number: numberOf(release, place),
    commits: Array.from({ length: size }, (_, at) => ({
      sha: sha(`commit ${at}`),
      at: Math.round(begunAt + (coding * at) / size),
    })),
    openedAt: isDraft ? Math.round(ready - coding / 2) : ready,
    readyAt: isDraft ? ready : null,
    firstReviewAt: isReviewed ? firstReviewAt : null,
    mergedAt,
    mergeCommit: options.mergeCommit ?? sha('merge'),
    hotfix,
    reverts,
  };
}
