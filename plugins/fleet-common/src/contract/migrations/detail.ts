/** Everything that the stage of a service stands on, and what services and teams have to do in all migrations. */
import { z } from 'zod';
import {
  migrationInfoSchema,
  validationRuleSchema,
} from '../migrationDefinitions';
import { timestampSchema } from '../primitives';
import { freshnessStateSchema } from '../services';
import { migrationActSchema } from './acts';
import { migrationProgressSchema } from './progress';
import { asOfShape, authorSchema } from './shared';
import { sideStateSchema, stageSchema } from './stages';
import { standingSchema } from './standing';

/** What was seen of one target, on which side of the migration it counts. @public */
export const migrationEvidenceSchema = z.object({
  side: z.enum(['from', 'to', 'both', 'neither']),
  target: z.string(),
  platform: z.string(),
  cluster: z.string(),
  namespace: z.string(),
  workloadKind: z.string(),
  workload: z.string(),
  environment: z.string().nullable(),
  ready: z.number().int().min(0),
  desired: z.number().int().min(0).nullable(),
  images: z.array(z.string()),
  since: timestampSchema,
  goneAt: timestampSchema.nullable(),
  source: z.string(),
  scope: z.string(),
  data: freshnessStateSchema,
  /** The newest successful look at its scope. */
  seenAt: timestampSchema.nullable(),
});
/** See {@link migrationEvidenceSchema}. @public */
export type MigrationEvidence = z.infer<typeof migrationEvidenceSchema>;

/** One service in one migration with everything that its stage stands on. @public */
export const standingDetailSchema = z.object({
  ...asOfShape,
  migration: migrationInfoSchema,
  standing: standingSchema,
  /** The rungs from the bottom up. */
  ladder: z.array(
    z.object({
      stage: stageSchema,
      state: z.enum(['passed', 'current', 'ahead']),
      /** When it was last reached; null if never. */
      since: timestampSchema.nullable(),
    }),
  ),
  evidence: z.array(migrationEvidenceSchema),
  traffic: z.array(
    z.object({
      side: z.enum(['from', 'to']),
      platform: z.string(),
      requestsPerSecond: z.number().min(0),
      since: timestampSchema,
      source: z.string(),
      scope: z.string(),
      /** Several tell of the same traffic; the highest counts. */
      claimedTwice: z.boolean(),
    }),
  ),
  validation: z.array(
    z.object({
      rule: validationRuleSchema,
      state: z.enum(['met', 'not_met', 'not_reported']),
      at: timestampSchema.nullable(),
      peakRate: z.number().nullable(),
      durationSeconds: z.number().nullable(),
      link: z.string().nullable(),
      author: authorSchema.nullable(),
      note: z.string().nullable(),
      /** For `soak`: when it is met if nothing happens. */
      until: timestampSchema.nullable(),
    }),
  ),
  /** Newest first, at most 100. */
  changes: z.array(
    z.object({
      /** When it happened. */
      at: timestampSchema,
      /** When it became known. */
      knownAt: timestampSchema,
      stage: stageSchema.nullable(),
      side: sideStateSchema.nullable(),
      move: z.enum(['up', 'fall_back', 'settled_back', 'other']),
    }),
  ),
  /** Newest first, at most 100. */
  acts: z.array(migrationActSchema),
});
/** See {@link standingDetailSchema}. @public */
export type StandingDetail = z.infer<typeof standingDetailSchema>;

/** Every migration that a service is in. @public */
export const serviceMigrationsSchema = z.object({
  ...asOfShape,
  items: z.array(standingDetailSchema),
});
/** See {@link serviceMigrationsSchema}. @public */
export type ServiceMigrations = z.infer<typeof serviceMigrationsSchema>;

/** What the services of a team still have to do. @public */
export const teamMigrationsSchema = z.object({
  ...asOfShape,
  items: z.array(
    z.object({
      migration: migrationInfoSchema,
      /** Of the services of the team and its children. */
      progress: migrationProgressSchema,
      /** Not done yet, most urgent first; at most 50. */
      next: z.array(standingSchema),
      /** How many are not done. */
      open: z.number().int().min(0),
    }),
  ),
});
/** See {@link teamMigrationsSchema}. @public */
export type TeamMigrations = z.infer<typeof teamMigrationsSchema>;
