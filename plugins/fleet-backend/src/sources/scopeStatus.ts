import {
  instant,
  type Instant,
  type Problem,
} from '@landfall/backstage-plugin-fleet-common';
import type { Clock, Look } from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';
import { redactProblems } from './errors';
import { completed } from './gaps';
import { SCOPES, type ScopeKey, type ScopeRow } from './tables';

/** When a poll may look next, and how often it failed. */
export interface PollState {
  failures: number;
  nextAttemptAt: Instant | null;
}

/** Keeps, once per scope, how the looks at it went. What it keeps of problems is redacted and bounded. */
export class ScopeStatus {
  constructor(
    private readonly options: {
      database: Knex;
      clock: Clock;
      /** The sources of made-up data: those may say since when they were looked at. */
      madeUp?: ReadonlySet<string>;
    },
  ) {}

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
    const values = {
      last_attempt: now,
      last_success: now,
      complete: look.complete,
      problems: JSON.stringify(redactProblems(look.problems)),
      consecutive_failures: 0,
      next_attempt_at: nextAttemptAt,
    };
    if (!look.complete) {
      await this.update(key, values);
      return;
    }
    await completed(this.options.database, {
      key,
      now,
      since: this.options.madeUp?.has(key.source) ? look.since : undefined,
      values: { ...values, last_complete: now },
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

  private async update(
    { source, scope }: ScopeKey,
    values: Partial<ScopeRow>,
  ): Promise<void> {
    await this.options.database(SCOPES).where({ source, scope }).update(values);
  }
}
