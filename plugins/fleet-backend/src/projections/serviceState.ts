/** The state of a service, out of its targets and newest deployments. Pure. */
import {
  attentionReasonSchema,
  formatInstant,
  instant,
  type AttentionReason,
  type Outcome,
  type Readiness,
  type ServiceDetail,
} from '@landfall/backstage-plugin-fleet-common';
import { compareText } from '../delivery/artefact';
import type { StateTarget } from './serviceReads';
import type { DeploymentRow, ServiceStateRow } from './tables';

/** Rank of a service that wants nobody to look. */
const NO_ATTENTION = 99;

/** Readiness of all targets of a service in production together; those that are gone count only where all are. */
export function serviceReadiness(targets: readonly StateTarget[]): Readiness {
  const production = targets.filter(target => Boolean(target.production));
  const present = new Set(
    production
      .filter(target => target.gone_at === null)
      .map(target => target.readiness as Readiness),
  );
  if (present.size === 0) {
    return production.length > 0 ? 'gone' : 'unknown';
  }
  if (present.size === 1) {
    return [...present][0];
  }
  const some = (readiness: Readiness) => present.has(readiness);
  if (some('partly_ready') || (some('not_ready') && some('ready'))) {
    return 'partly_ready';
  }
  if (some('not_ready')) {
    return 'not_ready';
  }
  return some('ready') ? 'ready' : 'unknown';
}

/** Why somebody should look, most urgent first; whether the data is fresh is judged when somebody asks. */
export function attentionOf(given: {
  targets: readonly StateTarget[];
  readiness: Readiness;
  last: DeploymentRow | undefined;
}): AttentionReason[] {
  const { targets, readiness, last } = given;
  const present = targets.filter(target => target.gone_at === null);
  const holds: Partial<Record<AttentionReason, boolean>> = {
    not_ready: readiness === 'not_ready',
    deployment_failed: last?.outcome === 'failed',
    deployment_overdue:
      last?.outcome === 'in_progress' && last.overdue_since !== null,
    partly_ready: readiness === 'partly_ready',
    unmapped_environment: present.some(target => target.environment === null),
    not_seen: targets.length === 0 && last === undefined,
  };
  return attentionReasonSchema.options.filter(reason => holds[reason]);
}

/** The newest deployment, of production if there is one. */
export function lastDeployment(
  newest: readonly DeploymentRow[],
): DeploymentRow | undefined {
  return [...newest].sort(
    (a, b) =>
      Number(Boolean(b.production)) - Number(Boolean(a.production)) ||
      Number(b.started_at) - Number(a.started_at) ||
      Number(b.revision) - Number(a.revision) ||
      (a.id < b.id ? 1 : -1),
  )[0];
}

/** The row of a service. */
export function rowOfState(given: {
  service: string;
  targets: readonly StateTarget[];
  /** The newest per environment. */
  newest: readonly DeploymentRow[];
  /** The newest per environment that succeeded. */
  succeeded: readonly DeploymentRow[];
}): ServiceStateRow {
  const { service, targets, newest, succeeded } = given;
  const readiness = serviceReadiness(targets);
  const last = lastDeployment(newest);
  const attention = attentionOf({ targets, readiness, last });
  return {
    service,
    readiness,
    target_count: targets.filter(target => target.gone_at === null).length,
    last_deployment_id: last?.id ?? null,
    last_deployment_at: last ? Number(last.started_at) : null,
    last_deployment_outcome: last?.outcome ?? null,
    attention: JSON.stringify(attention),
    attention_rank: attention[0]
      ? attentionReasonSchema.options.indexOf(attention[0])
      : NO_ATTENTION,
    live: JSON.stringify(liveOf({ targets, newest, succeeded })),
  };
}

/**
 * What runs in each environment, production first, and since when: what targets run is live, however its rollout ended. A version came with the
 * newest deployment of it that succeeded, else with the newest; where that is another one, it has been there since the target was last different.
 * Where no target ever was and CI tells of deployments, it is what the newest of them that succeeded brought.
 */
function liveOf(given: {
  targets: readonly StateTarget[];
  newest: readonly DeploymentRow[];
  succeeded: readonly DeploymentRow[];
}): ServiceDetail['live'] {
  const present = given.targets.filter(target => target.gone_at === null);
  const places = new Map<string, StateTarget[]>();
  for (const target of present) {
    const place = JSON.stringify([target.environment, target.version]);
    places.set(place, [...(places.get(place) ?? []), target]);
  }
  const watched = new Set(given.targets.map(({ environment }) => environment));
  const ofCi = given.succeeded
    .filter(({ environment }) => !watched.has(environment))
    .map(one => [{ ...one, since: one.finished_at ?? one.started_at }]);
  return [...places.values(), ...ofCi]
    .sort(
      ([a], [b]) =>
        Number(Boolean(b.production)) - Number(Boolean(a.production)) ||
        compareText(a.environment ?? '', b.environment ?? '') ||
        compareText(a.version, b.version),
    )
    .map(targets => {
      const [{ environment, version }] = targets;
      const broughtBy = [...given.succeeded, ...given.newest].find(
        one => one.environment === environment && one.version === version,
      );
      const since =
        broughtBy?.outcome === 'succeeded'
          ? broughtBy.finished_at ?? broughtBy.started_at
          : broughtBy?.started_at ??
            Math.min(...targets.map(target => Number(target.since)));
      return {
        environment,
        version,
        since: formatInstant(instant(Number(since))),
        ...(broughtBy && { outcome: broughtBy.outcome as Outcome }),
      };
    });
}
