import {
  httpAccessShape,
  httpUrlSchema,
} from '@landfall/backstage-plugin-fleet-node';
import { z } from 'zod';

const patterns = z
  .array(
    z
      .string()
      .max(253)
      .regex(
        /^[a-z0-9._/*-]+$/,
        'it is no pattern of repositories, such as shop/**',
      ),
  )
  .min(1)
  .max(100)
  .optional();

/** One entry of `fleet.registry.registries`. */
export const registrySchema = z.strictObject({
  host: z
    .string()
    .max(253)
    .regex(
      /^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?$/,
      'it is no host, as references of images name it, such as registry.example:5000; where it answers has the key url',
    )
    .transform(text => text.toLowerCase()),
  url: httpUrlSchema.optional(),
  ...httpAccessShape,
  include: patterns,
  exclude: patterns,
  intervalSeconds: z.number().min(5).max(86_400).optional(),
  timeoutSeconds: z.number().min(0.1).max(120).optional(),
});

/** `fleet.registry` without its registries, which are looked at one by one. */
export const sectionSchema = z.strictObject({
  registries: z.array(z.unknown()).max(100).optional(),
});
