import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import type { ObservationInput } from '@landfall/backstage-plugin-fleet-node';
import { sumOf, type Grouped } from '../series/group';
import { HOUR_MS } from './hours';

/** A query that gives the mean of another over the hour before. */
export function hourlyMean(query: string): string {
  // On a line of its own, as the query may end in a comment.
  return `avg_over_time((\n${query}\n)[1h:1m])`;
}

/** The rows of one hour: one for each subject of which either is known. */
export function usageRows(options: {
  /** Id of the entry of the configuration. */
  entry: string;
  /** End of the hour. */
  end: Instant;
  used: Grouped;
  /** Undefined where nobody asks. */
  requested: Grouped | undefined;
  /** Found later than it could have been. */
  backfilled: boolean;
}): ObservationInput[] {
  const { entry, end, used, requested, backfilled } = options;
  const at = end - HOUR_MS;
  const subjects = new Map(
    [...(requested?.groups ?? []), ...used.groups].map(([key, { subject }]) => [
      key,
      subject,
    ]),
  );
  return [...subjects].map(([key, { platform, target, service }]) => {
    const cores = (from: Grouped | undefined) => {
      const group = from?.groups.get(key);
      return group ? sumOf(group) : null;
    };
    return {
      kind: 'usage',
      key: `usage/${entry}/${key}/${at}`,
      version: 1,
      at,
      ended: true,
      endedAt: end,
      backfilled,
      ...(target ? { target } : { service }),
      body: {
        platform: target ? null : platform,
        cpuUsedCores: cores(used),
        cpuRequestedCores: cores(requested),
        requestsPerSecond: null,
      },
    };
  });
}
