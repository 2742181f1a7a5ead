/** Whether the old side is gone for good: for a given time, looked at all the while by every scope that ever showed the service there. */
import { instant, type Instant } from '@landfall/backstage-plugin-fleet-common';
import { allowance, lookedAtFrom, scopesOf } from './looking';
import type { State } from './state';
import type { Terms } from './terms';
import type { Timers } from './timers';

/** When it counts as gone if nothing happens, and whether it does. */
export interface Retirement {
  until: Instant;
  isDue: boolean;
}

/** Keeps since when the old side is gone; undefined while it is there, and where it never was. */
export function watchRetirement(options: {
  state: State;
  terms: Terms;
  /** Targets on the old side. */
  targets: number;
  /** When what was learnt last happened. */
  happenedAt: Instant;
  timers: Timers;
}): Retirement | undefined {
  const { state, terms, targets, timers } = options;
  if (targets > 0 || state.seen.from === null) {
    state.gone = null;
    return undefined;
  }
  const since = instant(
    Math.min(state.left.from ?? options.happenedAt, timers.now),
  );
  const gone = state.gone ?? { since, learntAt: timers.now, start: since };
  const scopes = scopesOf(state, 'from');
  const length = Math.round(terms.retiredAfter);
  const { start, paused } = lookedAtFrom({
    state,
    scopes,
    start: gone.start,
    length,
  });
  state.gone = { ...gone, start };
  const until = instant(start + length);
  const isDue =
    !paused &&
    timers.hasCome(
      instant(Math.max(until, gone.learntAt) + allowance(state, scopes)),
    );
  return { until, isDue };
}
