import {
  httpAccessShape,
  httpUrlSchema,
} from '@landfall/backstage-plugin-fleet-node';
import { z } from 'zod';

const options = {
  keepMetadata: z.array(z.string().min(1).max(317)).max(64).optional(),
  linkTemplate: z.string().min(1).max(1024).optional(),
};

/** One entry of `fleet.helios.masters`. */
export const masterSchema = z.strictObject({
  name: z.string().min(1).max(253),
  url: httpUrlSchema.optional(),
  urls: z.array(httpUrlSchema).min(1).max(16).optional(),
  intervalSeconds: z.number().min(1).max(86_400).optional(),
  timeoutSeconds: z.number().min(0.1).max(600).optional(),
  ...httpAccessShape,
  ...options,
});
/** See {@link masterSchema}. */
export type MasterInput = z.output<typeof masterSchema>;

/** `fleet.helios` without its masters, which are looked at one by one. */
export const sectionSchema = z.strictObject({
  masters: z.array(z.unknown()).optional(),
  ...options,
});
/** See {@link sectionSchema}. */
export type SectionInput = z.output<typeof sectionSchema>;
