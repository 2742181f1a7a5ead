import { addRequests, type WorkloadDemand } from '../../capacity/demand';
import type { DeploymentState, PodState } from './projections';

/** What the instances of a Deployment ask for: those that there are, else as many as it says, each like its template. */
export function demandOf(
  deployment: DeploymentState,
  pods: Iterable<PodState> | undefined,
): Pick<WorkloadDemand, 'desired' | 'requested' | 'nodes'> {
  const { desired, replicas, request } = deployment;
  if (!pods) {
    const requested = request === null ? null : request * replicas;
    return { desired, requested, nodes: undefined };
  }
  let requested: number | null = 0;
  const nodes = new Set<string>();
  for (const pod of pods) {
    if (pod.finished) continue;
    requested = addRequests(requested, pod.request);
    if (pod.node !== undefined) nodes.add(pod.node);
  }
  return { desired, requested, nodes };
}
