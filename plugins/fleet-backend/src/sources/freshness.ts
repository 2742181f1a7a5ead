import type {
  Instant,
  ScopeState,
} from '@landfall/backstage-plugin-fleet-common';

/** What is known about the looks at a scope. */
export interface ScopeLooks {
  /** Whether it is still in the configuration. */
  configured: boolean;
  intervalSeconds: number;
  lastSuccess: Instant | null;
  /** Whether the last successful look saw all that the source can see. */
  complete: boolean;
  /** Failed looks since the last successful one. */
  consecutiveFailures: number;
}

/**
 * How much can be relied on what a scope shows. The gravest holds: `not_watched` (no longer configured), `error` (the newest look failed),
 * `never` (no look has succeeded, none has failed), `stale` (the last success is older than twice the interval), `partial` (it did not see
 * all), `fresh`.
 */
export function scopeState(looks: ScopeLooks, now: Instant): ScopeState {
  if (!looks.configured) return 'not_watched';
  if (looks.consecutiveFailures > 0) return 'error';
  if (looks.lastSuccess === null) return 'never';
  if (now - looks.lastSuccess > 2 * looks.intervalSeconds * 1000)
    return 'stale';
  return looks.complete ? 'fresh' : 'partial';
}
