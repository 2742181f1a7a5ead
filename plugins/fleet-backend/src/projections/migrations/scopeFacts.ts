/** When nobody looked at a scope, as facts for the engine. */
import { instant, type Instant } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { among } from '../../database/dialect';
import type { Fact } from '../../migration/types';

interface ScopeRow {
  source: string;
  scope: string;
  interval_seconds: number;
  last_complete: number | string | null;
}

interface GapRow {
  source: string;
  scope: string;
  from_at: number | string | null;
  detected_at: number | string | null;
  to_at: number | string;
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

/**
 * Reads the looks at scopes: how often each is looked at, the gaps that ended at or after an instant, and the one that goes on.
 */
export async function readScopeFacts(
  database: Knex,
  options: { keys: ReadonlySet<string>; since: Instant; now: Instant },
): Promise<Map<string, Fact[]>> {
  const { keys, since, now } = options;
  if (keys.size === 0) return new Map();
  const names = [...keys].map(key => (JSON.parse(key) as [string, string])[1]);
  const ofScopes = (table: string): Knex.QueryBuilder =>
    database(table).where(among(database, 'scope', names));
  const [scopes, gaps]: [ScopeRow[], GapRow[]] = await Promise.all([
    ofScopes('source_scopes').select(
      'source',
      'scope',
      'interval_seconds',
      'last_complete',
    ),
    ofScopes('scope_gaps')
      .where('to_at', '>=', since)
      .orderBy('id')
      .select('*'),
  ]);
  const facts = new Map<string, Fact[]>();
  for (const row of scopes) {
    if (keys.has(scopeKey(row))) facts.set(scopeKey(row), looksOf(row, now));
  }
  for (const gap of gaps) facts.get(scopeKey(gap))?.push(...gapFacts(gap));
  return facts;
}

/** Orders gaps before what a source told at the same instant. */
const ORDER = 0;

function looksOf(row: ScopeRow, now: Instant): Fact[] {
  const { source, scope, interval_seconds: everySeconds } = row;
  const looks: Fact = {
    learntAt: Number.MIN_SAFE_INTEGER as Instant,
    order: ORDER,
    kind: 'looks',
    source,
    scope,
    everySeconds,
  };
  if (row.last_complete === null) return [looks];
  const from = instant(Number(row.last_complete));
  const detectedAt = instant(from + Math.round(2 * everySeconds * 1_000));
  return detectedAt < now
    ? [looks, gapFact(row, { learntAt: detectedAt, from, to: null })]
    : [looks];
}

function gapFacts(row: GapRow): Fact[] {
  const from = row.from_at === null ? null : instant(Number(row.from_at));
  const to = instant(Number(row.to_at));
  const closed = gapFact(row, { learntAt: to, from, to });
  if (row.detected_at === null) return [closed];
  const learntAt = instant(Number(row.detected_at));
  return [gapFact(row, { learntAt, from, to: null }), closed];
}

function gapFact(
  { source, scope }: { source: string; scope: string },
  times: { learntAt: Instant; from: Instant | null; to: Instant | null },
): Fact {
  return { ...times, order: ORDER, kind: 'gap', source, scope };
}
