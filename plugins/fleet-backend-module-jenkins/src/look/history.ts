/**
 * Reads the builds of a job that are not known yet, newest first, page by page. Each page is recorded with how far it goes, so that a look that is cut off costs the next one no
 * more than a page. New builds push the list on meanwhile, and discarded ones pull it back: each page begins with the last build of the one before, or goes back to it.
 */
import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import {
  HttpError,
  type ObservationInput,
} from '@landfall/backstage-plugin-fleet-node';
import { z } from 'zod';
import type { JenkinsApi } from '../client/jenkinsApi';
import { JenkinsError } from '../client/jenkinsError';
import { buildFacts, type BuildPlace } from '../facts/builds';
import { buildSchema, BUILD_TREE, type Build } from '../facts/payload';
import { jobPath } from '../jobs/names';
import type { Gap, JobState } from './cursor';

const PAGE_SIZE = 50;
/** Builds of a job that are asked for again until they have ended. */
const MOST_OPEN = 50;
const MOST_STEPS_BACK = 20;

/** What it needs. */
export interface HistoryOptions {
  api: Pick<JenkinsApi, 'get'>;
  place: Omit<BuildPlace, 'latest'>;
  /** The latest time that can have been, ms; it may move with each answer. */
  latest(): number;
  now: number;
  /** Older builds are not read, ms. */
  floor: number;
  state: JobState;
  /** Called before each request. */
  check(): void;
  /** Records, with how far the job is read then. */
  save(facts: readonly ObservationInput[], state: JobState): Promise<void>;
  /** Says how far a first import has come. */
  progress(done: number, of: number): Promise<void>;
  note(problem: Problem): void;
}

const pageSchema = z.object({ allBuilds: z.array(z.unknown()) });
const numberSchema = z.object({ number: z.number().int() });

type Walk = NonNullable<JobState['walk']>;

interface Page {
  /** Newest first. */
  builds: Build[];
  /** Also of those that cannot be read. */
  numbers: number[];
  /** How many there are, whether they can be read or not. */
  length: number;
}

/** See the top of the file. @returns how far the job is read then. */
export async function readHistory(options: HistoryOptions): Promise<JobState> {
  const { state: before, floor, save } = options;
  const isKnown = (build: Build) =>
    build.number <= before.number && build.timestamp <= before.timestamp;
  let walk = before.walk;
  let stepsBack = 0;
  for (;;) {
    const from = Math.max((walk?.index ?? 0) - 1, 0);
    const page = await readPage(options, from);
    if (walk && from > 0 && isPulledBack(page, walk)) {
      stepsBack += 1;
      walk = {
        ...walk,
        index:
          stepsBack > MOST_STEPS_BACK ? 0 : Math.max(from - PAGE_SIZE, 0) + 1,
      };
      continue;
    }
    const lowest = walk?.lowest ?? Number.POSITIVE_INFINITY;
    const fresh = page.builds.filter(({ number }) => number < lowest);
    const end = fresh.findIndex(
      build => isKnown(build) || isOlder(build, floor),
    );
    const told = end === -1 ? fresh : fresh.slice(0, end);
    const { facts, open } = tell(options, told);
    const [newest] = fresh;
    const next: Walk = {
      number: walk?.number ?? newest?.number ?? before.number,
      timestamp: walk?.timestamp ?? newest?.timestamp ?? before.timestamp,
      index: from + page.length,
      lowest:
        told.at(-1)?.number ??
        walk?.lowest ??
        (newest?.number ?? before.number) + 1,
      open: [...(walk?.open ?? []), ...open].slice(0, MOST_OPEN),
    };
    const missing = missingOf(walk, page.numbers, next.lowest);
    walk = missing ? { ...next, missing } : next;
    if (end !== -1 || page.length < PAGE_SIZE) {
      const reached = end === -1 ? undefined : fresh[end];
      return finish(options, { walk, facts, reached });
    }
    await save(facts, { ...before, walk });
    if (before.number === 0) {
      await options.progress(walk.index, Math.max(walk.number, walk.index));
    }
  }
}

/** The end of a walk: all is known up to where it began. */
async function finish(
  { state: before, now, save }: HistoryOptions,
  {
    walk,
    facts,
    reached,
  }: { walk: Walk; facts: ObservationInput[]; reached: Build | undefined },
): Promise<JobState> {
  const gap = gapOf({ before, walk, reached, now }) ?? before.gap;
  const state: JobState = {
    number: walk.number,
    timestamp: walk.timestamp,
    open: [...new Set([...walk.open, ...before.open])].slice(0, MOST_OPEN),
    mark: before.mark,
    ...(gap && { gap }),
  };
  await save(facts, state);
  return state;
}

/** Numbers between those that are read: builds that were discarded one by one. */
function missingOf(
  walk: Walk | undefined,
  numbers: readonly number[],
  lowest: number,
): Walk['missing'] {
  let missing = walk?.missing;
  let above = walk?.lowest ?? numbers[0];
  for (const number of numbers) {
    if (number < lowest) break;
    if (number >= above) continue;
    missing = joined(missing, { from: number + 1, to: above - 1 });
    above = number;
  }
  return missing;
}

/** Builds that were discarded since somebody looked: numbers between what is known and what was found. */
function gapOf(options: {
  before: JobState;
  walk: Walk;
  reached: Build | undefined;
  now: number;
}): Gap | undefined {
  const { before, walk, reached, now } = options;
  const to = walk.lowest - 1;
  if (before.number === 0) {
    return reached === undefined && to >= 1
      ? { from: 1, to, count: to, at: now, first: true }
      : undefined;
  }
  // A job that was made anew counts from one.
  if (walk.lowest <= before.number) return undefined;
  const gap = joined(walk.missing, { from: before.number + 1, to });
  return gap && { ...gap, at: now };
}

function joined(
  known: Walk['missing'],
  { from, to }: { from: number; to: number },
): Walk['missing'] {
  if (to < from) return known;
  const count = (known?.count ?? 0) + to - from + 1;
  return known
    ? { from: Math.min(from, known.from), to: Math.max(to, known.to), count }
    : { from, to, count };
}

function isOlder({ timestamp }: Build, floor: number): boolean {
  // One without a time is told to be wrong, not to be old.
  return timestamp > 0 && timestamp < floor;
}

function tell(
  { place, latest, note }: HistoryOptions,
  builds: readonly Build[],
): { facts: ObservationInput[]; open: number[] } {
  const facts: ObservationInput[] = [];
  const open: number[] = [];
  for (const build of builds) {
    const told = buildFacts({ ...place, latest: latest() }, build);
    facts.push(...told.facts);
    if (!told.ended) open.push(build.number);
    if (told.trouble) note(troubleOf(place, build, told.trouble));
  }
  return { facts, open };
}

/** What is wrong with a build that is left out. */
export function troubleOf(
  { fullName, instance }: Pick<BuildPlace, 'fullName' | 'instance'>,
  { number }: Build,
  trouble: string,
): Problem {
  return {
    text: `Build ${number} of ${instance}:${fullName} ${trouble} and is left out`,
    fix: 'Put the clock of that Jenkins right.',
  };
}

/** Whether the list was longer when the last page was read: then what comes next is not the next. */
function isPulledBack(
  { numbers: [first], length }: Page,
  { lowest }: Walk,
): boolean {
  return length === 0 || (first !== undefined && first < lowest);
}

async function readPage(
  options: HistoryOptions,
  from: number,
  size = PAGE_SIZE,
): Promise<Page> {
  const { api, place, check, note } = options;
  check();
  let body: unknown;
  try {
    body = await api.get(
      jobPath(place.fullName),
      `allBuilds[${BUILD_TREE}]{${from},${from + size}}`,
    );
  } catch (error) {
    if (!(error instanceof HttpError) || error.kind !== 'too_large')
      throw error;
    return readInParts(options, { from, size, error });
  }
  const parsed = pageSchema.safeParse(body);
  if (!parsed.success) {
    throw new JenkinsError(
      'broken',
      `The builds of ${place.instance}:${place.fullName} are told in a form that is not understood`,
      { fix: 'Report it with the version of Jenkins.' },
    );
  }
  const items = parsed.data.allBuilds;
  const builds = items.flatMap(item => buildSchema.safeParse(item).data ?? []);
  const numbers = items.flatMap(
    item => numberSchema.safeParse(item).data?.number ?? [],
  );
  const lost = items.length - builds.length;
  if (lost > 0) {
    note({
      text: `${lost} builds of ${place.instance}:${place.fullName} cannot be read and are left out`,
      fix: 'Report it with the version of Jenkins; the rest is recorded.',
    });
  }
  return { builds, numbers, length: items.length };
}

/** A page that is too large is read in smaller ones; a single build that is too large is left out. */
async function readInParts(
  options: HistoryOptions,
  { from, size, error }: { from: number; size: number; error: HttpError },
): Promise<Page> {
  if (size === 1) {
    options.note({
      text: `A build of ${options.place.instance}:${options.place.fullName} is too large and is left out`,
      fix: error.fix,
    });
    return { builds: [], numbers: [], length: 1 };
  }
  const half = Math.ceil(size / 2);
  const first = await readPage(options, from, half);
  if (first.length < half) return first;
  const second = await readPage(options, from + half, size - half);
  return {
    builds: [...first.builds, ...second.builds],
    numbers: [...first.numbers, ...second.numbers],
    length: first.length + second.length,
  };
}
