import { z } from 'zod';
import { entityRefSchema, pageOf, timestampSchema } from './primitives';

/** What keeps a source from seeing all, in words, and what to do about it. No secrets, no values. @public */
export const problemSchema = z.object({
  /** What is wrong. */
  text: z.string(),
  /** What somebody should do: the verb of a role, the line of configuration. Empty if nothing is known. */
  fix: z.string(),
});
/** See {@link problemSchema}. @public */
export type Problem = z.infer<typeof problemSchema>;

/** `never`: no successful look yet; `not_watched`: no longer configured, its history is kept. @public */
export const scopeStateSchema = z.enum([
  'fresh',
  'stale',
  'partial',
  'error',
  'never',
  'not_watched',
]);
/** See {@link scopeStateSchema}. @public */
export type ScopeState = z.infer<typeof scopeStateSchema>;

/** One scope of a source: a cluster, a master, a repository. @public */
export const sourceScopeSchema = z.object({
  scope: z.string(),
  state: scopeStateSchema,
  mode: z.enum(['poll', 'watch']),
  /** How often it is looked at, or a watch confirms that it lives; seconds. Stale after twice this. */
  intervalSeconds: z.number().positive(),
  lastSuccess: timestampSchema.nullable(),
  lastAttempt: timestampSchema.nullable(),
  /** Whether the last successful look saw all that the source can see. */
  complete: z.boolean(),
  problems: z.array(problemSchema),
  observations: z.number().int().min(0),
  /** Records that were refused and kept aside. */
  quarantined: z.number().int().min(0),
});
/** See {@link sourceScopeSchema}. @public */
export type SourceScope = z.infer<typeof sourceScopeSchema>;

/** One source with its scopes. @public */
export const sourceSchema = z.object({
  id: z.string(),
  title: z.string(),
  /** The kinds of observations that it can report. */
  observes: z.array(z.string()),
  demo: z.boolean(),
  /** What is wrong with its configuration; the portal started nevertheless. */
  problems: z.array(problemSchema),
  scopes: z.array(sourceScopeSchema),
});
/** See {@link sourceSchema}. @public */
export type SourceStatus = z.infer<typeof sourceSchema>;

/** All sources, and how far the read models are behind the ledger. @public */
export const sourceListSchema = z.object({
  items: z.array(sourceSchema),
  /** What is wrong with the portal's own configuration under `fleet`, with the line to change. */
  problems: z.array(problemSchema),
  projection: z.object({
    /** Marks not yet worked off. */
    pending: z.number().int().min(0),
    /** Age of the oldest in seconds; null if there is none. */
    oldestSeconds: z.number().min(0).nullable(),
    /** Share of a running rebuild that is done, 0 to 1; null if none runs. */
    rebuilding: z.number().min(0).max(1).nullable(),
  }),
});
/** See {@link sourceListSchema}. @public */
export type SourceList = z.infer<typeof sourceListSchema>;

/** Records that were refused: identifiers and failing paths, never values. @public */
export const quarantineListSchema = pageOf(
  z.object({
    source: z.string(),
    scope: z.string(),
    key: z.string().nullable(),
    kind: z.string().nullable(),
    reason: z.string(),
    paths: z.array(z.string()),
    sizeBytes: z.number().int().min(0),
    count: z.number().int().min(1),
    lastAt: timestampSchema,
  }),
);
/** See {@link quarantineListSchema}. @public */
export type QuarantineList = z.infer<typeof quarantineListSchema>;

/** Why a workload belongs to no service, or where its environment is not known. @public */
export const unmatchedReasonSchema = z.enum([
  'no_match',
  'several_match',
  'unknown_entity',
  'unmapped_environment',
]);
/** See {@link unmatchedReasonSchema}. @public */
export type UnmatchedReason = z.infer<typeof unmatchedReasonSchema>;

/** A workload that somebody should mend. @public */
export const unmatchedSchema = z.object({
  target: z.string(),
  platform: z.string(),
  cluster: z.string(),
  namespace: z.string(),
  workloadKind: z.string(),
  workload: z.string(),
  reason: unmatchedReasonSchema,
  /** The services that claim it (`several_match`), or the name that matches none (`unknown_entity`). */
  candidates: z.array(z.string()),
  /** Text that would mend it, ready to copy: an annotation, a label or lines of configuration. */
  remedy: z.string(),
  lastSeen: timestampSchema,
});
/** See {@link unmatchedSchema}. @public */
export type Unmatched = z.infer<typeof unmatchedSchema>;

/** Records that belong to no service, at most 20 of each kind, and how many names there are. @public */
export const unclaimedSchema = z.object({
  total: z.number().int().min(0),
  items: z.array(
    z.object({
      /** Whether they name a service that the catalog does not know, or a repository, job or pager that no component names. */
      by: z.enum(['service', 'origin']),
      name: z.string(),
      /** Kinds of observations. */
      kinds: z.array(z.string()),
      /** The scopes that told them. */
      toldBy: z.array(z.object({ source: z.string(), scope: z.string() })),
      records: z.number().int().min(1),
      /** When the newest of them happened. */
      last: timestampSchema,
      /** Text for the description of the component whose they are, ready to copy; null where the name is to be mended where it was sent. */
      remedy: z.string().nullable(),
    }),
  ),
});
/** See {@link unclaimedSchema}. @public */
export type Unclaimed = z.infer<typeof unclaimedSchema>;

/** A page of unmatched workloads. @public */
export const unmatchedListSchema = pageOf(unmatchedSchema).extend({
  /** Services that no source sees, at most 50, and how many in all. */
  unseenServices: z.object({
    total: z.number().int().min(0),
    items: z.array(z.object({ ref: entityRefSchema, title: z.string() })),
  }),
  unclaimed: unclaimedSchema,
});
/** See {@link unmatchedListSchema}. @public */
export type UnmatchedList = z.infer<typeof unmatchedListSchema>;
