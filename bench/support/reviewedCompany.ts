/**
 * A company of 2,000 services in the middle of three migrations that have gone on for three years, written by SQL: what the review reads
 * is what matters, and living three years takes its time.
 */
import type { Entity } from '@backstage/catalog-model';
import { ConfigReader } from '@backstage/config';
import {
  instant,
  migrationDefinitionSchema,
} from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { putDefinition } from '../../plugins/fleet-backend/src/projections/migrations/definitions';
import { fleetSection } from './company';
import { derivingFrom } from './deriving';
import { serviceEntity, teamEntity } from './entities';

/** How many services, teams above them, and migrations there are. */
export const SERVICES = 2_000;
const TEAMS = 60;
const DAY = 86_400_000;
const DAYS = 3 * 365;
/** What the migrations are called. */
export const MOVES = ['helios-to-kubernetes', 'rpc-to-grpc', 'proxy-to-envoy'];

/** The catalog: every team is below one of six. */
export function reviewedEntities(): Entity[] {
  const above = Array.from({ length: 6 }, (_, index) =>
    teamEntity(`area-${index}`),
  );
  const teams = Array.from({ length: TEAMS }, (_, index) =>
    teamEntity(`team-${index}`, `area-${index % above.length}`),
  );
  const services = Array.from({ length: SERVICES }, (_, index) =>
    serviceEntity(`service-${index}`, teams[index % TEAMS]),
  );
  return [...above, ...teams, ...services];
}

/** Writes the company with so many rows of history for each service in each migration, and so many observations of each service. */
export async function seedReviewed(options: {
  database: Knex;
  now: number;
  changes: number;
  observations: number;
}): Promise<{ observations: number; history: number }> {
  const { database, changes, observations } = options;
  const now = instant(options.now);
  const clock = { now: () => now };
  const { ledger, projector } = await derivingFrom({
    ...{ database, clock },
    config: new ConfigReader({ fleet: fleetSection }),
    entities: reviewedEntities(),
  });
  await projector.settle();
  for (const id of MOVES) {
    const definition = migrationDefinitionSchema.parse({
      id,
      title: id,
      template: id,
      owner: 'group:default/area-0',
      start: new Date(now - DAYS * DAY).toISOString().slice(0, 10),
      target: new Date(now + 90 * DAY).toISOString().slice(0, 10),
      waves: Array.from({ length: 12 }, (_, wave) => ({
        id: `wave-${wave}`,
        title: `Wave ${wave}`,
        start: new Date(now - (DAYS - wave * 80) * DAY)
          .toISOString()
          .slice(0, 10),
        end: new Date(now - (DAYS - wave * 80 - 100) * DAY)
          .toISOString()
          .slice(0, 10),
        match: { 'metadata.labels.wave': String(wave) },
      })),
    });
    await database.transaction(transaction =>
      putDefinition(transaction, {
        definition,
        origin: 'api',
        demo: false,
        author: null,
        ledger,
        now,
      }),
    );
  }
  // What follows is as it would have been derived.
  await database('dirty').del();
  await writeTargets(database, now);
  await writeObservations(database, { now, each: observations });
  await writeStandings(database, { now, changes });
  await database.raw('vacuum analyze');
  const [{ n }] = await database('observations').count({ n: '*' });
  const [{ n: history }] = await database('standing_history').count({ n: '*' });
  return { observations: Number(n), history: Number(history) };
}

/** Every service on both platforms, every third of them twice. */
async function writeTargets(database: Knex, now: number): Promise<void> {
  const places = [
    ['helios', 'prod-old'],
    ['kubernetes', 'prod-eu'],
    ['kubernetes', 'prod-us'],
  ];
  await database('sources').insert(
    ['helios', 'kubernetes'].map(id => ({
      id,
      title: id,
      observes: '["presence"]',
      demo: false,
      problems: '[]',
    })),
  );
  for (const [source, scope] of places) {
    await database('source_scopes').insert({
      source,
      scope,
      mode: 'watch',
      interval_seconds: 3600,
      configured: true,
      last_success: now,
      last_attempt: now,
      complete: true,
      problems: '[]',
      consecutive_failures: 0,
    });
    await database.raw(
      `insert into targets (target, platform, cluster, namespace, workload_kind, workload, source, scope, service, environment, production,
         readiness, desired, ready, paused, images, version, since, first_present, observed_since, gone_at, last_change, labels, annotations,
         candidates, remedy)
       select ? || '/' || ? || '/shop/Deployment/service-' || n, ?, ?, 'shop', 'Deployment', 'service-' || n, ?, ?,
         'component:default/service-' || n, 'production', true, 'ready', 3, 3, false, '[]', 'v1', ?, ?, ?, null, ?, '{}', '{}', '[]', ''
       from generate_series(0, ?) as n where ? <> 'prod-us' or n % 3 = 0`,
      [
        ...[source, scope, source, scope, source, scope],
        ...[now - DAY, now - DAY, now - DAY, now - DAY],
        ...[SERVICES - 1, scope],
      ],
    );
  }
}

async function writeObservations(
  database: Knex,
  { now, each }: { now: number; each: number },
): Promise<void> {
  const step = Math.floor((DAYS * DAY) / each);
  await database.raw(
    `insert into observations (source, scope, key, kind, target, version, seen_version, at, at_estimated, ended, ended_at_estimated,
       backfilled, body, recorded_at, newest)
     select 'kubernetes', 'prod-eu', 'rollout/' || n || '/' || i, 'rollout', 'kubernetes/prod-eu/shop/Deployment/service-' || n, i, i,
       ${now} - i::bigint * ${step}, false, true, false, false, '{"images":[],"outcome":"succeeded"}', ${now} - i::bigint * ${step}, true
     from generate_series(0, ${
       SERVICES - 1
     }) as n, generate_series(1, ${each}) as i`,
  );
}

/**
 * So many changes of each service in each migration, with a step back now and then; in the end two thirds are done, and the others stand on
 * all rungs, some of them blocked, stalled, fallen back or exempt.
 */
async function writeStandings(
  database: Knex,
  { now, changes }: { now: number; changes: number },
): Promise<void> {
  const began = now - DAYS * DAY;
  const values = `migration, service, in_scope, stage, side, declared, derived_stage, conflict, since, share, share_by, traffic_from,
    traffic_to, traffic_claimed_twice, health, health_since, wave, owner, owner_then, system, domain, tier, from_targets, from_ready,
    to_targets, to_ready, born_on_from_at, fell_back_at, blocked, override, exemption, next, reached`;
  const counted = (name: string) => `case when ${name} then 1 else 0 end`;
  await database.raw(`
    insert into standing_history (${values}, learnt_at, at, move, stage_before, scope_delta, done_delta, migrated_delta)
    with lived as (
      select m, n, c, c = ${changes} as last, n % 50 = 7 and c > ${changes} / 2 as exempt,
        ${began} + (c::bigint * ${
    DAYS * DAY
  } - (n % 97)::bigint * ${DAY}) / ${changes} as at,
        case
          when c = ${changes} then top
          when c % 5 = 3 then greatest(1, least(top, 1 + c * 8 / ${changes}) - 1)
          else least(top, 1 + c * 8 / ${changes})
        end as rank
      from unnest(array[${MOVES.map(id => `'${id}'`).join(', ')}]) as m,
        generate_series(0, ${SERVICES - 1}) as n,
        lateral (select case when n % 3 < 2 then 8 else 1 + n % 7 end as top) as reaches,
        generate_series(1, ${changes}) as c
    ), followed as (
      select lived.*,
        lag(rank) over life as rank_before, lag(exempt) over life as exempt_before
      from lived window life as (partition by m, n order by c)
    ), named as (
      select followed.*, (array['not_started','planned','ready','side_by_side','shifting','validating','migrated','retired'])[rank] as stage,
        (array['not_started','planned','ready','side_by_side','shifting','validating','migrated','retired'])[rank_before] as stage_before
      from followed
    )
    select m, 'component:default/service-' || n, true, case when exempt then null else stage end, case when exempt then 'exempt' end,
      false, null, false, at, case when n % 5 = 2 then 0.4 end, case when n % 5 = 2 then 'traffic' end,
      case when n % 5 = 2 then 10.5 end, case when n % 5 = 2 then 20.5 end, false,
      case when exempt or rank = 8 then null when n % 30 = 2 then 'blocked' when n % 30 = 5 then 'stalled' when n % 30 = 8 then 'lagging'
        else 'on_track' end,
      at, 'wave-' || n % 12, 'group:default/team-' || n % ${TEAMS}, 'group:default/team-' || n % ${TEAMS},
      'system:default/system-' || n % 200, 'domain:default/domain-' || n % 20, 'tier-' || n % 4, 1, 2, 1, 3,
      case when n % 400 = 2 then at end, case when last and n % 60 = 11 then at end, null, null,
      case when exempt then '{"act":"asked","approval":"approved","expiresAt":${
        now + 100 * DAY
      }}' end,
      '[{"step":"remove"}]', json_build_object('ready', at, 'retired', case when rank = 8 then at end)::text,
      at, at, case when rank_before > rank then 'fall_back' else 'up' end, stage_before,
      case when c = 1 then 1 when exempt and not exempt_before then -1 else 0 end,
      ${counted('rank = 8 and not exempt')} - ${counted(
    'coalesce(rank_before, 1) = 8 and not coalesce(exempt_before, false)',
  )},
      ${counted('rank >= 7 and not exempt')} - ${counted(
    'coalesce(rank_before, 1) >= 7 and not coalesce(exempt_before, false)',
  )}
    from named order by at`);
  await database.raw(`
    insert into standings (${values}, state, next_timer, folded_through, folded)
    select ${values}, '{}', null, ${now}, '[]' from standing_history
    where id in (select max(id) from standing_history group by migration, service)`);
  await database.raw(`
    insert into migration_snapshots (migration, day, scope, done, migrated, counts, definition_version, reconstructed, recorded_at)
    select m, to_char(to_timestamp((${began} + d::bigint * ${DAY}) / 1000), 'YYYY-MM-DD'), 2000, d, d, '{}', 1, false,
      ${began} + (d + 1)::bigint * ${DAY}
    from unnest(array[${MOVES.map(id => `'${id}'`).join(
      ', ',
    )}]) as m, generate_series(0, ${DAYS - 1}) as d`);
}
