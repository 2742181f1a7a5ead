import { DAY_MS } from '@landfall/backstage-plugin-fleet-common';
import { Chance } from '../chance';
import type { DemoWorkload, Rhythm } from '../company/types';
import { calendarOf, isHalted, type Change } from './changes';

/** A rollout of the made-up company with all that will come of it. Instants are ms since the epoch. */
export interface DemoRollout {
  workload: DemoWorkload;
  /** Unique and growing among the rollouts of the workload. */
  revision: number;
  /** Tag of the image. */
  version: string;
  /** Name of the configuration. */
  configuration: string;
  startsAt: number;
  /** When it ends, and how; undefined when nothing ends it as far as was looked. */
  end?: { at: number; outcome: 'succeeded' | 'failed' | 'superseded' };
  overdueAt?: number;
  crashLoopingAt?: number;
  /** What the platform says about its trouble. */
  trouble: string;
}

const MINUTE_MS = 60_000;
const FIRST_REVISION = 1;
/** Where nothing else is said, workloads are as old as this, or up to a year older. */
const OLDEST_UNTIL = Date.UTC(2025, 0, 1);
/** When the services of the company were begun. */
export const BEGUN_AT = Date.UTC(2024, 0, 1, 8);
/** How many days before the first one are played through, to know what was live then. Rare changes want a longer look. */
export const PRELUDE_DAYS: Record<Rhythm, number> = {
  continuous: 20,
  daily: 60,
  weekly: 150,
  monthly: 500,
  dormant: 1_500,
};
/** By then a change has reached all of production, or went back. */
const SETTLED_MS = 60 * MINUTE_MS;
/** After which a rollout counts as overdue. */
const DEADLINE_MS = 10 * MINUTE_MS;

/**
 * The rollouts of one workload from one day to another, both included, oldest first, preceded by the last that went well before the first
 * day. A later `toDay` only adds, and ends what was open.
 */
export function rolloutsOf(options: {
  seed: string;
  workload: DemoWorkload;
  fromDay: number;
  toDay: number;
}): DemoRollout[] {
  const { seed, workload, fromDay, toDay } = options;
  const birth = bornAt(seed, workload);
  const changesOf = calendarOf({ seed, owner: workload.owner });
  const rollouts: DemoRollout[] = [
    {
      workload,
      revision: FIRST_REVISION,
      version: '1.0.0',
      configuration: 'first',
      // What comes to another platform or cluster later comes as it is by then.
      ...(birth > OLDEST_UNTIL ? liveAt(birth, { ...options, changesOf }) : {}),
      startsAt: birth,
      end: { at: birth + 90_000, outcome: 'succeeded' },
      trouble: '',
    },
  ];
  const firstDay = Math.max(
    Math.floor(birth / DAY_MS) + 1,
    fromDay - PRELUDE_DAYS[workload.owner.rhythm],
  );
  const removedAt = workload.life?.removedAt ?? Infinity;
  for (let day = firstDay; day <= toDay; day += 1) {
    for (const change of changesOf(day)) {
      if (reaches(change, workload)) {
        const added = rollOut({ seed, workload, change, rollouts });
        append(
          rollouts,
          added.filter(one => one.startsAt > birth && one.startsAt < removedAt),
        );
      }
    }
  }
  const last = rollouts[rollouts.length - 1];
  if (last.end === undefined || last.end.at > removedAt) {
    last.end =
      removedAt === Infinity
        ? last.end
        : { at: removedAt, outcome: 'superseded' };
  }
  const before = rollouts.findLastIndex(
    one => one.startsAt < fromDay * DAY_MS && one.end?.outcome === 'succeeded',
  );
  return rollouts.slice(Math.max(before, 0));
}

/** What goes wrong in the first production cluster goes no further; what stays in staging stays there. */
function reaches(change: Change, workload: DemoWorkload): boolean {
  if (workload.staging) return true;
  return !change.stagingOnly && (workload.order === 0 || !isHalted(change));
}

/** What the people of a workload had brought to production a while before an instant, as far as it is not what they began with. */
function liveAt(
  at: number,
  options: {
    seed: string;
    workload: DemoWorkload;
    changesOf: (day: number) => readonly Change[];
  },
): Partial<Pick<DemoRollout, 'version' | 'configuration'>> {
  const { seed, workload, changesOf } = options;
  const { owner } = workload;
  const live: Partial<Pick<DemoRollout, 'version' | 'configuration'>> = {};
  const lastDay = Math.floor(at / DAY_MS);
  for (
    let day = lastDay;
    day >= lastDay - PRELUDE_DAYS[owner.rhythm];
    day -= 1
  ) {
    const changes = changesOf(day).filter(
      change =>
        change.at < at - SETTLED_MS && !change.stagingOnly && !isHalted(change),
    );
    for (const change of [...changes].reverse()) {
      const isMended = change.fate === 'overtaken';
      if (change.kind === 'release') {
        const version = versionOf(seed, change, owner.name);
        live.version ??= isMended ? `${version}-fix` : version;
      } else if (change.kind === 'config') {
        const name = `${change.day}.${change.index}`;
        live.configuration ??= isMended ? `${name} mended` : name;
      }
    }
    if (live.version !== undefined && live.configuration !== undefined) break;
  }
  return live;
}

/** Adds rollouts; what they find unfinished is superseded. */
function append(rollouts: DemoRollout[], added: readonly DemoRollout[]): void {
  for (const rollout of added) {
    const before = rollouts.at(-1);
    if (before && (!before.end || before.end.at > rollout.startsAt)) {
      before.end = { at: rollout.startsAt, outcome: 'superseded' };
    }
    rollouts.push(rollout);
  }
}

function rollOut(options: {
  seed: string;
  workload: DemoWorkload;
  change: Change;
  rollouts: readonly DemoRollout[];
}): DemoRollout[] {
  const { seed, workload, change, rollouts } = options;
  const { owner, staging, order, target } = workload;
  const live = rollouts[rollouts.length - 1];
  const good =
    rollouts.findLast(one => one.end?.outcome === 'succeeded') ?? rollouts[0];
  const chance = new Chance(seed, 'rollout', owner.name, target.cluster).of(
    revisionOf(change, 0),
  );
  const lag = new Chance(seed, 'lag', owner.name).whole(4, 14);
  const startsAt =
    change.at +
    (staging ? -lag * 2.5 : lag * order) * MINUTE_MS +
    chance.whole(0, 20_000);
  const takes = (20 + workload.replicas * chance.whole(8, 25)) * 1000;
  const fresh: DemoRollout = {
    workload,
    revision: revisionOf(change, 0),
    version:
      change.kind === 'release'
        ? versionOf(seed, change, owner.name)
        : live.version,
    configuration:
      change.kind === 'config'
        ? `${change.day}.${change.index}`
        : live.configuration,
    startsAt,
    trouble: '',
  };
  const finished: DemoRollout = {
    ...fresh,
    end: { at: startsAt + takes, outcome: 'succeeded' },
  };
  const undo = (afterMinutes: number): DemoRollout => {
    const at = startsAt + afterMinutes * MINUTE_MS;
    return {
      ...good,
      revision: revisionOf(change, 1),
      startsAt: at,
      end: { at: at + takes, outcome: 'succeeded' },
      overdueAt: undefined,
      crashLoopingAt: undefined,
      trouble: '',
    };
  };
  const troubled = !staging && order === 0;
  switch (change.fate) {
    case 'crash':
      if (!troubled) return [finished];
      return [
        {
          ...fresh,
          crashLoopingAt: startsAt + 70_000,
          trouble: 'CrashLoopBackOff: back-off restarting failed container',
        },
        undo(chance.whole(6, 18)),
      ];
    case 'stuck':
      if (!troubled) return [finished];
      return [
        {
          ...fresh,
          overdueAt: startsAt + DEADLINE_MS,
          trouble: 'ProgressDeadlineExceeded: the readiness probe fails',
        },
        undo(chance.whole(16, 34)),
      ];
    case 'refused':
      if (!troubled) return [finished];
      return [
        {
          ...fresh,
          end: { at: startsAt + 40_000, outcome: 'failed' },
          trouble: 'FailedCreate: exceeded quota of the namespace',
        },
        // Where the next change comes soon anyway, some do not bother.
        ...(['daily', 'weekly'].includes(owner.rhythm) && chance.happens(0.5)
          ? []
          : [undo(chance.whole(5, 12))]),
      ];
    case 'slow':
      return [
        {
          ...fresh,
          overdueAt: startsAt + DEADLINE_MS,
          end: {
            at: startsAt + DEADLINE_MS + chance.whole(2, 9) * MINUTE_MS,
            outcome: 'succeeded',
          },
          trouble: 'ProgressDeadlineExceeded: waited for a node',
        },
      ];
    case 'overtaken': {
      const at = startsAt + Math.min(takes - 5_000, 30_000);
      return [
        fresh,
        {
          ...finished,
          revision: revisionOf(change, 1),
          ...(change.kind === 'config'
            ? { configuration: `${finished.configuration} mended` }
            : { version: `${finished.version}-fix` }),
          startsAt: at,
          end: { at: at + takes, outcome: 'succeeded' },
        },
      ];
    }
    case 'forgotten':
      if (!staging) return [finished];
      return [
        {
          ...fresh,
          overdueAt: startsAt + DEADLINE_MS,
          trouble: 'ImagePullBackOff: the image cannot be pulled',
        },
      ];
    default:
      return [finished];
  }
}

/** When the workload was created: where nothing else is said, some day of 2024. */
export function bornAt(
  seed: string,
  { owner, target, life }: DemoWorkload,
): number {
  if (life && Number.isFinite(life.createdAt)) return life.createdAt;
  const chance = new Chance(seed, 'born', owner.name, target.cluster);
  return Date.UTC(2024, 0, 1, 9) + chance.whole(0, 365) * DAY_MS;
}

/** Grows with time, and is the same wherever the look began. */
function revisionOf(change: Change, part: 0 | 1): number {
  return change.day * 100 + change.index * 2 + part;
}

/** Which change of a service a rollout comes from, and whether it is what followed on it; undefined for the first one of all. */
export function changeOfRevision(
  revision: number,
): { day: number; index: number; follows: boolean } | undefined {
  if (revision === FIRST_REVISION) return undefined;
  const ofDay = revision % 100;
  return {
    day: Math.floor(revision / 100),
    index: Math.floor(ofDay / 2),
    follows: ofDay % 2 === 1,
  };
}

/** Some teams number their versions by year and week, some name them after the commit. */
export function versionOf(seed: string, change: Change, owner: string): string {
  if (new Chance(seed, 'naming', owner).happens(0.6)) {
    const date = new Date(change.day * DAY_MS);
    const january = Date.UTC(date.getUTCFullYear(), 0, 1) / DAY_MS;
    const dayOfYear = change.day - january;
    return [
      date.getUTCFullYear() - 2019,
      Math.floor(dayOfYear / 7) + 1,
      (dayOfYear % 7) * 16 + change.index,
    ].join('.');
  }
  const chance = new Chance(seed, 'commit', owner, change.day, change.index);
  const digits = Array.from({ length: 10 }, () => chance.whole(0, 15));
  return digits.map(digit => digit.toString(16)).join('');
}
