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

/** Room for a rung beside the id of a row in one number. */
const RUNGS = 16;

/**
 * Expressions over the rows (`v`) of one service for the rung before the first of them and the one after the last, plus one: so that one pass over
 * the rows tells who moved, and nobody has to find the first and the last again. What stood nowhere before begins where it first stood, what does not
 * count in the end is on none: neither of these is a move up.
 */
const FIRST = 'coalesce(v.stage_before, v.stage)';
const BEFORE = `min(v.id * ${RUNGS} + case when ${FIRST} is null then ${
  RUNGS - 1
} else ${rankOf(FIRST)} + 1 end) % ${RUNGS}`;
const AFTER = `max(v.id * ${RUNGS} + case when v.side is null and v.in_scope then ${rankOf(
  'v.stage',
)} + 1 else 0 end) % ${RUNGS}`;

/** The services that stand higher at the end of a span than at its beginning, as `service`. */
export function movedServices(
  database: Knex,
  options: { selection: StandingSelection & { migration: string }; span: Span },
): Knex.QueryBuilder {
  return changesWithin(database, options)
    .groupBy('v.service')
    .havingRaw(`${AFTER} > ${BEFORE}`)
    .select('v.service');
}

/** What happened in each of some weeks that do not overlap: one pass over what was learnt in all of them. */
export async function readWeeks(
  database: Knex,
  options: {
    selection: StandingSelection & { migration: string };
    weeks: readonly Week[];
  },
): Promise<MigrationWeek[]> {
  const { selection, weeks } = options;
  const froms = weeks.map(({ from }) => from);
  const tos = weeks.map(({ to }) => to);
  const span = {
    from: instant(Math.min(...froms)),
    to: instant(Math.max(...tos)),
  };
  const within = (column: string) =>
    database.raw(
      `case ${weeks
        .map(
          (_, index) => `when ${column} >= ? and ${column} < ? then ${index}`,
        )
        .join(' ')} end`,
      weeks.flatMap(({ from, to }) => [from, to]),
    );
  const some = (condition: string) =>
    `max(case when ${condition} then 1 else 0 end)`;
  const number = (condition: string) =>
    `sum(case when ${condition} then 1 else 0 end)`;
  const changes = changesWithin(database, { selection, span }).select(
    'v.*',
    database.raw('? as week', [within('v.learnt_at')]),
    database.raw('? as born_in', [within('v.born_on_from_at')]),
  );
  const services = database
    .from(changes.as('v'))
    .groupBy('v.week', 'v.service')
    .select(
      'v.week',
      database.raw(`case when ${AFTER} > ${BEFORE} then 1 else 0 end as moved`),
      database.raw(`${some('v.done_delta > 0 and not v.declared')} as done`),
      database.raw(`${some("v.move = 'fall_back'")} as fell_back`),
      database.raw(`${number('v.scope_delta > 0')} as added`),
      database.raw(`${number('v.scope_delta < 0')} as removed`),
      database.raw(`${some('v.born_in = v.week')} as born`),
    );
  const sums = ['moved', 'done', 'fell_back', 'added', 'removed', 'born'];
  const rows: Record<string, number | string | null>[] = await database
    .from(services.as('services'))
    .groupBy('week')
    .select(
      'week',
      ...sums.map(sum => database.raw('sum(??) as ??', [sum, sum])),
    );
  return weeks.map(({ start }, index) => {
    const found = rows.find(
      ({ week }) => week !== null && Number(week) === index,
    );
    const of = (sum: string) => Number(found?.[sum] ?? 0);
    return {
      weekStart: start,
      moved: of('moved'),
      done: of('done'),
      fellBack: of('fell_back'),
      scopeAdded: of('added'),
      scopeRemoved: of('removed'),
      newOnOld: of('born'),
    };
  });
}
