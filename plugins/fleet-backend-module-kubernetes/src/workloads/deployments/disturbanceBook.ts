/**
 * How the instances of one Deployment were disturbed: restarts, kills for lack of memory, crash loops.
 */
import { instant, type Instant } from '@landfall/backstage-plugin-fleet-common';
import type {
  ObservationInput,
  ObservationOf,
} from '@landfall/backstage-plugin-fleet-node';
import { CrashEpisodes } from './crashEpisodes';
import type { Disturbance } from './disturbances';
import { HourlyCounts } from './hourlyCounts';
import {
  crashObservation,
  hourObservation,
  partsOfKey,
  type Subject,
} from './observations';
import type { PodState } from './projections';

/** What a look needs. */
export interface DisturbanceLook {
  /** Those of the Deployment that crash now. */
  crashing: readonly PodState[];
  /** Until then Deployments were not watched. */
  gapUntil: Instant | null;
  /** The Deployment is gone since then. */
  goneAt: Instant | null;
  now: Instant;
  subject: Subject;
}

/** See the top of the file. */
export class DisturbanceBook {
  private readonly hours = new HourlyCounts();
  private readonly crashes = new CrashEpisodes();
  private restarts = 0;

  /** Takes over what was open before a restart. */
  restore(observation: ObservationOf<'disruption'>): void {
    const { key, body, estimated, backfilled } = observation;
    const { disruption, count } = body;
    const at = instant(observation.at);
    const { id } = partsOfKey(key);
    if (disruption === 'crash_loop') {
      const atEstimated = estimated.at;
      this.crashes.restore({ id, at, atEstimated, count, backfilled });
      return;
    }
    this.hours.restore({
      kind: disruption,
      hour: Number(id),
      ...{ at, count, estimated: estimated.at, backfilled },
    });
  }

  add(disturbance: Disturbance): void {
    this.hours.add(disturbance);
    if (disturbance.kind === 'restart') this.restarts += disturbance.count;
  }

  /** When to look again, though nothing may happen. */
  get dueAt(): number {
    return Math.min(this.hours.dueAt, this.crashes.dueAt);
  }

  /** What there is to tell. */
  look(options: DisturbanceLook): ObservationInput[] {
    const { crashing, gapUntil, goneAt, now, subject } = options;
    const { restarts } = this;
    this.restarts = 0;
    const news = this.hours
      .look(now, { gone: goneAt !== null })
      .map(hour => hourObservation(hour, subject));
    const episode = this.crashes.look({
      pods: crashing,
      ...{ restarts, gapUntil, goneAt, now },
    });
    return episode ? [...news, crashObservation(episode, subject)] : news;
  }
}
