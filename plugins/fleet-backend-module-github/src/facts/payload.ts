/**
 * What is read of GitHub's objects: the same of an answer of its API and of a webhook. All else is dropped here, people and messages first.
 */
import { z } from 'zod';

/** Instants as GitHub writes them, in ms. */
export const time = z
  .string()
  .max(64)
  .transform((text, context) => {
    const at = Date.parse(text);
    if (Number.isFinite(at)) return at;
    context.addIssue({ code: 'custom', message: 'it is no time' });
    return z.NEVER;
  });
/** A commit. */
export const sha = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/);
const id = z.number().int().min(1);
const text = z.string().nullish();
const name = z.string().transform(given => given.slice(0, 255));
/** Only to tell the author of a pull request and programs from others; never kept. */
export const account = z.object({
  id,
  type: z.string().optional(),
  login: z.string().optional(),
});
const labels = z
  .array(z.union([z.string(), z.object({ name: z.string().nullish() })]))
  .transform(list =>
    list
      .flatMap(label => (typeof label === 'string' ? label : label.name) ?? [])
      .map(label => label.slice(0, 255))
      .slice(0, 100),
  );

/** A deployment. */
export const deploymentSchema = z.object({
  id,
  sha: sha.nullish(),
  ref: name.nullish(),
  environment: z.string().min(1).max(253),
  payload: z.unknown().optional(),
  production_environment: z.boolean().nullish(),
  transient_environment: z.boolean().nullish(),
  created_at: time,
  updated_at: time,
});
/** See {@link deploymentSchema}. */
export type Deployment = z.output<typeof deploymentSchema>;

/** A status of a deployment. */
export const deploymentStatusSchema = z.object({
  id,
  state: z.string().max(32),
  created_at: time,
  target_url: text,
  log_url: text,
});
/** See {@link deploymentStatusSchema}. */
export type DeploymentStatus = z.output<typeof deploymentStatusSchema>;

/** A run of a workflow. */
export const workflowRunSchema = z.object({
  id,
  name: text,
  path: text,
  head_sha: sha.nullish(),
  head_branch: name.nullish(),
  status: z.string().nullish(),
  conclusion: z.string().nullish(),
  run_attempt: z.number().int().min(1).nullish(),
  created_at: time,
  updated_at: time,
});
/** See {@link workflowRunSchema}. */
export type WorkflowRun = z.output<typeof workflowRunSchema>;

/** A pull request. */
export const pullRequestSchema = z.object({
  number: id,
  state: z.enum(['open', 'closed']),
  body: text,
  user: account.nullish(),
  labels: labels.default([]),
  base: z.object({ ref: name }),
  head: z.object({ ref: name }),
  merge_commit_sha: sha.nullish(),
  created_at: time,
  updated_at: time,
  closed_at: time.nullish(),
  merged_at: time.nullish(),
});
/** See {@link pullRequestSchema}. */
export type PullRequest = z.output<typeof pullRequestSchema>;

/** A commit. */
export const commitSchema = z.object({
  sha,
  commit: z.object({
    message: z.string().default(''),
    author: z.object({ date: time.nullish() }).nullish(),
    committer: z.object({ date: time }),
  }),
  parents: z.array(z.object({ sha })).default([]),
  files: z
    .array(
      z.object({
        filename: z.string(),
        previous_filename: z.string().optional(),
      }),
    )
    .optional(),
});
/** See {@link commitSchema}. */
export type Commit = z.output<typeof commitSchema>;

/** A commit as a webhook of a push tells it: without its parents. */
export const pushedCommitSchema = z.object({
  id: sha,
  timestamp: time,
  message: z.string().default(''),
  added: z.array(z.string()).optional(),
  removed: z.array(z.string()).optional(),
  modified: z.array(z.string()).optional(),
});
/** See {@link pushedCommitSchema}. */
export type PushedCommit = z.output<typeof pushedCommitSchema>;

/** What happened to an issue or pull request: only what tells of its review. */
export const timelineEventSchema = z.object({
  event: z.string(),
  created_at: time.nullish(),
  submitted_at: time.nullish(),
  user: account.nullish(),
  actor: account.nullish(),
});
/** See {@link timelineEventSchema}. */
export type TimelineEvent = z.output<typeof timelineEventSchema>;

/** An issue; a pull request where it says so. */
export const issueSchema = z.object({
  number: id,
  /** Some webhooks leave it out. */
  state: z.enum(['open', 'closed']).optional(),
  title: z.string().default(''),
  body: text,
  labels: labels.default([]),
  pull_request: z.unknown().optional(),
  created_at: time,
  updated_at: time,
  closed_at: time.nullish(),
});
/** See {@link issueSchema}. */
export type Issue = z.output<typeof issueSchema>;

/** A tag. */
export const tagSchema = z.object({
  name: z.string().min(1).max(255),
  commit: z.object({ sha }),
});
/** See {@link tagSchema}. */
export type Tag = z.output<typeof tagSchema>;

/** A release. */
export const releaseSchema = z.object({
  id,
  tag_name: z.string().min(1).max(255),
  draft: z.boolean().default(false),
  published_at: time.nullish(),
  created_at: time,
});
/** See {@link releaseSchema}. */
export type Release = z.output<typeof releaseSchema>;

/** A repository. */
export const repositorySchema = z.object({
  id,
  full_name: z.string().max(255),
  default_branch: name,
});
