import type {
  Instant,
  standingQuerySchema,
} from '@landfall/backstage-plugin-fleet-common';
import { DAY_MS } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import type { z } from 'zod';
import { isPostgres } from '../../../database/dialect';
import {
  isRestricted,
  whereVisible,
  type Visibility,
} from '../../../permissions/visibility';
import { presentAt } from '../../../ledger/presentAt';
import { standingsAt } from '../../../projections/migrations/asOf';
import type { KnownScopes } from '../scopes';
import { whereText } from '../serviceSelection';
import { servicesAt, teamsBelow } from './namesAt';
import { targetsAt } from './targetsAt';

/** SQL for what is in the denominator: on the ladder, or not seen. */
export const TO_MOVE = "(v.side is null or v.side = 'not_seen')";
/** SQL for what is done. */
export const DONE = "(v.side is null and v.stage = 'retired')";
/** SQL for what is at least migrated. */
export const MIGRATED =
  "(v.side is null and v.stage in ('migrated', 'retired'))";

/** What the services of a migration can be filtered by. */
export type StandingFilters = Pick<
  z.output<typeof standingQuerySchema>,
  | 'team'
  | 'stage'
  | 'side'
  | 'health'
  | 'decision'
  | 'wave'
  | 'tier'
  | 'system'
  | 'domain'
  | 'platform'
  | 'cluster'
  | 'text'
>;

/** When an answer is about. */
export interface Moment {
  /** The moment that is asked about. */
  at: Instant;
  /** Whether that is the present: then the newest standings are read. */
  live: boolean;
  /** The portal's, an IANA name: says which day and week it is. */
  zone: string;
}

/** Which standings a query is about. */
export interface StandingSelection {
  moment: Moment;
  visibility: Visibility;
  /** As they are, or were, at the moment. */
  scopes: KnownScopes;
  /** All migrations where it is left out. */
  migration?: string;
  service?: string;
  filters?: StandingFilters;
  /** Only what is still to be moved. */
  open?: boolean;
  /** Also what is not, or no longer, in the scope: what happened to it is part of the past. */
  everInScope?: boolean;
}

/** The filters of a query that asks for standings. */
export function standingFiltersOf(query: StandingFilters): StandingFilters {
  const { team, stage, side, health, decision, wave } = query;
  const { tier, system, domain, platform, cluster, text } = query;
  return {
    team,
    stage,
    side,
    health,
    decision,
    wave,
    tier,
    system,
    domain,
    platform,
    cluster,
    text,
  };
}

/**
 * Begins a query over standings (`v`) and the services that they are about (`s`): those in the scope of their migration that the caller may
 * see and that the filters match, as they were known at the moment.
 */
export function selectStandings(
  database: Knex,
  selection: StandingSelection,
): Knex.QueryBuilder {
  const { moment, migration, service, filters = {} } = selection;
  const standings: Knex.QueryBuilder = moment.live
    ? database('standings as v')
    : database.from(
        standingsAt(database, { migration, at: moment.at }).as('v'),
      );
  const query = standings.join(
    servicesAt(database, { moment, as: 's' }),
    's.ref',
    'v.service',
  );
  if (!selection.everInScope) query.where('v.in_scope', true);
  if (migration !== undefined) query.where('v.migration', migration);
  if (service !== undefined) query.where('v.service', service);
  if (selection.open) query.whereRaw(`${TO_MOVE} and not ${DONE}`);
  whereVisible(query, { visibility: selection.visibility, services: 's' });
  whereOfService(database, query, selection);
  const { stage, side, health, decision, wave, text } = filters;
  if (stage || side) {
    query.where(either => {
      if (stage) either.orWhereIn('v.stage', stage);
      if (side) either.orWhereIn('v.side', side);
    });
  }
  if (wave) query.whereIn('v.wave', wave);
  if (health) {
    query.whereIn(
      database.raw('?', [healthNow(database, selection)]) as unknown as string,
      health,
    );
  }
  if (decision) {
    query.where(either => {
      for (const kind of decision) {
        either.orWhereRaw('?', [
          decisionConditions(database, selection.moment)[kind],
        ]);
      }
    });
  }
  wherePlaces(database, query, selection);
  if (text) whereText(query, 's.search_text', text);
  return query;
}

/**
 * Limits a query over the history (`v`) to the services of a selection: those that it selects at its moment, with all their past, so that sums over
 * the past end where those of the moment stand.
 */
export function whereHistoryOf(
  database: Knex,
  query: Knex.QueryBuilder,
  selection: StandingSelection & { migration: string },
): void {
  query.where('v.migration', selection.migration);
  if (isWhole(selection)) return;
  query.whereIn(
    'v.service',
    selectStandings(database, { ...selection, everInScope: true }).select(
      'v.service',
    ),
  );
}

/** Whether a selection is all services of a migration, for whoever sees all. */
export function isWhole({
  visibility,
  filters = {},
}: StandingSelection): boolean {
  return (
    !isRestricted(visibility) &&
    Object.values(filters).every(value => value === undefined)
  );
}

/** The filters that ask for what the catalog says of a service. */
function whereOfService(
  database: Knex,
  query: Knex.QueryBuilder,
  { moment, filters = {} }: StandingSelection,
): void {
  const { team, tier, system, domain } = filters;
  if (team !== undefined) {
    query.where(owner =>
      owner
        .where('v.owner', team)
        .orWhereRaw('v.owner in ?', [teamsBelow(database, { moment, team })]),
    );
  }
  if (tier) query.whereIn('v.tier', tier);
  if (system) query.whereIn('v.system', system);
  if (domain) query.whereIn('v.domain', domain);
}

function wherePlaces(
  database: Knex,
  query: Knex.QueryBuilder,
  { moment, filters = {} }: StandingSelection,
): void {
  const { platform, cluster } = filters;
  if (!platform && !cluster) return;
  query.whereExists(place => {
    place
      .select('seen.target')
      .from(targetsAt(database, { moment, as: 'seen' }))
      .whereRaw('?? = ??', ['seen.service', 's.ref']);
    whereThere(database, place, { table: 'seen', moment });
    if (platform) place.whereIn('seen.platform', platform);
    if (cluster) place.whereIn('seen.cluster', cluster);
  });
}

/** Limits targets to those that were known to be there at a moment. */
export function whereThere(
  database: Knex,
  query: Knex.QueryBuilder,
  { table, moment }: { table: string; moment: Moment },
): void {
  if (moment.live) {
    query.whereNull(`${table}.gone_at`);
    return;
  }
  const { at } = moment;
  query.whereRaw('?', [presentAt(database, { at, target: `${table}.target` })]);
}

/** Whether what is known of a service rests on a scope that cannot be relied on at the moment. */
export function whereStale(
  database: Knex,
  { moment, scopes }: Pick<StandingSelection, 'moment' | 'scopes'>,
): Knex.Raw {
  const stale = scopes
    .notFresh()
    .filter(({ state }) => state === 'stale' || state === 'error');
  if (stale.length === 0) return database.raw('1 = 0');
  const ever = database
    .from(targetsAt(database, { moment, as: 'seen' }))
    .select('seen.target')
    .whereRaw('?? = ??', ['seen.service', 's.ref']);
  const there = ever.clone();
  whereThere(database, there, { table: 'seen', moment });
  const unreliable = (seen: Knex.QueryBuilder) =>
    seen.clone().whereIn(
      ['seen.source', 'seen.scope'],
      stale.map(({ source, scope }) => [source, scope]),
    );
  // Of what is nowhere now, what is known rests on where it was.
  return database.raw('(exists ? or (exists ? and not exists ?))', [
    unreliable(there),
    unreliable(ever),
    there,
  ]);
}

/** The health of a row with what depends on the moment of asking: nothing is on track of which nobody has heard. */
export function healthNow(
  database: Knex,
  selection: Pick<StandingSelection, 'moment' | 'scopes'>,
): Knex.Raw {
  return database.raw(
    "case when v.health = 'on_track' and ? then 'unknown' else v.health end",
    [whereStale(database, selection)],
  );
}

/** Teams are told so long before an exemption ends. */
const ENDS_SOON_MS = 14 * DAY_MS;

/** When a service needs a decision of each kind. */
export function decisionConditions(database: Knex, { at }: Moment) {
  const approval = textOf(database, 'v.exemption', 'approval');
  const expires = numberOf(database, 'v.exemption', 'expiresAt');
  return {
    blocked: database.raw("v.health = 'blocked'"),
    conflict: database.raw('v.conflict'),
    fell_back: database.raw('v.fell_back_at is not null'),
    lagging: database.raw("v.health = 'lagging'"),
    stalled: database.raw("v.health = 'stalled'"),
    exemption_requested: database.raw(
      '(v.exemption is not null and ? is null)',
      [approval],
    ),
    exemption_ends: database.raw(
      '(v.exemption is not null and ? is not null and ? <= ?)',
      [approval, expires, at + ENDS_SOON_MS],
    ),
  };
}

/** A text inside a column of JSON. */
export function textOf(database: Knex, column: string, key: string): Knex.Raw {
  return isPostgres(database)
    ? database.raw('(??::json->>?)', [column, key])
    : database.raw('json_extract(??, ?)', [column, `$.${key}`]);
}

/** A number inside a column of JSON. */
function numberOf(database: Knex, column: string, key: string): Knex.Raw {
  return isPostgres(database)
    ? database.raw('(??::json->>?)::bigint', [column, key])
    : database.raw('json_extract(??, ?)', [column, `$.${key}`]);
}
