/**
 * What one person mends in one act: findings of one kind at one place. A mapping mends an environment of CI for all services; a pipeline or a
 * history is that of a repository; a gap is that of a cluster; times of incidents are corrected in the tool of one service.
 */
import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import { compareText } from './artefact';
import type { MetricName, QualityFinding, QualityKind } from './types';

/** Of which kind the place is where something is to be mended. */
export type QualityPlaceKind =
  | 'environment'
  | 'origin'
  | 'cluster'
  | 'service'
  | 'incidents';

/** Where something is to be mended: an environment as CI names it, a repository or job, `platform/cluster`, or a service. */
export interface QualityPlace {
  kind: QualityPlaceKind;
  name: string;
}

/** What is known of the service whose findings these are. */
export interface QualityContext {
  service: string;
  /** Its one repository as an origin; null where it has none or several. */
  repository: string | null;
  /** Its deployments by id, with where nobody saw how they ended. */
  deployments: ReadonlyMap<
    string,
    { at: Instant; production: boolean; unseenIn: string | null }
  >;
  /** What CI told by id. */
  ci: ReadonlyMap<
    string,
    { at: Instant; production: boolean; link: string | null }
  >;
  /** Incidents by id. */
  incidents: ReadonlyMap<string, { at: Instant; link: string | null }>;
}

/** A finding with where it is mended, and where people find it. */
export interface PlacedFinding extends QualityFinding {
  /** What is mended: its own kind, or that of what it follows from. */
  act: QualityKind;
  place: QualityPlace;
  /** Null where nobody knows, or it cannot be. */
  at: Instant | null;
  /** The deployment that it is of. */
  deployment: string | null;
  /** Where it came from, as an address. */
  link: string | null;
}

/** Findings of one service that are mended in one act. */
export interface QualityGroup {
  kind: QualityKind;
  place: QualityPlace;
  records: number;
  /** How many records of its numbers would be known. */
  improves: number;
  /** Which of its numbers would be better known. */
  metrics: readonly MetricName[];
  /** When the first and the latest of them were; null where that is not known of any. */
  since: Instant | null;
  latest: Instant | null;
}

const OF_DEPLOYMENTS = [
  'deployment_frequency',
  'lead_time',
  'change_fail_rate',
  'rework_rate',
] as const satisfies readonly MetricName[];
/** What commits tell: how long they took, and which of them put right what a deployment broke. */
const OF_COMMITS = [
  'lead_time',
  'change_fail_rate',
  'rework_rate',
] as const satisfies readonly MetricName[];
const OF_INCIDENTS = [
  'time_to_resolution',
  'time_to_acknowledge',
] as const satisfies readonly MetricName[];

const METRICS: Readonly<Record<QualityKind, readonly MetricName[]>> = {
  unmapped_ci_environment: OF_DEPLOYMENTS,
  ci_without_version: OF_COMMITS,
  ci_without_rollout: OF_DEPLOYMENTS,
  ci_of_another_version: ['lead_time'],
  shared_ci_deployment: OF_DEPLOYMENTS,
  version_without_commit: OF_COMMITS,
  version_with_ambiguous_commit: OF_COMMITS,
  commit_contradicted: OF_COMMITS,
  unknown_commit: OF_COMMITS,
  unknown_base: OF_COMMITS,
  history_incomplete: OF_COMMITS,
  history_rewritten: OF_COMMITS,
  range_too_long: OF_COMMITS,
  unknown_paths: ['lead_time'],
  unknown_finish: ['deployment_frequency', 'lead_time', 'change_fail_rate'],
  negative_lead_time: ['lead_time'],
  // Stages of pull requests are shown with a deployment; no number is made of them.
  negative_stage: [],
  negative_recovery: ['recovery_time'],
  incident_ends_before_it_begins: OF_INCIDENTS,
  time_in_the_future: OF_DEPLOYMENTS,
  time_before_the_epoch: ['lead_time'],
};

/** Which numbers of a service are better known once findings of this kind at this place are mended. */
export function qualityMetrics(
  kind: QualityKind,
  place: QualityPlaceKind,
): readonly MetricName[] {
  return place === 'incidents' && kind.startsWith('time_')
    ? OF_INCIDENTS
    : METRICS[kind];
}

/** Says where a finding of a service is mended. */
export function placeFinding(
  finding: QualityFinding,
  context: QualityContext,
): PlacedFinding {
  const { what, detail } = finding;
  const id = detail.deployment === undefined ? what : String(detail.deployment);
  const deployment = context.deployments.get(id);
  const ci = context.ci.get(what);
  const incident = deployment || ci ? undefined : context.incidents.get(what);
  const found = deployment ?? ci ?? incident;
  // What was not deployed to production counts for no number.
  const counts = deployment?.production ?? ci?.production ?? true;
  return {
    ...finding,
    act: actOf(finding),
    improves: counts ? finding.improves : 0,
    place: placeOf(finding, { ...context, isDeployed: Boolean(deployment) }),
    at: found && found.at > 0 ? found.at : null,
    deployment: deployment ? id : null,
    link: ci?.link ?? incident?.link ?? null,
  };
}

/** Of a version whose predecessor leads to no known commit it is that one which is to be mended. */
function actOf({ kind, detail }: QualityFinding): QualityKind {
  if (kind !== 'unknown_base') {
    return kind;
  }
  return detail.commit === undefined
    ? 'version_without_commit'
    : 'unknown_commit';
}

function placeOf(
  { kind, what, detail }: QualityFinding,
  context: QualityContext & { isDeployed: boolean },
): QualityPlace {
  const { repository } = context;
  const ofService = { kind: 'service', name: context.service } as const;
  const at = (name: string | null): QualityPlace =>
    name ? { kind: 'origin', name } : ofService;
  switch (kind) {
    case 'unmapped_ci_environment':
      return { kind: 'environment', name: String(detail.environment) };
    case 'ci_without_version':
    case 'ci_of_another_version':
    case 'shared_ci_deployment':
      return at(String(detail.origin ?? ''));
    case 'ci_without_rollout':
      return ofService;
    case 'unknown_finish': {
      const cluster = context.deployments.get(what)?.unseenIn ?? null;
      return cluster === null ? ofService : { kind: 'cluster', name: cluster };
    }
    case 'negative_recovery':
    case 'incident_ends_before_it_begins':
      return { ...ofService, kind: 'incidents' };
    case 'time_in_the_future':
      return context.isDeployed
        ? ofService
        : { ...ofService, kind: 'incidents' };
    case 'time_before_the_epoch':
      return context.isDeployed
        ? at(repository)
        : { ...ofService, kind: 'incidents' };
    default:
      return at(repository);
  }
}

/** Findings of one service by what mends them; what improves most first. */
export function groupFindings(
  findings: readonly PlacedFinding[],
): QualityGroup[] {
  const groups = new Map<string, QualityGroup>();
  for (const { act: kind, place, improves, at } of findings) {
    const name = JSON.stringify([kind, place.kind, place.name]);
    const group = groups.get(name) ?? {
      kind,
      place,
      records: 0,
      improves: 0,
      metrics: [],
      since: null,
      latest: null,
    };
    groups.set(name, {
      ...group,
      records: group.records + 1,
      improves: group.improves + improves,
      metrics: improves > 0 ? qualityMetrics(kind, place.kind) : group.metrics,
      since: at === null ? group.since : lesser(group.since, at),
      latest: at === null ? group.latest : greater(group.latest, at),
    });
  }
  return [...groups.values()].sort(
    (a, b) =>
      b.metrics.length - a.metrics.length ||
      b.improves - a.improves ||
      compareText(a.kind, b.kind) ||
      compareText(a.place.name, b.place.name),
  );
}

function lesser(known: Instant | null, at: Instant): Instant {
  return known !== null && known < at ? known : at;
}

function greater(known: Instant | null, at: Instant): Instant {
  return known !== null && known > at ? known : at;
}
