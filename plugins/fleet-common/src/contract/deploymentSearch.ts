import { z } from 'zod';
import { deploymentSchema } from './delivery';
import { daySchema, entityRefSchema, pageOf } from './primitives';
import { freshnessSchema } from './services';

/** By which of the four rules a deployment has failed; docs/metrics.md says what they mean. @public */
export const failureRuleSchema = z.enum([
  'rollout',
  'rolled_back',
  'fixed',
  'incident',
]);
/** See {@link failureRuleSchema}. @public */
export type FailureRule = z.infer<typeof failureRuleSchema>;

/** A deployment in a list across services. @public */
export const foundDeploymentSchema = deploymentSchema.extend({
  /** Of the service. */
  title: z.string(),
  owner: z.object({ ref: entityRefSchema, title: z.string() }).nullable(),
  /** Who told of it: ids of sources, clusters first. */
  toldBy: z.array(z.string()),
  /** Commits that it brought, merges left out; null where nobody knows. */
  commits: z.number().int().min(0).nullable(),
  /** Median lead time of those that count, in seconds; null where there is none. */
  leadTimeSeconds: z.number().min(0).nullable(),
  /** Empty where it has not failed. */
  failedBy: z.array(failureRuleSchema),
});
/** See {@link foundDeploymentSchema}. @public */
export type FoundDeployment = z.infer<typeof foundDeploymentSchema>;

/** A page of the deployments of all services that the caller may see. @public */
export const foundDeploymentsSchema = pageOf(foundDeploymentSchema).extend({
  /** What the filters match, whatever the time that is asked for: the last full weeks and the running one, oldest first; at most 14. */
  weeks: z.array(
    z.object({
      /** Monday, in the portal's time zone. */
      weekStart: daySchema,
      deployments: z.number().int().min(0),
      /** Those whose rollout failed. */
      failed: z.number().int().min(0),
      running: z.boolean(),
    }),
  ),
  /** The portal's, in which weeks are cut; an IANA name. */
  timeZone: z.string(),
  /** That of the team that is asked for, or of the team that owns the service that is asked for; left out where neither is. */
  displayTimeZone: z.string().optional(),
  /** Whether the caller may not see all services. */
  restricted: z.boolean(),
  freshness: freshnessSchema,
});
/** See {@link foundDeploymentsSchema}. @public */
export type FoundDeployments = z.infer<typeof foundDeploymentsSchema>;
