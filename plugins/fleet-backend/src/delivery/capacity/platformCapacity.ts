/**
 * "Fleet: used ÷ allocatable per platform, workloads per node (bin-packing density), and the ratio between platforms."
 */
import type {
  CapacityNumber,
  CompanyCapacity,
  Instant,
  PlatformCapacity,
  WindowDays,
} from '@landfall/backstage-plugin-fleet-common';
import type { Calendar } from '../calendar';
import { hoursByDay, previousStart, windowStart } from './days';
import { hostHours, type HostSpan } from './hosts';
import { joinHours, type Hour, type ToldHour } from './hours';
import { meanOf, missing, newestOf, quotient, shareOf } from './numbers';

/** What is told of an hour of a platform. */
export type PlatformField =
  | 'used'
  | 'requested'
  | 'allocatable'
  | 'nodes'
  | 'workloads';

/** All that capacity of platforms is derived from. */
export interface PlatformEvidence {
  told: readonly ToldHour<PlatformField>[];
  hosts: readonly HostSpan[];
}

/** The capacity of all platforms; see the top of the file. */
export function companyCapacity(
  evidence: PlatformEvidence,
  options: { calendar: Calendar; windowDays: WindowDays },
): CompanyCapacity {
  const { calendar } = options;
  const since = windowStart(calendar, options.windowDays);
  const before = hoursBefore(evidence, options);
  const platforms = [...platformHours(evidence, { since, now: calendar.now })]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([platform, hours]): PlatformCapacity => {
      const reason = lacksProcessors(evidence.hosts, platform)
        ? 'not_of_all_hosts'
        : 'not_told';
      return {
        platform,
        ...numbersOf(hours, reason),
        previous: sharesOf(before.get(platform) ?? [], reason),
        days: hoursByDay(hours, calendar).map(({ day, hours: ofDay }) => ({
          day,
          ...numbersOf(ofDay, reason),
        })),
      };
    });
  return {
    platforms,
    ratios: platforms.flatMap((one, index) =>
      platforms.slice(index + 1).map(other => ({
        platform: one.platform,
        to: other.platform,
        usedOfAllocatable: ratio(
          one.usedOfAllocatable,
          other.usedOfAllocatable,
        ),
        workloadsPerNode: ratio(one.workloadsPerNode, other.workloadsPerNode),
      })),
    ),
  };
}

/** The hours of the window before, of the platforms of which both its first and its last day are told: of others a part would be taken for all. */
function hoursBefore(
  { told, hosts }: PlatformEvidence,
  { calendar, windowDays }: { calendar: Calendar; windowDays: WindowDays },
): Map<string, Hour<PlatformField>[]> {
  const since = previousStart(calendar, windowDays);
  const until = windowStart(calendar, windowDays);
  const platforms = platformHours(
    { told: told.filter(({ at }) => at < until), hosts },
    { since, now: until },
  );
  const end = calendar.days.length - windowDays;
  return new Map(
    [...platforms].filter(([, hours]) => {
      const days = hoursByDay(hours, calendar).map(({ day }) => day);
      return (
        days[0] === calendar.days[end - windowDays] &&
        days.at(-1) === calendar.days[end - 1]
      );
    }),
  );
}

function sharesOf(
  hours: readonly Hour<PlatformField>[],
  reason: Parameters<typeof numbersOf>[1],
): PlatformCapacity['previous'] {
  if (hours.length === 0) return null;
  const { usedOfAllocatable, requestedOfAllocatable, workloadsPerNode } =
    numbersOf(hours, reason);
  return { usedOfAllocatable, requestedOfAllocatable, workloadsPerNode };
}

/** The hours of each platform. Hosts tell what is told of it in no other way. */
export function platformHours(
  { told, hosts }: PlatformEvidence,
  { since, now }: { since: Instant; now: Instant },
): Map<string, Hour<PlatformField>[]> {
  const platforms = joinHours(told.filter(({ at }) => at >= since));
  for (const platform of new Set(hosts.map(host => host.platform))) {
    const hours = platforms.get(platform) ?? [];
    const byHour = new Map(hours.map(({ at, values }) => [at, values]));
    const isTold = (field: PlatformField) =>
      newestOf(hours, field) !== undefined;
    const [allocatableTold, nodesTold] = [
      isTold('allocatable'),
      isTold('nodes'),
    ];
    const seen = hostHours(
      hosts.filter(host => host.platform === platform),
      { since, now },
    );
    for (const { at, values } of seen) {
      byHour.set(at, {
        ...byHour.get(at),
        ...(!nodesTold && { nodes: values.nodes }),
        ...(!allocatableTold &&
          values.allocatable !== undefined && {
            allocatable: values.allocatable,
          }),
      });
    }
    platforms.set(
      platform,
      [...byHour]
        .filter(([, values]) => Object.keys(values).length > 0)
        .map(([at, values]) => ({ at, values }))
        .sort((a, b) => a.at - b.at),
    );
  }
  return platforms;
}

function lacksProcessors(
  hosts: readonly HostSpan[],
  platform: string,
): boolean {
  return hosts.some(host => host.platform === platform && host.cpus === null);
}

function numbersOf(
  hours: readonly Hour<PlatformField>[],
  withoutAllocatable: 'not_told' | 'not_of_all_hosts',
): Omit<PlatformCapacity['days'][number], 'day'> {
  const allocatableCores = meanOf(hours, 'allocatable');
  const ofAllocatable = (part: PlatformField) =>
    allocatableCores.value === null && newestOf(hours, part) !== undefined
      ? missing(withoutAllocatable)
      : shareOf(hours, part, 'allocatable');
  return {
    hours: hours.length,
    usedCores: meanOf(hours, 'used'),
    requestedCores: meanOf(hours, 'requested'),
    allocatableCores:
      allocatableCores.value === null
        ? missing(withoutAllocatable)
        : allocatableCores,
    nodes: meanOf(hours, 'nodes'),
    workloads: meanOf(hours, 'workloads'),
    usedOfAllocatable: ofAllocatable('used'),
    requestedOfAllocatable: ofAllocatable('requested'),
    workloadsPerNode: shareOf(hours, 'workloads', 'nodes'),
  };
}

/** How many times as high the one is; missing for the reason of whichever is missing. */
function ratio(one: CapacityNumber, other: CapacityNumber): CapacityNumber {
  if (one.value === null) return one;
  if (other.value === null) return other;
  return quotient(one.value, other.value);
}
