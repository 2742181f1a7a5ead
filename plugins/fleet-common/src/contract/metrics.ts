import { z } from 'zod';
import { companyCapacitySchema, serviceCapacitySchema } from './capacity';
import {
  daySchema,
  entityRefSchema,
  pageOf,
  timestampSchema,
  windowSchema,
} from './primitives';
import { freshnessSchema } from './services';

/** The numbers of a service, as docs/metrics.md defines them. @public */
export const metricNameSchema = z.enum([
  'lead_time',
  'deployment_frequency',
  'change_fail_rate',
  'recovery_time',
  'rework_rate',
  'time_to_resolution',
  'time_to_acknowledge',
  'time_to_resolution_detected',
  'pages',
  'pages_out_of_hours',
  'pages_at_night',
  'tickets',
  'busy_shifts',
  'restarts',
  'out_of_memory',
  'crash_loops',
  'manual_operations',
  'load_hours',
]);
/** See {@link metricNameSchema}. @public */
export type MetricName = z.infer<typeof metricNameSchema>;

/** What a metric is counted in; a share lies between 0 and 1. @public */
export const metricUnitSchema = z.enum([
  'seconds',
  'per_week',
  'share',
  'count',
  'hours',
]);
/** See {@link metricUnitSchema}. @public */
export type MetricUnit = z.infer<typeof metricUnitSchema>;

/** Why a number is missing, which is not zero. @public */
export const missingReasonSchema = z.enum([
  'nothing_observed',
  'none_in_window',
  'no_commits_known',
  'no_ci_source',
  'no_incident_source',
  'no_page_source',
  'no_ticket_source',
  'not_reached',
  'too_short',
  'no_calendar',
  'not_configured',
]);
/** See {@link missingReasonSchema}. @public */
export type MissingReason = z.infer<typeof missingReasonSchema>;

/** One point of a weekly series. @public */
export const metricWeekSchema = z.object({
  /** Monday, in the portal's time zone. */
  weekStart: daySchema,
  /** Whether it is the week that runs. */
  running: z.boolean(),
  value: z.number().nullable(),
  n: z.number().int().min(0),
});
/** See {@link metricWeekSchema}. @public */
export type MetricWeek = z.infer<typeof metricWeekSchema>;

/** A band that the programme of dora.dev published. @public */
export const bandSchema = z.enum(['elite', 'high', 'medium', 'low']);
/** See {@link bandSchema}. @public */
export type Band = z.infer<typeof bandSchema>;

/** One number of a service over one window. @public */
export const metricSchema = z.object({
  metric: metricNameSchema,
  unit: metricUnitSchema,
  /** A median for durations; null where it is missing. */
  value: z.number().nullable(),
  /** How many it rests on: commits, deployments, failures, incidents; for counts, what was counted. */
  n: z.number().int().min(0),
  p75: z.number().nullable(),
  p90: z.number().nullable(),
  /** Those among n that are still open and enter as censored values. */
  open: z.number().int().min(0),
  /** The same number over the window before; null where that was not wholly observed, or is missing there. */
  previous: z.number().nullable(),
  previousN: z.number().int().min(0),
  missing: missingReasonSchema.nullable(),
  /** Left out without three data points, and where no edition of bands is chosen or it has none. */
  band: bandSchema.optional(),
  /** Oldest first, at most 14. */
  weeks: z.array(metricWeekSchema).max(14),
});
/** See {@link metricSchema}. @public */
export type Metric = z.infer<typeof metricSchema>;

/** The numbers of a service. @public */
export const serviceMetricsSchema = z.object({
  service: entityRefSchema,
  windowDays: windowSchema,
  /** The portal's, in which days and weeks are cut; an IANA name. */
  timeZone: z.string(),
  metrics: z.array(metricSchema),
  /** Where the bands were published; left out where none are chosen. */
  bands: z
    .object({ edition: z.string(), title: z.string(), link: z.string() })
    .optional(),
  /** What it had and used on each platform, by name; left out where that cannot be told. */
  capacity: z.array(serviceCapacitySchema).optional(),
  /** How many things are to be mended of what does not join or is left out of its numbers. */
  quality: z.number().int().min(0),
  freshness: freshnessSchema,
});
/** See {@link serviceMetricsSchema}. @public */
export type ServiceMetrics = z.infer<typeof serviceMetricsSchema>;

/** How a metric lies over the services of a team or company; never one blended mean. @public */
export const metricDistributionSchema = z.object({
  metric: metricNameSchema,
  unit: metricUnitSchema,
  /** Services that have the number. */
  n: z.number().int().min(0),
  /** Services that do not, by reason. */
  missing: z.array(
    z.object({
      reason: missingReasonSchema,
      services: z.number().int().min(0),
    }),
  ),
  /** One service in ten lies below; left out by older portals, as p90. */
  p10: z.number().nullable().optional(),
  p25: z.number().nullable(),
  median: z.number().nullable(),
  p75: z.number().nullable(),
  /** One service in ten lies above. */
  p90: z.number().nullable().optional(),
  /** The median over the window before, of the services that have the number in both. */
  previousMedian: z.number().nullable(),
  /** The value of each service that has the number, ascending: one dot each. At most 200. */
  values: z.array(z.object({ service: entityRefSchema, value: z.number() })),
  /** Of a team: the median over its services in each week, `n` those that have the number in it; oldest first, at most 14. */
  weeks: z.array(metricWeekSchema).max(14).optional(),
});
/** See {@link metricDistributionSchema}. @public */
export type MetricDistribution = z.infer<typeof metricDistributionSchema>;

/** How long it took from the birth of services to their first successful deployment in production. @public */
export const newServicesSchema = z.object({
  /** Of that deployment; null where there is none yet, and where only CI tells of it. */
  platform: z.string().nullable(),
  /** Services born in the window: first registered in the catalog, or first committed to, whichever was earlier. */
  n: z.number().int().min(0),
  /** Those among n that are not in production yet and enter as censored values. */
  open: z.number().int().min(0),
  /** Null where most are still open. */
  medianSeconds: z.number().nullable(),
  p90Seconds: z.number().nullable(),
});
/** See {@link newServicesSchema}. @public */
export type NewServices = z.infer<typeof newServicesSchema>;

/**
 * The numbers of the services that ran in production on one platform and no other all through the window. Those of a service on several are of all of its deployments
 * together, so that they belong to none of them: they form a group of their own. Every service is in exactly one group.
 *
 * @public
 */
export const platformMetricsSchema = z.object({
  /** On how many platforms its services ran in production during the window, at the same time or one after another; `none` where no source saw them do so. */
  runsOn: z.enum(['one', 'several', 'none']),
  /** Which one; null for several and none. */
  platform: z.string().nullable(),
  services: z.number().int().min(0),
  /** Each with its `values` only where there are at most 24. */
  distributions: z.array(metricDistributionSchema),
});
/** See {@link platformMetricsSchema}. @public */
export type PlatformMetrics = z.infer<typeof platformMetricsSchema>;

/** The numbers of the services of a team, its children's included, that the caller may see. @public */
export const teamMetricsSchema = z.object({
  team: entityRefSchema,
  windowDays: windowSchema,
  timeZone: z.string(),
  services: z.number().int().min(0),
  distributions: z.array(metricDistributionSchema),
  /** The same services by the platform on which they run: by name, then those on several, then those on none; left out by older portals. */
  byPlatform: z.array(platformMetricsSchema).optional(),
  /** The numbers of each service, by title, since nobody is ranked; at most 500. */
  rows: z
    .array(
      z.object({
        service: entityRefSchema,
        title: z.string(),
        metrics: z.array(metricSchema.omit({ weeks: true, band: true })),
      }),
    )
    .optional(),
  /** Time to a new service, by platform of birth; left out by older portals. */
  newServices: z.array(newServicesSchema).optional(),
  /** Whether the caller may not see all services. */
  restricted: z.boolean().optional(),
  /** How many things are to be mended of what does not join or is left out of their numbers. */
  quality: z.number().int().min(0),
  freshness: freshnessSchema,
});
/** See {@link teamMetricsSchema}. @public */
export type TeamMetrics = z.infer<typeof teamMetricsSchema>;

/** The numbers of all services that the caller may see. @public */
export const companyMetricsSchema = teamMetricsSchema
  .omit({
    team: true,
    rows: true,
  })
  .extend({
    /** What platforms had and what was made of it; left out for who may not see all services. */
    capacity: companyCapacitySchema.optional(),
  });
/** See {@link companyMetricsSchema}. @public */
export type CompanyMetrics = z.infer<typeof companyMetricsSchema>;

const seconds = z.number().min(0).nullable();

/** Where the time of a pull request went, in seconds; null is missing: neither zero nor negative. @public */
export const stageTimesSchema = z.object({
  coding: seconds,
  pickup: seconds,
  review: seconds,
  waiting: seconds,
  rollout: seconds,
});
/** See {@link stageTimesSchema}. @public */
export type StageTimes = z.infer<typeof stageTimesSchema>;

/** What is known of how one deployment came about and what became of it. @public */
export const deploymentDeliverySchema = z.object({
  /** The commit of its version with the evidence that led to it, or why there is none. */
  versionCommit: z
    .union([
      z.object({
        commit: z.string(),
        how: z.enum([
          'annotation',
          'image_label',
          'delivery_tool',
          'image_tag',
          'release',
          'ci',
        ]),
        sure: z.enum(['stated', 'confirmed', 'concluded']),
      }),
      z.object({
        commit: z.null(),
        why: z.enum(['no_evidence', 'ambiguous', 'not_in_repository']),
      }),
    ])
    .optional(),
  /** The first of its environment: it has no lead time. */
  baseline: z.boolean(),
  /** Id of the deployment whose version was live before. */
  previous: z.string().nullable(),
  /** Over the commits that count; null without any. */
  leadTime: z.object({
    min: seconds,
    median: seconds,
    max: seconds,
    /** Commits that it brought, merges left out. */
    batchSize: z.number().int().min(0),
  }),
  /** Oldest first, at most 100; `leadTime.batchSize` tells how many there are. */
  commits: z.array(
    z.object({
      commit: z.string(),
      at: timestampSchema,
      /** Whether its lead time counts here: in the first successful deployment that was not rolled back. */
      counts: z.boolean(),
      seconds,
      pullRequest: z.number().int().nullable(),
      link: z.string().nullable(),
    }),
  ),
  pullRequests: z.array(
    z.object({
      /** `github.com/acme/cart`. */
      repository: z.string(),
      number: z.number().int(),
      hotfix: z.boolean(),
      stages: stageTimesSchema,
      link: z.string().nullable(),
    }),
  ),
  /** Medians over its pull requests. */
  stages: stageTimesSchema,
  /** By which of the four rules it has failed; empty where it has not. */
  failedBy: z.array(
    z.object({
      rule: z.enum(['rollout', 'rolled_back', 'fixed', 'incident']),
      /** Id of the deployment that took it back or fixed it; of the incident. */
      by: z.string().nullable(),
      link: z.string().nullable(),
      /** Whose incident it is, where it is of another service that the caller may see. */
      service: entityRefSchema.optional(),
    }),
  ),
  recovery: z
    .object({
      startedAt: timestampSchema,
      /** Null while it is open. */
      restoredAt: timestampSchema.nullable(),
      seconds,
      restoredBy: z
        .enum(['rollback', 'fix', 'deployment', 'incident_resolved'])
        .nullable(),
    })
    .nullable(),
  /** Why it was unplanned remediation; empty where it was planned. */
  rework: z.array(z.enum(['rollback', 'revert', 'hotfix', 'incident_fix'])),
  /** What is left out of its numbers, each in a sentence with what mends it. */
  quality: z
    .array(z.object({ kind: z.string(), sentence: z.string() }))
    .optional(),
  /** What CI said of it. */
  ci: z.array(
    z.object({
      source: z.string(),
      environment: z.string(),
      link: z.string().nullable(),
    }),
  ),
});
/** See {@link deploymentDeliverySchema}. @public */
export type DeploymentDelivery = z.infer<typeof deploymentDeliverySchema>;

/** An incident of a service. @public */
export const incidentSchema = z.object({
  id: z.string(),
  /** Whose it is. */
  service: entityRefSchema,
  /**
   * Told by people or tools, or detected by a cluster; never mixed. `elsewhere`: an incident of another service that names a deployment of the one that is
   * asked for; it counts for that deployment only.
   */
  series: z.enum(['reported', 'detected', 'elsewhere']),
  /** It is of a service that the caller may not see: whose it is and what it is about are left out. */
  hidden: z.boolean().optional(),
  title: z.string(),
  severity: z.string().nullable(),
  openedAt: timestampSchema,
  acknowledgedAt: timestampSchema.nullable(),
  /** Null while it is open. */
  resolvedAt: timestampSchema.nullable(),
  /** Opened → resolved; null while it is open. */
  seconds,
  /** Deployments that failed by it. */
  deployments: z.array(z.string()),
  link: z.string().nullable(),
});
/** See {@link incidentSchema}. @public */
export type Incident = z.infer<typeof incidentSchema>;

/** A page of incidents, newest first. @public */
export const incidentListSchema = pageOf(incidentSchema).extend({
  freshness: freshnessSchema,
});
/** See {@link incidentListSchema}. @public */
export type IncidentList = z.infer<typeof incidentListSchema>;
