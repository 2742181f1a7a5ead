/** How often scopes are looked at, and when nobody did, as facts for the engine. */
import { instant, type Instant } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { among } from '../../database/dialect';
import type { Fact } from '../../migration/types';
import { ALWAYS } from './allThePast';

interface ScopeRow {
  source: string;
  scope: string;
  interval_seconds: number;
}

interface IntervalRow {
  id: number | string;
  source: string;
  scope: string;
  every_seconds: number;
  recorded_at: number | string;
}

interface GapRow {
  id: number | string;
  source: string;
  scope: string;
  from_at: number | string | null;
  detected_at: number | string | null;
  to_at: number | string | null;
}

/** Names a scope of a source. */
export function scopeKey({
  source,
  scope,
}: {
  source: string;
  scope: string;
}): string {
  return JSON.stringify([source, scope]);
}

/** Reads the looks at scopes: how often each is looked at, and the gaps that go on or ended at or after an instant. */
export async function readScopeFacts(
  database: Knex,
  options: { keys: ReadonlySet<string>; since: Instant },
): Promise<Map<string, Fact[]>> {
  const { keys, since } = options;
  if (keys.size === 0) return new Map();
  const names = [...keys].map(key => (JSON.parse(key) as [string, string])[1]);
  const ofScopes = (table: string): Knex.QueryBuilder =>
    database(table).where(among(database, 'scope', names));
  const scopes: ScopeRow[] = await ofScopes('source_scopes').select(
    'source',
    'scope',
    'interval_seconds',
  );
  const intervals: IntervalRow[] = await ofScopes('scope_intervals')
    .orderBy('id')
    .select('*');
  const gaps: GapRow[] = await ofScopes('scope_gaps')
    .where(open => open.whereNull('to_at').orWhere('to_at', '>=', since))
    .orderBy('id')
    .select('*');
  const facts = new Map<string, Fact[]>();
  for (const row of scopes) {
    const key = scopeKey(row);
    if (!keys.has(key)) continue;
    facts.set(key, [
      // Until the first complete look nobody had ever looked.
      gapFact(row, { learntAt: ALWAYS, order: 0, from: null, to: null }),
      ...looksOf(
        row,
        intervals.filter(one => scopeKey(one) === key),
      ),
    ]);
  }
  for (const gap of gaps) facts.get(scopeKey(gap))?.push(...gapFacts(gap));
  return facts;
}

/** The first interval holds for all the past. */
function looksOf(row: ScopeRow, intervals: readonly IntervalRow[]): Fact[] {
  const { source, scope } = row;
  const looks = { kind: 'looks' as const, source, scope };
  const first = intervals[0]?.every_seconds ?? row.interval_seconds;
  return [
    { ...looks, learntAt: ALWAYS, order: 0, everySeconds: first },
    ...intervals.slice(1).map(interval => ({
      ...looks,
      learntAt: instant(Number(interval.recorded_at)),
      order: Number(interval.id),
      everySeconds: interval.every_seconds,
    })),
  ];
}

function gapFacts(row: GapRow): Fact[] {
  const order = Number(row.id);
  const from = nullable(row.from_at);
  const to = nullable(row.to_at);
  const detectedAt = nullable(row.detected_at);
  return [
    ...(detectedAt === null
      ? []
      : [gapFact(row, { learntAt: detectedAt, order, from, to: null })]),
    ...(to === null ? [] : [gapFact(row, { learntAt: to, order, from, to })]),
  ];
}

function nullable(value: number | string | null): Instant | null {
  return value === null ? null : instant(Number(value));
}

function gapFact(
  { source, scope }: { source: string; scope: string },
  rest: {
    learntAt: Instant;
    order: number;
    from: Instant | null;
    to: Instant | null;
  },
): Fact {
  return { ...rest, kind: 'gap', source, scope };
}
