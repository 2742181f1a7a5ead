/** Rows of deployments. Pure. */
import { createHash } from 'node:crypto';
import { formatInstant } from '@landfall/backstage-plugin-fleet-common';
import { parseTargetKey } from '@landfall/backstage-plugin-fleet-node';
import type {
  DerivedDeployment,
  ServiceRollout,
} from '../delivery/deployments';
import { observationId, type LocatedRollout } from './rolloutRows';
import type { DeploymentPart, DeploymentRow } from './tables';

/** A rollout of a service with its place in the ledger. */
export type ServicePart = ServiceRollout & LocatedRollout;

/**
 * The id of a deployment: that of its service and its earliest rollout, so that it stays the same however often it is derived; where only
 * CI tells of it, that of its service and what CI told first.
 *
 * @param first - id of the observation.
 */
export function deploymentId(service: string, first: string): string {
  return createHash('sha256')
    .update(`${service}\n${first}`)
    .digest('hex')
    .slice(0, 32);
}

function partOf(rollout: ServicePart): DeploymentPart {
  const { platform, cluster, namespace, workload } = parseTargetKey(
    rollout.target,
  );
  return {
    target: rollout.target,
    platform,
    cluster,
    namespace,
    workload,
    class: rollout.class,
    outcome: rollout.outcome,
    startedAt: formatInstant(rollout.at),
    finishedAt:
      rollout.finishedAt === null ? null : formatInstant(rollout.finishedAt),
    source: rollout.source,
    scope: rollout.scope,
    key: rollout.key,
  };
}

/** The row of a deployment of a service. */
export function rowOfDeployment(
  service: string,
  deployment: DerivedDeployment<ServicePart>,
  id: string = deploymentId(service, observationId(deployment.parts[0])),
): DeploymentRow {
  return {
    id,
    service,
    environment: deployment.environment,
    production: deployment.production,
    version: deployment.version,
    previous_version: deployment.previousVersion,
    class: deployment.class,
    outcome: deployment.outcome,
    failing: deployment.failing,
    counted: deployment.counted,
    started_at: deployment.startedAt,
    revision: deployment.parts[0]?.revision ?? 0,
    finished_at: deployment.finishedAt,
    duration_seconds: deployment.durationSeconds,
    counted_at: deployment.countedAt,
    overdue_since: deployment.overdueSince,
    backfilled: deployment.backfilled,
    estimated_start: deployment.estimated.start,
    estimated_finish: deployment.estimated.finish,
    targets: JSON.stringify(deployment.parts.map(partOf)),
  };
}

/** The observations of a deployment's parts. */
export function observationsOf(row: Pick<DeploymentRow, 'targets'>): string[] {
  return (JSON.parse(row.targets) as DeploymentPart[]).map(observationId);
}
