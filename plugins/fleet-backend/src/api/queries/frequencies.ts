import type {
  Frequency,
  WindowDays,
} from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import type {
  ServiceFrequencyRow,
  ServiceWeekRow,
} from '../../projections/tables';

/** Deployment frequency of some services. */
export class Frequencies {
  readonly #windows: ReadonlyMap<string, ServiceFrequencyRow>;
  readonly #weeks: ReadonlyMap<string, Frequency['weeks']>;

  constructor(
    windows: readonly ServiceFrequencyRow[],
    weeks: readonly ServiceWeekRow[],
  ) {
    this.#windows = new Map(
      windows.map(row => [`${row.service} ${row.window_days}`, row]),
    );
    const byService = new Map<string, Frequency['weeks']>();
    for (const row of weeks) {
      const list = byService.get(row.service) ?? [];
      list.push({
        weekStart: row.week_start,
        deployments: row.deployments,
        days: row.days,
        failed: row.failed,
        running: Boolean(row.running),
      });
      byService.set(row.service, list);
    }
    this.#weeks = byService;
  }

  /** Of one service over one window; of one that nobody observed, nothing is known. */
  get(service: string, window: WindowDays): Frequency {
    const row = this.#windows.get(`${service} ${window}`);
    return {
      windowDays: window,
      deployments: row?.deployments ?? 0,
      perWeek: row?.per_week ?? null,
      previousPerWeek: row?.previous_per_week ?? null,
      medianDaysPerWeek: row?.median_days_per_week ?? null,
      medianGapSeconds: row?.median_gap_seconds ?? null,
      observedSince: row?.observed_since ?? null,
      weeks: this.#weeks.get(service) ?? [],
    };
  }
}

/** Reads the frequencies of services in two statements. */
export async function readFrequencies(
  database: Knex,
  options: { services: readonly string[]; windows: readonly WindowDays[] },
): Promise<Frequencies> {
  const { services, windows } = options;
  const [rows, weeks] = await Promise.all([
    database<ServiceFrequencyRow>('service_frequency')
      .select('*')
      .whereIn('service', services)
      .whereIn('window_days', windows),
    database<ServiceWeekRow>('service_weeks')
      .select('*')
      .whereIn('service', services)
      .orderBy('week_start'),
  ]);
  return new Frequencies(rows, weeks);
}
