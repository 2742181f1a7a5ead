/**
 * What a build tells: a deployment, or a run of a pipeline, and the commits that it brought. The same of a look and of a webhook. Pure.
 *
 * A build is known by its job, its number and when it began: a job that is made anew, or whose numbers are set back, counts from one again.
 */
import {
  originOfJenkinsJob,
  type CiDeploymentBody,
  type ObservationInput,
  type PipelineRunBody,
} from '@landfall/backstage-plugin-fleet-node';
import { jobPath } from '../jobs/names';
import { commitFacts } from './commits';
import {
  deploymentOf,
  type BuildRules,
  type ToldDeployment,
} from './deployment';
import type { Build } from './payload';
import { hasOwnChanges, revisionOf, type Revision } from './revision';

/** Where a build is from, and by what it is judged. */
export interface BuildPlace extends BuildRules {
  /** By which the directory knows whose it is. */
  origin: string;
  /** Of its Jenkins. */
  baseUrl: string;
  /** Whether that is not the one of the instance. */
  elsewhere: boolean;
  /** Origins of the repositories of those who name the job. */
  repositories: readonly string[];
  /** The latest time at which something can have happened, ms. */
  latest: number;
}

/** What a build comes to. */
export interface BuildFacts {
  facts: ObservationInput[];
  /** Whether it has ended; what has not is asked for again. */
  ended: boolean;
  /** Why nothing is told of it, in words that follow what it is. */
  trouble: string | undefined;
}

/** Clocks differ; what lies further ahead is no time at which anything can have happened, ms. */
const AHEAD_MS = 5 * 60_000;
/** Said of what had ended and is told otherwise now. */
const CORRECTION = 'Jenkins tells more, or has changed it since';
const SHA = /^[0-9a-f]{40}([0-9a-f]{24})?$/;

/** See the top of the file. */
export function buildFacts(place: BuildPlace, build: Build): BuildFacts {
  const isPossible = (at: number) => at >= 0 && at <= place.latest + AHEAD_MS;
  if (build.timestamp <= 0 || !isPossible(build.timestamp)) {
    const when = build.timestamp <= 0 ? 'before 1970' : 'in the future';
    // It is asked for again: a clock may be put right.
    return { facts: [], ended: false, trouble: `began ${when}` };
  }
  const deployment = deploymentOf(build, place);
  const options = {
    repositories: place.repositories,
    pattern: deployment?.repository,
  };
  const revision = revisionOf(build, options);
  const span = spanOf(build, isPossible);
  const fact = {
    ...span,
    key: keyOf(place, build, deployment ? 'deployment' : 'run'),
    origin: place.origin,
    version: span.ended ? 2 : 1,
    ...(span.ended && { correction: CORRECTION }),
  };
  const link = linkOf(place, build);
  const told: ObservationInput = deployment
    ? {
        kind: 'ci_deployment',
        ...fact,
        body: {
          environment: deployment.environment,
          tier: deployment.tier,
          commit: commitOf(deployment, revision),
          ref: revision?.ref ?? null,
          version: deployment.version,
          images: deployment.images,
          outcome: deploymentOutcome(build, deployment),
          pipelineRun: null,
          link,
        },
      }
    : {
        kind: 'pipeline_run',
        ...fact,
        body: {
          pipeline: place.fullName,
          commit: revision?.commit ?? null,
          ref: revision?.ref ?? null,
          outcome: runOutcome(build),
          link,
        },
      };
  return {
    facts: [
      told,
      ...(hasOwnChanges(build, options)
        ? commitFacts(place.origin, build, isPossible)
        : []),
    ],
    ended: span.ended,
    trouble: undefined,
  };
}

/** A build that was told before, as it has ended; or undefined where it has not. */
export function endOf(
  build: Build,
  latest: number,
):
  | { endedAt: number | null; outcome: 'succeeded' | 'failed' | 'unknown' }
  | undefined {
  const { ended, endedAt } = spanOf(build, at => at <= latest + AHEAD_MS);
  if (!ended) return undefined;
  const outcome = runOutcome(build);
  return {
    endedAt,
    outcome:
      outcome === 'succeeded' || outcome === 'failed' ? outcome : 'unknown',
  };
}

function spanOf(
  build: Build,
  isPossible: (at: number) => boolean,
): { at: number; ended: boolean; endedAt: number | null } {
  const { timestamp: at, building } = build;
  if (building) return { at, ended: false, endedAt: null };
  const end = at + Math.trunc(build.duration ?? Number.NaN);
  // One without a result was cut off: nobody knows when.
  const isKnown = build.result && end >= at && isPossible(end);
  return { at, ended: true, endedAt: isKnown ? end : null };
}

function deploymentOutcome(
  { building, result }: Build,
  { unstable, aborted }: ToldDeployment,
): CiDeploymentBody['outcome'] {
  if (building) return 'in_progress';
  switch (result) {
    case 'SUCCESS':
      return 'succeeded';
    case 'UNSTABLE':
      return unstable;
    case 'FAILURE':
      return 'failed';
    case 'ABORTED':
      return aborted;
    case 'NOT_BUILT':
      // Another build overtook it, or it had nothing to do.
      return 'superseded';
    default:
      return 'unknown';
  }
}

function runOutcome({ building, result }: Build): PipelineRunBody['outcome'] {
  if (building) return 'in_progress';
  switch (result) {
    case 'SUCCESS':
      return 'succeeded';
    case 'UNSTABLE':
    case 'FAILURE':
      return 'failed';
    case 'ABORTED':
    case 'NOT_BUILT':
      return 'cancelled';
    default:
      return 'unknown';
  }
}

/** A parameter may tell a part of a commit; the whole of it is then that of the checkout, where the two agree. */
function commitOf(
  { commit }: ToldDeployment,
  revision: Revision | undefined,
): string | null {
  if (commit === undefined) return revision?.commit ?? null;
  if (SHA.test(commit)) return commit;
  return revision?.commit.startsWith(commit) ? revision.commit : null;
}

/** Names of keys, and what they are of. */
const KEY = /^(jenkins:.+)#(?:deployment|run)\/(\d+)@(\d+)$/s;

function keyOf(
  place: BuildPlace,
  { number, timestamp }: Build,
  kind: 'deployment' | 'run',
): string {
  const { instance, fullName, baseUrl, elsewhere } = place;
  const job = originOfJenkinsJob({
    instance,
    fullName,
    baseUrl: elsewhere ? baseUrl : null,
  });
  return `${job}#${kind}/${number}@${timestamp}`;
}

/** What the key of a build says; undefined where it is none. */
export function readKey(
  key: string,
): { job: string; number: number; timestamp: number } | undefined {
  const [, job, number, timestamp] = KEY.exec(key) ?? [];
  return job === undefined
    ? undefined
    : { job, number: Number(number), timestamp: Number(timestamp) };
}

/** Jenkins knows better than we how people reach it; but it is believed only where it speaks of the same build. */
function linkOf(
  { baseUrl, fullName }: BuildPlace,
  build: Build,
): string | undefined {
  const path = `${jobPath(fullName)}/${build.number}/`;
  const told = build.url ?? '';
  const isPage = URL.canParse(told) && /^https?:$/.test(new URL(told).protocol);
  const link = isPage && told.endsWith(path) ? told : `${baseUrl}${path}`;
  return link.length <= 2_048 ? link : undefined;
}
