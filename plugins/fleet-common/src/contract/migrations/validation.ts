/** What CI reports about services that move. */
import { z } from 'zod';
import { entityRefSchema, timestampSchema } from '../primitives';
import { linkSchema } from './shared';

/** A validation result that CI reports. Reporting the same `run` again changes nothing. @public */
export const validationReportSchema = z.strictObject({
  service: z.string().max(255).toLowerCase().pipe(entityRefSchema),
  rule: z.enum(['load_test', 'stress_test']),
  result: z.enum(['met', 'not_met']),
  /** Names the run in CI; the same run is one report. */
  run: z.string().min(1).max(200),
  /** For one migration; for all that ask for such a rule where left out. */
  migration: z.string().max(63).optional(),
  /** When it ended. */
  at: timestampSchema,
  /** Requests per second at the peak. */
  peakRate: z.number().min(0).optional(),
  durationSeconds: z.number().min(0).optional(),
  link: linkSchema,
});
/** See {@link validationReportSchema}. @public */
export type ValidationReport = z.input<typeof validationReportSchema>;

/** What became of a report. @public */
export const validationReceiptSchema = z.object({
  /** `unchanged`: this run was known and said the same. */
  outcome: z.enum(['added', 'amended', 'unchanged']),
  service: entityRefSchema,
  run: z.string(),
});
/** See {@link validationReceiptSchema}. @public */
export type ValidationReceipt = z.infer<typeof validationReceiptSchema>;
