import {
  instant,
  stageSchema,
  type Instant,
  type MigrationWeek,
} from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { DateTime } from 'luxon';
import { whereHistoryOf, type StandingSelection } from './selection';

/** Some time, its end not included. */
export interface Span {
  from: Instant;
  to: Instant;
}

/** A week with the day on which it begins. */
export interface Week extends Span {
  start: string;
}

/** The week, Monday-based in the portal's zone, into which a moment falls, up to that moment; `back` weeks before. */
export function weekOf(
  at: Instant,
  { zone, back = 0 }: { zone: string; back?: number },
): Week {
  const monday = DateTime.fromMillis(at, { zone })
    .startOf('week')
    .minus({ weeks: back });
  const next = instant(monday.plus({ weeks: 1 }).toMillis());
  return {
    start: monday.toISODate() ?? '',
    from: instant(monday.toMillis()),
    to: back === 0 ? instant(Math.min(next, at + 1)) : next,
  };
}

/** The day of the portal's zone into which a moment falls. */
export function dayOf(at: number, zone: string): string {
  return DateTime.fromMillis(at, { zone }).toISODate() ?? '';
}

/** The place of a stage on the ladder; below it where it is none. */
function rankOf(column: string): string {
  const cases = stageSchema.options.map(
    (stage, rank) => `when '${stage}' then ${rank}`,
  );
  return `case ${column} ${cases.join(' ')} else -1 end`;
}

/** What was learnt within a span of the services of a selection, whether they are in the scope now or not. */
function changesWithin(
  database: Knex,
  options: { selection: StandingSelection & { migration: string }; span: Span },
): Knex.QueryBuilder {
  const { selection, span } = options;
  const query = database('standing_history as v')
    .where('v.learnt_at', '>=', span.from)
    .where('v.learnt_at', '<', span.to);
  whereHistoryOf(database, query, selection);
  return query;
}

/** The services that stand higher at the end of a span than at its beginning, as `service`. */
export function movedServices(
  database: Knex,
  options: { selection: StandingSelection & { migration: string }; span: Span },
): Knex.QueryBuilder {
  const ends = changesWithin(database, options)
    .groupBy('v.service')
    .select('v.service', {
      first_id: database.raw('min(v.id)'),
      last_id: database.raw('max(v.id)'),
    });
  return database
    .from(ends.as('ends'))
    .join('standing_history as first', 'first.id', 'ends.first_id')
    .join('standing_history as last', 'last.id', 'ends.last_id')
    .whereRaw(
      `last.side is null and ${rankOf('last.stage')} > ${rankOf(
        'first.stage_before',
      )}`,
    )
    .whereNotNull('first.stage_before')
    .where('last.in_scope', true)
    .select('ends.service');
}

/** What happened in a week. */
export async function readWeek(
  database: Knex,
  options: { selection: StandingSelection & { migration: string }; week: Week },
): Promise<MigrationWeek> {
  const { selection, week } = options;
  const span = { selection, span: week };
  const changes = changesWithin(database, span).select(
    'v.move',
    'v.scope_delta',
    'v.done_delta',
    'v.declared',
    'v.born_on_from_at',
    'v.service',
  );
  const [row] = await database
    .with('changes', changes)
    .with('moved', movedServices(database, span))
    .select(
      database.raw('(select count(*) from moved) as moved'),
      database.raw(
        'count(distinct case when done_delta > 0 and not declared then service end) as done',
      ),
      database.raw(
        "count(distinct case when move = 'fall_back' then service end) as fell_back",
      ),
      database.raw(
        'coalesce(sum(case when scope_delta > 0 then 1 else 0 end), 0) as added',
      ),
      database.raw(
        'coalesce(sum(case when scope_delta < 0 then 1 else 0 end), 0) as removed',
      ),
      database.raw(
        'count(distinct case when born_on_from_at >= ? and born_on_from_at < ? then service end) as born',
        [week.from, week.to],
      ),
    )
    .from('changes');
  return {
    weekStart: week.start,
    moved: Number(row.moved),
    done: Number(row.done),
    fellBack: Number(row.fell_back),
    scopeAdded: Number(row.added),
    scopeRemoved: Number(row.removed),
    newOnOld: Number(row.born),
  };
}
