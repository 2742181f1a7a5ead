import type { ObservationOf } from '@landfall/backstage-plugin-fleet-node';
import type { Look } from '../../look/look';
import type { Stay } from '../../model/history';
import type { GroupMemory, TargetMemory } from '../memory';
import type { SeenTarget } from '../targets';
import type { RolloutSubject } from './rollout';

/** Histories that were read in this look, by short id of the job. */
export type Histories = ReadonlyMap<string, readonly Stay[]>;

/** What the rollouts of a target are made of. */
export interface TargetRolloutsOptions {
  target: SeenTarget;
  look: Look;
  memory: TargetMemory;
  open: ObservationOf<'rollout'> | undefined;
  histories: Histories;
  /** How its group was seen last. */
  group: GroupMemory | undefined;
  /** Where its jobs were by hand at the last look, by short id. */
  byHand: ReadonlyMap<string, readonly string[]>;
  /** Hosts where something was done to it by hand of which histories had not told at the last look. */
  untoldHosts: readonly string[];
  subject: RolloutSubject;
  /** Whether the target is older than our first look. */
  old: boolean;
  /** When something was last reported: what another had where a new target is now began before. */
  reportedAt: number;
  now: number;
}
