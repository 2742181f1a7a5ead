import { createHash } from 'node:crypto';
import { Chance } from '../chance';
import type { DemoService, Rhythm } from '../company/types';
import { calendarOf, isHalted, type Change } from '../life/changes';
import { PRELUDE_DAYS, versionOf } from '../life/rollouts';

/** Code is merged until so long before a release reaches production. */
const FREEZE_MS = 45 * 60_000;

/** How many pull requests a release brings on average beyond the first. */
const MORE_PULL_REQUESTS: Record<Rhythm, number> = {
  continuous: 0,
  daily: 0.3,
  weekly: 1.1,
  monthly: 2,
  dormant: 1,
};
/** One more is left for a fix that follows at once. */
const MOST_PULL_REQUESTS = 5;
export const FIX = MOST_PULL_REQUESTS;
/** Changes of one day are fewer. */
const CHANGES_PER_DAY = 16;
/** Before the first day of any history. */
const NUMBERED_FROM_DAY = 18_000;

/** A change that brings code. */
export interface Release {
  service: DemoService;
  change: Change;
  version: string;
  /** Until when its code is merged, ms since the epoch. */
  cutAt: number;
  /** The commit that it is. */
  head: string;
  /** How many pull requests it brings. */
  pullRequests: number;
}

/** The first commit that a service ever had, which is its version 1.0.0. */
export function firstCommitOf(seed: string, service: DemoService): string {
  return shaOf(seed, service.name, 'first');
}

/** A made-up name of a commit. */
export function shaOf(...parts: readonly (string | number)[]): string {
  return createHash('sha1').update(parts.join('\u0000')).digest('hex');
}

/** What a change brings, the same wherever the look began. */
export function releaseOf(
  seed: string,
  service: DemoService,
  change: Change,
): Release {
  const { day, index, at } = change;
  const version = versionOf(seed, change, service.name);
  const sha = shaOf(seed, service.name, 'head', day, index);
  const chance = new Chance(seed, 'pull requests', service.name, day, index);
  return {
    service,
    change,
    version,
    cutAt: at - FREEZE_MS,
    head: /^[0-9a-f]{10}$/.test(version) ? `${version}${sha.slice(10)}` : sha,
    pullRequests: Math.min(
      1 + chance.count(MORE_PULL_REQUESTS[service.rhythm]),
      MOST_PULL_REQUESTS,
    ),
  };
}

/** The commit by which the fix of a release came, where one follows at once. */
export function fixCommitOf(seed: string, { service, change }: Release) {
  return shaOf(seed, service.name, 'fix', change.day, change.index);
}

/** Number of one of the pull requests of a release. */
export function numberOf({ service, change }: Release, place: number): number {
  const { slot = 0, shares = 1 } = service.habits.repository ?? {};
  const ofChange =
    (change.day - NUMBERED_FROM_DAY) * CHANGES_PER_DAY + change.index;
  return (ofChange * (MOST_PULL_REQUESTS + 1) + place) * shares + slot + 1;
}

/**
 * The releases of a service from one day to another, both included, oldest first; before them those since the one that was live before the first day,
 * and the one before that.
 */
export function releasesOf(options: {
  seed: string;
  service: DemoService;
  fromDay: number;
  toDay: number;
}): { releases: Release[]; before: Release | undefined } {
  const { seed, service, fromDay, toDay } = options;
  const changesOf = calendarOf({ seed, owner: service });
  const releasesOn = (day: number) =>
    changesOf(day)
      .filter(({ kind }) => kind === 'release')
      .map(change => releaseOf(seed, service, change));
  const releases: Release[] = [];
  for (let day = fromDay; day <= toDay; day += 1) {
    releases.push(...releasesOn(day));
  }
  const firstDay = fromDay - PRELUDE_DAYS[service.rhythm];
  let isLiveKnown = false;
  for (let day = fromDay - 1; day >= firstDay; day -= 1) {
    for (const release of releasesOn(day).reverse()) {
      if (isLiveKnown) return { releases, before: release };
      releases.unshift(release);
      isLiveKnown = !release.change.stagingOnly && !isHalted(release.change);
    }
  }
  return { releases, before: undefined };
}
