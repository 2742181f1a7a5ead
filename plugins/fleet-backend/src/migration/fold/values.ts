/** The values of a standing: what tables show. */
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
  const { share, by } = shareOf(evidence, evidence.traffic);
  const values: StandingValues = {
    inScope: true,
    ...position,
    share: roundedShare(share),
    shareBy: by,
    ...trafficOf(evidence),
    trafficClaimedTwice: evidence.traffic.claimedTwice,
    ...healthValues(options),
    wave: state.wave,
    owner: catalog?.owner ?? null,
    ownerThen: ownerThen(state, position),
    system: catalog?.system ?? null,
    domain: catalog?.domain ?? null,
    tier: catalog?.tier ?? null,
    from: sumOf(evidence.from),
    to: sumOf(evidence.to),
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
    next: nextSteps({ ...options, stage: position.stage }),
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

/** Where a service is on one side only there is no traffic on the other. */
function trafficOf({
  from,
  to,
  traffic,
}: Evidence): Pick<StandingValues, 'trafficFrom' | 'trafficTo'> {
  return {
    trafficFrom: from.targets === 0 && traffic.to !== null ? 0 : traffic.from,
    trafficTo: to.targets === 0 && traffic.from !== null ? 0 : traffic.to,
  };
}

function healthValues(
  options: Parameters<typeof valuesOf>[0],
): Pick<StandingValues, 'health' | 'healthSince'> {
  const { position, state, timers } = options;
  if (position.stage === null || position.stage === 'retired') {
    return { health: null, healthSince: null };
  }
  const { health, since } = healthOf({
    ...options,
    stage: position.stage,
    since: position.since,
  });
  const before = state.values;
  const lasting = before?.health === health ? before.healthSince : null;
  return { health, healthSince: since ?? lasting ?? timers.now };
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
