/** How far migrations have come, in numbers. */
import { z } from 'zod';
import { migrationInfoSchema } from '../migrationDefinitions';
import { daySchema } from '../primitives';
import { freshnessSchema } from '../services';
import { asOfShape } from './shared';
import { migrationHealthSchema, sideStateSchema, stageSchema } from './stages';

/** Counts per stage and side state, and what is done of what. @public */
export const migrationProgressSchema = z.object({
  /** Services that are to be moved: the denominator. */
  scope: z.number().int().min(0),
  /** Retired on the old side, by evidence or declared. */
  done: z.number().int().min(0),
  /** Of `done`: declared by the baseline. */
  declared: z.number().int().min(0),
  /** done ÷ scope; null for an empty scope. */
  doneShare: z.number().min(0).max(1).nullable(),
  /** At least `migrated`. */
  migrated: z.number().int().min(0),
  migratedShare: z.number().min(0).max(1).nullable(),
  /** Ready instances on the new side ÷ on both, over the scope; null without any. */
  instancesShare: z.number().min(0).max(1).nullable(),
  /** Traffic on the new side ÷ on both, and over how many services it is known; null without any. */
  trafficShare: z.number().min(0).max(1).nullable(),
  trafficServices: z.number().int().min(0),
  /** Per stage, those on the ladder. */
  stages: z.record(stageSchema, z.number().int().min(0)),
  sides: z.record(sideStateSchema, z.number().int().min(0)),
  health: z.record(migrationHealthSchema, z.number().int().min(0)),
});
/** See {@link migrationProgressSchema}. @public */
export type MigrationProgress = z.infer<typeof migrationProgressSchema>;

/** What happened in a week. @public */
export const migrationWeekSchema = z.object({
  weekStart: daySchema,
  /** Services that stand higher at its end than at its beginning. */
  moved: z.number().int().min(0),
  /** Became `retired`. */
  done: z.number().int().min(0),
  /** Fell back. */
  fellBack: z.number().int().min(0),
  scopeAdded: z.number().int().min(0),
  scopeRemoved: z.number().int().min(0),
  /** Born on the old side. The target is 0. */
  newOnOld: z.number().int().min(0),
});
/** See {@link migrationWeekSchema}. @public */
export type MigrationWeek = z.infer<typeof migrationWeekSchema>;

/** One day of the burn-up. @public */
export const burnUpPointSchema = z.object({
  day: daySchema,
  scope: z.number().int().min(0),
  done: z.number().int().min(0),
  migrated: z.number().int().min(0),
  /** Not a snapshot of that day, but worked out later. */
  reconstructed: z.boolean(),
});
/** See {@link burnUpPointSchema}. @public */
export type BurnUpPoint = z.infer<typeof burnUpPointSchema>;

/** What is still on its way into the numbers, which will grow with it. @public */
export const onTheWaySchema = z.object({
  /** Scopes that are looked at for the first time, of how many. */
  firstLooks: z.number().int().min(0),
  scopes: z.number().int().min(0),
  /** Workloads and services of which all that was ever told is still to be taken in: a migration was defined, or all is derived again. */
  deriving: z.number().int().min(0),
});
/** See {@link onTheWaySchema}. @public */
export type OnTheWay = z.infer<typeof onTheWaySchema>;

/** A migration in the list. @public */
export const migrationSummarySchema = z.object({
  migration: migrationInfoSchema,
  progress: migrationProgressSchema,
  week: migrationWeekSchema,
  /** At most 60 points. */
  burnUp: z.array(burnUpPointSchema),
  freshness: freshnessSchema,
  /** Null where nothing is, and for a moment of the past. */
  onTheWay: onTheWaySchema.nullable(),
});
/** See {@link migrationSummarySchema}. @public */
export type MigrationSummary = z.infer<typeof migrationSummarySchema>;

/** All migrations. @public */
export const migrationListSchema = z.object({
  ...asOfShape,
  items: z.array(migrationSummarySchema),
  /** What is wrong with definitions in configuration. */
  problems: z.array(z.object({ text: z.string(), fix: z.string() })),
});
/** See {@link migrationListSchema}. @public */
export type MigrationList = z.infer<typeof migrationListSchema>;
