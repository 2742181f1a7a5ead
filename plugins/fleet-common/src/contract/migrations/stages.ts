/** Where a service can stand on the ladder or beside it, how its move goes, and what is missing for the next rung. */
import { z } from 'zod';
import { timestampSchema } from '../primitives';

/** How far one service has come in one migration, from the bottom up. Derived, never typed in. @public */
export const stageSchema = z.enum([
  'not_started',
  'planned',
  'ready',
  'side_by_side',
  'shifting',
  'validating',
  'migrated',
  'retired',
]);
/** See {@link stageSchema}. @public */
export type Stage = z.infer<typeof stageSchema>;

/**
 * Where a service stands that is not on the ladder. `not_seen`: in the scope, but seen on neither side now; unlike the others it stays
 * in the denominator.
 *
 * @public
 */
export const sideStateSchema = z.enum([
  'born_on_target',
  'exempt',
  'retired_service',
  'not_seen',
]);
/** See {@link sideStateSchema}. @public */
export type SideState = z.infer<typeof sideStateSchema>;

/** How the move goes, beside how far it is; the gravest. Null for what is done or not on the ladder. @public */
export const migrationHealthSchema = z.enum([
  'blocked',
  'stalled',
  'lagging',
  'at_risk',
  'unknown',
  'on_track',
]);
/** See {@link migrationHealthSchema}. @public */
export type MigrationHealth = z.infer<typeof migrationHealthSchema>;

/** What is missing for the next rung; pages say it in words. @public */
export const nextStepSchema = z.discriminatedUnion('step', [
  /** Plan it: it is in no wave that has a date. */
  z.object({ step: z.literal('plan') }),
  /** Create it on the new side. */
  z.object({ step: z.literal('create') }),
  /** Its instances on the new side are not ready: `ready` of `desired`. */
  z.object({
    step: z.literal('make_ready'),
    ready: z.number().int().min(0),
    desired: z.number().int().min(0).nullable(),
  }),
  /** No traffic reaches the new side yet, or nobody tells. */
  z.object({ step: z.literal('shift_traffic'), known: z.boolean() }),
  /** Some traffic, or some ready instances where traffic is unknown, is still on the old side. */
  z.object({
    step: z.literal('finish_shift'),
    by: z.enum(['traffic', 'instances']),
  }),
  /** CI has to report this test for it. */
  z.object({
    step: z.literal('report_test'),
    rule: z.enum(['load_test', 'stress_test']),
    /** The last result was not enough. */
    failed: z.boolean(),
    peakRate: z.number().nullable(),
  }),
  /** It soaks until then, if nothing happens. */
  z.object({ step: z.literal('soak'), until: timestampSchema }),
  /** A person has to sign it off. */
  z.object({ step: z.literal('sign_off') }),
  /** Remove it from the old side. */
  z.object({ step: z.literal('remove') }),
  /** It is gone from the old side and counts as retired then, if it stays so and somebody looks all the while. */
  z.object({ step: z.literal('stay_gone'), until: timestampSchema }),
]);
/** See {@link nextStepSchema}. @public */
export type NextStep = z.infer<typeof nextStepSchema>;
