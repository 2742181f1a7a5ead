import { z } from 'zod';
import { metricNameSchema } from './metrics';
import { entityRefSchema, pageOf, timestampSchema } from './primitives';

/** Something that does not join, is unknown or contradicts itself. @public */
export const qualityItemSchema = z.object({
  id: z.string(),
  service: entityRefSchema,
  /** Which kind of trouble: `unmapped_ci_environment`, `unknown_commit`, … */
  kind: z.string(),
  /** Id of the deployment, pull request or incident; a commit by its name. */
  what: z.string(),
  /** What is wrong and what would mend it, in English. */
  sentence: z.string(),
  /** The first half of the sentence: what is wrong. */
  problem: z.string(),
  /** How many deployments, commits or incidents would count for numbers if it were mended. */
  improves: z.number().int().min(0),
  /** Null where nobody knows when it was. */
  at: timestampSchema.nullable(),
  /** Id of the deployment that it is of. */
  deployment: z.string().nullable(),
  /** Where it came from. */
  link: z.string().nullable(),
});
/** See {@link qualityItemSchema}. @public */
export type QualityItem = z.infer<typeof qualityItemSchema>;

const kindTotals = {
  kind: z.string(),
  count: z.number().int().min(0),
  improves: z.number().int().min(0),
};

/** A page of records that do not join, what improves most first. @public */
export const qualityListSchema = pageOf(qualityItemSchema).extend({
  /** How many of each kind, of all that the filter matches. */
  kinds: z.array(z.object(kindTotals)),
  /** Whether the caller may not see all services. */
  restricted: z.boolean().optional(),
});
/** See {@link qualityListSchema}. @public */
export type QualityList = z.infer<typeof qualityListSchema>;

/** What one person mends in one act. @public */
export const qualityGroupSchema = z.object({
  id: z.string(),
  /** Which kind of trouble: that of its records, or what they follow from. */
  kind: z.string(),
  /** Where it is mended. */
  place: z.object({
    /** `environment` of CI, `origin` (repository or job), `cluster`, `service`, or the `incidents` of one. */
    kind: z.string(),
    /** As CI names it; the origin; `platform/cluster`; the reference of the service. */
    name: z.string(),
  }),
  /** What is wrong, in English. */
  problem: z.string(),
  /** What to do, in English. */
  remedy: z.string(),
  /** The lines that mend it, ready to copy; null where none do. */
  fix: z
    .object({
      /** Where they belong. */
      where: z.enum([
        'configuration',
        'catalog_annotation',
        'workload_annotation',
      ]),
      /** YAML. */
      text: z.string(),
    })
    .nullable(),
  /** How many records it is about. */
  records: z.number().int().min(0),
  /** How many deployments, commits or incidents would count for numbers. */
  improves: z.number().int().min(0),
  /** Which numbers of each service would be better known. */
  metrics: z.array(metricNameSchema),
  /** How many numbers would be better known: of each service the metrics. */
  numbers: z.number().int().min(0),
  /** When the first of its records was; null where nobody knows. */
  since: timestampSchema.nullable(),
  /** When the latest of its records was; null where nobody knows. */
  latest: timestampSchema.nullable(),
  /** Whom it is about, those with most records first, at most 5. */
  services: z.array(z.object({ ref: entityRefSchema, title: z.string() })),
  /** How many services it is about. */
  serviceCount: z.number().int().min(0),
  /** Who owns these services, those with most of them first, at most 5. */
  teams: z.array(z.object({ ref: entityRefSchema, title: z.string() })),
  /** How many own these services. */
  teamCount: z.number().int().min(0),
});
/** See {@link qualityGroupSchema}. @public */
export type QualityGroup = z.infer<typeof qualityGroupSchema>;

/** A page of what to mend, what improves most numbers first. @public */
export const qualityGroupListSchema = pageOf(qualityGroupSchema).extend({
  /** Of each kind, of all that the filters but that of the kind match, how much there is to mend; what improves most numbers first. */
  kinds: z.array(
    z.object({
      kind: z.string(),
      /** How many things to mend. */
      count: z.number().int().min(0),
      records: z.number().int().min(0),
      /** How many numbers would be better known, each counted once. */
      numbers: z.number().int().min(0),
    }),
  ),
  /** How many records all that the filters match is about. */
  records: z.number().int().min(0),
  /** Whether the caller may not see all services. */
  restricted: z.boolean(),
});
/** See {@link qualityGroupListSchema}. @public */
export type QualityGroupList = z.infer<typeof qualityGroupListSchema>;
