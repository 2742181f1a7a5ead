/**
 * What is read of GitLab's objects: as its API answers them (https://docs.gitlab.com/api/rest/), and as its webhooks tell them
 * (https://docs.gitlab.com/user/project/integrations/webhook_events/). All else is dropped here, people and messages first.
 */
import { z } from 'zod';

/** `2016-08-12 15:23:28 UTC` and `2021-04-28 21:50:00 +0200`, as webhooks write times. */
const SPACED = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?) (UTC|[+-]\d{4})$/;

/** Instants as GitLab writes them, in ms. */
export const time = z
  .string()
  .max(64)
  .transform((text, context) => {
    const [, day, clock, zone] = SPACED.exec(text) ?? [];
    const at = Date.parse(
      day === undefined
        ? text
        : `${day}T${clock}${
            zone === 'UTC' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(3)}`
          }`,
    );
    if (Number.isFinite(at)) return at;
    context.addIssue({ code: 'custom', message: 'it is no time' });
    return z.NEVER;
  });
/** A commit. */
export const sha = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/);
/** Newer versions leave a commit empty where there is none. */
const commit = sha.nullish().catch(null);
const id = z.number().int().min(1);
const text = z.string().nullish();
const name = z.string().transform(given => given.slice(0, 255));
const environmentName = z
  .string()
  .min(1)
  .transform(given => given.slice(0, 253));
/** The API tells names, webhooks tell objects. */
const labels = z
  .array(z.union([z.string(), z.object({ title: z.string().nullish() })]))
  .nullish()
  .transform(list =>
    (list ?? [])
      .flatMap(label => (typeof label === 'string' ? label : label.title) ?? [])
      .map(label => label.slice(0, 255))
      .slice(0, 100),
  );
/** What an environment is for. */
export const tier = z
  .enum(['production', 'staging', 'testing', 'development', 'other'])
  .nullish()
  .catch(null);
/** See {@link tier}. */
export type Tier = NonNullable<z.output<typeof tier>>;

/** A deployment, of https://docs.gitlab.com/api/deployments/. */
export const deploymentSchema = z.object({
  id,
  sha: commit,
  ref: name.nullish(),
  status: z.string().max(32),
  /** None where it was deleted. */
  environment: z.object({ id, name: environmentName }).nullish(),
  /** The job that made it; none where another tool told GitLab of it. */
  deployable: z
    .object({
      id,
      started_at: time.nullish(),
      finished_at: time.nullish(),
      pipeline: z.object({ id }).nullish(),
    })
    .nullish(),
  created_at: time,
  updated_at: time,
});
/** See {@link deploymentSchema}. */
export type Deployment = z.output<typeof deploymentSchema>;

/** A deployment as a webhook tells it. */
export const toldDeploymentSchema = z.object({
  deployment_id: id,
  deployable_id: id.nullish(),
  status: z.string().max(32),
  status_changed_at: time,
  environment: environmentName,
  environment_tier: tier,
  commit_url: text,
  ref: name.nullish(),
});
/** See {@link toldDeploymentSchema}. */
export type ToldDeployment = z.output<typeof toldDeploymentSchema>;

/** An environment, of https://docs.gitlab.com/api/environments/. */
export const environmentSchema = z.object({ id, tier });

const pipeline = {
  id,
  status: z.string().max(32),
  ref: name.nullish(),
  sha: commit,
  name: text,
  source: text,
  created_at: time,
};
/** A pipeline, of https://docs.gitlab.com/api/pipelines/. */
export const pipelineSchema = z.object({ ...pipeline, updated_at: time });
/** See {@link pipelineSchema}. */
export type Pipeline = z.output<typeof pipelineSchema>;

/** A pipeline as a webhook tells it. */
export const toldPipelineSchema = z.object({
  ...pipeline,
  finished_at: time.nullish(),
});
/** See {@link toldPipelineSchema}. */
export type ToldPipeline = z.output<typeof toldPipelineSchema>;

const mergeRequest = {
  iid: id,
  state: z.enum(['opened', 'closed', 'locked', 'merged']),
  description: text,
  labels,
  target_branch: name,
  source_branch: name,
  merge_commit_sha: commit,
  squash_commit_sha: commit,
  created_at: time,
  updated_at: time,
};
/** Only to tell the author of a merge request and programs from others; never kept. */
const account = z.object({ id, username: z.string().optional() });

/** A merge request, of https://docs.gitlab.com/api/merge_requests/. */
export const mergeRequestSchema = z.object({
  ...mergeRequest,
  author: account.nullish(),
  /** The newest of its commits. */
  sha: commit,
  closed_at: time.nullish(),
  merged_at: time.nullish(),
});
/** See {@link mergeRequestSchema}. */
export type MergeRequest = z.output<typeof mergeRequestSchema>;

/** A merge request as a webhook tells it. */
export const toldMergeRequestSchema = z.object({
  ...mergeRequest,
  action: z.string().optional(),
});
/** See {@link toldMergeRequestSchema}. */
export type ToldMergeRequest = z.output<typeof toldMergeRequestSchema>;

/** What people and GitLab itself wrote below a merge request, of https://docs.gitlab.com/api/notes/. Its words are only looked at. */
export const noteSchema = z.object({
  system: z.boolean().default(false),
  body: z.string().default(''),
  created_at: time,
  author: account.nullish(),
});
/** See {@link noteSchema}. */
export type Note = z.output<typeof noteSchema>;

/** A commit, of https://docs.gitlab.com/api/commits/. */
export const commitSchema = z.object({
  id: sha,
  message: z.string().default(''),
  parent_ids: z.array(sha).nullish(),
  created_at: time,
  committed_date: time.nullish(),
  authored_date: time.nullish(),
});
/** See {@link commitSchema}. */
export type Commit = z.output<typeof commitSchema>;

/** A file that a commit changes. */
export const diffSchema = z.object({
  old_path: z.string(),
  new_path: z.string(),
});

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

/** An issue, of https://docs.gitlab.com/api/issues/ and of webhooks. */
export const issueSchema = z.object({
  iid: id,
  state: z.enum(['opened', 'closed']),
  title: z.string().default(''),
  description: text,
  labels,
  /** Of the API. */
  issue_type: text,
  /** Of webhooks, since 17.2. */
  type: text,
  /** Only incidents have one, in webhooks. */
  escalation_status: text,
  severity: text,
  moved_to_id: id.nullish(),
  created_at: time,
  updated_at: time,
  closed_at: time.nullish(),
});
/** See {@link issueSchema}. */
export type Issue = z.output<typeof issueSchema>;

/** A tag, of https://docs.gitlab.com/api/tags/. */
export const tagSchema = z.object({
  name: z.string().min(1).max(255),
  commit: z.object({ id: sha }),
  /** Of a tag with a message of its own, since 16.11. */
  created_at: time.nullish(),
});
/** See {@link tagSchema}. */
export type Tag = z.output<typeof tagSchema>;

/** A release, of https://docs.gitlab.com/api/releases/. */
export const releaseSchema = z.object({
  tag_name: z.string().min(1).max(255),
  released_at: time.nullish(),
  created_at: time.nullish(),
});
/** See {@link releaseSchema}. */
export type Release = z.output<typeof releaseSchema>;

const level = z.string().nullish();
const enabled = z.boolean().nullish();
/** A project, of https://docs.gitlab.com/api/projects/. */
export const projectSchema = z.object({
  id,
  path_with_namespace: z.string().min(3).max(1_024),
  default_branch: name.nullish(),
  empty_repo: enabled,
  issues_enabled: enabled,
  merge_requests_enabled: enabled,
  jobs_enabled: enabled,
  issues_access_level: level,
  merge_requests_access_level: level,
  builds_access_level: level,
  environments_access_level: level,
  releases_access_level: level,
  repository_access_level: level,
});
/** See {@link projectSchema}. */
export type Project = z.output<typeof projectSchema>;
