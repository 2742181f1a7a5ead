/** From rows of the read models to what the contract says. The schemas check the words, so that rows are taken at theirs here. */
import {
  attentionReasonSchema,
  formatInstant,
  instant,
  type AttentionReason,
  type Deployment,
  type FreshnessState,
  type Target,
} from '@landfall/backstage-plugin-fleet-common';
import type {
  DeploymentPart,
  DeploymentRow,
  InstantColumn,
  JsonColumn,
  TargetRow,
} from '../../projections/tables';

/** Writes an instant of a row. */
export function time(at: InstantColumn): string {
  return formatInstant(instant(Number(at)));
}

/** Writes an instant of a row that may have none. */
export function timeOrNull(at: InstantColumn | null): string | null {
  return at === null ? null : time(at);
}

/** Reads JSON that the projections wrote. */
export function fromJson<T>(text: JsonColumn<T>): T {
  return JSON.parse(text);
}

/** The columns of a deployment that lists need. */
export const deploymentColumns = [
  'id',
  'service',
  'environment',
  'production',
  'version',
  'previous_version',
  'class',
  'outcome',
  'counted',
  'started_at',
  'revision',
  'finished_at',
  'duration_seconds',
  'overdue_since',
  'backfilled',
  'estimated_start',
  'estimated_finish',
  'targets',
] as const;

/** A deployment as lists show it. */
export function toDeployment(
  row: Pick<DeploymentRow, (typeof deploymentColumns)[number]>,
): Deployment {
  return {
    id: row.id,
    service: row.service,
    environment: row.environment,
    production: Boolean(row.production),
    version: row.version,
    previousVersion: row.previous_version,
    class: row.class as Deployment['class'],
    outcome: row.outcome as Deployment['outcome'],
    counted: Boolean(row.counted),
    startedAt: time(row.started_at),
    finishedAt: timeOrNull(row.finished_at),
    durationSeconds: row.duration_seconds,
    estimated: {
      start: Boolean(row.estimated_start),
      finish: Boolean(row.estimated_finish),
    },
    backfilled: Boolean(row.backfilled),
    overdueSince: timeOrNull(row.overdue_since),
    targets: fromJson<DeploymentPart[]>(row.targets).map(
      // Where the observation is belongs to the evidence.
      ({ source, scope, key, ...part }) =>
        part as Deployment['targets'][number],
    ),
  };
}

/** The columns of a target that lists need. */
export const targetColumns = [
  'target',
  'platform',
  'cluster',
  'namespace',
  'workload_kind',
  'workload',
  'source',
  'scope',
  'service',
  'environment',
  'production',
  'readiness',
  'desired',
  'ready',
  'images',
  'version',
  'since',
  'gone_at',
] as const;

/** What {@link toTarget} reads. */
export type ListedTargetRow = Pick<TargetRow, (typeof targetColumns)[number]>;

/** A target with the freshness of the scope that saw it. */
export function toTarget(
  row: ListedTargetRow,
  freshness: FreshnessState,
): Target {
  return {
    target: row.target,
    platform: row.platform,
    cluster: row.cluster,
    namespace: row.namespace,
    workloadKind: row.workload_kind,
    workload: row.workload,
    environment: row.environment,
    production: Boolean(row.production),
    readiness: row.readiness as Target['readiness'],
    desired: row.desired,
    ready: row.ready,
    images: fromJson(row.images),
    version: row.version,
    since: time(row.since),
    freshness,
  };
}

/** Reasons for attention, most urgent first, with the one that depends on the moment of asking. */
export function attentionOf(
  kept: JsonColumn<string[]> | null,
  freshness: { state: FreshnessState; seen: boolean },
): AttentionReason[] {
  const reasons = new Set<string>(kept === null ? [] : fromJson(kept));
  if (freshness.seen && freshness.state !== 'fresh') {
    reasons.add('data_not_fresh');
  }
  return attentionReasonSchema.options.filter(reason => reasons.has(reason));
}

/** Rank of `data_not_fresh` among the reasons for attention. */
export const NOT_FRESH_RANK =
  attentionReasonSchema.options.indexOf('data_not_fresh');
/** Rank of a service that wants nobody. */
export const NO_ATTENTION_RANK = 99;
