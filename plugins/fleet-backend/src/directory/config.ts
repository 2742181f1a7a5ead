import { z } from 'zod';

const pattern = z.string().min(1).max(317);
/** One pattern or several, of which any may hold. `*` stands for any characters, `?` for one. */
export const patterns = z
  .union([pattern, z.array(pattern).min(1).max(100)])
  .transform(given => (typeof given === 'string' ? [given] : given));

/** What a target must look like; every condition that is given must hold. */
export const targetMatchSchema = z.strictObject({
  platform: patterns.optional(),
  cluster: patterns.optional(),
  namespace: patterns.optional(),
  workload: patterns.optional(),
  /** Patterns of the values of labels, by name of the label. */
  labels: z.record(z.string().min(1).max(317), patterns).optional(),
});
/** See {@link targetMatchSchema}. */
export type TargetMatch = z.output<typeof targetMatchSchema>;

/** Says which service the targets belong to that match and whose workload no annotation joins to an entity. */
export const serviceMappingSchema = z.strictObject({
  match: targetMatchSchema.default({}),
  /**
   * Entity reference with placeholders: `{label:NAME}`, `{annotation:NAME}`, `{platform}`, `{cluster}`, `{namespace}`, `{workload}`. A
   * mapping with a placeholder for which a target has no value does not apply to it.
   */
  service: z
    .string()
    .min(1)
    .max(512)
    .regex(
      /^(\{[^{}]+\}|[^{}])+$/,
      'must be an entity reference with placeholders such as component:default/{label:app}',
    ),
  /** Where it gives a target to another service than before: whether that was so all along, not only from now on. */
  correction: z.boolean().default(false),
});
/** See {@link serviceMappingSchema}. */
export type ServiceMapping = z.output<typeof serviceMappingSchema>;

/** Says which environment the targets belong to that match. */
export const environmentMappingSchema = z.strictObject({
  name: z.string().min(1).max(63),
  /** Whether it is a production environment. Never guessed from the name. */
  production: z.boolean().default(false),
  match: targetMatchSchema.default({}),
});
/** See {@link environmentMappingSchema}. */
export type EnvironmentMapping = z.output<typeof environmentMappingSchema>;

/** The part of `fleet` in the configuration that the directory reads. */
export const directoryConfigSchema = z.strictObject({
  /** The first that applies counts. */
  services: z.array(serviceMappingSchema).max(10_000).default([]),
  /** The first that matches counts; what none matches is listed as unmapped. */
  environments: z.array(environmentMappingSchema).max(10_000).default([]),
  catalog: z
    .strictObject({
      /** How often the catalog is read. */
      refreshSeconds: z.number().min(5).max(86_400).default(60),
      /** How long an entity may be missing before it counts as gone. */
      goneAfterSeconds: z.number().min(0).max(86_400).default(600),
      /** Values of `spec.type` of components that should run somewhere, besides those with an annotation. */
      serviceTypes: z
        .array(z.string().max(255))
        .default(['service', 'website']),
    })
    .prefault({}),
});
/** See {@link directoryConfigSchema}. */
export type DirectoryConfig = z.output<typeof directoryConfigSchema>;
