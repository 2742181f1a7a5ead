import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Clock, Look } from '@landfall/backstage-plugin-fleet-node';
import { databaseErrorText } from './errors';
import type { ScopeStatus } from './scopeStatus';
import type { ScopeKey } from './tables';

/** What it needs. */
export interface SeenOptions {
  key: ScopeKey;
  intervalSeconds: number;
  status: Pick<ScopeStatus, 'succeeded'>;
  clock: Clock;
  logger: LoggerService;
}

/**
 * Makes the `seen` of one run: it writes when something changed, and otherwise at most three times per interval, so that a thousand quiet
 * scopes cost little. A write that fails does not disturb the watch: it is logged and made up for by the next call, and until then the page says
 * truly how old the last one is.
 */
export function createSeen(
  options: SeenOptions,
): (look: Look) => Promise<void> {
  const { key, status, clock, logger } = options;
  const pauseMs = (options.intervalSeconds * 1000) / 3;
  let written: { at: number; state: string } | undefined;
  return async look => {
    const state = JSON.stringify([look.complete, look.problems]);
    const now = clock.now();
    if (written?.state === state && Math.abs(now - written.at) < pauseMs) {
      return;
    }
    const before = written;
    // Set before the write, so that calls that overlap do not write as well.
    written = { at: now, state };
    try {
      await status.succeeded(key, look);
    } catch (error) {
      written = before;
      logger.warn(`Could not keep the freshness: ${databaseErrorText(error)}`);
    }
  };
}
