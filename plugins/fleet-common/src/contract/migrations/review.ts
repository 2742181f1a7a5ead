/** The page from which a review is run. */
import { z } from 'zod';
import { daySchema, entityRefSchema, timestampSchema } from '../primitives';
import {
  burnUpPointSchema,
  migrationSummarySchema,
  migrationWeekSchema,
} from './progress';
import { asOfShape } from './shared';
import { stageSchema } from './stages';

/** Why a service needs a decision. @public */
export const decisionKindSchema = z.enum([
  'blocked',
  'conflict',
  'fell_back',
  'lagging',
  'stalled',
  'exemption_requested',
  'exemption_ends',
]);
/** See {@link decisionKindSchema}. @public */
export type DecisionKind = z.infer<typeof decisionKindSchema>;

/** By what the progress of a migration is cut. @public */
export const cutSchema = z.enum([
  'team',
  'parent',
  'tier',
  'system',
  'domain',
  'wave',
  'platform',
  'cluster',
]);
/** See {@link cutSchema}. @public */
export type Cut = z.infer<typeof cutSchema>;

/** The page from which a review is run. @public */
export const migrationReviewSchema = migrationSummarySchema.extend({
  ...asOfShape,
  /** Before it nothing was known. */
  knownSince: timestampSchema.nullable(),
  /** The week before `week`. */
  previousWeek: migrationWeekSchema,
  /** At most 400 points. */
  burnUp: z.array(burnUpPointSchema),
  decisions: z.object({
    total: z.number().int().min(0),
    counts: z.record(decisionKindSchema, z.number().int().min(0)),
    /** The gravest and oldest first, at most 50. */
    items: z.array(
      z.object({
        kind: decisionKindSchema,
        service: entityRefSchema,
        title: z.string(),
        owner: z.object({ ref: entityRefSchema, title: z.string() }).nullable(),
        stage: stageSchema.nullable(),
        wave: z.object({ id: z.string(), title: z.string() }).nullable(),
        since: timestampSchema,
        /** In the words of who said so; null for what is derived. */
        reason: z.string().nullable(),
        link: z.string().nullable(),
        waitingFor: z.string().nullable(),
        until: timestampSchema.nullable(),
        /** For `stalled`: how long the stage usually takes, in days. */
        usualDays: z.number().nullable(),
        /** Of the act that waits for a decision. */
        act: z.string().nullable(),
      }),
    ),
  }),
  waves: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      plannedStart: daySchema.nullable(),
      plannedEnd: daySchema.nullable(),
      /** Its first service left `planned`. */
      actualStart: daySchema.nullable(),
      /** Its last service was retired. */
      actualEnd: daySchema.nullable(),
      scope: z.number().int().min(0),
      done: z.number().int().min(0),
      migrated: z.number().int().min(0),
      behind: z.number().int().min(0),
      gates: z.array(z.string()),
    }),
  ),
  cut: z.object({
    by: cutSchema,
    /** By backlog (scope − done), then name; at most 500. */
    rows: z.array(
      z.object({
        key: z.string().nullable(),
        title: z.string(),
        /** For teams: the team above. */
        parent: z.string().nullable(),
        parentTitle: z.string().nullable(),
        scope: z.number().int().min(0),
        done: z.number().int().min(0),
        migrated: z.number().int().min(0),
        moved: z.number().int().min(0),
        lagging: z.number().int().min(0),
        blocked: z.number().int().min(0),
        stalled: z.number().int().min(0),
      }),
    ),
    total: z.number().int().min(0),
  }),
  newOnOld: z.object({
    total: z.number().int().min(0),
    /** The newest, at most 10. */
    items: z.array(
      z.object({
        service: entityRefSchema,
        title: z.string(),
        at: timestampSchema,
      }),
    ),
  }),
});
/** See {@link migrationReviewSchema}. @public */
export type MigrationReview = z.infer<typeof migrationReviewSchema>;
