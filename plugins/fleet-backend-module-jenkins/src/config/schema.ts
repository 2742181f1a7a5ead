import {
  httpAccessShape,
  httpUrlSchema,
  webhookSecretsSchema,
} from '@landfall/backstage-plugin-fleet-node';
import { z } from 'zod';

const printable = (what: string) =>
  z
    .string({
      error: `${what} is missing; what comes from an environment variable is missing when that is not set`,
    })
    .max(8_192)
    .regex(
      /^[\x20-\x7e]+$/,
      `${what} holds printable ASCII characters, and at least one`,
    );

const regularExpression = z
  .string()
  .max(2_048)
  .transform((text, context) => {
    try {
      // The whole address: what only holds an allowed one may lead anywhere.
      return new RegExp(`^(?:${text})$`);
    } catch {
      context.addIssue({
        code: 'custom',
        message: 'it is no regular expression',
      });
      return z.NEVER;
    }
  });

/** What an instance has in either form. Other keys are the business of the plugin whose section it is. */
const reached = {
  baseUrl: httpUrlSchema,
  username: printable('a user name').refine(
    name => !name.includes(':'),
    'a user name has no colon',
  ),
  apiKey: printable('an API token'),
  projectCountLimit: z.number().int().min(1).max(10_000).optional(),
  extraRequestHeaders: z
    .record(z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/), printable('a header'))
    .optional(),
  allowedBaseUrlOverrideRegex: regularExpression.optional(),
};

/** One entry of `jenkins.instances`. */
export const instanceSchema = z.object({
  name: z
    .string()
    .regex(
      /^[\w.-]{1,63}$/,
      'it is part of an address: letters, digits, dots, hyphens and underscores, at most 63',
    ),
  ...reached,
});

/** `jenkins` itself, where it names the default instance. */
export const defaultInstanceSchema = z.object(reached);

const parameter = z.string().min(1).max(255);
const pattern = z.string().trim().min(1).max(512);

/** One entry of `fleet.jenkins.deployments`. */
export const ruleSchema = z.strictObject({
  job: z
    .union([pattern, z.array(pattern).min(1).max(200)])
    .transform(given => (Array.isArray(given) ? given : [given])),
  when: z.strictObject({ parameter, value: pattern }).optional(),
  environment: z.string().trim().min(1).max(253).optional(),
  environmentParameter: parameter.optional(),
  tier: z
    .enum(['production', 'staging', 'testing', 'development', 'other'])
    .optional(),
  versionParameter: parameter.optional(),
  commitParameter: parameter.optional(),
  imageParameter: parameter.optional(),
  repository: pattern.optional(),
  unstable: z.enum(['succeeded', 'failed']).optional(),
  aborted: z.enum(['failed', 'unknown']).optional(),
});

/** `fleet.jenkins`; its deployments are looked at one by one. */
export const sectionSchema = z.strictObject({
  jobs: z.array(pattern).max(5_000).optional(),
  deployments: z.array(z.unknown()).max(200).optional(),
  historyDays: z.number().int().min(1).max(3_650).optional(),
  intervalSeconds: z.number().min(10).max(86_400).optional(),
  timeoutSeconds: z.number().min(0.1).max(120).optional(),
  ca: httpAccessShape.ca,
  caFile: httpAccessShape.caFile,
  webhook: z.strictObject({ secret: webhookSecretsSchema }).optional(),
});
