/** What several answers about migrations say. Not part of the contract by itself. */
import { z } from 'zod';
import { timestampSchema } from '../primitives';

/** Whoever did something. */
export const authorSchema = z.object({ ref: z.string(), title: z.string() });

/** What was known when: shared by all answers about migrations. */
export const asOfShape = {
  /** The moment that the answer is about. */
  asOf: timestampSchema,
  /** Whether that is the present. */
  live: z.boolean(),
  /** The portal's time zone, in which days and weeks are cut; an IANA name. */
  timeZone: z.string(),
  /** Sums do not cover all services, since the caller may not see all. */
  restricted: z.boolean(),
};

/** A page that tells more. */
export const linkSchema = z
  .url({ protocol: /^https?$/ })
  .max(2048)
  .optional();
