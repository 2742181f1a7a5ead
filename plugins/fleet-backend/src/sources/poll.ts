import type { LoggerService } from '@backstage/backend-plugin-api';
import { instant, type Instant } from '@landfall/backstage-plugin-fleet-common';
import type { PollScope } from '@landfall/backstage-plugin-fleet-node';
import { backoffMs } from './backoff';
import { problemOf } from './errors';
import { runScope, type RunEnvironment } from './run';
import type { ScopeStatus } from './scopeStatus';
import { createSeen } from './seen';
import type { ScopeKey } from './tables';
import type { Timings } from './timings';

/** What it needs. */
export interface PollOptions {
  key: ScopeKey;
  scope: PollScope;
  environment: RunEnvironment;
  status: ScopeStatus;
  logger: LoggerService;
  /** Aborted when the portal stops, or the scheduler gives the task away. */
  signal: AbortSignal;
}

/**
 * How often a poll is thought about, ms: at its interval, or more often when that is long, so that a failed look can be tried again before
 * the next interval.
 */
export function tickMs(scope: PollScope, timings: Timings): number {
  return Math.min(scope.intervalSeconds * 1000, timings.pollTickMs);
}

/**
 * Looks once, unless it is too early after the last look, or a newer replica removed the scope. A failed look is kept as such and disturbs nobody else: this rejects only when
 * freshness cannot be read or written.
 *
 * @returns whether it looked.
 */
export async function pollOnce(options: PollOptions): Promise<boolean> {
  const { key, scope, environment, status, logger, signal } = options;
  const { clock, random, timings } = environment;
  const state = await status.pollState(key);
  if (!state) return false;
  const { failures: before, nextAttemptAt } = state;
  const startedAt = clock.now();
  if (nextAttemptAt !== null && startedAt < nextAttemptAt) return false;
  await status.attempted(key);
  const outcome = await runScope({
    key,
    environment,
    logger,
    signal,
    timeoutMs: scope.timeoutSeconds * 1000,
    mayRecord: () => true,
    seen: createSeen({
      key,
      intervalSeconds: scope.intervalSeconds,
      status,
      clock,
      logger,
    }),
    run: context => scope.run(context),
  });
  if (outcome.end === 'stopped') return true;
  if (outcome.end === 'done') {
    environment.problems.log(key, outcome.value.problems, logger);
    await status.succeeded(
      key,
      outcome.value,
      nextLook(scope, timings, startedAt),
    );
    return true;
  }
  const failures = before + 1;
  const problem = problemOf(outcome.error);
  const wait = backoffMs(failures, timings.pollRetryMs, random);
  logger.warn(`The look failed, not again before ${wait} ms`, problem);
  await status.failed(key, {
    problem,
    failures,
    nextAttemptAt: instant(clock.now() + wait),
  });
  return true;
}

/** Half a tick early, so that the tick that is meant is not missed by a hair; null where every tick is a look. */
function nextLook(
  scope: PollScope,
  timings: Timings,
  startedAt: Instant,
): Instant | null {
  const tick = tickMs(scope, timings);
  const interval = scope.intervalSeconds * 1000;
  return interval > tick
    ? instant(Math.round(startedAt + interval - tick / 2))
    : null;
}
