/** What is there now on each side, and how the traffic is shared, out of what was learnt of each target. */
import { instant, type Instant } from '@landfall/backstage-plugin-fleet-common';
import type { TargetSight } from '../types';
import { noteSeen } from './learn';
import { scopeKey } from './looking';
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
  const seen = {
    from: new Map<string, Told[]>(),
    to: new Map<string, Told[]>(),
  };
  for (const key of Object.keys(state.live)) {
    const live = state.live[key];
    if (!state.attribution[live.sight.target]) continue;
    noteSeen(state, live, learntAt, redefined ? null : terms);
    for (const side of ['from', 'to'] as const) {
      if (live[side]) hear(seen[side], live.sight);
    }
  }
  const sides = { from: sumOf(seen.from), to: sumOf(seen.to) };
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

/** What one scope tells of a target: all of its incarnations there. */
interface Told {
  scope: string;
  platform: string;
  ready: number;
  desired: number | null;
  /** When the oldest state among them began, and the newest. */
  since: Instant;
  newest: Instant;
}

function hear(targets: Map<string, Told[]>, sight: TargetSight) {
  const { target, platform, ready, desired, since } = sight;
  const scope = scopeKey(sight);
  const told = targets.get(target) ?? [];
  const known = told.find(each => each.scope === scope);
  if (known) {
    known.ready += ready;
    known.desired = plus(known.desired, desired);
    known.since = instant(Math.min(known.since, since));
    known.newest = instant(Math.max(known.newest, since));
  } else {
    told.push({ scope, platform, ready, desired, since, newest: since });
  }
  targets.set(target, told);
}

/** Instances that several scopes tell of are the same ones: of these the newest word counts, and of equally new ones the highest. */
function sumOf(targets: ReadonlyMap<string, readonly Told[]>): SideEvidence {
  const platforms = new Map<string, boolean>();
  let ready = 0;
  let desired: number | null = 0;
  let since: Instant | null = null;
  for (const told of targets.values()) {
    const counts = told.reduce((best, each) =>
      each.newest > best.newest ||
      (each.newest === best.newest && each.ready > best.ready)
        ? each
        : best,
    );
    ready += counts.ready;
    desired = plus(desired, counts.desired);
    since = instant(Math.min(since ?? counts.since, counts.since));
    platforms.set(
      counts.platform,
      (platforms.get(counts.platform) ?? false) || counts.ready > 0,
    );
  }
  return { targets: targets.size, ready, desired, platforms, since };
}

/** Unknown as soon as one of both is. */
function plus(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a + b;
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
