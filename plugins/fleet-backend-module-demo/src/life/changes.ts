import { DAY_MS } from '@landfall/backstage-plugin-fleet-common';
import { Chance } from '../chance';
import type { DemoOwner, Rhythm } from '../company/types';

/** What is to be rolled out. */
export type ChangeKind = 'release' | 'config' | 'restart';

/**
 * How a change fares.
 *
 * - `fine`: everywhere and without trouble;
 * - `slow`: runs into its deadline and completes nevertheless;
 * - `crash`: the new instances crash-loop on the first production cluster, and it is rolled back there;
 * - `stuck`: the new instances never become ready on the first production cluster, beyond the deadline, then it is rolled back;
 * - `refused`: the platform refuses the new instances; it is rolled back, or left for the next change;
 * - `overtaken`: a fix follows before it has finished;
 * - `forgotten`: never finishes in staging, and nobody looks until the next change.
 */
export type Fate =
  | 'fine'
  | 'slow'
  | 'crash'
  | 'stuck'
  | 'refused'
  | 'overtaken'
  | 'forgotten';

/** Something that the people of a service decided to roll out. */
export interface Change {
  /** Days since the epoch. */
  day: number;
  /** Place among the changes of its day. */
  index: number;
  /** When it reaches production (or would), ms since the epoch. */
  at: number;
  kind: ChangeKind;
  /** Whether it stays in staging. */
  stagingOnly: boolean;
  fate: Fate;
}

/** Changes per week. */
const PER_WEEK: Record<Rhythm, number> = {
  continuous: 84,
  daily: 5.5,
  weekly: 1.3,
  monthly: 0.3,
  dormant: 0.04,
};

const MINUTE_MS = 60_000;
/** All that follows from a change happens within this time around it, so that changes never meet. */
const SPACING_MINUTES = 100;
const FIRST_MINUTE = 50;
const LAST_MINUTE = 24 * 60 - 55;

/**
 * The changes of one service on any UTC day (counted from the epoch), in order. The same day is always the same.
 */
export function calendarOf(options: {
  seed: string;
  owner: DemoOwner;
}): (day: number) => Change[] {
  const { seed, owner } = options;
  const days = new Chance(seed, 'day', owner.name);
  return day => {
    const chance = days.of(day);
    const aroundTheClock = owner.rhythm === 'continuous';
    const wanted = chance.count(
      PER_WEEK[owner.rhythm] * (aroundTheClock ? 1 / 7 : shareOfWeek(day)),
    );
    if (wanted === 0) return [];
    const [from, to] = aroundTheClock
      ? [FIRST_MINUTE, LAST_MINUTE]
      : [owner.officeHours.fromMinute, owner.officeHours.toMinute];
    const minutes = Array.from({ length: wanted }, () =>
      chance.whole(from, to),
    ).sort((a, b) => a - b);
    return spaced(minutes).map((minute, index) => {
      const kind = drawKind(chance);
      return {
        day,
        index,
        at: day * DAY_MS + minute * MINUTE_MS + chance.whole(0, 59_999),
        kind,
        stagingOnly: chance.happens(0.12),
        fate: kind === 'restart' ? 'fine' : drawFate(chance, owner.failRate),
      };
    });
  };
}

/** Whether it goes wrong in the first production cluster, and therefore no further. */
export function isHalted({ fate }: Change): boolean {
  return ['crash', 'stuck', 'refused'].includes(fate);
}

/** Leaves out what comes too soon after another. */
function spaced(minutes: readonly number[]): number[] {
  const kept: number[] = [];
  for (const minute of minutes) {
    const before = kept.at(-1);
    if (before === undefined || minute - before >= SPACING_MINUTES) {
      kept.push(minute);
    }
  }
  return kept;
}

/** Weekends are quiet, and nobody likes to release on a Friday. */
function shareOfWeek(day: number): number {
  // Day 0 of the epoch was a Thursday.
  const weekday = (day + 4) % 7;
  return [0.02, 0.2, 0.24, 0.22, 0.2, 0.1, 0.02][weekday];
}

function drawKind(chance: Chance): ChangeKind {
  const draw = chance.next();
  if (draw < 0.76) return 'release';
  return draw < 0.93 ? 'config' : 'restart';
}

function drawFate(chance: Chance, failRate: number): Fate {
  if (chance.happens(failRate)) {
    return chance.oneOf(['crash', 'crash', 'stuck', 'refused']);
  }
  const draw = chance.next();
  if (draw < 0.015) return 'slow';
  if (draw < 0.03) return 'overtaken';
  if (draw < 0.04) return 'forgotten';
  return 'fine';
}
