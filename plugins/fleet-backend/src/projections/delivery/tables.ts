/** Rows of what is derived of delivery, as `migrations/20261128000004_delivery.js` makes them; see `../tables.ts` for what drivers give. */
import type {
  DeploymentDelivery,
  Metric,
  MetricName,
  QualityFinding,
  VersionCommit,
} from '../../delivery/types';
import type { ObservedSince } from '../../delivery/metrics';
import type { LoadKind } from '../../delivery/operationalLoad';
import type { TakenBy } from '../../delivery/sharedCi';
import type { BooleanColumn, InstantColumn, JsonColumn } from '../tables';

/** What CI told of a deployment, in `DeploymentDeliveryDetail.ci`. */
export interface KeptCi {
  source: string;
  scope: string;
  key: string;
  origin: string;
  /** As CI names it. */
  environment: string;
  outcome: string;
  /** RFC 3339. */
  startedAt: string;
  finishedAt: string | null;
  commit: string | null;
  ref: string | null;
  link: string | null;
}

/** What is kept of a deployment beyond its row. */
export interface DeploymentDeliveryDetail
  extends Omit<DeploymentDelivery, 'id' | 'quality'> {
  versionCommit: VersionCommit;
  ci: KeptCi[];
  quality: Omit<QualityFinding, 'what'>[];
}

/** What is derived of a deployment beyond the deployment itself. */
export interface DeploymentDeliveryRow {
  /** Of the deployment. */
  id: string;
  service: string;
  started_at: InstantColumn;
  /** Of the detail: what is the same is not written again. */
  hash: string;
  detail: JsonColumn<DeploymentDeliveryDetail>;
}

/** An incident of a service. */
export interface ServiceIncidentRow {
  service: string;
  /** Of the report that was first. */
  id: string;
  /** `reported`, `detected`, or `elsewhere`: of another service, and names a deployment of this one. */
  series: string;
  /** Whose it is, where it is `elsewhere`. */
  of_service: string | null;
  opened_at: InstantColumn;
  acknowledged_at: InstantColumn | null;
  resolved_at: InstantColumn | null;
  title: string;
  severity: string | null;
  link: string | null;
  /** Deployments that failed by it. */
  deployments: JsonColumn<string[]>;
}

/** The numbers of a service over one window. */
export interface ServiceMetricsRow {
  service: string;
  window_days: number;
  /** The day, in the portal's zone, for which they hold. */
  day: string;
  metrics: JsonColumn<Metric[]>;
}

/** A week of a metric as `[Monday, running, value, n]`. */
export type KeptWeek = [string, boolean, number | null, number];

/** Counts by day, oldest first. */
export type KeptLoad = Partial<
  Record<LoadKind, [day: string, count: number][]>
>;

/** Where CI deployed a service, as `[repository or job, as CI names it, environment]`; the last is null where it is mapped to none. */
export type KeptCiEnvironment = [
  origin: string,
  name: string,
  environment: string | null,
];

/** What of a service does not depend on a window. */
export interface ServiceDeliveryRow {
  service: string;
  /** Whether CI has told of its deployments. */
  from_ci: BooleanColumn;
  /** By which repositories, jobs and pagers it was derived, each with its directories. */
  origins: JsonColumn<[origin: string, directories: string, shared?: string][]>;
  since: JsonColumn<ObservedSince>;
  weeks: JsonColumn<Record<MetricName, KeptWeek[]>>;
  /** Each kind of operational load by day of the portal's calendar, where there was any. */
  load: JsonColumn<KeptLoad>;
  /** Where CI deployed it of late. */
  ci_environments: JsonColumn<KeptCiEnvironment[]>;
  /** Null: nobody knows, or it was there before anybody looked. */
  born_at: InstantColumn | null;
  /** When it is to be derived again; null: when something is learnt. */
  next_timer: InstantColumn | null;
}

/** Commits that an incident of a service names as its cause. */
export interface ServiceCauseRow {
  service: string;
  /** Id of its observation. */
  incident: string;
  opened_at: InstantColumn;
  /** As people write them, perhaps shortened. */
  commits: JsonColumn<string[]>;
  /** Of what else is told of it: services that it names are derived again when that changes. */
  told: string;
}

/** A scope of CI, a code host or an incident tool that told of how a service is delivered. */
export interface ServiceTellerRow {
  service: string;
  source: string;
  scope: string;
}

/** A deployment of CI, told of what several services share, that one of them took for its own. */
export interface ServiceCiRow {
  service: string;
  /** Id of the observation. */
  observation: string;
  origin: string;
  at: InstantColumn;
  by: TakenBy;
}

/** Something that does not join, or contradicts itself. */
export interface ServiceQualityRow {
  id: string;
  service: string;
  kind: string;
  /** Id of the deployment, CI deployment, pull request or incident; a commit by its name. */
  what: string;
  detail: JsonColumn<QualityFinding['detail']>;
  improves: number;
  /** What of it is mended together: see {@link ServiceQualityGroupRow}. */
  group_id: string;
  /** 0 where nobody knows. */
  at: InstantColumn;
  /** The deployment that it is of. */
  deployment: string | null;
  link: string | null;
}

/** What of a service is mended in one act. */
export interface ServiceQualityGroupRow {
  service: string;
  /** The same for all services that the act mends. */
  group_id: string;
  kind: string;
  /** See `QualityPlaceKind`. */
  place_kind: string;
  place: string;
  records: number;
  improves: number;
  /** How many metrics of the service it improves. */
  numbers: number;
  since: InstantColumn | null;
  latest: InstantColumn | null;
}
