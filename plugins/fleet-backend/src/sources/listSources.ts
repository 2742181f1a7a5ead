import {
  formatInstant,
  instant,
  type Instant,
  type Problem,
  type SourceStatus,
} from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import type { ScopeContents } from '../ledger/types';
import { scopeState } from './freshness';
import { SCOPES, SOURCES, type ScopeRow, type SourceRow } from './tables';

/** What it needs. */
export interface ListSourcesOptions {
  database: Knex;
  /** Judges freshness by this. */
  now: Instant;
  /** What the ledger holds of each scope, from `ledger.scopes()`. */
  contents: readonly ScopeContents[];
}

/** All sources with their scopes and freshness, by id and scope, as the API shows them: two statements however many there are. */
export async function listSources(
  options: ListSourcesOptions,
): Promise<SourceStatus[]> {
  const { database, now } = options;
  const contents = new Map(
    options.contents.map(held => [
      JSON.stringify([held.source, held.scope]),
      held,
    ]),
  );
  const sources = await database<SourceRow>(SOURCES).select('*').orderBy('id');
  const scopes = await database<ScopeRow>(SCOPES)
    .select('*')
    .orderBy(['source', 'scope']);
  const bySource = new Map<string, ScopeRow[]>();
  for (const row of scopes) {
    bySource.set(row.source, [...(bySource.get(row.source) ?? []), row]);
  }
  return sources.map(source => ({
    id: source.id,
    title: source.title,
    observes: parse<string[]>(source.observes),
    demo: Boolean(source.demo),
    problems: parse<Problem[]>(source.problems),
    scopes: (bySource.get(source.id) ?? []).map(row => {
      const held = contents.get(JSON.stringify([row.source, row.scope]));
      const lastSuccess = toInstant(row.last_success);
      const lastAttempt = toInstant(row.last_attempt);
      return {
        scope: row.scope,
        state: scopeState(
          {
            configured: Boolean(row.configured),
            intervalSeconds: row.interval_seconds,
            lastSuccess,
            complete: Boolean(row.complete),
            consecutiveFailures: row.consecutive_failures,
          },
          now,
        ),
        mode: row.mode,
        intervalSeconds: row.interval_seconds,
        lastSuccess: lastSuccess === null ? null : formatInstant(lastSuccess),
        lastAttempt: lastAttempt === null ? null : formatInstant(lastAttempt),
        complete: Boolean(row.complete),
        problems: parse<Problem[]>(row.problems),
        observations: held?.observations ?? 0,
        quarantined: held?.refused ?? 0,
      };
    }),
  }));
}

function toInstant(value: number | string | null): Instant | null {
  return value === null ? null : instant(Number(value));
}

/** Reads what this room wrote itself. */
function parse<T>(json: string): T {
  return JSON.parse(json);
}
