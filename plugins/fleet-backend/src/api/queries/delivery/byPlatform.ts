import type {
  PlatformMetrics,
  WindowDays,
} from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import type { Calendar } from '../../../delivery/calendar';
import { platformGroups } from '../../../delivery/platformGroups';
import { selectServices, type ServiceSelection } from '../serviceSelection';
import {
  metricDistributions,
  type ServiceNumbers,
} from './metricDistributions';

/** Of so few services quartiles say little, and each is told. */
const FEW = 24;

/** The platforms on which services ran in production at any time of the window, by service: one statement. */
export async function readPlatformsOf(
  database: Knex,
  options: {
    selection: ServiceSelection;
    windowDays: WindowDays;
    calendar: Calendar;
  },
): Promise<Map<string, string[]>> {
  const { selection, windowDays, calendar } = options;
  const start = calendar.starts[calendar.days.length - windowDays];
  const rows: { service: string; platform: string }[] = await selectServices(
    database,
    selection,
  )
    .join('targets as t', 't.service', 's.ref')
    .where('t.production', true)
    .where(there =>
      there.whereNull('t.gone_at').orWhere('t.gone_at', '>=', start),
    )
    .distinct('s.ref as service', 't.platform as platform');
  const platforms = new Map<string, string[]>();
  for (const { service, platform } of rows) {
    const known = platforms.get(service);
    if (known) known.push(platform);
    else platforms.set(service, [platform]);
  }
  return platforms;
}

/** How the metrics of services lie, platform beside platform. */
export function metricsByPlatform(
  numbers: readonly ServiceNumbers[],
  platforms: ReadonlyMap<string, readonly string[]>,
): PlatformMetrics[] {
  return platformGroups(numbers, {
    platformsOf: ({ service }) => platforms.get(service) ?? [],
  }).map(({ services, ...group }) => ({
    ...group,
    services: services.length,
    distributions: metricDistributions(services, { values: { few: FEW } }),
  }));
}
