import type {
  SourceScope,
  SourceStatus,
  Unmatched,
} from '@landfall/backstage-plugin-fleet-common';
import { before, SECOND } from './times';

/** Test data: a watched cluster that is fresh. */
export function aScope(patch: Partial<SourceScope> = {}): SourceScope {
  return {
    scope: 'prod-eu',
    state: 'fresh',
    mode: 'watch',
    intervalSeconds: 20,
    lastSuccess: before(10 * SECOND),
    lastAttempt: before(10 * SECOND),
    complete: true,
    problems: [],
    observations: 3821,
    quarantined: 0,
    ...patch,
  };
}

/** Test data: the Kubernetes source with one cluster. */
export function aSource(patch: Partial<SourceStatus> = {}): SourceStatus {
  return {
    id: 'kubernetes',
    title: 'Kubernetes',
    observes: ['rollout', 'presence'],
    demo: false,
    problems: [],
    scopes: [aScope()],
    ...patch,
  };
}

/** Test data: a workload that no service claims. */
export function anUnmatched(patch: Partial<Unmatched> = {}): Unmatched {
  const workload = patch.workload ?? 'nightly-export';
  return {
    target: `kubernetes/prod-eu/batch/Deployment/${workload}`,
    platform: 'kubernetes',
    cluster: 'prod-eu',
    namespace: 'batch',
    workloadKind: 'Deployment',
    workload,
    reason: 'no_match',
    candidates: [],
    remedy: `metadata:\n  labels:\n    backstage.io/kubernetes-id: ${workload}`,
    lastSeen: before(30 * SECOND),
    ...patch,
  };
}
