import { createHmac } from 'node:crypto';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { JsonValue } from '@backstage/types';
import type {
  Clock,
  Look,
  Observation,
  ObservationKind,
  SourceContext,
} from '@landfall/backstage-plugin-fleet-node';
import type { Ledger } from '../ledger/types';
import { databaseErrorText, LeaseLostError } from './errors';
import type { ProblemLog } from './problemLog';
import type { RefusalLog } from './refusalLog';
import { Reporter } from './reporter';
import { within } from './sleep';
import type { ScopeKey } from './tables';
import type { Timings } from './timings';

class TimeoutError extends Error {
  /** What somebody should do. */
  readonly fix =
    'Look whether the system answers slowly, or allow more time in the configuration.';

  constructor(ms: number) {
    super(`The look did not end within ${ms / 1000} s`);
    this.name = 'TimeoutError';
  }
}

/** What every run of the runner has in common. */
export interface RunEnvironment {
  ledger: Pick<Ledger, 'record' | 'cursor' | 'open'>;
  clock: Clock;
  random: () => number;
  timings: Timings;
  fingerprintKey: string;
  refusals: RefusalLog;
  problems: ProblemLog;
  /** The sources of made-up data. */
  madeUp?: ReadonlySet<string>;
}

/** One run of one scope. */
export interface RunOptions<T> {
  key: ScopeKey;
  environment: RunEnvironment;
  logger: LoggerService;
  /** Aborted when the portal stops or the lease is lost. */
  signal: AbortSignal;
  /** The run fails after this. */
  timeoutMs?: number;
  /** Whether what it reports may still be recorded. */
  mayRecord(): boolean;
  seen(look: Look): Promise<void>;
  run(context: SourceContext): Promise<T>;
}

/** How a run ended: by itself, by the signal, or by an error. */
export type RunOutcome<T> =
  | { end: 'done'; value: T }
  | { end: 'stopped' }
  | { end: 'failed'; error: unknown };

/**
 * Runs a scope once with a context of its own, until it ends and what it reported is durable. A run that does not stop after its signal is left
 * behind after the time of grace: it can report nothing more.
 */
export async function runScope<T>(
  options: RunOptions<T>,
): Promise<RunOutcome<T>> {
  const { key, environment, logger, timeoutMs, mayRecord } = options;
  const { ledger, timings } = environment;
  const own = new AbortController();
  const timer =
    timeoutMs === undefined
      ? undefined
      : setTimeout(() => own.abort(new TimeoutError(timeoutMs)), timeoutMs);
  const signal = AbortSignal.any([options.signal, own.signal]);
  let reporter: Reporter | undefined;
  try {
    reporter = new Reporter({
      key,
      ledger,
      cursor: await readCursor(ledger, key),
      timings,
      random: environment.random,
      madeUp: environment.madeUp?.has(key.source),
      logger,
      signal,
      mayRecord,
      onFailure: error => own.abort(error),
      onRefused: refused => environment.refusals.log(key, refused, logger),
    });
    const { report, flush } = reporter;
    const current = reporter;
    const running = options.run({
      report,
      flush,
      get cursor() {
        return current.cursor;
      },
      open: kind => openObservations(ledger, { ...key, kind }),
      seen: async look => {
        signal.throwIfAborted();
        if (!mayRecord()) throw new LeaseLostError();
        environment.problems.log(key, look.problems, logger);
        await options.seen(look);
      },
      fingerprint: text =>
        createHmac('sha256', environment.fingerprintKey)
          .update(text)
          .digest('hex'),
      signal,
      logger,
      clock: environment.clock,
    });
    const value = await untilStopped(running, signal, timings.graceMs);
    if (!options.signal.aborted) await reporter.flush();
    return ended({ end: 'done', value }, options.signal, own.signal);
  } catch (error) {
    return ended({ end: 'failed', error }, options.signal, own.signal);
  } finally {
    clearTimeout(timer);
    await reporter?.close();
  }
}

/** What has not ended, as it was reported: without what the ledger wrote beside it, a source can change it and report it again. */
async function* openObservations(
  ledger: RunEnvironment['ledger'],
  query: ScopeKey & { kind: ObservationKind },
): AsyncGenerator<Observation> {
  for await (const recorded of ledger.open(query)) {
    const { seq, source, scope, recordedAt, ...observation } = recorded;
    yield observation as Observation;
  }
}

async function readCursor(
  ledger: RunEnvironment['ledger'],
  key: ScopeKey,
): Promise<JsonValue | undefined> {
  try {
    return await ledger.cursor(key);
  } catch (error) {
    throw new Error(`Could not read the cursor: ${databaseErrorText(error)}`);
  }
}

/** Why it was stopped explains more than what it said when it was. */
function ended<T>(
  outcome: RunOutcome<T>,
  outer: AbortSignal,
  own: AbortSignal,
): RunOutcome<T> {
  if (own.aborted) return { end: 'failed', error: own.reason };
  return outer.aborted ? { end: 'stopped' } : outcome;
}

async function untilStopped<T>(
  running: Promise<T>,
  signal: AbortSignal,
  graceMs: number,
): Promise<T> {
  const stopped = new Promise<void>(resolve => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await Promise.race([running, stopped]);
  if (signal.aborted && !(await within(running, graceMs))) {
    throw new Error(
      `Did not stop within ${graceMs / 1000} s after its signal was aborted`,
    );
  }
  return running;
}
