/** What the fixture of the API knows of migrations, and what it is asked. */
import type {
  FleetApi,
  Freshness,
  MigrationInfo,
  MigrationReview,
  MigrationWeek,
  Standing,
} from '@landfall/backstage-plugin-fleet-common';

/** What the fixture of the API knows of one migration. */
export interface MigrationFixture {
  info: MigrationInfo;
  standings: Standing[];
  waves?: MigrationReview['waves'];
  week?: Partial<MigrationWeek>;
  previousWeek?: Partial<MigrationWeek>;
  newOnOld?: MigrationReview['newOnOld'];
  /** Team above, by reference of the team. */
  parents?: Record<string, string>;
  knownSince?: string | null;
}

/** Which part of a review is asked for. */
export type ReviewQuery = NonNullable<Parameters<FleetApi['getMigration']>[1]>;
/** Which services are asked for. */
export type StandingQuery = NonNullable<
  Parameters<FleetApi['listStandings']>[1]
>;

/** What an answer is about besides the migration. */
export interface Asked {
  now: number;
  at: string | undefined;
  freshness: Freshness;
  restricted: boolean;
}

/** The head of every answer about migrations. */
export function asOfPart({ now, at, restricted }: Asked) {
  return {
    asOf: at ?? new Date(now).toISOString(),
    live: at === undefined,
    timeZone: 'UTC',
    restricted,
  };
}
