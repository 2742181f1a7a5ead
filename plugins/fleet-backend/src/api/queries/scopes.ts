import {
  formatInstant,
  instant,
  type Freshness,
  type FreshnessState,
  type Instant,
  type ScopeState,
} from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { scopeState } from '../../sources/freshness';
import {
  SCOPES,
  SOURCES,
  type ScopeKey,
  type ScopeRow,
  type SourceRow,
} from '../../sources/tables';

/** How far one scope can be relied on now. */
export interface KnownScope extends ScopeKey {
  state: FreshnessState;
  lastSuccess: Instant | null;
  demo: boolean;
}

/** Freshness as answers show it: what is no longer watched only ages, what never was seen is covered by nothing. */
const shown: Record<ScopeState, FreshnessState> = {
  fresh: 'fresh',
  partial: 'partial',
  stale: 'stale',
  error: 'error',
  never: 'none',
  not_watched: 'stale',
};
const worstFirst: readonly FreshnessState[] = [
  'error',
  'stale',
  'none',
  'partial',
  'fresh',
];
const MAX_TROUBLED = 20;

/** The scopes of all sources, read once per request: one row per cluster, master or repository. */
export class KnownScopes {
  readonly #scopes: ReadonlyMap<string, KnownScope>;

  private constructor(scopes: readonly KnownScope[]) {
    this.#scopes = new Map(scopes.map(scope => [keyOf(scope), scope]));
  }

  static async read(database: Knex, now: Instant): Promise<KnownScopes> {
    const rows: (ScopeRow & Pick<SourceRow, 'demo'>)[] = await database(
      `${SCOPES} as c`,
    )
      .join(`${SOURCES} as s`, 's.id', 'c.source')
      .select('c.*', 's.demo');
    return new KnownScopes(
      rows.map(row => ({
        source: row.source,
        scope: row.scope,
        state: shown[stateOf(row, now)],
        lastSuccess: toInstant(row.last_success),
        demo: Boolean(row.demo),
      })),
    );
  }

  /**
   * How far they could be relied on at a moment of the past: within a gap nobody had looked at them completely for longer than twice their
   * interval; where looks succeeded that did not see all, they were partial.
   */
  static async readPast(database: Knex, at: Instant): Promise<KnownScopes> {
    const rows: (Pick<
      ScopeRow,
      'source' | 'scope' | 'last_success' | 'last_complete' | 'interval_seconds'
    > &
      Pick<SourceRow, 'demo'> & {
        gap: number | boolean;
        from_at: number | string | null;
        to_at: number | string | null;
        partial: number | boolean | null;
      })[] = await database(`${SCOPES} as c`)
      .join(`${SOURCES} as s`, 's.id', 'c.source')
      .leftJoin('scope_gaps as g', gap =>
        gap
          .on('g.source', 'c.source')
          .andOn('g.scope', 'c.scope')
          .andOn(database.raw('coalesce(g.detected_at, 0) <= ?', [at]))
          .andOn(database.raw('(g.to_at is null or g.to_at > ?)', [at])),
      )
      .select(
        'c.source',
        'c.scope',
        'c.last_success',
        'c.last_complete',
        'c.interval_seconds',
        's.demo',
        'g.from_at',
        'g.to_at',
        'g.partial',
        database.raw('case when g.source is null then 0 else 1 end as gap'),
      );
    return new KnownScopes(
      rows.map(row => {
        const { source, scope } = row;
        const key = { source, scope, demo: Boolean(row.demo) };
        const looked = toInstant(row.last_success);
        // It never saw all, up to now.
        const neverAll = row.last_complete === null && looked !== null;
        if (Number(row.gap) === 0) {
          const state = neverAll ? 'partial' : 'fresh';
          return { ...key, state, lastSuccess: at };
        }
        // Of a gap that goes on it is known when the looks ended that saw a part.
        const sawPart =
          Boolean(row.partial) &&
          (row.to_at !== null ||
            (looked !== null && at - looked <= 2000 * row.interval_seconds));
        if (sawPart || neverAll) {
          return { ...key, state: 'partial', lastSuccess: at };
        }
        const lastSuccess = toInstant(row.from_at);
        const state = lastSuccess === null ? 'none' : 'stale';
        return { ...key, state, lastSuccess };
      }),
    );
  }

  /** Those that cannot be relied on. */
  notFresh(): KnownScope[] {
    return [...this.#scopes.values()].filter(({ state }) => state !== 'fresh');
  }

  get(key: ScopeKey): KnownScope {
    return (
      this.#scopes.get(keyOf(key)) ?? {
        ...key,
        state: 'none',
        lastSuccess: null,
        demo: false,
      }
    );
  }

  /** The worst state among scopes; `none` without any. */
  worst(keys: readonly ScopeKey[]): FreshnessState {
    const states = new Set(keys.map(key => this.get(key).state));
    return worstFirst.find(state => states.has(state)) ?? 'none';
  }

  /** Freshness of an answer that rests on these scopes. */
  freshness(keys: readonly ScopeKey[]): Freshness {
    const scopes = keys.map(key => this.get(key));
    const asOf = scopes
      .map(scope => scope.lastSuccess)
      .filter(at => at !== null)
      .sort((a, b) => a - b)
      .at(0);
    return {
      state: this.worst(keys),
      asOf: asOf === undefined ? null : formatInstant(asOf),
      troubled: scopes
        .filter(scope => scope.state !== 'fresh')
        .sort(
          (a, b) => worstFirst.indexOf(a.state) - worstFirst.indexOf(b.state),
        )
        .slice(0, MAX_TROUBLED)
        .map(({ source, scope, state, lastSuccess }) => ({
          source,
          scope,
          state,
          lastSuccess: lastSuccess === null ? null : formatInstant(lastSuccess),
        })),
      demo: scopes.some(scope => scope.demo),
    };
  }
}

function stateOf(row: ScopeRow, now: Instant): ScopeState {
  return scopeState(
    {
      configured: Boolean(row.configured),
      intervalSeconds: row.interval_seconds,
      lastSuccess: toInstant(row.last_success),
      complete: Boolean(row.complete),
      consecutiveFailures: row.consecutive_failures,
    },
    now,
  );
}

function toInstant(value: number | string | null): Instant | null {
  return value === null ? null : instant(Number(value));
}

function keyOf({ source, scope }: ScopeKey): string {
  return JSON.stringify([source, scope]);
}
