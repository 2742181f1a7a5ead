import type { LoggerService } from '@backstage/backend-plugin-api';
import type { WatchScope } from '@landfall/backstage-plugin-fleet-node';
import { backoffMs } from './backoff';
import { databaseErrorText, problemOf } from './errors';
import type { HeldLease } from './leaseKeeper';
import { runScope, type RunEnvironment } from './run';
import type { ScopeStatus } from './scopeStatus';
import { createSeen } from './seen';
import { sleep } from './sleep';

/** What it needs. */
export interface WatchOptions {
  scope: WatchScope;
  lease: HeldLease;
  environment: RunEnvironment;
  status: ScopeStatus;
  logger: LoggerService;
  monotonic(): number;
}

/**
 * Keeps a watch running as long as its lease holds. One that fails, or ends by itself, is started again with back-off under the same lease.
 */
export async function keepWatching(options: WatchOptions): Promise<void> {
  const { scope, lease, environment, status, logger, monotonic } = options;
  const { clock, random, timings } = environment;
  const key = { source: lease.source, scope: lease.scope };
  for (let failures = 0; !lease.signal.aborted; ) {
    const startedAt = monotonic();
    await attempt(() => status.attempted(key));
    const outcome = await runScope({
      key,
      environment,
      logger,
      signal: lease.signal,
      mayRecord: lease.holds,
      seen: createSeen({
        key,
        intervalSeconds: scope.intervalSeconds,
        status,
        clock,
        logger,
      }),
      run: context => scope.run(context),
    });
    if (outcome.end === 'stopped' || lease.signal.aborted) return;
    const problem = problemOf(
      outcome.end === 'failed'
        ? outcome.error
        : new Error('The watch ended by itself, although nobody stopped it'),
    );
    if (monotonic() - startedAt >= timings.healthyMs) failures = 0;
    failures += 1;
    const wait = backoffMs(failures, timings.restartMs, random);
    logger.warn(`The watch failed, starting it again in ${wait} ms`, problem);
    await attempt(() =>
      status.failed(key, { problem, failures, nextAttemptAt: null }),
    );
    await sleep(wait, lease.signal);
  }

  /** Freshness that could not be written must not end a watch. */
  async function attempt(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      logger.warn(`Could not keep the freshness: ${databaseErrorText(error)}`);
    }
  }
}
