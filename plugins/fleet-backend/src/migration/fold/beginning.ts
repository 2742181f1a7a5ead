/**
 * When a migration begins: at its start, or as soon as it was defined. Before, a service is watched, but stands nowhere in it: no wave had a date, and
 * nobody expected anything.
 */
import { instant, type Instant } from '@landfall/backstage-plugin-fleet-common';
import { STAGES } from './rungs';
import type { State } from './state';
import type { Terms } from './terms';

/** When the migration begins. */
export function beginningOf({ definedAt }: State, { start }: Terms): Instant {
  return instant(Math.min(start, definedAt ?? start));
}

/** Since when a service can stand somewhere of which it is not seen how it came there: since the start, and before that since it was defined. */
export function earliestOf(state: State, terms: Terms, now: Instant): Instant {
  return terms.start <= now ? terms.start : beginningOf(state, terms);
}

/** Where a service was found stands it there since the migration begins; what was seen of its way since then keeps its time. */
export function begin(state: State, begins: Instant) {
  const { placedAt } = state;
  state.begun = true;
  if (placedAt === null || placedAt >= begins) {
    return;
  }
  const next = state.climbed.find(entry => entry.at > placedAt)?.at ?? begins;
  const at = instant(Math.min(begins, next));
  const reached = { ...state.reached };
  state.climbed = state.climbed.map(entry => {
    if (entry.at !== placedAt) return entry;
    reached[STAGES[entry.rung]] = at;
    return { ...entry, at };
  });
  state.reached = reached;
  if (state.since === placedAt) {
    state.since = at;
  }
}
