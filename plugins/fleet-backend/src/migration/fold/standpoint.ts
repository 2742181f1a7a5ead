/** Where the evidence of a moment stands on the ladder, with validation and retirement, and when it came there. */
import { instant, type Instant } from '@landfall/backstage-plugin-fleet-common';
import { earliestOf } from './beginning';
import type { Evidence } from './evidence';
import { scopeKey, scopesOf } from './looking';
import type { Learnt } from './learn';
import type { Retirement } from './retirement';
import { RUNG, rungOf, shareOf } from './rungs';
import type { Standpoint } from './settle';
import { NOWHERE, type State } from './state';
import type { Terms } from './terms';
import type { Validation } from './validation';

/** Since when the new side carries everything: null if it does not, by what is known or was told last. */
export function fullSince(
  state: State,
  evidence: Evidence,
  happenedAt: Instant,
): Instant | null {
  if (
    rungOf(evidence, evidence.traffic) < RUNG.validating &&
    rungOf(evidence, evidence.lastTraffic) < RUNG.validating
  ) {
    return null;
  }
  const reached = state.climbed.find(entry => entry.rung >= RUNG.validating);
  return reached?.at ?? happenedAt;
}

/** Brings everything together that a rung rests on. */
export function standpointOf(options: {
  state: State;
  terms: Terms;
  evidence: Evidence;
  validation: Validation;
  retirement: Retirement | undefined;
  learnt: Learnt | undefined;
  now: Instant;
}): Standpoint {
  const { state, terms, evidence, learnt, now } = options;
  const happenedAt = learnt?.happenedAt ?? now;
  const current = rungOf(evidence, evidence.traffic);
  const rung = above(options, current);
  const last = above(options, rungOf(evidence, evidence.lastTraffic));
  return {
    rung,
    atLeast: Math.max(rung, last),
    reachedAt: reachedAt(options, rung, happenedAt),
    happenedAt,
    redefined: learnt?.redefined ?? false,
    unattributed: learnt?.unattributed ?? false,
    scopes: restsOn(state, evidence),
    fallBackAfter: terms.fallBackAfter,
    earliest: state.begun ? earliestOf(state, terms, now) : instant(-8.64e15),
  };
}

/** What rests on more than a moment: validation, and that the old side is gone for good. */
function above(
  {
    state,
    evidence,
    validation,
    retirement,
  }: Parameters<typeof standpointOf>[0],
  rung: number,
): number {
  const isRetired =
    retirement !== undefined &&
    state.seen.serving &&
    (retirement.isDue || state.rung === RUNG.retired);
  // Seen on neither side and gone from the catalog, it is no service any more.
  const isNoMore = evidence.to.targets === 0 && !state.catalog?.inCatalog;
  if (isRetired && !isNoMore) {
    return RUNG.retired;
  }
  return rung === RUNG.validating && validation.met ? RUNG.migrated : rung;
}

function reachedAt(
  options: Parameters<typeof standpointOf>[0],
  rung: number,
  happenedAt: Instant,
): Instant {
  const { state, evidence, validation, retirement, learnt } = options;
  if (rung === RUNG.retired && retirement && (!learnt || state.rung === null)) {
    return retirement.until;
  }
  if (rung === RUNG.migrated) {
    const full = fullSince(state, evidence, happenedAt) ?? happenedAt;
    return instant(Math.max(full, validation.metAt ?? full));
  }
  if (state.rung === null) {
    return firstSeen(state, evidence, rung) ?? happenedAt;
  }
  return happenedAt;
}

/** Of what was not known before: since when it has been there. */
function firstSeen(
  { seen, left }: State,
  evidence: Evidence,
  rung: number,
): Instant | null {
  if (rung === RUNG.notStarted) {
    return seen.from;
  }
  if (rung === NOWHERE) {
    return left.from === null
      ? left.to
      : instant(Math.max(left.from, left.to ?? left.from));
  }
  return evidence.to.since;
}

/** The scopes that would have to be looked at for the evidence to be complete. */
function restsOn(state: State, evidence: Evidence): readonly string[] {
  const scopes = scopesOf(state, 'either');
  if (shareOf(evidence, evidence.lastTraffic).by !== 'traffic') {
    return scopes;
  }
  const told = Object.values(state.traffic).map(scopeKey);
  return [...new Set([...scopes, ...told])];
}
