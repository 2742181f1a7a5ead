/** A migration as it was defined. */
import { z } from 'zod';
import {
  migrationDefinitionSchema,
  migrationInfoSchema,
} from '../migrationDefinitions';

/** A migration as it was defined, with its history. @public */
export const migrationDefinitionAnswerSchema = z.object({
  definition: migrationDefinitionSchema,
  info: migrationInfoSchema,
});
/** See {@link migrationDefinitionAnswerSchema}. @public */
export type MigrationDefinitionAnswer = z.infer<
  typeof migrationDefinitionAnswerSchema
>;
