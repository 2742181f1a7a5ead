/** The ladder: which rung the evidence of a moment stands for. §2 of the definitions, read from the bottom row up. */
import type { Stage } from '@landfall/backstage-plugin-fleet-common';
import type { Evidence, Traffic } from './evidence';
import { NOWHERE } from './state';

/** The stages from the bottom up; a rung is an index. `planned` is no rung of its own: plans are no evidence. */
export const STAGES: readonly Stage[] = [
  'not_started',
  'planned',
  'ready',
  'side_by_side',
  'shifting',
  'validating',
  'migrated',
  'retired',
];

/** Rungs by name. */
export const RUNG = {
  notStarted: 0,
  ready: 2,
  sideBySide: 3,
  shifting: 4,
  validating: 5,
  migrated: 6,
  retired: 7,
} as const;

/**
 * The share of the new side, 0 to 1; null where nothing is ready and nothing is told. By traffic where both sides are there and told, else by ready
 * instances: what runs on one side only is there with all of them.
 */
export function shareOf(
  { from, to }: Evidence,
  traffic: Traffic,
): { share: number | null; by: 'traffic' | 'instances' | null } {
  const isOnBoth = from.targets > 0 && to.targets > 0;
  if (isOnBoth && traffic.from !== null && traffic.to !== null) {
    const all = traffic.from + traffic.to;
    if (all > 0) {
      return { share: traffic.to / all, by: 'traffic' };
    }
  }
  const ready = from.ready + to.ready;
  return ready > 0
    ? { share: to.ready / ready, by: 'instances' }
    : { share: null, by: null };
}

/**
 * The rung that sums of both sides stand for, between `not_started` and `validating`: what comes above rests on more than a moment.
 * {@link NOWHERE} if it is on neither side.
 */
export function rungOf(evidence: Evidence, traffic: Traffic): number {
  const { from, to } = evidence;
  if (to.targets === 0) {
    return from.targets === 0 ? NOWHERE : RUNG.notStarted;
  }
  const { share, by } = shareOf(evidence, traffic);
  if (by === 'traffic' && share !== null && share > 0) {
    return share === 1 ? RUNG.validating : RUNG.shifting;
  }
  if (to.ready === 0) {
    return RUNG.ready;
  }
  // Traffic that is known to be all on the old side is enough to know that the new one does not carry it.
  if (from.ready > 0 || by === 'traffic') {
    return RUNG.sideBySide;
  }
  return RUNG.validating;
}
