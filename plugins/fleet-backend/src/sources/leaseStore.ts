import type { Knex } from 'knex';
import { databaseNow, rawRows, recordset } from '../database/dialect';
import { LEASES, type ScopeKey } from './tables';

/** A lease as the database gave it. The epoch tells one holding from the next. */
export interface Lease extends ScopeKey {
  epoch: number;
}

/** A lease that nobody holds. */
export interface FreeLease extends ScopeKey {
  /** For how long, ms. */
  freeMs: number;
}

/** What a lease store needs. */
export interface LeaseStoreOptions {
  database: Knex;
  /** This replica, different from all others and from what it was before a restart. */
  holder: string;
  leaseMs: number;
}

/**
 * Rows (scope, holder, epoch, expiry) that say who watches what. Expiry is by the database's clock, so the replicas' clocks do not matter.
 * Each change is one statement that checks and writes at once.
 */
export class LeaseStore {
  constructor(private readonly options: LeaseStoreOptions) {}

  /** Makes the rows that are missing, free from now on. */
  async ensure(keys: readonly ScopeKey[]): Promise<void> {
    const { database } = this.options;
    for (const { source, scope } of keys) {
      await database(LEASES)
        .insert({ source, scope, epoch: 0, expires_at: databaseNow(database) })
        .onConflict(['source', 'scope'])
        .ignore();
    }
  }

  /** Makes all of these free at once: for a replica that knows that it is the only one. */
  async freeAll(keys: readonly ScopeKey[]): Promise<void> {
    await this.freeAbandoned(keys, { expired: false });
  }

  /**
   * Makes those free that somebody took and did not give back.
   *
   * @param options.expired - only those that ran out as well.
   * @returns those that were made free by this call: of several replicas that ask at once, one is told.
   */
  async freeAbandoned(
    keys: readonly ScopeKey[],
    options: { expired: boolean },
  ): Promise<ScopeKey[]> {
    const { database } = this.options;
    if (keys.length === 0) return [];
    const given = recordset(
      database,
      { source: 'text', scope: 'text' },
      keys.map(({ source, scope }) => ({ source, scope })),
    );
    return rawRows<ScopeKey>(
      database,
      `update "${LEASES}" set holder = null, expires_at = ?
       where holder is not null ${options.expired ? 'and expires_at <= ?' : ''}
         and (source, scope) in (select source, scope from ${given.sql})
       returning source, scope`,
      [
        databaseNow(database),
        ...(options.expired ? [databaseNow(database)] : []),
        ...given.bindings,
      ],
    );
  }

  /** Those that nobody holds, the longest free first. */
  async free(): Promise<FreeLease[]> {
    const { database } = this.options;
    const rows = await database(LEASES)
      .select<(ScopeKey & { free_ms: number | string })[]>(
        'source',
        'scope',
        database.raw('? - expires_at as free_ms', [databaseNow(database)]),
      )
      .where('expires_at', '<=', databaseNow(database))
      .orderBy(['expires_at', 'source', 'scope']);
    return rows.map(({ source, scope, free_ms }) => ({
      source,
      scope,
      freeMs: Number(free_ms),
    }));
  }

  /** Takes a lease if it is free; undefined when somebody was faster. */
  async acquire({ source, scope }: ScopeKey): Promise<Lease | undefined> {
    const { database, holder } = this.options;
    const [row] = await rawRows<{ epoch: number | string }>(
      database,
      `update "${LEASES}" set holder = ?, epoch = epoch + 1, expires_at = ? + ?
       where source = ? and scope = ? and expires_at <= ? returning epoch`,
      [
        holder,
        databaseNow(database),
        this.options.leaseMs,
        source,
        scope,
        databaseNow(database),
      ],
    );
    return row && { source, scope, epoch: Number(row.epoch) };
  }

  /** Renews leases in one statement. @returns those that are still ours; the others are lost. */
  async renew(leases: readonly Lease[]): Promise<Lease[]> {
    const { database, holder } = this.options;
    if (leases.length === 0) return [];
    const given = recordset(
      database,
      { source: 'text', scope: 'text', epoch: 'bigint' },
      leases.map(({ source, scope, epoch }) => ({ source, scope, epoch })),
    );
    const rows = await rawRows<ScopeKey & { epoch: number | string }>(
      database,
      `update "${LEASES}" set expires_at = ? + ?
       where holder = ? and expires_at > ?
         and (source, scope, epoch) in (select source, scope, epoch from ${given.sql})
       returning source, scope, epoch`,
      [
        databaseNow(database),
        this.options.leaseMs,
        holder,
        databaseNow(database),
        ...given.bindings,
      ],
    );
    return rows.map(row => ({ ...row, epoch: Number(row.epoch) }));
  }

  /** Gives a lease back, free at once. Does nothing when it is no longer ours. */
  async release({ source, scope, epoch }: Lease): Promise<void> {
    const { database, holder } = this.options;
    await database(LEASES)
      .where({ source, scope, holder, epoch })
      .update({ holder: null, expires_at: databaseNow(database) });
  }
}
