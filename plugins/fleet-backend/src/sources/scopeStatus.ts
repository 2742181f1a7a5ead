import {
  instant,
  type Instant,
  type Problem,
} from '@landfall/backstage-plugin-fleet-common';
import type { Clock, Look } from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';
import { redactProblems } from './errors';
import { SCOPES, type ScopeKey, type ScopeRow } from './tables';

/** When a poll may look next, and how often it failed. */
export interface PollState {
  failures: number;
  nextAttemptAt: Instant | null;
}

/** Keeps, once per scope, how the looks at it went. What it keeps of problems is redacted and bounded. */
export class ScopeStatus {
  constructor(private readonly options: { database: Knex; clock: Clock }) {}

  /** A look begins. */
  async attempted(key: ScopeKey): Promise<void> {
    await this.update(key, { last_attempt: this.options.clock.now() });
  }

  /** A look succeeded, or a watch is alive. */
  async succeeded(
    key: ScopeKey,
    look: Look,
    nextAttemptAt: Instant | null = null,
  ): Promise<void> {
    const now = this.options.clock.now();
    if (look.complete) await this.closeGap(key, now);
    await this.update(key, {
      last_attempt: now,
      last_success: now,
      ...(look.complete ? { last_complete: now } : {}),
      complete: look.complete,
      problems: JSON.stringify(redactProblems(look.problems)),
      consecutive_failures: 0,
      next_attempt_at: nextAttemptAt,
    });
  }

  /** A look failed, for so many times in a row. What the last success saw is kept. */
  async failed(
    key: ScopeKey,
    failure: {
      problem: Problem;
      failures: number;
      nextAttemptAt: Instant | null;
    },
  ): Promise<void> {
    await this.update(key, {
      last_attempt: this.options.clock.now(),
      problems: JSON.stringify(redactProblems([failure.problem])),
      consecutive_failures: failure.failures,
      next_attempt_at: failure.nextAttemptAt,
    });
  }

  /** Gives what a poll has to know before it looks; undefined when the scope was removed. */
  async pollState(key: ScopeKey): Promise<PollState | undefined> {
    const row = await this.options
      .database<ScopeRow>(SCOPES)
      .where({ source: key.source, scope: key.scope })
      .first('consecutive_failures', 'next_attempt_at');
    return (
      row && {
        failures: row.consecutive_failures,
        nextAttemptAt:
          row.next_attempt_at === null
            ? null
            : instant(Number(row.next_attempt_at)),
      }
    );
  }

  /** Notes when nobody had looked completely for longer than twice the interval, or never had. */
  private async closeGap(
    { source, scope }: ScopeKey,
    now: Instant,
  ): Promise<void> {
    const { database } = this.options;
    const allowed = 'cast(2 * interval_seconds * 1000 as bigint)';
    await database.raw(
      `insert into scope_gaps (source, scope, from_at, detected_at, to_at, told)
       select source, scope, last_complete, last_complete + ${allowed}, cast(? as bigint), ?
       from source_scopes
       where source = ? and scope = ?
         and (last_complete is null or last_complete + ${allowed} < cast(? as bigint))`,
      [now, false, source, scope, now],
    );
  }

  private async update(
    { source, scope }: ScopeKey,
    values: Partial<ScopeRow>,
  ): Promise<void> {
    await this.options.database(SCOPES).where({ source, scope }).update(values);
  }
}
