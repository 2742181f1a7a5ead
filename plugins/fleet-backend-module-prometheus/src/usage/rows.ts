import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import type { ObservationInput } from '@landfall/backstage-plugin-fleet-node';
import { sumOf, type Grouped } from '../series/group';
import type { Subject } from '../series/subject';
import { HOUR_MS } from './hours';
import type { CpuKey, OfAnHour, PlatformKey } from './keys';

/** A query that gives the mean, the least or the greatest of another over the hour before. */
export function overHour(query: string, which: OfAnHour): string {
  // On a line of its own, as the query may end in a comment.
  return `${which}_over_time((\n${query}\n)[1h:1m])`;
}

/** What was answered of one hour. */
export interface AnsweredHour<Key extends string> {
  /** Id of the entry of the configuration. */
  entry: string;
  /** End of the hour. */
  end: Instant;
  /** By key; what nobody asks is left out. */
  answers: Readonly<Partial<Record<Key, Grouped>>>;
  /** Found later than it could have been. */
  backfilled: boolean;
}

/** The rows of one hour: one for each service or target of which anything is known. */
export function usageRows(hour: AnsweredHour<CpuKey>): ObservationInput[] {
  const { answers } = hour;
  return subjectsOf(hour).map(subject => {
    const { platform, target, service } = subject;
    const value = (key: CpuKey) => valueOf(answers[key], subject);
    const replicas = (key: 'minReplicas' | 'maxReplicas') => {
      const number = value(key);
      return number === null ? null : Math.round(number);
    };
    const autoscaled = value('autoscaled');
    return {
      kind: 'usage',
      ...rowOf('usage', hour, subject),
      ...(target ? { target } : { service }),
      body: {
        platform: target ? null : platform,
        cpuUsedCores: value('used'),
        cpuRequestedCores: value('requested'),
        requestsPerSecond: null,
        // What nobody asks is left out, so that such rows stay as they were.
        ...(answers.allocatable && {
          cpuAllocatableCores: value('allocatable'),
        }),
        ...(answers.minReplicas && { minReplicas: replicas('minReplicas') }),
        ...(answers.maxReplicas && { maxReplicas: replicas('maxReplicas') }),
        ...(answers.autoscaled && {
          autoscaled: autoscaled === null ? null : autoscaled > 0,
        }),
      },
    };
  });
}

/** The rows of one hour: one for each platform, or cluster of it, of which anything is known. */
export function capacityRows(
  hour: AnsweredHour<PlatformKey>,
): ObservationInput[] {
  const { answers } = hour;
  return subjectsOf(hour).map(subject => {
    const value = (key: PlatformKey) => valueOf(answers[key], subject);
    return {
      kind: 'capacity',
      ...rowOf('capacity', hour, subject),
      body: {
        platform: subject.platform,
        cluster: subject.cluster ?? null,
        cpuUsedCores: value('used'),
        cpuRequestedCores: value('requested'),
        cpuAllocatableCores: value('allocatable'),
        nodes: value('nodes'),
        workloads: value('workloads'),
      },
    };
  });
}

function subjectsOf<Key extends string>({
  answers,
}: AnsweredHour<Key>): Subject[] {
  const all = Object.values<Grouped | undefined>(answers).flatMap(answer =>
    answer ? [...answer.groups] : [],
  );
  return [...new Map(all.map(([key, { subject }]) => [key, subject])).values()];
}

function valueOf(answer: Grouped | undefined, { key }: Subject): number | null {
  const group = answer?.groups.get(key);
  return group ? sumOf(group) : null;
}

function rowOf<Key extends string>(
  kind: 'usage' | 'capacity',
  { entry, end, backfilled }: AnsweredHour<Key>,
  { key }: Subject,
) {
  const at = end - HOUR_MS;
  return {
    key: `${kind}/${entry}/${key}/${at}`,
    version: 1,
    at,
    ended: true,
    endedAt: end,
    backfilled,
  };
}
