/** What people do about a service in a migration. */
import { z } from 'zod';
import { timestampSchema } from '../primitives';
import { authorSchema, linkSchema } from './shared';
import { stageSchema } from './stages';

/** Kinds of acts by people. @public */
export const actKindSchema = z.enum([
  'override',
  'request_exemption',
  'approve_exemption',
  'reject_exemption',
  'block',
  'unblock',
  'sign_off',
  'note',
  'withdraw',
]);
/** See {@link actKindSchema}. @public */
export type ActKind = z.infer<typeof actKindSchema>;

/** One act in the history of a service in a migration. @public */
export const migrationActSchema = z.object({
  id: z.string(),
  act: actKindSchema,
  /** The act that it approves, rejects or withdraws. */
  of: z.string().nullable(),
  stage: stageSchema.nullable(),
  reason: z.string(),
  link: z.string().nullable(),
  waitingFor: z.string().nullable(),
  expiresAt: timestampSchema.nullable(),
  author: authorSchema,
  at: timestampSchema,
  /** It still holds. */
  active: z.boolean(),
});
/** See {@link migrationActSchema}. @public */
export type MigrationAct = z.infer<typeof migrationActSchema>;

const reason = z
  .string()
  .trim()
  .min(3, 'must say why, in at least 3 characters')
  .max(2000);
const expiresAt = timestampSchema;
const of = z.string().min(1).max(100);

/** What a person does about a service in a migration. @public */
export const actInputSchema = z.discriminatedUnion('act', [
  /** Sets a stage until then; what is derived stays visible beside it. */
  z.strictObject({
    act: z.literal('override'),
    stage: stageSchema,
    reason,
    link: linkSchema,
    expiresAt,
  }),
  /** Takes it out of the denominator once somebody else approves. At most 180 days. */
  z.strictObject({
    act: z.literal('request_exemption'),
    reason,
    link: linkSchema,
    expiresAt,
  }),
  z.strictObject({ act: z.literal('approve_exemption'), of, reason }),
  z.strictObject({ act: z.literal('reject_exemption'), of, reason }),
  z.strictObject({
    act: z.literal('block'),
    reason,
    link: linkSchema,
    waitingFor: z.string().trim().max(200).optional(),
  }),
  z.strictObject({ act: z.literal('unblock'), reason }),
  /** For the validation rule `manual`. */
  z.strictObject({ act: z.literal('sign_off'), reason, link: linkSchema }),
  z.strictObject({ act: z.literal('note'), reason, link: linkSchema }),
  /** Takes back an override, an exemption or a sign-off. */
  z.strictObject({ act: z.literal('withdraw'), of, reason }),
]);
/** See {@link actInputSchema}. @public */
export type ActInput = z.input<typeof actInputSchema>;
