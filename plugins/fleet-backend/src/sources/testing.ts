import type { LoggerService } from '@backstage/backend-plugin-api';
import type { JsonObject, JsonValue } from '@backstage/types';
import { instant } from '@landfall/backstage-plugin-fleet-common';
import type {
  Clock,
  ObservationInput,
} from '@landfall/backstage-plugin-fleet-node';
import type { Batch, Ledger, Refusal } from '../ledger/types';
import { sleep } from './sleep';
import { defaultTimings, type Timings } from './timings';

/** The real time. */
export const realClock: Clock = { now: () => instant(Date.now()) };

/** Short times, so that tests need not wait; the proportions are those of the real ones. */
export const shortTimings: Timings = {
  ...defaultTimings,
  leaseMs: 800,
  renewMs: 200,
  acquireMs: 80,
  yieldMs: 200,
  restartMs: { baseMs: 40, maxMs: 400 },
  graceMs: 1_000,
  flushMs: 20,
  recordRetryMs: { baseMs: 5, maxMs: 20 },
  pollTickMs: 1_000,
};

/** A logger that keeps what it is told. */
export function captureLogger(): LoggerService & { lines: string[] } {
  const lines: string[] = [];
  const make = (meta: JsonObject): LoggerService => {
    const write = (level: string) => (message: string, more?: unknown) => {
      lines.push(
        [level, message, JSON.stringify(meta), JSON.stringify(more)].join(' '),
      );
    };
    return {
      error: write('error'),
      warn: write('warn'),
      info: write('info'),
      debug: write('debug'),
      child: more => make({ ...meta, ...more }),
    };
  };
  return Object.assign(make({}), { lines });
}

/**
 * Waits until a condition holds.
 *
 * @throws Error when it does not in time.
 */
export async function until(
  condition: () => boolean | Promise<boolean>,
  ms = 10_000,
): Promise<void> {
  for (const end = performance.now() + ms; ; await sleep(10)) {
    if (await condition()) return;
    if (performance.now() > end) {
      throw new Error(`Did not come true within ${ms} ms: ${condition}`);
    }
  }
}

/** An observation that the ledger accepts. */
export function operation(key: string, at = 1_000): ObservationInput {
  return {
    kind: 'operation',
    key,
    version: 1,
    at,
    ended: true,
    endedAt: at,
    target: {
      platform: 'kubernetes',
      cluster: 'one',
      namespace: 'shop',
      workloadKind: 'Deployment',
      workload: 'cart',
    },
    body: { operation: 'scale', actor: 'unknown', from: 1, to: 2 },
  };
}

/** A ledger for tests of timing only: keeps batches and can be slow or broken. */
export class TimingLedger
  implements Pick<Ledger, 'record' | 'cursor' | 'open' | 'forget'>
{
  readonly batches: Batch[] = [];
  /** What `record` does before it keeps the batch. */
  before: (batch: Batch) => Promise<void> = async () => {};
  refuse: (batch: Batch) => Refusal[] = () => [];
  /** At any time at most one. */
  inFlight = 0;
  mostInFlight = 0;

  async record(batch: Batch) {
    this.inFlight += 1;
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
    try {
      await this.before(batch);
      this.batches.push(batch);
    } finally {
      this.inFlight -= 1;
    }
    const refused = this.refuse(batch);
    const added = batch.observations.length - refused.length;
    return { added, amended: 0, unchanged: 0, refused };
  }

  async cursor({ source, scope }: { source: string; scope: string }) {
    return this.batches
      .filter(
        batch =>
          batch.source === source &&
          batch.scope === scope &&
          batch.cursor !== undefined,
      )
      .at(-1)?.cursor;
  }

  async *open() {}

  async forget() {}

  get observations(): unknown[] {
    return this.batches.flatMap(batch => batch.observations);
  }

  get cursors(): (JsonValue | undefined)[] {
    return this.batches.map(batch => batch.cursor);
  }
}
