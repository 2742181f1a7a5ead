import { z } from 'zod';

const instantMs = z.number().int();
const commit = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/);
/** As people write it, perhaps shortened. */
const commitPrefix = z.string().regex(/^[0-9a-f]{7,64}$/);
const branch = z.string().max(255);
const link = z
  .url({ protocol: /^https?$/ })
  .max(2048)
  .optional();

/**
 * A commit of a repository; `at` is when it was committed. It is reported once and has ended. Never its message or its author.
 *
 * @public
 */
export const changeBodySchema = z.strictObject({
  commit,
  /** Its parents, first parent first; null where the source does not tell them. */
  parents: z.array(commit).max(64).nullable(),
  authoredAt: instantMs.nullable(),
  /** Commits that it says it reverts. */
  reverts: z.array(commitPrefix).max(16),
  /**
   * Directories of the files that it changes, without leading or trailing slash, the root as `""`; null where the source does not tell
   * them, or where they are more than 256.
   */
  directories: z.array(z.string().max(1024)).max(256).nullable(),
  link,
});
/** See {@link changeBodySchema}. @public */
export type ChangeBody = z.infer<typeof changeBodySchema>;

/**
 * A pull or merge request: a span from opened to merged or closed.
 *
 * @public
 */
export const pullRequestBodySchema = z.strictObject({
  number: z.number().int().min(1),
  state: z.enum(['open', 'merged', 'closed']),
  /** Branch that it goes into. */
  base: branch,
  /** Branch that it comes from. */
  head: branch,
  labels: z.array(z.string().max(255)).max(100),
  /** Its original commits, oldest first, where the host still knows them; null where nobody asked, or where they are too many. */
  commits: z
    .array(
      z.strictObject({
        commit,
        committedAt: instantMs,
        authoredAt: instantMs.nullable(),
        merge: z.boolean(),
      }),
    )
    .max(250)
    .nullable(),
  /** The commit by which it came into its base: a merge, a squash, or the last of a rebase. */
  mergeCommit: commit.nullable(),
  /** When it was made ready for review; null for one that never was a draft, and where nobody tells. */
  readyAt: instantMs.nullable(),
  /** First review or comment by somebody else than its author, bots excluded. */
  firstReviewAt: instantMs.nullable(),
  mergedAt: instantMs.nullable(),
  /** Number of the pull request that it reverts. */
  reverts: z.number().int().min(1).nullable(),
  /** Keys of incidents of the same source and scope that it says it fixes. */
  fixes: z.array(z.string().max(512)).max(32),
  link,
});
/** See {@link pullRequestBodySchema}. @public */
export type PullRequestBody = z.infer<typeof pullRequestBodySchema>;

/**
 * What CI or a code host says of one deployment. `at` is its start, `endedAt` its finish: the success or the failure itself, not a
 * later tidying up.
 *
 * @public
 */
export const ciDeploymentBodySchema = z.strictObject({
  /** As CI names it. */
  environment: z.string().max(253),
  /** What the host says this environment is for. */
  tier: z
    .enum(['production', 'staging', 'testing', 'development', 'other'])
    .nullable(),
  commit: commit.nullable(),
  /** Tag or branch that it was made from. */
  ref: branch.nullable(),
  /** Tag or digest of the artefact, where CI says it. */
  version: z.string().max(255).nullable(),
  /** References of the images that it rolled out, where CI says them. */
  images: z.array(z.string().min(1).max(1024)).max(64),
  outcome: z.enum([
    'in_progress',
    'succeeded',
    'failed',
    'superseded',
    'unknown',
  ]),
  /** Key of the run of the pipeline that made it, in the same source and scope. */
  pipelineRun: z.string().max(512).nullable(),
  link,
});
/** See {@link ciDeploymentBodySchema}. @public */
export type CiDeploymentBody = z.infer<typeof ciDeploymentBodySchema>;

/** A run of a pipeline. A span. @public */
export const pipelineRunBodySchema = z.strictObject({
  /** As the source names it. */
  pipeline: z.string().max(512),
  commit: commit.nullable(),
  ref: branch.nullable(),
  outcome: z.enum([
    'in_progress',
    'succeeded',
    'failed',
    'cancelled',
    'unknown',
  ]),
  link,
});
/** See {@link pipelineRunBodySchema}. @public */
export type PipelineRunBody = z.infer<typeof pipelineRunBodySchema>;

/** A tag or release of a repository: what leads from the tag of an image to its commit. @public */
export const releaseBodySchema = z.strictObject({
  tag: z.string().min(1).max(255),
  commit: commit.nullable(),
  link,
});
/** See {@link releaseBodySchema}. @public */
export type ReleaseBody = z.infer<typeof releaseBodySchema>;

/**
 * An incident that people or tools reported. A span from opened to resolved; one that is opened again is corrected to be open.
 *
 * @public
 */
export const incidentBodySchema = z.strictObject({
  /** For people, redacted. */
  title: z.string().max(256).default(''),
  /** As the tool names it. */
  severity: z.string().max(63).nullable(),
  acknowledgedAt: instantMs.nullable(),
  /** When it began to hurt, where the tool says so; else it is when it was opened. */
  impactStartedAt: instantMs.nullable().default(null),
  /** Key of the incident of the same source and scope into which it was merged. */
  mergedInto: z.string().max(512).nullable().default(null),
  /** Other names of the same incident, by which two tools that report it are told to be one: alert fingerprints, keys, links. */
  aliases: z.array(z.string().min(1).max(512)).max(32).default([]),
  /** What it says has caused it: commits, or versions. */
  causedBy: z
    .strictObject({
      commits: z.array(commitPrefix).max(16),
      versions: z.array(z.string().min(1).max(255)).max(16),
    })
    .default({ commits: [], versions: [] }),
  link,
});
/** See {@link incidentBodySchema}. @public */
export type IncidentBody = z.infer<typeof incidentBodySchema>;

/** Somebody was paged; `at` is when. Never who. @public */
export const pageBodySchema = z.strictObject({
  urgency: z.enum(['high', 'low']),
  /** Key of its incident in the same source and scope. */
  incident: z.string().max(512).nullable(),
  link,
});
/** See {@link pageBodySchema}. @public */
export type PageBody = z.infer<typeof pageBodySchema>;

/** A ticket that a team has to work off. A span from opened to closed. @public */
export const ticketBodySchema = z.strictObject({
  severity: z.string().max(63).nullable(),
  link,
});
/** See {@link ticketBodySchema}. @public */
export type TicketBody = z.infer<typeof ticketBodySchema>;

/**
 * Instances of a target were disturbed: restarts and kills for lack of memory are counted per hour, a crash loop is an episode from its
 * first to its last restart.
 *
 * @public
 */
export const disruptionBodySchema = z.strictObject({
  disruption: z.enum(['restart', 'out_of_memory', 'crash_loop']),
  count: z.number().int().min(1),
  link,
});
/** See {@link disruptionBodySchema}. @public */
export type DisruptionBody = z.infer<typeof disruptionBodySchema>;
