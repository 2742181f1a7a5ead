/** One service in one migration, as tables show it. */
import { z } from 'zod';
import { entityRefSchema, pageOf, timestampSchema } from '../primitives';
import { freshnessSchema, freshnessStateSchema } from '../services';
import { asOfShape, authorSchema } from './shared';
import {
  migrationHealthSchema,
  nextStepSchema,
  sideStateSchema,
  stageSchema,
} from './stages';

/** An act by a person that bears on how a service stands now. @public */
export const standingActSchema = z.object({
  id: z.string(),
  reason: z.string(),
  link: z.string().nullable(),
  author: authorSchema,
  at: timestampSchema,
  /** When it ends by itself. */
  expiresAt: timestampSchema.nullable(),
});

/** One service in one migration, as tables show it. @public */
export const standingSchema = z.object({
  migration: z.string(),
  service: entityRefSchema,
  title: z.string(),
  /** Who owns it now. */
  owner: z.object({ ref: entityRefSchema, title: z.string() }).nullable(),
  /** Who owned it when it reached its stage; null when that is the same. */
  ownerThen: z.object({ ref: entityRefSchema, title: z.string() }).nullable(),
  system: z.string().nullable(),
  domain: z.string().nullable(),
  tier: z.string().nullable(),
  wave: z.object({ id: z.string(), title: z.string() }).nullable(),
  /** Null where it is not on the ladder. */
  stage: stageSchema.nullable(),
  side: sideStateSchema.nullable(),
  /** Retired by the list of moves made before Landfall looked. */
  declared: z.boolean(),
  /** What is derived, where somebody set another one; null otherwise. */
  derivedStage: stageSchema.nullable(),
  /** The override and what is derived contradict each other. */
  conflict: z.boolean(),
  /** Since when it stands there. */
  since: timestampSchema,
  /** Share on the new side, 0 to 1; null while nothing is ready on either side and nobody tells of its traffic. */
  share: z.number().min(0).max(1).nullable(),
  shareBy: z.enum(['traffic', 'instances']).nullable(),
  health: migrationHealthSchema.nullable(),
  /** Since when. */
  healthSince: timestampSchema.nullable(),
  data: freshnessStateSchema,
  blocked: standingActSchema
    .extend({ waitingFor: z.string().nullable() })
    .nullable(),
  override: standingActSchema.extend({ stage: stageSchema }).nullable(),
  exemption: standingActSchema
    .extend({ approver: authorSchema.nullable(), approved: z.boolean() })
    .nullable(),
  /** Instances ready on each side. */
  from: z.object({
    targets: z.number().int().min(0),
    ready: z.number().int().min(0),
  }),
  to: z.object({
    targets: z.number().int().min(0),
    ready: z.number().int().min(0),
  }),
  /** When it last fell back, if it has not climbed since. */
  fellBackAt: timestampSchema.nullable(),
  next: z.array(nextStepSchema),
});
/** See {@link standingSchema}. @public */
export type Standing = z.infer<typeof standingSchema>;

/** A page of the services of a migration. @public */
export const standingListSchema = pageOf(standingSchema).extend({
  ...asOfShape,
  freshness: freshnessSchema,
});
/** See {@link standingListSchema}. @public */
export type StandingList = z.infer<typeof standingListSchema>;
