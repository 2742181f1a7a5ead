/** What is there now on each side, and how the traffic is shared, out of what was learnt of each target. */
import { instant, type Instant } from '@landfall/backstage-plugin-fleet-common';
import { noteSeen } from './learn';
import type { State, Telling } from './state';
import type { Terms } from './terms';

/** One side. */
export interface SideEvidence {
  targets: number;
  ready: number;
  /** Null where one of them does not tell. */
  desired: number | null;
  /** Platforms with a target, and whether instances are ready there. */
  platforms: ReadonlyMap<string, boolean>;
  /** When the oldest state among them began; null without any. */
  since: Instant | null;
}

/** The traffic of each side; null where it is not known. */
export interface Traffic {
  from: number | null;
  to: number | null;
  claimedTwice: boolean;
}

/** Everything that a rung is told by. */
export interface Evidence {
  from: SideEvidence;
  to: SideEvidence;
  traffic: Traffic;
  /** As `traffic`, where those who tell no more are taken at their last word. */
  lastTraffic: Traffic;
}

/** Sums up what is there, and remembers what was seen. */
export function gather(
  state: State,
  terms: Terms,
  learntAt: Instant,
  /** The definition changed: who is on the old side only by that is not born there. */
  redefined: boolean,
): Evidence {
  const sides = { from: emptySide(), to: emptySide() };
  const targets = { from: new Set<string>(), to: new Set<string>() };
  for (const key of Object.keys(state.live)) {
    const live = state.live[key];
    if (!state.attribution[live.sight.target]) continue;
    noteSeen(state, live, learntAt, redefined ? null : terms);
    for (const side of ['from', 'to'] as const) {
      if (live[side]) {
        targets[side].add(live.sight.target);
        add(sides[side], live.sight);
      }
    }
  }
  sides.from.targets = targets.from.size;
  sides.to.targets = targets.to.size;
  const tellings = Object.values(state.traffic);
  const lastTraffic = trafficOf(sides, tellings);
  const traffic = tellings.some(telling => telling.ended)
    ? trafficOf(
        sides,
        tellings.filter(telling => !telling.ended),
      )
    : lastTraffic;
  return { from: sides.from, to: sides.to, traffic, lastTraffic };
}

type Sum = SideEvidence & { platforms: Map<string, boolean> };

function emptySide(): Sum {
  return {
    targets: 0,
    ready: 0,
    desired: 0,
    platforms: new Map(),
    since: null,
  };
}

function add(
  side: Sum,
  sight: {
    ready: number;
    desired: number | null;
    platform: string;
    since: Instant;
  },
) {
  side.ready += sight.ready;
  side.desired =
    side.desired === null || sight.desired === null
      ? null
      : side.desired + sight.desired;
  side.platforms.set(
    sight.platform,
    (side.platforms.get(sight.platform) ?? false) || sight.ready > 0,
  );
  side.since = instant(Math.min(side.since ?? sight.since, sight.since));
}

const unknownTraffic: Traffic = { from: null, to: null, claimedTwice: false };

function trafficOf(
  sides: { from: SideEvidence; to: SideEvidence },
  tellings: readonly Telling[],
): Traffic {
  if (tellings.length === 0) {
    return unknownTraffic;
  }
  // On one and the same platform traffic cannot be told apart.
  for (const platform of sides.from.platforms.keys()) {
    if (sides.to.platforms.has(platform)) return unknownTraffic;
  }
  const from = trafficOn(sides.from, tellings);
  const to = trafficOn(sides.to, tellings);
  return {
    from: from.rate,
    to: to.rate,
    claimedTwice: from.claimedTwice || to.claimedTwice,
  };
}

/** Of several who tell of one platform the highest counts. A platform with ready instances of which nobody tells leaves the side unknown. */
function trafficOn(
  side: SideEvidence,
  tellings: readonly Telling[],
): { rate: number | null; claimedTwice: boolean } {
  let rate: number | null = null;
  let claimedTwice = false;
  let isTold = true;
  for (const [platform, isReady] of side.platforms) {
    const rates = tellings
      .filter(telling => telling.platform === platform)
      .map(telling => telling.requestsPerSecond);
    if (rates.length > 0) {
      rate = (rate ?? 0) + Math.max(...rates);
      claimedTwice ||= rates.length > 1;
    } else if (isReady) {
      isTold = false;
    }
  }
  return { rate: isTold ? rate : null, claimedTwice };
}
