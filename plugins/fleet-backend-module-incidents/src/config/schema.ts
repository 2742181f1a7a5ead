import { entityRefQuerySchema } from '@landfall/backstage-plugin-fleet-common';
import {
  httpAccessShape,
  httpUrlSchema,
  parseTemplate,
  webhookSecretsSchema,
} from '@landfall/backstage-plugin-fleet-node';
import { z } from 'zod';
import { KINDS } from '../webhook/schema';

const name = z
  .string()
  .regex(
    /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
    'it is part of an address: lower case letters, digits and hyphens, at most 63',
  );

const receiver = z.strictObject({ secret: webhookSecretsSchema });

const template = z
  .string()
  .min(1)
  .max(512)
  .transform((text, context) => {
    const parsed = parseTemplate(text);
    if ('template' in parsed) return parsed.template;
    context.addIssue({ code: 'custom', message: parsed.trouble });
    return z.NEVER;
  });

const interval = z.number().min(5).max(86_400);
const timeout = z.number().min(0.1).max(120);

/** One entry of `fleet.alertmanager.servers`. */
export const alertmanagerSchema = z.strictObject({
  name,
  url: httpUrlSchema.optional(),
  ...httpAccessShape,
  webhook: receiver.optional(),
  service: z
    .union([template, z.array(template).min(1).max(20)])
    .transform(given => (Array.isArray(given) ? given : [given]))
    .optional(),
  ignore: z
    .array(z.record(z.string().min(1).max(253), z.string().max(1024)))
    .max(100)
    .optional(),
  intervalSeconds: interval.optional(),
  timeoutSeconds: timeout.optional(),
});

/** `fleet.pagerduty`; every key can be left out, so that each can be judged alone. */
export const pagerDutySchema = z.strictObject({
  account: name.optional(),
  token: z
    .string()
    .regex(/^[\x21-\x7e]{1,512}$/, 'a token holds printable ASCII characters')
    .optional(),
  url: httpUrlSchema.optional(),
  webhook: receiver.optional(),
  backfillDays: z.number().int().min(0).max(365).optional(),
  intervalSeconds: interval.optional(),
  timeoutSeconds: timeout.optional(),
});

/** One entry of `fleet.webhook.tools`. */
export const toolSchema = z.strictObject({
  name,
  token: webhookSecretsSchema,
  kinds: z.array(z.enum(KINDS)).min(1).optional(),
  services: z.array(entityRefQuerySchema).min(1).max(5_000).optional(),
});

/** `fleet.alertmanager` without its servers, which are looked at one by one. */
export const alertmanagerSectionSchema = z.strictObject({
  servers: z.array(z.unknown()).max(100).optional(),
});

/** `fleet.webhook` without its tools, which are looked at one by one. */
export const toolsSectionSchema = z.strictObject({
  tools: z.array(z.unknown()).max(1_000).optional(),
});
