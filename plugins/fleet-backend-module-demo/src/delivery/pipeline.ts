import type { ObservationInput } from '@landfall/backstage-plugin-fleet-node';
import type { DemoService } from '../company/types';
import { calendarOf, type Change } from '../life/changes';
import { changeOfRevision, type DemoRollout } from '../life/rollouts';
import type { Fact } from './fact';
import { environmentOf } from './habits';
import { firstCommitOf, fixCommitOf, releasesOf } from './releases';
import { originOf, pageOf } from './repository';

type CiBody = Extract<ObservationInput, { kind: 'ci_deployment' }>['body'];

/** What is told of the pipeline of one service. */
export interface PipelineOptions {
  seed: string;
  service: DemoService;
  /** Of all of its workloads. */
  rollouts: readonly DemoRollout[];
  /** First and last day of its code, in days since the epoch. */
  fromDay: number;
  toDay: number;
}

/** The pipeline calls the platform so long before anything moves. */
const CALL_MS = 25_000;
/** It notices what has come of it so much later. */
const NOTICE_MS = 4_000;
const MINUTE_MS = 60_000;
/** Building takes so long before the first rollout. */
const BUILD_MS = 8 * MINUTE_MS;

/** Every so many days what goes to production goes to the canary environment as well. */
const CANARY_DAYS = 2;

/** A version on its way into one environment: what one deployment of the pipeline rolled out. */
interface Move {
  change: Change;
  /** Whether it followed on what the change had brought: a fix, or the way back. */
  follows: boolean;
  environment: 'production' | 'staging';
  rollouts: DemoRollout[];
}

interface End {
  at: number;
  outcome: 'succeeded' | 'failed' | 'superseded';
}

/** Deployments and runs of the pipeline of a service, as they follow from what its workloads went through. */
export function factsOfPipeline(options: PipelineOptions): Fact[] {
  const { seed, service, fromDay, toDay } = options;
  const { repository, pipeline } = service.habits;
  if (!repository || !pipeline) return [];
  const { slug } = repository;
  const { releases } = releasesOf({ seed, service, fromDay, toDay });
  const commits = new Map<string, string>([
    ['1.0.0', firstCommitOf(seed, service)],
    ...releases.flatMap((release): [string, string][] => [
      [release.version, release.head],
      [`${release.version}-fix`, fixCommitOf(seed, release)],
    ]),
  ]);
  const runs = new Map<string, Move[]>();
  const facts: Fact[] = [];
  for (const move of movesOf(options)) {
    const { change, follows } = move;
    const isUndone = follows && change.fate !== 'overtaken';
    if (!isUndone || service.habits.rollsBackByPipeline) {
      const run = `${change.day}.${change.index}${follows ? '.1' : ''}`;
      runs.set(run, [...(runs.get(run) ?? []), move]);
      const told = { slug, commits, service, run };
      facts.push(deploymentFact(move, told));
      if (
        service.habits.oddity === 'unmapped' &&
        move.environment === 'production' &&
        change.day % CANARY_DAYS === 0
      ) {
        facts.push(deploymentFact(move, { ...told, environment: 'canary' }));
      }
    }
  }
  return [
    ...facts,
    ...[...runs].map(([run, moves]) =>
      runFact(moves, { slug, commits, service, run }),
    ),
  ];
}

/** What the pipeline did: whatever came of changes, but for restarts. */
function movesOf({ seed, service, rollouts }: PipelineOptions): Move[] {
  const changesOf = calendarOf({ seed, owner: service });
  const moves = new Map<string, Move>();
  for (const rollout of rollouts) {
    const environment = environmentOf(rollout.workload.target.cluster);
    const source = changeOfRevision(rollout.revision);
    const change =
      source &&
      changesOf(source.day).find(({ index }) => index === source.index);
    if (environment && change && change.kind !== 'restart') {
      const name = JSON.stringify([environment, rollout.revision]);
      const move = moves.get(name) ?? {
        change,
        follows: source.follows,
        environment,
        rollouts: [],
      };
      move.rollouts.push(rollout);
      moves.set(name, move);
    }
  }
  return [...moves.values()];
}

function startOf({ rollouts }: Move): number {
  return Math.min(...rollouts.map(({ startsAt }) => startsAt)) - CALL_MS;
}

/** How a deployment ends, as the pipeline sees it: it gives up when the platform says that time is over. */
function endOf({ rollouts }: Move): End | undefined {
  const ends = rollouts.map(
    ({ end, overdueAt, crashLoopingAt }): End | undefined => {
      if (end?.outcome === 'succeeded') return end;
      const trouble = crashLoopingAt ?? overdueAt;
      if (trouble !== undefined) {
        return {
          at: Math.min(end?.at ?? Infinity, trouble + 4 * MINUTE_MS),
          outcome: 'failed',
        };
      }
      return end;
    },
  );
  const failed = ends.find(end => end?.outcome === 'failed');
  if (failed) return failed;
  if (ends.some(end => end === undefined)) return undefined;
  const known = ends as End[];
  return {
    at: Math.max(...known.map(({ at }) => at)) + NOTICE_MS,
    outcome: known.some(({ outcome }) => outcome === 'superseded')
      ? 'superseded'
      : 'succeeded',
  };
}

/** What is told with every fact of a pipeline. */
interface Told {
  slug: string;
  service: DemoService;
  commits: ReadonlyMap<string, string>;
  run: string;
}

/** In a repository of many services the pipeline says whose deployment it was. */
function whose({
  name,
  habits: { repository },
}: DemoService): { service: string } | { origin: string } {
  return !repository || repository.directory
    ? { service: `component:default/${name}` }
    : { origin: originOf(repository.slug) };
}

function runKey({ slug, service, run }: Told): string {
  return `${originOf(slug)}#run/${service.name}/${run}`;
}

function deploymentFact(
  move: Move,
  told: Told & { environment?: string },
): Fact {
  const { environment = move.environment, slug, service, run } = told;
  const at = startOf(move);
  const end = endOf(move);
  const [{ version }] = move.rollouts;
  return {
    turns: end ? [at, end.at] : [at],
    after: turn => {
      const over = end !== undefined && end.at <= turn;
      return {
        kind: 'ci_deployment',
        key: `${originOf(slug)}#deployment/${
          service.name
        }/${environment}/${run}`,
        version: turn,
        at,
        ended: over,
        endedAt: over ? end.at : null,
        ...whose(service),
        body: {
          environment,
          tier: environment === 'canary' ? 'other' : move.environment,
          ref: 'main',
          images: [],
          outcome: over ? end.outcome : 'in_progress',
          pipelineRun: runKey(told),
          link: `${pageOf(slug)}/deployments/${
            service.name
          }-${environment}-${run}`,
          ...versionOfBuild(version, told),
        },
      };
    },
  };
}

/** What the pipeline says of the version: the build's own number for those who count builds, nothing for those who do not care. */
function versionOfBuild(
  version: string,
  { service, commits, run }: Told,
): Pick<CiBody, 'commit' | 'version'> {
  switch (service.habits.oddity) {
    case 'own_numbers':
      return { commit: null, version: `build-${run.replace(/\./g, '-')}` };
    case 'without_version':
      return { commit: null, version: null };
    default:
      return { commit: commits.get(version) ?? null, version };
  }
}

function runFact(moves: readonly Move[], told: Told): Fact {
  const { slug, service, commits, run } = told;
  const at = Math.min(...moves.map(startOf)) - BUILD_MS;
  const ends = moves.map(endOf);
  const endedAt = Math.max(...ends.map(end => end?.at ?? Infinity));
  const isRed = ends.some(end => end?.outcome === 'failed');
  const [{ version }] = moves[0].rollouts;
  return {
    turns: endedAt === Infinity ? [at] : [at, endedAt],
    after: turn => {
      const over = endedAt <= turn;
      const outcome = isRed ? ('failed' as const) : ('succeeded' as const);
      return {
        kind: 'pipeline_run',
        key: runKey(told),
        version: turn,
        at,
        ended: over,
        endedAt: over ? endedAt : null,
        origin: originOf(slug),
        body: {
          pipeline: `deploy ${service.name}`,
          commit: commits.get(version) ?? null,
          ref: 'main',
          outcome: over ? outcome : 'in_progress',
          link: `${pageOf(slug)}/runs/${service.name}-${run}`,
        },
      };
    },
  };
}
