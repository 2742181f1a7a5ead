import { compareText } from './artefact';
import type { DeploymentFact } from './types';

/** The order of a service's deployments: by start; within a second revisions decide. */
export function compareDeployments(
  a: DeploymentFact,
  b: DeploymentFact,
): number {
  return (
    a.startedAt - b.startedAt ||
    (a.parts[0]?.revision ?? 0) - (b.parts[0]?.revision ?? 0) ||
    compareText(a.id, b.id)
  );
}

/**
 * Whether the version of a deployment was live, as far as anybody knows: it succeeded, or a cluster still ran it after a gap in what was seen. What
 * only CI tells and of which it does not know how it ended, such as a cancelled one, was not.
 */
export function wentLive({
  outcome,
  onlyCi,
}: Pick<DeploymentFact, 'outcome' | 'onlyCi'>): boolean {
  return outcome === 'succeeded' || (outcome === 'unknown' && !onlyCi);
}
