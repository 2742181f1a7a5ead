/**
 * The facts that delivery is derived from, as plain values, and what is derived. Facts are those of one service; they come from the
 * bodies of observations, with what only the directory knows (environment, production) filled in. Ids are those of observations: they
 * tell facts apart, break ties, and lead back to the evidence.
 */
import type {
  Instant,
  Outcome,
  RolloutClass,
} from '@landfall/backstage-plugin-fleet-common';
import type { Digests } from './artefact';

/** A commit of a repository. */
export interface CommitFact {
  commit: string;
  /** First parent first; null where the source does not tell them. */
  parents: readonly string[] | null;
  committedAt: Instant;
  authoredAt: Instant | null;
  /** Commits that it says it reverts, perhaps shortened. */
  reverts: readonly string[];
  /** Directories of the files that it changes, the root as `""`; null where nobody tells. */
  directories: readonly string[] | null;
  link: string | null;
}

/** One of the original commits of a pull request. */
export interface OriginalCommit {
  commit: string;
  committedAt: Instant;
  authoredAt: Instant | null;
  merge: boolean;
}

/** A pull or merge request. */
export interface PullRequestFact {
  id: string;
  /** Repository that it belongs to: numbers are told apart by it. */
  origin: string;
  number: number;
  openedAt: Instant;
  readyAt: Instant | null;
  firstReviewAt: Instant | null;
  mergedAt: Instant | null;
  base: string;
  head: string;
  labels: readonly string[];
  /** Oldest first; null where the host does not know them any more, or nobody asked. */
  commits: readonly OriginalCommit[] | null;
  /** The commit by which it came into its base. */
  mergeCommit: string | null;
  /** Number of the pull request of the same repository that it reverts. */
  reverts: number | null;
  /** Keys, aliases or links of incidents that it says it fixes. */
  fixes: readonly string[];
  link: string | null;
}

/** What CI or a code host says of one deployment. */
export interface CiDeploymentFact {
  id: string;
  /** Repository or job. */
  origin: string;
  /** The report names the service itself. */
  named?: boolean;
  /** As CI names it. */
  ciEnvironment: string;
  /** What the mapping makes of it; null where it maps to nothing. */
  environment: string | null;
  production: boolean;
  at: Instant;
  finishedAt: Instant | null;
  outcome: Outcome;
  commit: string | null;
  /** The commit that this one is the same as for the service: of a repository that it shares, it brought it nothing. */
  standsFor?: string;
  /** Tag or branch that it was made from. */
  ref: string | null;
  /** Tag or digest of the artefact. */
  version: string | null;
  /** References of the images that it rolled out. */
  images: readonly string[];
  estimated: { start: boolean; finish: boolean };
  backfilled: boolean;
  link: string | null;
}

/** A tag or release of a repository. */
export interface ReleaseFact {
  tag: string;
  commit: string | null;
}

/** An incident that people or tools reported. */
export interface IncidentFact {
  id: string;
  /** Source and scope: keys are told apart by them. */
  teller: string;
  key: string;
  /**
   * Of this service. One of another service reaches this one only where it names commits of it: "An incident never reaches across
   * services unless it says so."
   */
  own: boolean;
  openedAt: Instant;
  acknowledgedAt: Instant | null;
  resolvedAt: Instant | null;
  impactStartedAt: Instant | null;
  /** Key of the incident of the same teller into which it was merged. */
  mergedInto: string | null;
  /** Other names of it by which two tools are known to report the same one. */
  aliases: readonly string[];
  causedBy: {
    commits: readonly string[];
    versions: readonly string[];
  };
  title: string;
  severity: string | null;
  link: string | null;
}

/** A target was not available. */
export interface OutageFact {
  id: string;
  target: string;
  at: Instant;
  endedAt: Instant | null;
  link: string | null;
}

/** Somebody was paged. */
export interface PageFact {
  id: string;
  at: Instant;
  urgency: 'high' | 'low';
}

/** A ticket that the team has to work off. */
export interface TicketFact {
  id: string;
  at: Instant;
  closedAt: Instant | null;
}

/** Instances of a target were disturbed; of one hour, or of one episode of a crash loop. */
export interface DisruptionFact {
  id: string;
  target: string;
  at: Instant;
  endedAt: Instant | null;
  disruption: 'restart' | 'out_of_memory' | 'crash_loop';
  count: number;
}

/** Something was done to a target that is no rollout. */
export interface OperationFact {
  id: string;
  target: string;
  at: Instant;
  operation:
    | 'scale'
    | 'restart'
    | 'edit'
    | 'create'
    | 'deploy'
    | 'undeploy'
    | 'delete';
  actor: 'person' | 'machine' | 'unknown';
}

/** One target's part in a deployment, as much of it as tells versions apart. Where only CI tells, the target is its environment. */
export interface DeploymentPart {
  target: string;
  at: Instant;
  revision: number;
  references: string;
  digests: Digests;
  configuration: string;
  class: RolloutClass;
  outcome: Outcome;
  finishedAt: Instant | null;
}

/** A deployment of a service, as it was joined from rollouts and CI. */
export interface DeploymentFact {
  id: string;
  environment: string | null;
  production: boolean;
  version: string;
  /** The way from the version to its commit. */
  commit: VersionCommit;
  class: RolloutClass;
  outcome: Outcome;
  /** Failed, or open beyond its deadline. */
  failing: boolean;
  counted: boolean;
  startedAt: Instant;
  finishedAt: Instant | null;
  countedAt: Instant;
  /** Whether no cluster saw it: its parts are what CI told. */
  onlyCi: boolean;
  parts: readonly DeploymentPart[];
}

/** By what a version led to its commit, best first. */
export type CommitEvidence =
  | 'annotation'
  | 'image_label'
  | 'delivery_tool'
  | 'image_tag'
  | 'release'
  | 'ci';

/** How sure that is: somebody said it; it was concluded and confirmed by the repository; it was concluded only. */
export type Certainty = 'stated' | 'confirmed' | 'concluded';

/** The commit of a version, or why there is none. */
export type VersionCommit =
  | { commit: string; how: CommitEvidence; sure: Certainty }
  | {
      commit: null;
      why: 'no_evidence' | 'ambiguous' | 'not_in_repository';
    };

/** A commit that a deployment brought, and how long it took. */
export interface CommitLeadTime {
  commit: string;
  /** Committer or author time, as configured. */
  at: Instant;
  /**
   * "A commit counts once per environment: in the first successful deployment that was not rolled back." Whether that is this one.
   */
  counts: boolean;
  /** Deployment finish − {@link at}; null where it does not count, and where the span is negative or its end unknown. */
  seconds: number | null;
  /** Number and repository of its pull request, where known. */
  pullRequest: { origin: string; number: number } | null;
  link: string | null;
}

/** Where the time of a pull request went, in seconds; null is missing: neither zero nor negative. */
export interface Stages {
  coding: number | null;
  pickup: number | null;
  review: number | null;
  waiting: number | null;
  rollout: number | null;
}

/** A pull request in a deployment. */
export interface DeployedPullRequest {
  id: string;
  origin: string;
  number: number;
  stages: Stages;
  hotfix: boolean;
  link: string | null;
}

/** The four rules by which a deployment has failed, each with what says so. */
export type Failure =
  | { rule: 'rollout' }
  | { rule: 'rolled_back'; by: string }
  | { rule: 'fixed'; by: string; fix: 'revert' | 'hotfix' }
  | { rule: 'incident'; incident: string; named: boolean };

/** Why a deployment was unplanned remediation. */
export type Rework = 'rollback' | 'revert' | 'hotfix' | 'incident_fix';

/** What does not join, is unknown or contradicts itself, and so is left out of numbers. */
export type QualityKind =
  | 'unmapped_ci_environment'
  | 'ci_without_version'
  | 'ci_without_rollout'
  | 'ci_of_another_version'
  | 'shared_ci_deployment'
  | 'version_without_commit'
  | 'version_with_ambiguous_commit'
  | 'commit_contradicted'
  | 'unknown_commit'
  | 'unknown_base'
  | 'history_incomplete'
  | 'history_rewritten'
  | 'range_too_long'
  | 'unknown_paths'
  | 'unknown_finish'
  | 'negative_lead_time'
  | 'negative_stage'
  | 'negative_recovery'
  | 'incident_ends_before_it_begins'
  | 'time_in_the_future'
  | 'time_before_the_epoch';

/** One thing that is wrong, where, and how many numbers it costs. */
export interface QualityFinding {
  kind: QualityKind;
  /** Id of the deployment, CI deployment, pull request or incident; a commit by its name. */
  what: string;
  /** Parameters of the sentence for people, such as the name of the environment. */
  detail: Readonly<Record<string, string | number>>;
  /** How many numbers (lead times, deployments, recoveries) would be known if it were mended. */
  improves: number;
}

/** All that is derived of one deployment beyond what {@link DeploymentFact} says. */
export interface DeploymentDelivery {
  id: string;
  /** First of its environment: it has no lead time. */
  baseline: boolean;
  /** The deployment whose version was live before; null for a baseline. */
  previous: string | null;
  /** Commits that it brought, oldest first, without merges. */
  commits: readonly CommitLeadTime[];
  /** Over {@link commits} that count and whose span is known. Batch size is all that it brought. */
  leadTime: {
    min: number | null;
    median: number | null;
    max: number | null;
    batchSize: number;
  };
  pullRequests: readonly DeployedPullRequest[];
  /** Medians over its pull requests. */
  stages: Stages;
  /** Empty where it has not failed. */
  failedBy: readonly Failure[];
  /** The rollback that took it back; null if none did. */
  rolledBackBy: string | null;
  /** Null where it has not failed. */
  recovery: Recovery | null;
  /** Empty where it was planned. */
  rework: readonly Rework[];
  quality: readonly QualityFinding[];
}

/** From a failed deployment's finish, or the start of its impact if later, to the service being restored. */
export interface Recovery {
  startedAt: Instant;
  /** Null while it is open. */
  restoredAt: Instant | null;
  /** Null while it is open, and where it would be negative. */
  seconds: number | null;
  restoredBy: 'rollback' | 'fix' | 'deployment' | 'incident_resolved' | null;
}

/** An incident after two reports of the same one, and merged ones, were made one. */
export interface ServiceIncident {
  /** Id of the report that was first. */
  id: string;
  /** Ids of all reports of it. */
  reports: readonly string[];
  series: 'reported' | 'detected';
  /** See {@link IncidentFact.own}: whether any report is. What is not counts for nothing but the deployments that it names. */
  own: boolean;
  openedAt: Instant;
  acknowledgedAt: Instant | null;
  resolvedAt: Instant | null;
  impactStartedAt: Instant | null;
  title: string;
  severity: string | null;
  link: string | null;
}

/** Why a number is missing. */
export type MissingReason =
  | 'nothing_observed'
  | 'none_in_window'
  | 'no_commits_known'
  | 'no_ci_source'
  | 'no_incident_source'
  | 'no_page_source'
  | 'no_ticket_source'
  | 'not_reached'
  | 'too_short'
  | 'no_calendar'
  | 'not_configured';

/** The numbers of a service. */
export type MetricName =
  | 'lead_time'
  | 'deployment_frequency'
  | 'change_fail_rate'
  | 'recovery_time'
  | 'rework_rate'
  | 'time_to_resolution'
  | 'time_to_acknowledge'
  | 'time_to_resolution_detected'
  | 'pages'
  | 'pages_out_of_hours'
  | 'pages_at_night'
  | 'tickets'
  | 'busy_shifts'
  | 'restarts'
  | 'out_of_memory'
  | 'crash_loops'
  | 'manual_operations'
  | 'load_hours';

/** What a metric is counted in. */
export type MetricUnit = 'seconds' | 'per_week' | 'share' | 'count' | 'hours';

/** One number over one window. */
export interface Metric {
  metric: MetricName;
  unit: MetricUnit;
  /** A median for durations; null where it is missing, which is not zero. */
  value: number | null;
  /** How many it rests on: commits, deployments, failures, incidents; for counts, what was counted. */
  n: number;
  p75: number | null;
  p90: number | null;
  /** Those among n that are still open and enter as censored. */
  open: number;
  /** The same number over the window before; null where that was not wholly observed, or is missing there. */
  previous: number | null;
  previousN: number;
  missing: MissingReason | null;
}

/** One point of a weekly series. */
export interface MetricWeek {
  /** Monday, `YYYY-MM-DD`, in the portal's zone. */
  weekStart: string;
  /** Whether it is the week that runs. */
  running: boolean;
  value: number | null;
  n: number;
}

/** How a metric lies over the services of a team or company; never one blended mean. */
export interface Distribution {
  metric: MetricName;
  unit: MetricUnit;
  /** Services that have the number. */
  n: number;
  /** Services that do not, by reason. */
  missing: Readonly<Partial<Record<MissingReason, number>>>;
  /** One service in ten lies below. */
  p10: number | null;
  p25: number | null;
  median: number | null;
  p75: number | null;
  /** One service in ten lies above. */
  p90: number | null;
  /** The median over the window before, of the services that have the number in both. */
  previousMedian: number | null;
}
