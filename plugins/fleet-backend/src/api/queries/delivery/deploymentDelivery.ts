import {
  formatInstant,
  type DeploymentDelivery,
} from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import type { Failure } from '../../../delivery/types';
import type { Visibility } from '../../../permissions/visibility';
import type {
  DeploymentDeliveryDetail,
  DeploymentDeliveryRow,
  ServiceIncidentRow,
} from '../../../projections/delivery/tables';
import { fromJson } from '../wire';
import { visibleAmong } from './demandVisible';
import { hiddenIncidentId } from './metricRows';
import { sentenceOf } from './quality';

const MAX_COMMITS = 100;

/** What is derived of a deployment from commits, pull requests, CI and incidents; null where nothing is yet. */
export async function readDeploymentDelivery(
  database: Knex,
  deployment: { id: string; service: string },
  visibility: Visibility,
): Promise<DeploymentDelivery | null> {
  const row: Pick<DeploymentDeliveryRow, 'detail'> | undefined = await database(
    'deployment_delivery',
  )
    .where({ id: deployment.id })
    .first('detail');
  if (!row) return null;
  const detail = fromJson<DeploymentDeliveryDetail>(row.detail);
  const incidents = await readIncidents(database, {
    service: deployment.service,
    failures: detail.failedBy,
    visibility,
  });
  const { recovery } = detail;
  return {
    versionCommit: detail.versionCommit,
    baseline: detail.baseline,
    previous: detail.previous,
    leadTime: detail.leadTime,
    commits: detail.commits.slice(0, MAX_COMMITS).map(commit => ({
      commit: commit.commit,
      at: formatInstant(commit.at),
      counts: commit.counts,
      seconds: commit.seconds,
      pullRequest: commit.pullRequest?.number ?? null,
      link: commit.link,
    })),
    pullRequests: detail.pullRequests.map(request => ({
      repository: request.origin,
      number: request.number,
      hotfix: request.hotfix,
      stages: request.stages,
      link: request.link,
    })),
    stages: detail.stages,
    failedBy: detail.failedBy.map(failure => {
      const by = causeOf(failure);
      const incident = by === null ? undefined : incidents.get(by);
      return {
        rule: failure.rule,
        by:
          failure.rule === 'incident' && !incident
            ? hiddenIncidentId(failure.incident)
            : by,
        link: incident?.link ?? null,
        ...(incident?.service && { service: incident.service }),
      };
    }),
    recovery: recovery && {
      startedAt: formatInstant(recovery.startedAt),
      restoredAt:
        recovery.restoredAt === null
          ? null
          : formatInstant(recovery.restoredAt),
      seconds: recovery.seconds,
      restoredBy: recovery.restoredBy,
    },
    rework: [...detail.rework],
    quality: detail.quality.map(({ kind, detail: parameters }) => ({
      kind,
      sentence: sentenceOf(kind, parameters),
    })),
    ci: detail.ci.map(({ source, environment, link }) => ({
      source,
      environment,
      link,
    })),
  };
}

function causeOf(failure: Failure): string | null {
  switch (failure.rule) {
    case 'rollout':
      return null;
    case 'incident':
      return failure.incident;
    default:
      return failure.by;
  }
}

/** Where incidents came from, and whose they are where they are of other services; those that the caller may not see are left out. */
async function readIncidents(
  database: Knex,
  options: {
    service: string;
    failures: readonly Failure[];
    visibility: Visibility;
  },
): Promise<Map<string, { link: string | null; service: string | null }>> {
  const ids = options.failures.flatMap(failure =>
    failure.rule === 'incident' ? [failure.incident] : [],
  );
  if (ids.length === 0) return new Map();
  const rows: Pick<
    ServiceIncidentRow,
    'id' | 'link' | 'series' | 'of_service'
  >[] = await database('service_incidents')
    .select('id', 'link', 'series', 'of_service')
    .where({ service: options.service })
    .whereIn('id', ids);
  const seen = await visibleAmong(database, {
    services: rows.flatMap(({ of_service: other }) => other ?? []),
    visibility: options.visibility,
  });
  return new Map(
    rows
      .filter(
        ({ series, of_service: other }) =>
          series !== 'elsewhere' || (other !== null && seen.has(other)),
      )
      .map(({ id, link, of_service: service }) => [id, { link, service }]),
  );
}
