/**
 * Takes observations from one run of a scope and records them: in order, one batch in flight at a time, a batch being full or at the latest
 * after `flushMs`; the cursor is recorded with the last observation that it covers. The queue is bounded, a full one makes `report` wait.
 *
 * A batch that cannot be recorded is tried again with back-off. When that does not help, what waits is dropped and the run fails as a
 * whole, so that the source starts anew from the last recorded cursor; going on with the next batch would leave a hole.
 */
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { JsonValue } from '@backstage/types';
import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import type { SourceContext } from '@landfall/backstage-plugin-fleet-node';
import type { Ledger, Refusal } from '../ledger/types';
import { backoffMs } from './backoff';
import { databaseErrorText, LeaseLostError, RecordingError } from './errors';
import { ObservationQueue, type QueuedBatch } from './observationQueue';
import { sleep, within } from './sleep';
import type { ScopeKey } from './tables';
import type { Timings } from './timings';

/** What a reporter needs. */
export interface ReporterOptions {
  key: ScopeKey;
  ledger: Pick<Ledger, 'record'>;
  /** What the ledger holds when the run starts. */
  cursor: JsonValue | undefined;
  timings: Timings;
  random: () => number;
  /** It may tell a past as if it had been learnt at the time. */
  madeUp?: boolean;
  logger: LoggerService;
  /** Once aborted, nothing more is taken. */
  signal: AbortSignal;
  /** Asked before each try to record: whether the lease still holds. */
  mayRecord(): boolean;
  /** What was recorded could not be; called at most once. */
  onFailure(error: Error): void;
  onRefused(refusals: readonly Refusal[]): void;
}

/** See the top of the file. */
export class Reporter {
  private readonly queue = new ObservationQueue();
  private lastCursor: JsonValue | undefined;
  private inFlight = 0;
  /** Sequence of the newest entry that is durable. */
  private durable = 0;
  /** What waits goes now, although it fills no batch. */
  private due = false;
  private draining = false;
  private timer: NodeJS.Timeout | undefined;
  private failure: Error | undefined;
  private closed = false;
  /** Reports wait for room in the order in which they came. */
  private admission: Promise<unknown> = Promise.resolve();
  private wakers: Array<() => void> = [];

  constructor(private readonly options: ReporterOptions) {
    this.lastCursor = options.cursor;
    options.signal.addEventListener('abort', () => this.wake(), { once: true });
  }

  /** The cursor that was last recorded. */
  get cursor(): JsonValue | undefined {
    return this.lastCursor;
  }

  /** Observations that are not durable yet. */
  get waiting(): number {
    return this.queue.size + this.inFlight;
  }

  report: SourceContext['report'] = (observations, options) => {
    const turn = this.admission.then(() => this.admit(observations, options));
    // The caller hears of the failure; the next report in the line fails for the same reason by itself.
    this.admission = turn.catch(() => undefined);
    return turn;
  };

  flush: SourceContext['flush'] = async () => {
    await this.admission;
    const upTo = this.queue.sequence;
    this.due = true;
    this.drain();
    await this.until(() => this.durable >= upTo);
  };

  /** Takes nothing more and records what waits, as long as the lease holds and the time of grace lasts; the rest is dropped. */
  async close(): Promise<void> {
    this.due = true;
    this.drain();
    const drained = async () => {
      while (!this.failure && this.durable < this.queue.sequence) {
        await this.change();
      }
    };
    if (!this.failure && this.options.mayRecord()) {
      await within(drained(), this.options.timings.graceMs);
    }
    this.closed = true;
    clearTimeout(this.timer);
    this.queue.clear();
    this.wake();
  }

  private async admit(
    observations: readonly unknown[],
    { cursor, learntAt }: { cursor?: JsonValue; learntAt?: Instant } = {},
  ): Promise<void> {
    const { queueSize } = this.options.timings;
    this.throwIfOver();
    if (learntAt !== undefined && !this.options.madeUp) {
      throw new TypeError(
        'Only a source of made-up data may say when something was learnt: leave learntAt out',
      );
    }
    for (let next = 0; next < observations.length; ) {
      await this.until(() => this.waiting < queueSize);
      const room = queueSize - this.waiting;
      this.queue.push(observations.slice(next, next + room), learntAt);
      next += room;
      // The last piece waits for its cursor, so that they are recorded together.
      if (next < observations.length) this.arrange();
    }
    if (cursor !== undefined) this.queue.pushCursor(cursor);
    this.arrange();
  }

  /** Sees to it that what waits is recorded: now if it fills a batch, otherwise in time. */
  private arrange(): void {
    const { batchSize, flushMs } = this.options.timings;
    if (this.queue.size >= batchSize) {
      this.drain();
    } else if (!this.draining && !this.queue.isEmpty) {
      this.timer ??= setTimeout(() => {
        this.due = true;
        this.drain();
      }, flushMs);
    }
  }

  private drain(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.draining || this.failure || this.closed) return;
    this.draining = true;
    this.recordWaiting()
      .catch(error => this.fail(error))
      .finally(() => {
        this.draining = false;
        this.wake();
        if (!this.failure && !this.closed) this.arrange();
      });
  }

  private async recordWaiting(): Promise<void> {
    const { batchSize } = this.options.timings;
    while (
      !this.closed &&
      (this.queue.size >= batchSize || (this.due && !this.queue.isEmpty))
    ) {
      const batch = this.queue.take(batchSize);
      // What comes in while this batch is in flight has its own time.
      if (this.queue.isEmpty) this.due = false;
      this.inFlight = batch.observations.length;
      await this.record(batch);
      this.inFlight = 0;
      this.durable = batch.sequence;
      this.wake();
    }
    if (this.queue.isEmpty) this.due = false;
  }

  private async record(batch: QueuedBatch): Promise<void> {
    const { key, ledger, timings, logger } = this.options;
    for (let attempt = 1; ; attempt++) {
      if (!this.options.mayRecord()) throw new LeaseLostError();
      try {
        const { refused } = await ledger.record({
          ...key,
          observations: batch.observations,
          cursor: batch.cursor,
          learntAt: batch.learntAt,
        });
        if (batch.cursor !== undefined) this.lastCursor = batch.cursor;
        if (refused.length > 0) this.options.onRefused(refused);
        return;
      } catch (error) {
        const text = databaseErrorText(error);
        if (attempt >= timings.recordAttempts || this.closed) {
          throw new RecordingError(batch.observations.length, text);
        }
        const wait = backoffMs(
          attempt,
          timings.recordRetryMs,
          this.options.random,
        );
        logger.warn(
          `Could not record ${batch.observations.length} observations, trying again in ${wait} ms: ${text}`,
        );
        await sleep(wait);
      }
    }
  }

  private fail(error: Error): void {
    if (this.closed) return;
    this.failure = error;
    this.queue.clear();
    this.inFlight = 0;
    this.wake();
    this.options.onFailure(error);
  }

  private throwIfOver(): void {
    if (this.failure) throw this.failure;
    this.options.signal.throwIfAborted();
    if (this.closed) throw new Error('The run is over: report no more');
  }

  /** Waits for a condition; rejects when the run failed or is over. */
  private async until(condition: () => boolean): Promise<void> {
    for (;;) {
      this.throwIfOver();
      if (condition()) return;
      await this.change();
    }
  }

  private change(): Promise<void> {
    return new Promise(resolve => this.wakers.push(resolve));
  }

  private wake(): void {
    const wakers = this.wakers;
    this.wakers = [];
    for (const waker of wakers) waker();
  }
}
