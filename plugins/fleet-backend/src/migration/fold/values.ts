/** The values of a standing: what tables show. */
import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import type { StandingValues } from '../types';
import type { Evidence, SideEvidence } from './evidence';
import { healthOf } from './health';
import { nextSteps } from './nextSteps';
import type { Position } from './position';
import type { Retirement } from './retirement';
import { shareOf } from './rungs';
import type { State } from './state';
import type { Terms } from './terms';
import type { Timers } from './timers';
import type { Validation } from './validation';

/** Says of values that the service is in the migration's scope no more. */
export function outOfScope(values: StandingValues): StandingValues {
  return {
    ...values,
    inScope: false,
    stage: null,
    side: null,
    declared: false,
    derivedStage: null,
    conflict: false,
    health: null,
    healthSince: null,
    next: [],
  };
}

/** Puts together what is known. */
export function valuesOf(options: {
  state: State;
  terms: Terms;
  evidence: Evidence;
  validation: Validation;
  retirement: Retirement | undefined;
  position: Position;
  timers: Timers;
}): StandingValues {
  const { state, evidence, position } = options;
  const { catalog, override, exemption, request } = state;
  const { from, to, traffic } = evidence;
  const { share, by } = shareOf(evidence, traffic);
  const { health, since: healthSince } = healthNow(options);
  // Field by field: this is made with every fact, and spreading costs most of it.
  const values: StandingValues = {
    inScope: true,
    stage: position.stage,
    side: position.side,
    declared: position.declared,
    derivedStage: position.derivedStage,
    conflict: position.conflict,
    since: position.since,
    share: roundedShare(share),
    shareBy: by,
    // Where a service is on one side only there is no traffic on the other.
    trafficFrom: from.targets === 0 && traffic.to !== null ? 0 : traffic.from,
    trafficTo: to.targets === 0 && traffic.from !== null ? 0 : traffic.to,
    trafficClaimedTwice: traffic.claimedTwice,
    health,
    healthSince,
    wave: state.wave,
    owner: catalog?.owner ?? null,
    ownerThen: ownerThen(state, position),
    system: catalog?.system ?? null,
    domain: catalog?.domain ?? null,
    tier: catalog?.tier ?? null,
    from: sumOf(from),
    to: sumOf(to),
    bornOnFromAt: state.bornOnFromAt,
    fellBackAt: state.fellBackAt,
    blocked: state.blocked,
    override: override && {
      act: override.act,
      stage: override.stage,
      expiresAt: override.expiresAt,
    },
    exemption: exemption
      ? {
          act: exemption.act,
          approval: exemption.approval,
          expiresAt: exemption.expiresAt,
        }
      : request && { ...request, approval: null },
    next: nextSteps(options),
    reached: state.reached,
  };
  return isInScope(options) ? values : outOfScope(values);
}

/** Of the catalog, or seen once; matched by the filter; and somewhere, or meant to be. */
function isInScope({
  state: { matched, catalog, seen },
  position,
}: {
  state: State;
  position: Position;
}): boolean {
  const wasSeen = seen.from !== null || seen.to !== null;
  return (
    matched &&
    catalog !== null &&
    (wasSeen || (catalog.inCatalog && (catalog.expected || position.declared)))
  );
}

/** To a hundredth, but never to nothing or to all where it is neither. */
function roundedShare(share: number | null): number | null {
  if (share === null || share === 0 || share === 1) {
    return share;
  }
  return Math.min(Math.max(Math.round(share * 100), 1), 99) / 100;
}

function healthNow({
  state,
  terms,
  position: { stage, since },
  timers,
}: Parameters<typeof valuesOf>[0]): {
  health: StandingValues['health'];
  since: Instant | null;
} {
  if (stage === null || stage === 'retired') {
    return { health: null, since: null };
  }
  const now = healthOf({ state, terms, stage, since, timers });
  const before = state.values;
  const lasting = before?.health === now.health ? before.healthSince : null;
  return { health: now.health, since: now.since ?? lasting ?? timers.now };
}

/** Who owned it when it came to where it stands. */
function ownerThen(state: State, position: Position): string | null {
  const before = state.values;
  return before?.inScope &&
    before.stage === position.stage &&
    before.side === position.side
    ? before.ownerThen
    : state.catalog?.owner ?? null;
}

function sumOf({ targets, ready }: SideEvidence) {
  return { targets, ready };
}
