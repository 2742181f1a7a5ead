/**
 * How rollouts and deployments ended, after `definitions.md`: "A deadline overrun stays open, flagged, until it completes, is
 * replaced or deleted, and counts as failed meanwhile. What is replaced while overrun or crash-looping, or by a rollback, has
 * failed."
 */
import type {
  Outcome,
  RolloutClass,
} from '@landfall/backstage-plugin-fleet-common';
import type { RolloutFact } from './rollout';

/**
 * The outcome of a rollout, given what came next on its target. What completed, failed or fell into a gap stays that, whatever came
 * next.
 *
 * @param successor - the class of the next rollout of the target; null if there is none.
 */
export function rolloutOutcome(
  rollout: Pick<
    RolloutFact,
    'reported' | 'ended' | 'overdueSince' | 'crashLoopingSince'
  >,
  successor: RolloutClass | null,
): Outcome {
  const { reported } = rollout;
  if (reported !== 'in_progress' && reported !== 'superseded') {
    return reported;
  }
  const replaced =
    successor !== null || reported === 'superseded' || rollout.ended;
  if (!replaced) {
    return 'in_progress';
  }
  const troubled =
    rollout.overdueSince !== null || rollout.crashLoopingSince !== null;
  return troubled || successor === 'rollback' ? 'failed' : 'superseded';
}

/**
 * The outcome of a deployment: "failed if any target failed; else in progress if any is; else succeeded if all did; else
 * superseded if all were; else unknown."
 */
export function deploymentOutcome(parts: readonly Outcome[]): Outcome {
  if (parts.includes('failed')) {
    return 'failed';
  }
  if (parts.includes('in_progress')) {
    return 'in_progress';
  }
  if (parts.every(part => part === 'succeeded')) {
    return 'succeeded';
  }
  return parts.every(part => part === 'superseded') ? 'superseded' : 'unknown';
}
