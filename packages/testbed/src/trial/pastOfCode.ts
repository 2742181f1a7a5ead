/**
 * The weeks before the trial, as the repositories of the stand-in remember them: what was written, reviewed, merged and deployed, what failed, and what customers noticed. So there
 * is something to compare with from the first minute.
 */
import type { GithubRepository, MergeStyle } from '../github/repository';
import type { Chance } from './chance';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How many days it goes back. */
export const PAST_DAYS = 35;

/** What pull requests are about. */
export const IMPROVEMENTS: readonly string[] = [
  'Answer faster',
  'Log less',
  'Ask the cache first',
  'Mend a typing error',
  'Retry what may be retried',
  'Speak gRPC with the neighbours',
  'Take out what nobody uses',
];

/** Tells the past of one repository. @returns the commit that is live when the trial begins */
export function tellPast(
  repository: GithubRepository,
  options: {
    chance: Chance;
    style: MergeStyle;
    now: number;
    imageOf(sha: string): string;
  },
): string {
  const { chance, now } = options;
  const daysBetween = chance.oneOf([1, 2, 3, 5]);
  // How much longer than others its people take.
  const pace = chance.between(0.4, 2.5);
  let live = repository.head;
  deployPast(repository, {
    ...options,
    sha: live,
    at: now - PAST_DAYS * DAY_MS,
  });
  for (
    let at = now - (PAST_DAYS - 1) * DAY_MS;
    at < now - DAY_MS / 2;
    at += chance.between(0.5, 1.5) * daysBetween * DAY_MS
  ) {
    const sha = mergePast(repository, { ...options, at, pace });
    const deployedAt = at + chance.between(10, 90) * MINUTE_MS;
    const isBad = chance.between(0, 1) < 0.15;
    const over = deployPast(repository, {
      ...options,
      ...{ sha, at: deployedAt },
      conclusion: isBad ? 'failure' : 'success',
    });
    if (isBad) {
      deployPast(repository, {
        ...options,
        sha: live,
        at: over + chance.between(2, 40) * MINUTE_MS,
      });
    } else {
      live = sha;
    }
    if (chance.between(0, 1) < 0.12) {
      const openedAt = over + chance.between(0.2, 6) * HOUR_MS;
      const number = repository.openIssue({
        title: 'Customers tell of errors',
        labels: ['incident'],
        at: openedAt,
      });
      repository.closeIssue(
        number,
        openedAt + chance.between(0.3, 5) * HOUR_MS,
      );
    }
  }
  return live;
}

function mergePast(
  repository: GithubRepository,
  options: { chance: Chance; style: MergeStyle; at: number; pace: number },
): string {
  const { chance, style, at, pace } = options;
  const review = pace * chance.between(0.3, 5) * HOUR_MS;
  const pickup = pace * chance.between(0.2, 6) * HOUR_MS;
  const coding = pace * chance.between(0.5, 12) * HOUR_MS;
  const openedAt = at - review - pickup;
  const begunAt = openedAt - coding;
  const number = repository.openPull({
    title: chance.oneOf(IMPROVEMENTS),
    branch: `change-${repository.pulls.size + 1}`,
    committedAt: [begunAt, begunAt + coding / 2].slice(
      0,
      Math.ceil(chance.between(0, 2)),
    ),
    at: openedAt,
  });
  repository.review(number, openedAt + pickup);
  return repository.merge(number, { style, at });
}

/** @returns when it was over */
function deployPast(
  repository: GithubRepository,
  options: {
    chance: Chance;
    sha: string;
    at: number;
    conclusion?: 'success' | 'failure';
    imageOf(sha: string): string;
  },
): number {
  const { chance, sha, at, conclusion = 'success', imageOf } = options;
  const run = repository.startRun(sha, at - 4 * MINUTE_MS);
  const id = repository.deploy({
    ...{ sha, at },
    environment: 'production',
    image: imageOf(sha),
  });
  repository.setStatus(id, { state: 'in_progress', run, at });
  const over = at + chance.between(1, 6) * MINUTE_MS;
  repository.setStatus(id, { state: conclusion, run, at: over });
  repository.finishRun(run, { conclusion, at: over + MINUTE_MS });
  return over;
}
