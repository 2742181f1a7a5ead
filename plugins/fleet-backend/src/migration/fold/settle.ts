/**
 * Moves a service on the ladder. Up at once. Down only on evidence that lasts, looked at all the while; until then, and while nobody looks,
 * it stays where it is.
 */
import { instant, type Instant } from '@landfall/backstage-plugin-fleet-common';
import type { Move } from '../types';
import { allowance, lookedAtFrom } from './looking';
import { RUNG, STAGES } from './rungs';
import { NOWHERE, type Below, type State } from './state';
import type { Timers } from './timers';

/** Where the evidence stands, and what bears on when it came there. */
export interface Standpoint {
  /** By what is known now. */
  rung: number;
  /** As `rung`, where what nobody tells any more is taken as it was told last: missing evidence moves nothing down. */
  atLeast: number;
  /** When the rung was reached, if it is higher than the one before. */
  reachedAt: Instant;
  /** When what was learnt last happened. */
  happenedAt: Instant;
  /** The definition changed: the service did not move. */
  redefined: boolean;
  /** A target went to another service. */
  unattributed: boolean;
  /** The scopes on which the evidence rests. */
  scopes: readonly string[];
  fallBackAfter: number;
  /** When the migration began: what was so before is so since then. Long ago while it has not. */
  earliest: Instant;
}

/** How a service moved, and when that happened. */
export interface Moved {
  move: Move;
  at: Instant;
}

/** Brings the rung of a state up to the evidence; undefined if it stays where it was. */
export function settle(
  state: State,
  standpoint: Standpoint,
  timers: Timers,
): Moved | undefined {
  const { rung, atLeast } = standpoint;
  const held = state.rung;
  if (held === null || (held === NOWHERE && rung !== NOWHERE)) {
    return place(state, standpoint, timers.now);
  }
  if (rung > held) {
    return climb(state, standpoint, timers.now);
  }
  if (atLeast >= held) {
    state.below = [];
    return undefined;
  }
  return standpoint.redefined
    ? drop(state, {
        to: atLeast,
        at: timers.now,
        move: 'other',
      })
    : waitBelow(state, standpoint, timers);
}

function bounded(at: Instant, from: Instant, now: Instant): Instant {
  return instant(Math.min(Math.max(at, from), now));
}

/** Puts a service onto the ladder of which nothing was known before. */
function place(state: State, standpoint: Standpoint, now: Instant): Moved {
  const { rung, reachedAt, earliest } = standpoint;
  const at = bounded(reachedAt, earliest, now);
  state.rung = rung;
  state.since = at;
  state.placedAt = at;
  state.below = [];
  state.climbed = [];
  reach(state, rung, at);
  return { move: 'other', at };
}

function climb(state: State, standpoint: Standpoint, now: Instant): Moved {
  const { rung, reachedAt, redefined } = standpoint;
  const at = redefined
    ? now
    : bounded(reachedAt, standsSince(state) ?? reachedAt, now);
  state.rung = rung;
  state.since = at;
  state.below = [];
  state.fellBackAt = null;
  reach(state, rung, at);
  return { move: redefined ? 'other' : 'up', at };
}

/** Since when it stands where it does: a plan is a step as well. */
export function standsSince(state: State): Instant | null {
  const { rung, since, plannedAt } = state;
  return rung === RUNG.notStarted && since !== null && plannedAt !== null
    ? instant(Math.max(since, plannedAt))
    : since;
}

/** Keeps when a rung was reached. Of those below it only what this climb passed; of those above it when that was last. */
function reach(state: State, rung: number, at: Instant) {
  if (rung === NOWHERE) {
    return;
  }
  const { reached } = state;
  state.climbed = [
    ...state.climbed,
    { rung, at, before: reached[STAGES[rung]] ?? null },
  ];
  const kept: State['reached'] = {};
  for (const entry of state.climbed) {
    kept[STAGES[entry.rung]] = entry.at;
  }
  if (reached.planned !== undefined && kept.not_started !== undefined) {
    kept.planned = reached.planned;
  }
  for (const stage of STAGES.slice(rung + 1)) {
    if (reached[stage] !== undefined && stage !== 'planned') {
      kept[stage] = reached[stage];
    }
  }
  state.reached = kept;
}

/** Waits until the evidence has stood below the rung for long enough, for each rung below. */
function waitBelow(
  state: State,
  standpoint: Standpoint,
  timers: Timers,
): Moved | undefined {
  const { scopes } = standpoint;
  const length = Math.round(standpoint.fallBackAfter);
  const margin = allowance(state, scopes);
  let settled: Below | undefined;
  state.below = noteBelow(state, standpoint, timers.now).map(entry => {
    const { start, paused } = lookedAtFrom({
      state,
      scopes,
      start: entry.start,
      length,
    });
    const due = Math.max(start + length, entry.learntAt) + margin;
    if (!paused && timers.hasCome(instant(due))) {
      settled = entry;
    }
    return { ...entry, start };
  });
  if (!settled) {
    return undefined;
  }
  const { rung: to, since: at, attribution } = settled;
  return drop(state, {
    to,
    at,
    move:
      attribution || to === NOWHERE
        ? 'other'
        : wayDown(state, { to, at, longEnough: length }),
  });
}

/** The spans for which the evidence stood at or below each rung, highest first: the oldest span is that of the highest. */
function noteBelow(
  state: State,
  { atLeast, happenedAt, unattributed }: Standpoint,
  now: Instant,
): readonly Below[] {
  const lasting = state.below.filter(entry => entry.rung >= atLeast);
  if (lasting.at(-1)?.rung === atLeast) {
    return lasting;
  }
  const lower = state.below[lasting.length];
  if (lower) {
    return [...lasting, { ...lower, rung: atLeast }];
  }
  const since = bounded(happenedAt, standsSince(state) ?? happenedAt, now);
  return [
    ...lasting,
    {
      rung: atLeast,
      since,
      learntAt: now,
      start: since,
      attribution: unattributed,
    },
  ];
}

/** Only what it stood above for long enough was ever reached; what follows within the same time is one and the same fall. */
function wayDown(
  state: State,
  { to, at, longEnough }: { to: number; at: Instant; longEnough: number },
): Move {
  const first = state.climbed.find(entry => entry.rung > to);
  const above = Math.max(first?.at ?? at, state.fellBackAt ?? 0);
  return at - above >= longEnough ? 'fall_back' : 'settled_back';
}

function drop(
  state: State,
  { to, at, move }: { to: number; at: Instant; move: Move },
): Moved {
  const left = state.climbed.filter(entry => entry.rung > to);
  state.climbed = state.climbed.filter(entry => entry.rung < to);
  if (move === 'settled_back') {
    const reached = { ...state.reached };
    for (const { rung, before } of left) {
      if (before === null) {
        delete reached[STAGES[rung]];
      } else {
        reached[STAGES[rung]] = before;
      }
    }
    state.reached = reached;
  }
  if (move === 'fall_back') {
    state.fellBackAt = at;
  }
  state.rung = to;
  state.since = at;
  state.below = state.below.filter(entry => entry.rung < to);
  if (to < RUNG.validating) {
    state.soak = null;
  }
  reach(state, to, at);
  return { move, at };
}
