import {
  instant,
  type NewServices,
  type WindowDays,
} from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { rawRows, recordset } from '../../../database/dialect';
import type { Calendar } from '../../../delivery/calendar';
import { timesToNewService } from '../../../delivery/newService';
import type {
  DeploymentPart,
  DeploymentRow,
} from '../../../projections/tables';
import { selectServices, type ServiceSelection } from '../serviceSelection';
import { fromJson } from '../wire';

/** How long it took from the birth of a service to its first deployment in production: of those born in the window, by platform. */
export async function readNewServices(
  database: Knex,
  options: {
    selection: ServiceSelection;
    windowDays: WindowDays;
    calendar: Calendar;
  },
): Promise<NewServices[]> {
  const { selection, windowDays, calendar } = options;
  const start = calendar.starts[calendar.days.length - windowDays];
  const born: { service: string; born_at: number | string }[] =
    await selectServices(database, selection)
      .join('service_delivery as k', 'k.service', 's.ref')
      .where('k.born_at', '>=', start)
      .select('s.ref as service', 'k.born_at');
  const deployed = await readFirstDeployments(
    database,
    born.map(({ service }) => service),
  );
  return timesToNewService(
    born.map(({ service, born_at }) => ({
      service,
      registeredAt: instant(Number(born_at)),
      firstCommitAt: null,
      ...(deployed.get(service) ?? { deployedAt: null, platform: null }),
    })),
    { calendar, windowDays },
  );
}

async function readFirstDeployments(
  database: Knex,
  services: readonly string[],
) {
  if (services.length === 0) return new Map<string, never>();
  const { sql, bindings } = recordset(
    database,
    { service: 'text' },
    services.map(service => ({ service })),
  );
  const rows = await rawRows<
    Pick<DeploymentRow, 'service' | 'counted_at' | 'targets'>
  >(
    database,
    `select d.service, d.counted_at, d.targets from (
       select (
         select n.id from deployments n
         where n.service = given.service and n.production and n.counted and n.outcome = 'succeeded'
         order by n.started_at, n.revision, n.id limit 1
       ) as id from ${sql}
     ) as firsts join deployments d on d.id = firsts.id`,
    bindings,
  );
  return new Map(
    rows.map(({ service, counted_at, targets }) => [
      service,
      {
        deployedAt: instant(Number(counted_at)),
        platform: fromJson<DeploymentPart[]>(targets)[0]?.platform ?? null,
      },
    ]),
  );
}
