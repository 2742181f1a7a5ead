/** How the move of a service goes, beside how far it is; the gravest that holds. */
import {
  DAY_MS,
  instant,
  type Instant,
  type Stage,
} from '@landfall/backstage-plugin-fleet-common';
import type { StandingValues } from '../types';
import { RUNG, STAGES } from './rungs';
import type { State } from './state';
import type { Terms } from './terms';
import type { Timers } from './timers';

/** Health with since when; `since` is null for what is on track, which is so since whatever was wrong ended. */
export interface Health {
  health: NonNullable<StandingValues['health']>;
  since: Instant | null;
}

/** The health of a service on the ladder that is not done. */
export function healthOf(options: {
  state: State;
  terms: Terms;
  stage: Stage;
  since: Instant;
  timers: Timers;
}): Health {
  const { state, timers } = options;
  const stalledAt = stallsAt(options);
  const isStalled = timers.hasCome(stalledAt);
  const laggingAt = lagsAt(options);
  const isLagging = laggingAt !== null && timers.hasCome(laggingAt);
  if (state.blocked) {
    return { health: 'blocked', since: state.blocked.since };
  }
  if (isStalled) {
    return { health: 'stalled', since: stalledAt };
  }
  return isLagging
    ? { health: 'lagging', since: laggingAt }
    : { health: 'on_track', since: null };
}

/** Longer in its stage than usual. Before the migration, and before its wave, nobody expects a service to move. */
function stallsAt({
  state,
  terms,
  stage,
  since,
}: Parameters<typeof healthOf>[0]): Instant {
  const begins = stage === 'planned' ? waveOf(state, terms)?.begins : undefined;
  const expected = Math.max(since, terms.start, begins ?? since);
  const days = state.usual[stage];
  return instant(
    expected +
      Math.round(days === undefined ? terms.stalledAfter : days * DAY_MS),
  );
}

/** Behind its wave; without an end of that, behind the migration's target. Null for who is far enough. */
function lagsAt({
  state,
  terms,
  stage,
}: Parameters<typeof healthOf>[0]): Instant | null {
  if (STAGES.indexOf(stage) >= RUNG.migrated) {
    return null;
  }
  return waveOf(state, terms)?.over ?? terms.targetPassed;
}

function waveOf(state: State, terms: Terms) {
  return state.wave === null ? undefined : terms.waves.get(state.wave);
}
