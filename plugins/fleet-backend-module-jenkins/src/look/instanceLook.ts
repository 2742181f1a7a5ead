/**
 * One look at all jobs of an instance, those first that were not looked at for longest. A job that cannot be read is named, and the others are read; where Jenkins itself cannot be
 * asked, the look fails, and the next goes on where it stopped.
 */
import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import type {
  Look,
  ObservationInput,
  SourceContext,
} from '@landfall/backstage-plugin-fleet-node';
import type { JenkinsApi } from '../client/jenkinsApi';
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
import { markOf } from './mark';
import { lookAtOpenBuilds } from './openBuilds';
import { atMost, clockProblems } from './problems';
import { Servers, type AskedJob } from './servers';
import { Tolerance } from './tolerance';

const DAY_MS = 86_400_000;
/** After this a look stops by itself, so that the next goes on; ms. */
const LOOK_MS = 480_000;
/** Runs of pipelines that deploy nothing are read back no further, ms. */
const RUNS_MS = 30 * DAY_MS;
const MOST_ROOTS = 5_000;
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
  private readonly servers: Servers;
  private readonly problems = new Map<string, Problem>();
  private readonly told = new Set<string>();
  /** Names of jobs, as keys have them, of what could be looked at. */
  private readonly seen: string[] = [];
  private roots: Root[] = [];
  private readonly tolerance = new Tolerance();
  private readonly startedAt: number;
  private reportedAt: number;

  constructor(
    private readonly options: InstanceLookOptions,
    private readonly context: SourceContext,
  ) {
    this.state = readCursor(context.cursor);
    this.startedAt = context.clock.now();
    this.reportedAt = this.startedAt;
    const { instance, config } = options;
    const { timeoutSeconds } = config;
    this.servers = new Servers({ instance, timeoutSeconds, context });
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
      await this.servers.close();
    }
    clockProblems(this.servers.apis).forEach(problem => this.note(problem));
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
    const isOwn = baseUrl === this.options.instance.baseUrl;
    const error = await this.tolerance.of(work, { isOwn });
    if (error) this.note({ text: error.message, fix: error.fix });
  }

  private async lookAtRoot(root: Root): Promise<void> {
    const { instance } = this.options;
    const name = this.servers.nameOf(root, root.fullName);
    let listing: Awaited<ReturnType<typeof listJobs>>;
    try {
      listing = await listJobs({
        api: this.servers.api(root.baseUrl),
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
          listing.jobs.map(({ fullName }) =>
            this.servers.nameOf(root, fullName),
          ),
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
    const name = this.servers.nameOf(root, job.fullName);
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
    const api = this.servers.api(root.baseUrl);
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

  private placeOf(job: string): AskedJob | undefined {
    return this.servers.jobOf(
      job,
      this.roots.map(({ baseUrl }) => baseUrl),
    );
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
    const names = roots.map(root => this.servers.nameOf(root, root.fullName));
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
        nearest !== undefined &&
        this.servers.nameOf(nearest, nearest.fullName) !== name
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

  private note(problem: Problem): void {
    this.problems.set(problem.text, problem);
  }

  private look(progress: Problem[] = []): Look {
    const problems = [
      ...progress,
      ...this.problems.values(),
      ...gapProblems(this.state.jobs, this.context.clock.now()),
    ];
    return {
      complete: problems.length === 0,
      problems: atMost(problems),
    };
  }
}
