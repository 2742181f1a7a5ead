/**
 * Time to a new service, after `definitions.md`: "First catalog registration or first commit (the earlier) → first successful production deployment, per
 * service born in the window, by platform of birth."
 */
import type {
  Instant,
  WindowDays,
} from '@landfall/backstage-plugin-fleet-common';
import { dayIndex, type Calendar } from './calendar';
import { censoredQuantile } from './censored';
import { touches } from './changes';
import type { CommitFact } from './types';

/** How a service began. */
export interface ServiceBirth {
  service: string;
  registeredAt: Instant | null;
  firstCommitAt: Instant | null;
  /** First successful deployment to production; null while there is none. */
  deployedAt: Instant | null;
  /** Platform of that deployment; null where nobody knows, and while there is none. */
  platform: string | null;
}

/** Times to a new service on one platform. */
export interface TimeToNewService {
  /** Null: not yet on any, or unknown. */
  platform: string | null;
  /** Services born in the window. */
  n: number;
  /** Those that are not in production yet: they enter as lasting at least as long as so far. */
  open: number;
  medianSeconds: number | null;
  p90Seconds: number | null;
}

/** When a service was born: the earlier of registration and first commit; null where nobody knows either. */
export function bornAt(
  birth: Pick<ServiceBirth, 'registeredAt' | 'firstCommitAt'>,
): Instant | null {
  const { registeredAt, firstCommitAt } = birth;
  if (registeredAt === null || firstCommitAt === null) {
    return registeredAt ?? firstCommitAt;
  }
  return registeredAt < firstCommitAt ? registeredAt : firstCommitAt;
}

/**
 * When the first commit of a service was made; null where its history may begin before what is known. Of a whole repository it is the first without
 * parents; of directories of it, the first that changes something there, where something older is known.
 *
 * @param paths - directories that are the service's; empty where all is.
 */
export function firstCommitOf(
  commits: readonly CommitFact[],
  paths: readonly string[],
): Instant | null {
  const first = (list: readonly CommitFact[]) =>
    list.reduce<Instant | null>(
      (least, { committedAt: at }) =>
        least === null || at < least ? at : least,
      null,
    );
  if (paths.length === 0) {
    return first(commits.filter(({ parents }) => parents?.length === 0));
  }
  const found = first(commits.filter(one => touches(one, paths) === true));
  const oldest = first(commits);
  return found !== null && oldest !== null && oldest < found ? found : null;
}

/** Over the services born in the window, by platform. Those in production before they were born, as far as anybody knows, are left out. */
export function timesToNewService(
  births: readonly ServiceBirth[],
  options: { calendar: Calendar; windowDays: WindowDays },
): TimeToNewService[] {
  const { calendar, windowDays } = options;
  const start = calendar.days.length - windowDays;
  const platforms = new Map<
    string | null,
    { seconds: number; open: boolean }[]
  >();
  for (const birth of births) {
    const born = bornAt(birth);
    const isIn =
      born !== null &&
      born < calendar.ends &&
      dayIndex(calendar, born) >= start;
    const seconds =
      born === null ? -1 : ((birth.deployedAt ?? calendar.now) - born) / 1000;
    if (isIn && seconds >= 0) {
      const list = platforms.get(birth.platform) ?? [];
      platforms.set(birth.platform, list);
      list.push({ seconds, open: birth.deployedAt === null });
    }
  }
  return [...platforms]
    .map(([platform, durations]) => ({
      platform,
      n: durations.length,
      open: durations.filter(one => one.open).length,
      medianSeconds: censoredQuantile(durations, 0.5),
      p90Seconds: censoredQuantile(durations, 0.9),
    }))
    .sort((a, b) => compareNullable(a.platform, b.platform));
}

/** By name; what has no platform last. */
function compareNullable(a: string | null, b: string | null): number {
  if (a === null || b === null) {
    return Number(a === null) - Number(b === null);
  }
  return a < b ? -1 : 1;
}
