import { DAY_MS } from '@landfall/backstage-plugin-fleet-common';
import type { ObservationInput } from '@landfall/backstage-plugin-fleet-node';
import { Chance } from '../chance';
import type { DemoWorkload } from '../company/types';
import { outageOf } from './instances';
import type { DemoRollout } from './rollouts';

const HOUR_MS = 3_600_000;
/** How often a container that crashes is started in ten minutes. */
const STARTS_PER_TEN_MINUTES = 5;

/** Some instances of a workload were disturbed within an hour of a day. */
export interface Disruption {
  kind: 'restart' | 'out_of_memory';
  /** Start of the hour, ms since the epoch. */
  hour: number;
  count: number;
}

/** What disturbed the instances of a workload on a day. */
export function disruptionsOf(
  seed: string,
  workload: DemoWorkload,
  day: number,
): Disruption[] {
  const { owner, target, replicas } = workload;
  const chance = new Chance(seed, 'restart', owner.name, target.cluster).of(
    day,
  );
  const outage = outageOf(seed, workload, day);
  return [
    ...(chance.happens(0.02)
      ? [
          {
            kind: 'restart' as const,
            hour: day * DAY_MS + chance.whole(0, 23) * HOUR_MS,
            count: chance.whole(1, 3),
          },
        ]
      : []),
    ...(outage?.cause.startsWith('OOMKilled')
      ? [
          {
            kind: 'out_of_memory' as const,
            hour: Math.floor(outage.from / HOUR_MS) * HOUR_MS,
            count: chance.whole(1, replicas),
          },
        ]
      : []),
  ];
}

/** The crash loop of a rollout, as far as it has gone at an instant; undefined for one without. */
export function observeCrashLoop(
  { workload, crashLoopingAt, end, revision }: DemoRollout,
  { incarnation, now }: { incarnation: string; now: number },
): ObservationInput | undefined {
  if (crashLoopingAt === undefined || crashLoopingAt > now) return undefined;
  const over = end !== undefined && end.at <= now;
  const lasted = (end?.at ?? crashLoopingAt) - crashLoopingAt;
  return {
    kind: 'disruption',
    key: `crash-loop:${incarnation}:${revision}`,
    version: over ? end.at : crashLoopingAt,
    at: crashLoopingAt,
    ended: over,
    endedAt: over ? end.at : null,
    target: workload.target,
    body: {
      disruption: 'crash_loop',
      count: over
        ? Math.max(1, Math.round((lasted / 600_000) * STARTS_PER_TEN_MINUTES))
        : 1,
    },
  };
}
