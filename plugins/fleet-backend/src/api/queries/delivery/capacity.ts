import type {
  CompanyCapacity,
  Instant,
  ServiceCapacity,
  WindowDays,
} from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { makeCalendar, type Calendar } from '../../../delivery/calendar';
import { previousStart, windowStart } from '../../../delivery/capacity/days';
import {
  companyCapacity,
  platformHours,
} from '../../../delivery/capacity/platformCapacity';
import { serviceCapacity } from '../../../delivery/capacity/serviceCapacity';
import { withoutSharedNodes } from '../../../delivery/capacity/sharedNodes';
import {
  readPlatformEvidence,
  readPlatforms,
  readTraffic,
  readUsage,
} from './capacityReads';

interface CapacityOptions {
  windowDays: WindowDays;
  timeZone: string;
  now: Instant;
}

/** What one service had and used: three statements at once, and two more where it has to be compared with whole platforms. */
export async function getServiceCapacity(
  database: Knex,
  options: CapacityOptions & { service: string },
): Promise<ServiceCapacity[]> {
  const { service, windowDays } = options;
  const { calendar, since } = windowOf(options);
  const [told, traffic, platforms] = await Promise.all([
    readUsage(database, { service, since }),
    readTraffic(database, { service }),
    readPlatforms(database, { service }),
  ]);
  const usage = withoutSharedNodes(told);
  const lacking = usage.some(
    ({ values }) => values.requested !== null && values.allocatable === null,
  );
  const allocatable = lacking
    ? await platformsCanGive(database, { calendar, since })
    : new Map();
  return serviceCapacity(
    { usage, traffic, platforms, allocatable },
    { calendar, windowDays },
  );
}

/** What all platforms had: two statements, whatever number of services there is. */
export async function getCompanyCapacity(
  database: Knex,
  options: CapacityOptions,
): Promise<CompanyCapacity> {
  const { calendar } = windowOf(options);
  const since = previousStart(calendar, options.windowDays);
  return companyCapacity(await readPlatformEvidence(database, { since }), {
    calendar,
    windowDays: options.windowDays,
  });
}

function windowOf({ now, timeZone, windowDays }: CapacityOptions): {
  calendar: Calendar;
  since: Instant;
} {
  const calendar = makeCalendar({
    now,
    zone: timeZone,
    windows: [windowDays],
  });
  return { calendar, since: windowStart(calendar, windowDays) };
}

/** What each platform can give, hour by hour. */
async function platformsCanGive(
  database: Knex,
  { calendar, since }: { calendar: Calendar; since: Instant },
): Promise<Parameters<typeof serviceCapacity>[0]['allocatable']> {
  const evidence = await readPlatformEvidence(database, { since });
  const hours = platformHours(evidence, { since, now: calendar.now });
  return new Map(
    [...hours].map(([platform, all]) => [
      platform,
      all.flatMap(({ at, values: { allocatable } }) =>
        allocatable === undefined ? [] : [{ at, values: { allocatable } }],
      ),
    ]),
  );
}
