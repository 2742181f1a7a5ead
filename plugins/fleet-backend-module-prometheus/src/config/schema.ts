import {
  httpAccessShape,
  httpUrlSchema,
  parseTemplate,
} from '@landfall/backstage-plugin-fleet-node';
import { z } from 'zod';

const MOST_QUERIES = 50;

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

const query = z
  .string()
  .trim()
  .min(1)
  .max(10_000)
  .refine(
    text => !/\{[a-z_]+\}/i.test(text),
    'queries are not filled in service by service: let one query answer with a series for each of them, as in sum by (service) (…)',
  );

const place = {
  cluster: template,
  namespace: template,
  workloadKind: template.optional(),
  workload: template,
};

/** What is told of: a service on a platform, or a target. */
const subject = {
  platform: template,
  service: template.optional(),
  target: z.strictObject(place).optional(),
};
/** Exactly one of both. */
const saysOfWhat = (entry: { service?: unknown; target?: unknown }) =>
  (entry.service === undefined) !== (entry.target === undefined);
const SAY_OF_WHAT = 'it needs service or target, and not both';

/** One entry of `traffic`. */
export const trafficSchema = z
  .strictObject({ query, ...subject })
  .refine(saysOfWhat, SAY_OF_WHAT);

/** One entry of `cpu`. */
export const cpuSchema = z
  .strictObject({
    used: query,
    requested: query.optional(),
    allocatable: query.optional(),
    minReplicas: query.optional(),
    maxReplicas: query.optional(),
    autoscaled: query.optional(),
    ...subject,
  })
  .refine(saysOfWhat, SAY_OF_WHAT);

/** One entry of `platforms`. */
export const platformSchema = z
  .strictObject({
    used: query.optional(),
    requested: query.optional(),
    allocatable: query.optional(),
    nodes: query.optional(),
    workloads: query.optional(),
    platform: template,
    cluster: template.optional(),
  })
  .refine(
    ({ platform, cluster, ...queries }) => Object.keys(queries).length > 0,
    'it needs a query: used, requested, allocatable, nodes or workloads',
  );

/** One entry of `presence`. */
export const presenceSchema = z.strictObject({
  query,
  desired: query.optional(),
  platform: template,
  ...place,
  image: template.optional(),
});

const entries = z.array(z.unknown()).max(MOST_QUERIES).optional();

/** One entry of `fleet.prometheus.servers`, without its queries, which are looked at one by one. */
export const serverSchema = z.strictObject({
  name: z.string().min(1).max(253),
  url: httpUrlSchema,
  ...httpAccessShape,
  headers: z
    .record(
      z.string().regex(/^[A-Za-z0-9-]{1,128}$/, 'it is no name of a header'),
      z
        .string()
        .max(1024)
        .regex(/^[\x20-\x7e]*$/, 'it may hold printable ASCII characters only'),
    )
    .optional(),
  intervalSeconds: z.number().min(1).max(86_400).optional(),
  timeoutSeconds: z.number().min(0.1).max(120).optional(),
  backfillDays: z.number().int().min(0).max(90).optional(),
  traffic: entries,
  cpu: entries,
  platforms: entries,
  presence: entries,
});
/** See {@link serverSchema}. */
export type ServerInput = z.output<typeof serverSchema>;

/** `fleet.prometheus` without its servers, which are looked at one by one. */
export const sectionSchema = z.strictObject({
  servers: z.array(z.unknown()).max(100).optional(),
});
