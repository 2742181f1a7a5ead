/**
 * What is read of the objects of Jenkins. All else is not even asked for, people first: neither who started a build nor who wrote a commit. A message of a commit is read
 * for what it says it reverts, and values of parameters for those that configuration names; neither is kept.
 */
import { z } from 'zod';

const MOST_COMMITS = 500;

/** A full name of a commit. */
export const sha = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/);
const text = z.string().nullish();
/** Objects of plugins that are not there any more are null, or empty. */
const listOf = <S extends z.ZodType>(item: S) =>
  z
    .unknown()
    .optional()
    .transform((value): z.output<S>[] =>
      [value ?? []].flat().flatMap(one => {
        const parsed = item.safeParse(one);
        return parsed.success ? [parsed.data] : [];
      }),
    );

const parameterSchema = z.object({
  name: z.string(),
  /** Missing where it is secret. */
  value: z.union([z.string(), z.number(), z.boolean()]),
});
const revisionSchema = z.object({
  SHA1: sha,
  branch: listOf(z.object({ name: z.string() })),
});
const actionSchema = z.object({
  parameters: listOf(parameterSchema),
  environment: z.record(z.string(), z.unknown()).nullish(),
  lastBuiltRevision: revisionSchema.nullish().catch(undefined),
  remoteUrls: listOf(z.string()),
});
const commitSchema = z.object({
  commitId: sha,
  timestamp: z.number(),
  comment: text,
  affectedPaths: z.array(z.string()).nullish(),
});
const changeSetSchema = z.object({ items: listOf(commitSchema) });

/** A build. */
export const buildSchema = z.object({
  number: z.number().int().min(1),
  timestamp: z.number().int(),
  duration: z.number().nullish(),
  result: z.string().max(64).nullish(),
  building: z.boolean(),
  url: z.string().max(2_048).nullish(),
  actions: listOf(actionSchema),
  changeSet: changeSetSchema.nullish().catch(undefined),
  changeSets: listOf(changeSetSchema),
});
/** See {@link buildSchema}. */
export type Build = z.output<typeof buildSchema>;
/** A commit of a build. */
export type BuildCommit = z.output<typeof commitSchema>;

const ITEMS = `items[commitId,timestamp,comment,affectedPaths]{0,${MOST_COMMITS}}`;

/** What is asked for of a build. */
export const BUILD_TREE = [
  'number,timestamp,duration,result,building,url',
  'actions[parameters[name,value],environment,lastBuiltRevision[SHA1,branch[name]],remoteUrls]',
  `changeSet[${ITEMS}]`,
  `changeSets[${ITEMS}]`,
].join(',');

const lastBuildSchema = z.object({
  number: z.number().int(),
  // One that cannot be read is told with its page.
  timestamp: z.number().int().catch(0),
});

const childSchema = z.object({
  name: z.string().min(1).max(255),
  lastBuild: lastBuildSchema.nullish(),
  /** A folder has some, be it none. */
  jobs: z.array(z.unknown()).nullish(),
});

/** A job, or a folder with the jobs right below it. */
export const jobSchema = z.object({
  lastBuild: lastBuildSchema.nullish(),
  jobs: z.array(z.unknown()).nullish(),
});

/** Reads one of the jobs of a folder; undefined where it is none. */
export function readChild(
  value: unknown,
): z.output<typeof childSchema> | undefined {
  return childSchema.safeParse(value).data;
}

/** What is asked for of a job, with at most so many jobs right below it. */
export function jobTree(most: number): string {
  const last = 'lastBuild[number,timestamp]';
  return `${last},jobs[name,${last},jobs[name]{0,1}]{0,${most}}`;
}
