import { z } from 'zod';
import {
  daySchema,
  entityRefSchema,
  timestampSchema,
  windowSchema,
} from './primitives';

/** What kind of change a rollout was; derived from its target's whole history. @public */
export const rolloutClassSchema = z.enum([
  'release',
  'config',
  'rollback',
  'restart',
]);
/** See {@link rolloutClassSchema}. @public */
export type RolloutClass = z.infer<typeof rolloutClassSchema>;

/** How a rollout or a deployment ended. `unknown` means a gap in what was seen. @public */
export const outcomeSchema = z.enum([
  'succeeded',
  'failed',
  'superseded',
  'in_progress',
  'unknown',
]);
/** See {@link outcomeSchema}. @public */
export type Outcome = z.infer<typeof outcomeSchema>;

/** One container of the author's template. @public */
export const imageSchema = z.object({
  container: z.string(),
  /** As written in the template. */
  reference: z.string(),
  /** `sha256:…` that the reference resolved to, where a pod told. */
  digest: z.string().optional(),
});
/** See {@link imageSchema}. @public */
export type Image = z.infer<typeof imageSchema>;

/** One target's part in a deployment. @public */
export const deploymentTargetSchema = z.object({
  /** Key of the target, stable, see `targetKey` of fleet-node. */
  target: z.string(),
  platform: z.string(),
  cluster: z.string(),
  namespace: z.string(),
  workload: z.string(),
  class: rolloutClassSchema,
  outcome: outcomeSchema,
  startedAt: timestampSchema,
  finishedAt: timestampSchema.nullable(),
});

/** One service got one version in one environment. @public */
export const deploymentSchema = z.object({
  id: z.string(),
  service: entityRefSchema,
  environment: z.string().nullable(),
  production: z.boolean(),
  /** Short name of the version for people: the tags, or the start of the digest. */
  version: z.string(),
  /** The version that it replaced on its first target; null for a first deployment. */
  previousVersion: z.string().nullable(),
  class: rolloutClassSchema,
  outcome: outcomeSchema,
  /** Whether it counts for deployment frequency: not a restart, and in production. */
  counted: z.boolean(),
  startedAt: timestampSchema,
  finishedAt: timestampSchema.nullable(),
  /** Finish − start in seconds; null while it is not known. */
  durationSeconds: z.number().min(0).nullable(),
  /** True where start or finish is reconstructed rather than observed. */
  estimated: z.object({ start: z.boolean(), finish: z.boolean() }),
  /** Found after a gap in what was seen. */
  backfilled: z.boolean(),
  /** In progress beyond its deadline since then. */
  overdueSince: timestampSchema.nullable(),
  targets: z.array(deploymentTargetSchema),
});
/** See {@link deploymentSchema}. @public */
export type Deployment = z.infer<typeof deploymentSchema>;

/** The observation behind one target's part in a deployment. @public */
export const rolloutEvidenceSchema = z.object({
  source: z.string(),
  scope: z.string(),
  key: z.string(),
  target: z.string(),
  platform: z.string(),
  cluster: z.string(),
  namespace: z.string(),
  workload: z.string(),
  class: rolloutClassSchema,
  outcome: outcomeSchema,
  /** Why it ended so, in the source's words; empty for an ordinary success. */
  reason: z.string(),
  startedAt: timestampSchema,
  finishedAt: timestampSchema.nullable(),
  estimated: z.object({ start: z.boolean(), finish: z.boolean() }),
  backfilled: z.boolean(),
  images: z.array(imageSchema),
  /** First characters of the keyed fingerprint of the configuration: equal or not is all it tells. */
  configuration: z.string(),
  /** Facts by which a person finds it again in the source: revision, uid of the workload, name of the ReplicaSet. */
  facts: z.record(z.string(), z.string()),
  /** How the facts became known, oldest first: every version of the observation. */
  versions: z.array(
    z.object({
      recordedAt: timestampSchema,
      outcome: outcomeSchema,
      finishedAt: timestampSchema.nullable(),
      note: z.string(),
    }),
  ),
  /** Where the source shows it, if it has such a page. */
  link: z.string().optional(),
});

/** Deployment frequency of one service over one window; counted successful deployments. @public */
export const frequencySchema = z.object({
  windowDays: windowSchema,
  /** Counted successful deployments in the window. */
  deployments: z.number().int().min(0),
  /** Deployments per week: deployments ÷ (days of the window that were observed ÷ 7). Null before a full day was observed. */
  perWeek: z.number().min(0).nullable(),
  /** The same over the window before, null where it was not wholly observed. */
  previousPerWeek: z.number().min(0).nullable(),
  /** Median over full weeks of the number of distinct days with a deployment; zero weeks count. Null without a full week. */
  medianDaysPerWeek: z.number().min(0).nullable(),
  /** Median gap between successive deployments of the window in seconds; null with fewer than two. */
  medianGapSeconds: z.number().min(0).nullable(),
  /** First day of observation of the service, null if none. */
  observedSince: daySchema.nullable(),
  /** Full weeks and the running one, oldest first, Monday-based in the portal's time zone; at most 14. */
  weeks: z.array(
    z.object({
      weekStart: daySchema,
      deployments: z.number().int().min(0),
      days: z.number().int().min(0).max(7),
      failed: z.number().int().min(0),
      running: z.boolean(),
    }),
  ),
});
/** See {@link frequencySchema}. @public */
export type Frequency = z.infer<typeof frequencySchema>;
