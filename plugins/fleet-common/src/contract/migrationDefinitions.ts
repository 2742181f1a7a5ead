import { z } from 'zod';
import { daySchema, entityRefSchema, timestampSchema } from './primitives';

const patterns = z.union([
  z.string().min(1).max(512),
  z.array(z.string().min(1).max(512)).min(1).max(50),
]);

/**
 * A predicate over what a source saw of a target. Every key that is given must hold; of several patterns one suffices. `*` stands for any
 * characters, `?` for one.
 *
 * @public
 */
export interface Signal {
  /** Platform of the target: `kubernetes`, `helios`, anything. */
  platform?: string | string[];
  /** Cluster or master of the target. */
  cluster?: string | string[];
  /** Namespace, or group of hosts. */
  namespace?: string | string[];
  /**
   * Some container, injected ones included, runs such an image: matched against the repository without registry, tag and digest, from a
   * slash on: `envoyproxy/envoy` holds for `docker.io/envoyproxy/envoy:v1.31`.
   */
  image?: string | string[];
  /** Some port speaks this protocol, such as `grpc`. */
  protocol?: string | string[];
  /** An annotation of the workload or its template exists; with `value`, has such a value. */
  annotation?: string | { name: string; value?: string | string[] };
  /** A label of the workload exists; with `value`, has such a value. */
  label?: string | { name: string; value?: string | string[] };
  /** Some container has an environment variable of this name. */
  environment?: string | string[];
  /** All of these hold. */
  allOf?: Signal[];
  /** One of these holds. */
  anyOf?: Signal[];
  /** This one does not hold. */
  not?: Signal;
}

const named = z.union([
  z.string().min(1).max(317),
  z.strictObject({
    name: z.string().min(1).max(317),
    value: patterns.optional(),
  }),
]);

/** See {@link Signal}. @public */
export const signalSchema: z.ZodType<Signal> = z.lazy(() =>
  z
    .strictObject({
      platform: patterns.optional(),
      cluster: patterns.optional(),
      namespace: patterns.optional(),
      image: patterns.optional(),
      protocol: patterns.optional(),
      annotation: named.optional(),
      label: named.optional(),
      environment: patterns.optional(),
      allOf: z.array(signalSchema).min(1).max(20).optional(),
      anyOf: z.array(signalSchema).min(1).max(20).optional(),
      not: signalSchema.optional(),
    })
    .refine(signal => Object.keys(signal).length > 0, {
      message: 'must name something to look for',
    }),
);

/** The migrations that Landfall knows by itself; each fills `from`, `to` and `technology` where the definition does not. @public */
export const migrationTemplateSchema = z.enum([
  'helios-to-kubernetes',
  'home-grown-to-kubernetes',
  'rpc-to-grpc',
  'proxy-to-envoy',
  'untraced-to-traced',
]);
/** See {@link migrationTemplateSchema}. @public */
export type MigrationTemplate = z.infer<typeof migrationTemplateSchema>;

/** What has to be shown before a service counts as migrated. @public */
export const validationRuleSchema = z.discriminatedUnion('rule', [
  z.strictObject({
    rule: z.enum(['load_test', 'stress_test']),
    /** The peak must have reached at least this many requests per second. */
    peakRate: z.number().positive().optional(),
  }),
  z.strictObject({
    rule: z.literal('soak'),
    /** Hours on 100 % without a change-caused incident. */
    hours: z
      .number()
      .positive()
      .max(24 * 180),
  }),
  z.strictObject({ rule: z.literal('manual') }),
]);
/** See {@link validationRuleSchema}. @public */
export type ValidationRule = z.infer<typeof validationRuleSchema>;

/** Anything that JSON can say. @public */
export const jsonValueSchema = z.json();

/** A predicate over catalog entities, as the framework's filter predicates write it: `{"spec.type": "service"}`. @public */
export const entityFilterSchema = z.record(z.string(), jsonValueSchema);
/** See {@link entityFilterSchema}. @public */
export type EntityFilter = z.infer<typeof entityFilterSchema>;

const id = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]{0,62}$/,
    'must be lower-case letters, digits and hyphens, at most 63',
  );
const url = z.url({ protocol: /^https?$/ }).max(2048);

/** A part of a migration that moves together. A service is in at most one. @public */
export const waveSchema = z.strictObject({
  id,
  title: z.string().min(1).max(200),
  /** Planned. Without one its services are not planned yet. */
  start: daySchema.optional(),
  /** Planned; who is not at least migrated after it lags. */
  end: daySchema.optional(),
  /** Which services of the scope are in it. */
  match: entityFilterSchema,
  /** What must be true before it begins, in words. */
  gates: z.array(z.string().max(500)).max(20).default([]),
});
/** See {@link waveSchema}. @public */
export type Wave = z.output<typeof waveSchema>;

/** What is known of the thing that a migration moves to. @public */
export const technologySchema = z.strictObject({
  name: z.string().min(1).max(200),
  link: url.optional(),
  /** On the CNCF landscape. Default: what Landfall's own table says of the name, if anything. */
  maturity: z.enum(['sandbox', 'incubating', 'graduated', 'none']).optional(),
});

/** A migration as configuration or the API defines it. @public */
export const migrationDefinitionSchema = z.strictObject({
  id,
  title: z.string().min(1).max(200),
  description: z.string().max(10_000).default(''),
  template: migrationTemplateSchema.optional(),
  /** The team that runs it. */
  owner: z.string().max(255).toLowerCase().pipe(entityRefSchema),
  /** Who wants it: an entity reference or a name of a role. */
  sponsor: z.string().max(255).optional(),
  supportLink: url.optional(),
  documentationLink: url.optional(),
  /** Default: the template's. */
  from: signalSchema.optional(),
  /** Default: the template's. */
  to: signalSchema.optional(),
  /** Which services. Default: all that run or should run somewhere. */
  scope: entityFilterSchema.default({}),
  /** Targets in which environments count: those mapped as production, all, or these. */
  environments: z
    .union([z.enum(['production', 'all']), z.array(z.string().max(63)).min(1)])
    .default('production'),
  start: daySchema,
  /** When it should be done. A later one is a slip, which is kept. */
  target: daySchema,
  waves: z.array(waveSchema).max(200).default([]),
  /** Default: the template's; an empty list asks for nothing. */
  validation: z.array(validationRuleSchema).max(4).optional(),
  technology: technologySchema.optional(),
  /** Moves made before Landfall looked. */
  baseline: z
    .array(z.strictObject({ service: entityRefSchema, date: daySchema }))
    .max(10_000)
    .default([]),
  /** How long *from* must be gone, looked at all the while. */
  retiredAfterMinutes: z
    .number()
    .positive()
    .max(60 * 24 * 30)
    .default(24 * 60),
  /** How long a lower rung must hold before it is a fall-back. */
  fallBackAfterMinutes: z
    .number()
    .positive()
    .max(60 * 24 * 7)
    .default(60),
  /** A service is stalled after the p85 of its stage, or after this where that is not known yet. */
  stalledAfterDays: z.number().positive().max(365).default(21),
  /** Teams are told of a wave, a date or the end of an exemption so many days before. */
  noticeDays: z.number().int().min(0).max(90).default(14),
});
/** A definition with its defaults. @public */
export type MigrationDefinition = z.output<typeof migrationDefinitionSchema>;
/** A definition as somebody writes it. @public */
export type MigrationDefinitionInput = z.input<
  typeof migrationDefinitionSchema
>;

/** What was removed. @public */
export const removedMigrationSchema = z.object({
  id: z.string(),
  /** Counts up with the removal as with every change; a definition that is made anew goes on from it. */
  version: z.number().int().min(1),
});

/** Maturity on the CNCF landscape with where that stands. @public */
export const maturitySchema = z.object({
  level: z.enum(['sandbox', 'incubating', 'graduated', 'none']),
  /** `table`: Landfall's own copy; `definition`: the migration says so. */
  source: z.enum(['table', 'definition']),
  /** When the table was read; null where the definition says so. */
  asOf: daySchema.nullable(),
  link: z.string().nullable(),
});

/** What pages show of a migration's definition. @public */
export const migrationInfoSchema = z.object({
  id: z.string(),
  title: z.string(),
  description: z.string(),
  owner: z.object({ ref: entityRefSchema, title: z.string() }),
  sponsor: z.string().nullable(),
  supportLink: z.string().nullable(),
  documentationLink: z.string().nullable(),
  technology: z
    .object({
      name: z.string(),
      link: z.string().nullable(),
      maturity: maturitySchema.nullable(),
    })
    .nullable(),
  /** What is moved from and to, in words for people: `Helios`, `Kubernetes`. */
  fromTitle: z.string(),
  toTitle: z.string(),
  start: daySchema,
  target: daySchema,
  originalTarget: daySchema,
  /** Every change of the target date, oldest first. */
  slips: z.array(
    z.object({ from: daySchema, to: daySchema, at: timestampSchema }),
  ),
  validation: z.array(validationRuleSchema),
  /** Counts up with every change. */
  version: z.number().int().min(1),
  origin: z.enum(['configuration', 'api', 'module']),
  /** Made up. */
  demo: z.boolean(),
  /** What contradicts itself in the definition, with what to change. */
  problems: z.array(z.object({ text: z.string(), fix: z.string() })),
});
/** See {@link migrationInfoSchema}. @public */
export type MigrationInfo = z.infer<typeof migrationInfoSchema>;
