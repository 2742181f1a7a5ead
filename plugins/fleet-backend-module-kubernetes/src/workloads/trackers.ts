import { handsOf } from '../config/fieldManagers';
import type { ClusterConfig } from '../config/types';
import { DeploymentTracker } from './deployments/deploymentTracker';
import type { Projection } from './projection';
import type { WorkloadTracker } from './types';

/** One tracker for each kind of workload: another kind is another line here. */
export function createTrackers(
  { name, workloadLink, fieldManagers, capacity }: ClusterConfig,
  projection: Projection,
): WorkloadTracker[] {
  return [
    new DeploymentTracker({
      cluster: name,
      projection,
      byHand: handsOf(fieldManagers),
      workloadLink,
      otherPods: capacity,
    }),
  ];
}
