/**
 * One look at all jobs of an instance, those first that were not looked at for longest. A job that cannot be read is named, and the others are read; where Jenkins itself cannot be
 * asked, the look fails, and the next goes on where it stopped.
 */
import { createHash } from 'node:crypto';
import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import {
  HttpError,
  originOfJenkinsJob,
  type Look,
  type ObservationInput,
  type SourceContext,
} from '@landfall/backstage-plugin-fleet-node';
import { JenkinsApi } from '../client/jenkinsApi';
import { isMissing, JenkinsError } from '../client/jenkinsError';
import type { InstanceConfig, JenkinsConfig } from '../config/types';
import { buildFacts, type BuildPlace } from '../facts/builds';
import { rulesOfJob } from '../facts/deployment';
import { buildSchema, BUILD_TREE } from '../facts/payload';
import { nearestRoot, type Jobs, type Root } from '../jobs/jobs';
import { isBelow, jobPath } from '../jobs/names';
import {
  readCursor,
  unseen,
  writeCursor,
  type InstanceState,
  type JobState,
} from './cursor';
import { gapProblems } from './gaps';
import { readHistory, troubleOf } from './history';
import { listJobs, type ListedJob } from './listing';
import { lookAtOpenBuilds } from './openBuilds';

const DAY_MS = 86_400_000;
/** After this a look stops by itself, so that the next goes on; ms. */
const LOOK_MS = 480_000;
/** Runs of pipelines that deploy nothing are read back no further, ms. */
const RUNS_MS = 30 * DAY_MS;
const MOST_ROOTS = 5_000;
/** The page of sources shows no more. */
const MOST_PROBLEMS = 50;
/** So many jobs in a row that are not answered: then it is not the jobs. Where others were answered before, it may be. */
const MOST_BROKEN = 3;
const MOST_BROKEN_AMONG_OTHERS = 20;
/** A clock that is off by more makes times wrong that people look at, ms. */
const OFF_MS = 120_000;
/** A cursor without observations is reported no more often, ms. */
const QUIET_MS = 30_000;

/** The time of a look is up: the next goes on where it stopped. */
class TimeUp extends Error {}

/** What it needs. */
export interface InstanceLookOptions {
  config: Pick<JenkinsConfig, 'rules' | 'historyDays' | 'timeoutSeconds'>;
  instance: InstanceConfig;
  jobs: Pick<Jobs, 'of'>;
}

/** See the top of the file. */
export class InstanceLook {
  private state: InstanceState;
  private readonly apis = new Map<string, JenkinsApi>();
  private readonly problems = new Map<string, Problem>();
  private readonly told = new Set<string>();
  /** Names of jobs, as keys have them, of what could be looked at. */
  private readonly seen: string[] = [];
  private roots: Root[] = [];
  /** Jobs in a row that were not answered. */
  private broken = 0;
  /** Whether anything was answered in this look. */
  private isAnswered = false;
  private readonly startedAt: number;
  private reportedAt: number;

  constructor(
    private readonly options: InstanceLookOptions,
    private readonly context: SourceContext,
  ) {
    this.state = readCursor(context.cursor);
    this.startedAt = context.clock.now();
    this.reportedAt = this.startedAt;
  }

  /** Looks once. @throws SourceError */
  async run(): Promise<Look> {
    try {
      await this.lookAtAll();
    } catch (error) {
      if (error instanceof JenkinsError && error.until !== undefined) {
        this.state = { ...this.state, until: error.until };
        this.note({ text: error.message, fix: error.fix });
      } else if (error instanceof TimeUp) {
        this.note({
          text: `Not all jobs of Jenkins ${
            this.options.instance.name
          } could be looked at within ${LOOK_MS / 60_000} minutes`,
          fix: 'Nothing: the next look begins with the others. If it stays so, raise fleet.jenkins.intervalSeconds.',
        });
      } else {
        if (!this.context.signal.aborted) {
          await this.context.report([], { cursor: writeCursor(this.state) });
        }
        throw error;
      }
    } finally {
      await Promise.all([...this.apis.values()].map(api => api.close()));
    }
    this.sayClocks();
    await this.context.report([], { cursor: writeCursor(this.state) });
    return this.look();
  }

  private async lookAtAll(): Promise<void> {
    const { instance, jobs } = this.options;
    const { until, ...rest } = this.state;
    if (until !== undefined && until > this.context.clock.now()) {
      const when = new Date(until).toISOString().slice(0, 16).replace('T', ' ');
      throw new JenkinsError(
        'busy',
        `Jenkins ${instance.name} wants to be asked no more until ${when} UTC`,
        { fix: 'Nothing: it goes on by itself then.', until },
      );
    }
    this.state = rest;
    const { roots, problems } = await jobs.of(instance.name);
    problems.forEach(problem => this.note(problem));
    if (roots.length > MOST_ROOTS) {
      this.note({
        text: `${roots.length} jobs of Jenkins ${instance.name} are named; only ${MOST_ROOTS} are looked at`,
        fix: 'Name folders instead of single jobs.',
      });
    }
    const { lookedAt } = this.state;
    this.roots = [...roots]
      .sort((a, b) => {
        const [left, right] = [a, b].map(one => lookedAt[one.origin] ?? 0);
        return left - right || (a.origin < b.origin ? -1 : 1);
      })
      .slice(0, MOST_ROOTS);
    this.forget(roots);
    for (const root of this.roots) {
      try {
        await this.tolerating(root.baseUrl, () => this.lookAtRoot(root));
      } finally {
        // Also after a failure: the others come before it the next time.
        this.sayLooked(root);
      }
    }
    await this.tolerating(instance.baseUrl, () =>
      lookAtOpenBuilds({
        context: this.context,
        told: this.told,
        placeOf: job => this.placeOf(job),
        isSeen: job => this.seen.some(one => isBelow(job, one)),
        check: () => this.check(),
        save: facts => this.report(facts),
      }),
    );
  }

  /** Does what may fail without the rest. @throws what tells that the rest will fail as well */
  private async tolerating(
    baseUrl: string,
    work: () => Promise<void>,
  ): Promise<void> {
    try {
      await work();
      this.broken = 0;
      this.isAnswered = true;
    } catch (error) {
      const isOwn = baseUrl === this.options.instance.baseUrl;
      if (!isLocal(error) && (isOwn || !isOfServer(error))) throw error;
      if (isBroken(error)) {
        this.broken += 1;
        const most = this.isAnswered ? MOST_BROKEN_AMONG_OTHERS : MOST_BROKEN;
        if (this.broken >= most && isOwn) throw error;
      } else {
        this.broken = 0;
      }
      this.note({ text: error.message, fix: error.fix });
    }
  }

  private async lookAtRoot(root: Root): Promise<void> {
    const { instance } = this.options;
    const name = this.nameOf(root, root.fullName);
    let listing: Awaited<ReturnType<typeof listJobs>>;
    try {
      listing = await listJobs({
        api: this.api(root.baseUrl),
        fullName: root.fullName,
        most: instance.projectCountLimit,
        others: this.roots
          .filter(
            one =>
              one.baseUrl === root.baseUrl &&
              one.fullName.startsWith(`${root.fullName}/`),
          )
          .map(({ fullName }) => fullName),
        check: () => this.check(),
      });
    } catch (error) {
      // Whatever comes back under the name is read from the beginning.
      if (isMissing(error)) this.drop(name, new Set());
      throw error;
    }
    if (listing.isCut) {
      this.note({
        text: `More than ${instance.projectCountLimit} jobs are below ${instance.name}:${root.fullName}; the others are not looked at`,
        fix: `Raise ${instance.path}.projectCountLimit, or name the jobs that matter.`,
      });
    } else {
      this.seen.push(name);
      this.drop(
        name,
        new Set(
          listing.jobs.map(({ fullName }) => this.nameOf(root, fullName)),
        ),
      );
    }
    for (const job of listing.jobs) {
      await this.tolerating(root.baseUrl, () => this.lookAtJob(root, job));
    }
  }

  private sayLooked({ origin }: Root): void {
    const lookedAt = {
      ...this.state.lookedAt,
      [origin]: this.context.clock.now(),
    };
    this.state = { ...this.state, lookedAt };
  }

  private async lookAtJob(root: Root, job: ListedJob): Promise<void> {
    const { config } = this.options;
    const name = this.nameOf(root, job.fullName);
    const place = this.buildPlace(root, job.fullName);
    const mark = markOf(place);
    const known = this.state.jobs[name];
    // Other rules, or another name for it: then all its builds are told anew.
    let state = known?.mark === mark ? known : unseen(mark);
    const { lastBuild } = job;
    const isNew =
      state.walk !== undefined ||
      (lastBuild !== null &&
        (lastBuild.number !== state.number ||
          lastBuild.timestamp !== state.timestamp));
    const api = this.api(root.baseUrl);
    const now = this.context.clock.now();
    if (isNew) {
      const deploys =
        root.deployment !== null || rulesOfJob(config.rules, place).length > 0;
      const back = config.historyDays * DAY_MS;
      state = await readHistory({
        ...{ api, place, now, state },
        latest: () => api.latest,
        floor: now - (deploys ? back : Math.min(back, RUNS_MS)),
        check: () => this.check(),
        save: (facts, next) => this.save(name, next, facts),
        progress: (done, of) => this.progress(name, done, of),
        note: problem => this.note(problem),
      });
    }
    await this.lookAtOpen(name, { place, state, api });
  }

  /** Builds of a job that had not ended when they were told. */
  private async lookAtOpen(
    name: string,
    given: {
      place: Omit<BuildPlace, 'latest'>;
      state: JobState;
      api: JenkinsApi;
    },
  ): Promise<void> {
    const { place, state, api } = given;
    const open: number[] = [];
    const facts: ObservationInput[] = [];
    for (const number of state.open) {
      this.check();
      let body: unknown;
      try {
        const path = `${jobPath(place.fullName)}/${number}`;
        body = await api.get(path, BUILD_TREE);
      } catch (error) {
        // It is told to be gone with those that no job has any more.
        if (isMissing(error)) continue;
        throw error;
      }
      const { data: build } = buildSchema.safeParse(body);
      if (!build) continue;
      const told = buildFacts({ ...place, latest: api.latest }, build);
      facts.push(...told.facts);
      if (!told.ended) open.push(number);
      if (told.trouble) this.note(troubleOf(place, build, told.trouble));
    }
    if (state.open.length > 0 || this.state.jobs[name] !== state) {
      await this.save(name, { ...state, open }, facts);
    }
  }

  private buildPlace(root: Root, fullName: string): Omit<BuildPlace, 'latest'> {
    const { instance, config } = this.options;
    return {
      ...{ fullName, origin: root.origin, baseUrl: root.baseUrl },
      instance: instance.name,
      elsewhere: root.baseUrl !== instance.baseUrl,
      repositories: root.repositories,
      rules: config.rules,
      deployment: root.deployment,
    };
  }

  /** The name of a job as keys have it. */
  private nameOf({ baseUrl }: Pick<Root, 'baseUrl'>, fullName: string): string {
    const { instance } = this.options;
    return originOfJenkinsJob({
      instance: instance.name,
      fullName,
      baseUrl: baseUrl === instance.baseUrl ? null : baseUrl,
    });
  }

  private placeOf(
    job: string,
  ): { api: JenkinsApi; fullName: string } | undefined {
    const addresses = [
      this.options.instance.baseUrl,
      ...this.roots.map(({ baseUrl }) => baseUrl),
    ];
    for (const baseUrl of new Set(addresses)) {
      const start = this.nameOf({ baseUrl }, '');
      if (job.startsWith(start)) {
        return { api: this.api(baseUrl), fullName: job.slice(start.length) };
      }
    }
    return undefined;
  }

  private api(baseUrl: string): JenkinsApi {
    const { instance, config } = this.options;
    const known = this.apis.get(baseUrl);
    if (known) return known;
    const { clock, signal } = this.context;
    const { timeoutSeconds } = config;
    const api = new JenkinsApi({
      ...{ instance, baseUrl, timeoutSeconds, clock, signal },
    });
    this.apis.set(baseUrl, api);
    return api;
  }

  private check(): void {
    this.context.signal.throwIfAborted();
    if (this.context.clock.now() > this.startedAt + LOOK_MS) throw new TimeUp();
  }

  private async save(
    name: string,
    state: JobState,
    facts: readonly ObservationInput[],
  ): Promise<void> {
    this.state = {
      ...this.state,
      jobs: { ...this.state.jobs, [name]: state },
    };
    await this.report(facts);
  }

  /** Records. Where there is nothing to record, how far it is can wait: the cursor of many jobs is large. */
  private async report(facts: readonly ObservationInput[]): Promise<void> {
    for (const { key } of facts) this.told.add(key);
    const now = this.context.clock.now();
    if (facts.length === 0 && now - this.reportedAt < QUIET_MS) return;
    this.reportedAt = now;
    await this.context.report(facts, { cursor: writeCursor(this.state) });
  }

  private async progress(
    name: string,
    done: number,
    of: number,
  ): Promise<void> {
    const text = `${name.replace(
      /^jenkins:/,
      '',
    )}: imported ${done.toLocaleString('en')} of at most ${of.toLocaleString(
      'en',
    )} builds`;
    const fix = 'Nothing: it goes on by itself.';
    await this.context.seen(this.look([{ text, fix }]));
  }

  /** Forgets how far those jobs are read that are not there, or that nobody names. */
  private forget(roots: readonly Root[]): void {
    const names = roots.map(root => this.nameOf(root, root.fullName));
    const origins = new Set(roots.map(({ origin }) => origin));
    const { jobs, lookedAt } = this.state;
    this.state = {
      ...this.state,
      jobs: Object.fromEntries(
        Object.entries(jobs).filter(([job]) =>
          names.some(name => isBelow(job, name)),
        ),
      ),
      lookedAt: Object.fromEntries(
        Object.entries(lookedAt).filter(([origin]) => origins.has(origin)),
      ),
    };
  }

  /** Forgets what is below a name, but for some, and for what other names stand for. */
  private drop(name: string, kept: ReadonlySet<string>): void {
    const { instance } = this.options;
    const isOthers = (job: string) => {
      const place = this.placeOf(job);
      const nearest = place && nearestRoot(this.roots, place.fullName);
      return (
        nearest !== undefined && this.nameOf(nearest, nearest.fullName) !== name
      );
    };
    const dropped = Object.keys(this.state.jobs).filter(
      job => isBelow(job, name) && !kept.has(job) && !isOthers(job),
    );
    if (dropped.length === 0) return;
    this.context.logger.info(
      `${dropped.length} jobs of ${instance.name} are not there any more`,
    );
    const gone = new Set(dropped);
    this.state = {
      ...this.state,
      jobs: Object.fromEntries(
        Object.entries(this.state.jobs).filter(([job]) => !gone.has(job)),
      ),
    };
  }

  private sayClocks(): void {
    for (const [baseUrl, { aheadMs = 0 }] of this.apis) {
      if (Math.abs(aheadMs) > OFF_MS) {
        const minutes = Math.round(Math.abs(aheadMs) / 60_000);
        this.note({
          text: `The clock of Jenkins at ${baseUrl} is ${minutes} minutes ${
            aheadMs > 0 ? 'ahead of' : 'behind'
          } that of the portal: times of its builds are off by as much`,
          fix: 'Put the clock of the one that is wrong right.',
        });
      }
    }
  }

  private note(problem: Problem): void {
    this.problems.set(problem.text, problem);
  }

  private look(progress: Problem[] = []): Look {
    const problems = [
      ...progress,
      ...this.problems.values(),
      ...gapProblems(this.state.jobs, this.context.clock.now()),
    ];
    const more = problems.length - MOST_PROBLEMS;
    return {
      complete: problems.length === 0,
      problems:
        more <= 0
          ? problems
          : [
              ...problems.slice(0, MOST_PROBLEMS),
              { text: `${more} more like these`, fix: 'Mend these first.' },
            ],
    };
  }
}

/** Changes with all that decides what a build is, and whose. */
function markOf(place: Omit<BuildPlace, 'latest'>): string {
  const { origin, repositories, deployment, rules } = place;
  const judged = [
    origin,
    repositories,
    deployment,
    rulesOfJob(rules, place).map(({ mark }) => mark),
  ];
  return createHash('sha256')
    .update(JSON.stringify(judged))
    .digest('hex')
    .slice(0, 16);
}

/** Whether an error is of what was asked for, and not of whoever answers. */
function isLocal(error: unknown): error is JenkinsError | HttpError {
  return error instanceof JenkinsError
    ? ['forbidden', 'missing', 'broken'].includes(error.refusal)
    : error instanceof HttpError &&
        ['timeout', 'too_large'].includes(error.kind);
}

/** Whether an error is of a server: of another than the instance's own it concerns only what is there. */
function isOfServer(error: unknown): error is JenkinsError | HttpError {
  return error instanceof JenkinsError || error instanceof HttpError;
}

function isBroken(error: JenkinsError | HttpError): boolean {
  return error instanceof JenkinsError
    ? error.refusal === 'broken'
    : error.kind === 'timeout';
}
