import { z } from 'zod';
import { capacityNumberSchema } from './capacity';
import {
  deploymentSchema,
  frequencySchema,
  imageSchema,
  outcomeSchema,
} from './delivery';
import { entityRefSchema, pageOf, timestampSchema } from './primitives';

/** Trust in what is shown: `none` means that no source covers it. @public */
export const freshnessStateSchema = z.enum([
  'fresh',
  'stale',
  'partial',
  'error',
  'none',
]);
/** See {@link freshnessStateSchema}. @public */
export type FreshnessState = z.infer<typeof freshnessStateSchema>;

/** How old the newest successful look is at the sources behind an answer, the worst of them. @public */
export const freshnessSchema = z.object({
  state: freshnessStateSchema,
  /** The oldest among the newest successful looks; null if there never was one. */
  asOf: timestampSchema.nullable(),
  /** The scopes that are not fresh, worst first, at most 20. */
  troubled: z.array(
    z.object({
      source: z.string(),
      scope: z.string(),
      state: freshnessStateSchema,
      lastSuccess: timestampSchema.nullable(),
    }),
  ),
  /** True when made-up data is among it. */
  demo: z.boolean(),
});
/** See {@link freshnessSchema}. @public */
export type Freshness = z.infer<typeof freshnessSchema>;

/** Readiness of one target, or of all targets of a service in production together. @public */
export const readinessSchema = z.enum([
  'ready',
  'partly_ready',
  'not_ready',
  'scaled_to_zero',
  'gone',
  'unknown',
]);
/** See {@link readinessSchema}. @public */
export type Readiness = z.infer<typeof readinessSchema>;

/** One place of one service. @public */
export const targetSchema = z.object({
  target: z.string(),
  platform: z.string(),
  cluster: z.string(),
  namespace: z.string(),
  workloadKind: z.string(),
  workload: z.string(),
  /** Null: no mapping says which environment this is. */
  environment: z.string().nullable(),
  production: z.boolean(),
  readiness: readinessSchema,
  desired: z.number().int().min(0).nullable(),
  ready: z.number().int().min(0).nullable(),
  images: z.array(imageSchema),
  /** Short name of what runs, for people. */
  version: z.string(),
  /** Since when it has been like this. */
  since: timestampSchema,
  freshness: freshnessStateSchema,
});
/** See {@link targetSchema}. @public */
export type Target = z.infer<typeof targetSchema>;

/** Null where no source tells such things of the target, which is not zero. */
const countOfTarget = z.number().int().min(0).nullable();

/** What one target has of processors, and what befell it in the window besides deployments. @public */
export const targetRuntimeSchema = z.object({
  target: z.string(),
  /** Cores, the mean of the newest full hour of which it is told, within a day. */
  usedCores: capacityNumberSchema,
  requestedCores: capacityNumberSchema,
  /** The limits of its autoscaler, else the numbers of replicas that were wanted in that hour. */
  minReplicas: capacityNumberSchema,
  maxReplicas: capacityNumberSchema,
  /** Whether an autoscaler owns the number of replicas; null where nobody tells. */
  autoscaled: z.boolean().nullable(),
  /** Since when it is counted: the begin of the window, or when it was first looked at; null where nobody looked. */
  countedSince: timestampSchema.nullable(),
  /** Starts of containers anew, those in rollouts too. */
  restarts: countOfTarget,
  /** Kills for lack of memory. */
  outOfMemory: countOfTarget,
  /** Episodes. */
  crashLoops: countOfTarget,
  /** What people did by hand. */
  byHand: countOfTarget,
});
/** See {@link targetRuntimeSchema}. @public */
export type TargetRuntime = z.infer<typeof targetRuntimeSchema>;

/** Why a service needs attention to look, most urgent first. @public */
export const attentionReasonSchema = z.enum([
  'not_ready',
  'deployment_failed',
  'deployment_overdue',
  'partly_ready',
  'data_not_fresh',
  'unmapped_environment',
  'not_seen',
]);
/** See {@link attentionReasonSchema}. @public */
export type AttentionReason = z.infer<typeof attentionReasonSchema>;

/** A service in a list. @public */
export const serviceSummarySchema = z.object({
  ref: entityRefSchema,
  title: z.string(),
  owner: z.object({ ref: entityRefSchema, title: z.string() }).nullable(),
  system: entityRefSchema.nullable(),
  readiness: readinessSchema,
  /** At most 20, production first; `targetCount` tells how many there are. */
  targets: z.array(targetSchema),
  targetCount: z.number().int().min(0),
  /** The newest deployment that is no restart, production first; null if none is known. */
  lastDeployment: deploymentSchema.nullable(),
  frequency: frequencySchema,
  attention: z.array(attentionReasonSchema),
  freshness: freshnessStateSchema,
});
/** See {@link serviceSummarySchema}. @public */
export type ServiceSummary = z.infer<typeof serviceSummarySchema>;

/** One service with all windows. @public */
export const serviceDetailSchema = serviceSummarySchema.extend({
  description: z.string(),
  /** Deployment frequency over each window, shortest first. */
  frequencies: z.array(frequencySchema),
  /**
   * What runs per environment, a line per version, and since when; `outcome` of the newest deployment that brought it, missing where none is
   * known.
   */
  live: z.array(
    z.object({
      environment: z.string().nullable(),
      version: z.string(),
      since: timestampSchema,
      outcome: outcomeSchema.optional(),
    }),
  ),
  /** Of each of `targets`, over the window that was asked for. Left out by older portals. */
  runtime: z.array(targetRuntimeSchema).optional(),
  sources: freshnessSchema,
  /** The portal's time zone, in which days and weeks are cut; an IANA name. Left out by older portals. */
  timeZone: z.string().optional(),
  /** That of the team that owns it, in which its times are shown: the portal's where that has none. */
  displayTimeZone: z.string().optional(),
});
/** See {@link serviceDetailSchema}. @public */
export type ServiceDetail = z.infer<typeof serviceDetailSchema>;

/** A page of services. `restricted` says that the caller may not see all services. @public */
export const serviceListSchema = pageOf(serviceSummarySchema).extend({
  restricted: z.boolean(),
  freshness: freshnessSchema,
});
/** See {@link serviceListSchema}. @public */
export type ServiceList = z.infer<typeof serviceListSchema>;

/** A page of deployments, newest first. @public */
export const deploymentListSchema = pageOf(deploymentSchema).extend({
  freshness: freshnessSchema,
});
/** See {@link deploymentListSchema}. @public */
export type DeploymentList = z.infer<typeof deploymentListSchema>;
