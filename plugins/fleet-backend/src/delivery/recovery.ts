/**
 * Failed deployment recovery time, after `definitions.md`: "Failed deployment's finish (or the start of its impact, if later) → service restored: the
 * rollback or fix deployed, or the incident resolved, whichever ends the impact. … Failures still open are shown as *open since*."
 *
 * Several incidents of one deployment are over when the last of them is. A rollout that failed by itself is mended by the next deployment that
 * succeeds; so is a failure whose rollback or fix failed in turn.
 */
import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import type { JoinedIncident } from './incidents';
import { compareDeployments } from './order';
import type {
  DeploymentFact,
  Failure,
  QualityFinding,
  Recovery,
} from './types';

interface End {
  at: Instant;
  by: NonNullable<Recovery['restoredBy']>;
}

/** Recoveries of the failed deployments of one service, by their ids. */
export function findRecoveries(
  deployments: readonly DeploymentFact[],
  given: {
    failedBy: ReadonlyMap<string, readonly Failure[]>;
    incidents: readonly JoinedIncident[];
  },
): { recoveries: Map<string, Recovery>; quality: QualityFinding[] } {
  const sorted = [...deployments].sort(compareDeployments);
  const places = new Map(sorted.map((one, i) => [one.id, i]));
  const incidents = new Map(given.incidents.map(one => [one.id, one]));
  const recoveries = new Map<string, Recovery>();
  const quality: QualityFinding[] = [];
  for (const deployment of sorted) {
    const failures = given.failedBy.get(deployment.id) ?? [];
    if (failures.length > 0) {
      const linked = failures.flatMap(failure =>
        failure.rule === 'incident'
          ? incidents.get(failure.incident) ?? []
          : [],
      );
      const startedAt = startOf(deployment, linked);
      const ends = [
        ...incidentEnd(linked),
        ...failures.flatMap(failure =>
          deploymentEnd(deployment, failure, { sorted, places }),
        ),
      ].sort((a, b) => a.at - b.at);
      const end = ends.find(one => one.at >= startedAt);
      const contradiction = end ? undefined : ends[0];
      recoveries.set(deployment.id, {
        startedAt,
        restoredAt: end?.at ?? contradiction?.at ?? null,
        seconds: end ? (end.at - startedAt) / 1000 : null,
        restoredBy: end?.by ?? contradiction?.by ?? null,
      });
      if (contradiction) {
        quality.push({
          kind: 'negative_recovery',
          what: deployment.id,
          detail: { restoredBy: contradiction.by },
          improves: 1,
        });
      }
    }
  }
  return { recoveries, quality };
}

function startOf(
  deployment: DeploymentFact,
  incidents: readonly JoinedIncident[],
): Instant {
  const finish = deployment.finishedAt ?? deployment.countedAt;
  const impacts = incidents.map(one => one.impactStartedAt ?? one.openedAt);
  const impact = impacts.reduce<Instant | null>(
    (least, at) => (least === null || at < least ? at : least),
    null,
  );
  return impact !== null && impact > finish ? impact : finish;
}

function incidentEnd(incidents: readonly JoinedIncident[]): End[] {
  let last: Instant | null = null;
  for (const { resolvedAt } of incidents) {
    if (resolvedAt === null) {
      return [];
    }
    last = last === null || resolvedAt > last ? resolvedAt : last;
  }
  return last === null ? [] : [{ at: last, by: 'incident_resolved' }];
}

function deploymentEnd(
  failed: DeploymentFact,
  failure: Failure,
  context: {
    sorted: readonly DeploymentFact[];
    places: ReadonlyMap<string, number>;
  },
): End[] {
  if (failure.rule === 'incident') {
    return [];
  }
  const { sorted, places } = context;
  const from =
    failure.rule === 'rollout'
      ? (places.get(failed.id) ?? 0) + 1
      : places.get(failure.by) ?? sorted.length;
  for (let i = from; i < sorted.length; i++) {
    const one = sorted[i];
    if (
      one.environment === failed.environment &&
      one.class !== 'restart' &&
      one.outcome === 'succeeded' &&
      one.finishedAt !== null
    ) {
      const isFix = failure.rule === 'fixed' && one.id === failure.by;
      const plain = isFix ? 'fix' : 'deployment';
      return [
        {
          at: one.finishedAt,
          by: one.class === 'rollback' ? 'rollback' : plain,
        },
      ];
    }
  }
  return [];
}
