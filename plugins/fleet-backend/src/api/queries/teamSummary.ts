import type {
  TeamDashboard,
  WindowDays,
} from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import type { ServiceWeekRow } from '../../projections/tables';
import {
  attentionRank,
  selectServices,
  type ServiceSelection,
} from './serviceSelection';
import { NO_ATTENTION_RANK } from './wire';

type Summary = TeamDashboard['summary'];

/** The sums over a selection of services, each computed by the database. */
export async function readTeamSummary(
  database: Knex,
  options: { selection: ServiceSelection; window: WindowDays },
): Promise<Summary> {
  const [states, platforms, perWeek, weeks] = await Promise.all([
    readStates(database, options.selection),
    readPlatforms(database, options.selection),
    readPerWeek(database, options),
    readWeeks(database, options.selection),
  ]);
  return { ...states, platforms, perWeek, weeks };
}

async function readStates(
  database: Knex,
  selection: ServiceSelection,
): Promise<Pick<Summary, 'services' | 'attention' | 'readiness'>> {
  const rows: {
    readiness: keyof Summary['readiness'];
    services: number | string;
    attention: number | string;
  }[] = await selectServices(database, selection)
    .groupBy('st.readiness')
    .select(
      'st.readiness',
      database.raw('count(*) as services'),
      database.raw('sum(case when ? < ? then 1 else 0 end) as attention', [
        attentionRank(database, selection.scopes),
        NO_ATTENTION_RANK,
      ]),
    );
  const readiness: Summary['readiness'] = {
    ready: 0,
    partly_ready: 0,
    not_ready: 0,
    scaled_to_zero: 0,
    gone: 0,
    unknown: 0,
  };
  let services = 0;
  let attention = 0;
  for (const row of rows) {
    readiness[row.readiness] = Number(row.services);
    services += Number(row.services);
    attention += Number(row.attention);
  }
  return { services, attention, readiness };
}

async function readPlatforms(
  database: Knex,
  selection: ServiceSelection,
): Promise<Summary['platforms']> {
  const rows: { platform: string; services: number | string }[] =
    await selectServices(database, selection)
      .join('targets as t', 't.service', 's.ref')
      .whereNull('t.gone_at')
      .groupBy('t.platform')
      .select('t.platform')
      .countDistinct({ services: 's.ref' });
  return rows
    .map(row => ({ platform: row.platform, services: Number(row.services) }))
    .sort(
      (a, b) => b.services - a.services || (a.platform < b.platform ? -1 : 1),
    );
}

const QUARTILES = [25, 50, 75] as const;

/**
 * Quartiles of deployments per week over the services, from the values of the services themselves, by linear interpolation between
 * the two nearest ranks. The database gives only those ranks.
 */
async function readPerWeek(
  database: Knex,
  options: { selection: ServiceSelection; window: WindowDays },
): Promise<Summary['perWeek']> {
  const column = `st.per_week_${options.window}`;
  const ranked = selectServices(database, options.selection)
    .whereNotNull(column)
    .select(
      { value: column },
      database.raw('row_number() over (order by ??) - 1 as place', [column]),
      database.raw('count(*) over () as n'),
    );
  const rows: { value: number; place: number | string; n: number | string }[] =
    await database
      .select('*')
      .from(ranked.as('ranked'))
      .where(near => {
        for (const percent of QUARTILES) {
          // Whole numbers on both databases, so that the division rounds down.
          near
            .orWhereRaw(`place = (n - 1) * ${percent} / 100`)
            .orWhereRaw(`place = (n - 1) * ${percent} / 100 + 1`);
        }
      });
  const n = rows.length > 0 ? Number(rows[0].n) : 0;
  const values = new Map(rows.map(row => [Number(row.place), row.value]));
  const [p25, median, p75] = QUARTILES.map(percent => {
    const exact = ((n - 1) * percent) / 100;
    const low = values.get(Math.floor(exact));
    if (low === undefined) return null;
    const high = values.get(Math.floor(exact) + 1) ?? low;
    return low + (exact - Math.floor(exact)) * (high - low);
  });
  return { n, p25, median, p75 };
}

async function readWeeks(
  database: Knex,
  selection: ServiceSelection,
): Promise<Summary['weeks']> {
  const rows: (Pick<ServiceWeekRow, 'week_start'> & {
    deployments: number | string;
    failed: number | string;
    running: number;
  })[] = await selectServices(database, selection)
    .join('service_weeks as w', 'w.service', 's.ref')
    .groupBy('w.week_start')
    .orderBy('w.week_start', 'desc')
    .limit(14)
    .select(
      'w.week_start',
      database.raw('sum(w.deployments) as deployments'),
      database.raw('sum(w.failed) as failed'),
      database.raw('max(case when w.running then 1 else 0 end) as running'),
    );
  return rows
    .map(row => ({
      weekStart: row.week_start,
      deployments: Number(row.deployments),
      failed: Number(row.failed),
      running: Boolean(row.running),
    }))
    .reverse();
}
