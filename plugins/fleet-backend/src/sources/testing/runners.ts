import type {
  Clock,
  PollScope,
  Scope,
  Source,
  WatchScope,
} from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';
import type { Ledger } from '../../ledger/types';
import { listSources } from '../listSources';
import { createSourceRunner, type SourceRunnerOptions } from '../runner';
import type { Timings } from '../timings';
import { captureLogger } from './captureLogger';
import { TimingLedger } from './timingLedger';
import { realClock, shortTimings } from './values';

/** A look that found all well. */
export const well = { complete: true, problems: [] };

/** Resolves when the signal is aborted. */
export const aborted = (signal: AbortSignal) =>
  new Promise<void>(resolve => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve());
  });

/** A scope that is watched. */
export const watch = (
  scope: string,
  run: WatchScope['run'],
  intervalSeconds = 1,
): WatchScope => ({ scope, mode: 'watch', intervalSeconds, run });

/** A scope that is polled, five times a second. */
export const poll = (
  scope: string,
  run: PollScope['run'],
  more: Partial<PollScope> = {},
): PollScope => ({
  scope,
  mode: 'poll',
  intervalSeconds: 0.2,
  timeoutSeconds: 5,
  run,
  ...more,
});

/** The source `clusters`. */
export const source = (
  scopes: Scope[],
  more: Partial<Source> = {},
): Source => ({
  id: 'clusters',
  title: 'Clusters',
  observes: ['operation'],
  scopes,
  ...more,
});

type Task = Parameters<SourceRunnerOptions['scheduler']['scheduleTask']>[0];

/** A scheduler that runs tasks at their frequency, in this process. */
class SmallScheduler {
  readonly tasks: Task[] = [];
  private readonly timers: NodeJS.Timeout[] = [];

  async scheduleTask(task: Task): Promise<void> {
    this.tasks.push(task);
    const { frequency } = task;
    if (!('milliseconds' in frequency)) throw new Error('Not expected');
    const ms = Number(frequency.milliseconds);
    const every = async () => {
      if (task.signal?.aborted) return;
      await task.fn(new AbortController().signal);
      this.timers.push(setTimeout(every, ms));
    };
    this.timers.push(setTimeout(every, 0));
  }

  async cancelTask(): Promise<void> {
    throw new Error('Nothing of a former process runs here');
  }

  async triggerTask(): Promise<void> {}

  stop(): void {
    this.timers.forEach(clearTimeout);
  }
}

/** Gives runners with short times that are stopped after the test. */
export function runners() {
  const cleanUps: Array<() => Promise<void>> = [];
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  });

  function runnerOf(
    database: Knex,
    sources: Source[],
    more: {
      ledger?: TimingLedger | Ledger;
      replicaId?: string;
      clock?: Clock;
      timings?: Partial<Timings>;
      fingerprintKey?: string;
    } = {},
  ) {
    const ledger = more.ledger ?? new TimingLedger();
    const logger = captureLogger();
    const scheduler = new SmallScheduler();
    const runner = createSourceRunner({
      sources,
      ledger,
      database,
      scheduler,
      logger,
      clock: more.clock ?? realClock,
      replicaId: more.replicaId ?? 'one',
      random: () => 0.5,
      alone: false,
      timings: { ...shortTimings, ...more.timings },
      fingerprintKey: more.fingerprintKey,
    });
    cleanUps.push(async () => {
      scheduler.stop();
      await runner.stop();
    });
    /** What the page of sources would say, by scope. */
    const scopes = async () => {
      const items = await listSources({
        database,
        now: realClock.now(),
        contents: [],
      });
      return Object.fromEntries(
        items.flatMap(item => item.scopes.map(scope => [scope.scope, scope])),
      );
    };
    return { runner, logger, scheduler, scopes };
  }

  return { runnerOf };
}
