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
  const next = nextSuccesses(sorted);
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
          deploymentEnd(deployment, failure, { sorted, places, next }),
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

/** Places of the first deployment in the environment of each that succeeds; null where none does. */
interface NextSuccesses {
  itOrLater: readonly (number | null)[];
  later: readonly (number | null)[];
}

function nextSuccesses(sorted: readonly DeploymentFact[]): NextSuccesses {
  const newest = new Map<string | null, number>();
  const itOrLater: (number | null)[] = sorted.map(() => null);
  const later: (number | null)[] = sorted.map(() => null);
  for (let i = sorted.length - 1; i >= 0; i--) {
    const { environment, class: kind, outcome, finishedAt } = sorted[i];
    later[i] = newest.get(environment) ?? null;
    if (kind !== 'restart' && outcome === 'succeeded' && finishedAt !== null) {
      newest.set(environment, i);
    }
    itOrLater[i] = newest.get(environment) ?? null;
  }
  return { itOrLater, later };
}

function deploymentEnd(
  failed: DeploymentFact,
  failure: Failure,
  context: {
    sorted: readonly DeploymentFact[];
    places: ReadonlyMap<string, number>;
    next: NextSuccesses;
  },
): End[] {
  if (failure.rule === 'incident') {
    return [];
  }
  const { sorted, places, next } = context;
  const place = places.get(failure.rule === 'rollout' ? failed.id : failure.by);
  const successes = failure.rule === 'rollout' ? next.later : next.itOrLater;
  const end = place === undefined ? null : successes[place];
  if (end === null) {
    return [];
  }
  const { id, class: kind, finishedAt } = sorted[end];
  const isFix = failure.rule === 'fixed' && id === failure.by;
  const plain = isFix ? 'fix' : 'deployment';
  return finishedAt === null
    ? []
    : [{ at: finishedAt, by: kind === 'rollback' ? 'rollback' : plain }];
}
