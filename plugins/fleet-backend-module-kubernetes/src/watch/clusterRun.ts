/**
 * One run of a cluster's watch: the loops that list and watch, the reports that follow from them, and the heartbeat that tells how fresh all that is.
 */
import type { Instant, Problem } from '@landfall/backstage-plugin-fleet-common';
import type {
  Look,
  SourceContext,
} from '@landfall/backstage-plugin-fleet-node';
import { ClusterApi, type RequestLimits } from '../client/clusterApi';
import { ClusterError } from '../client/errors';
import { listPath, type Resource } from '../client/resource';
import type { ClusterConfig } from '../config/types';
import { ChangeSignal } from './changeSignal';
import type { ClusterState } from './clusterState';
import { writeCursor } from './cursor';
import { failureOf, keepAsking } from './heartbeat';
import { LAST_PLACE, type WorkloadTracker } from '../workloads/types';
import { ResourceLoop } from './resourceLoop';
import { sleep } from './sleep';
import type { WatchTimings } from './timings';

/** Workloads that are looked at, and rows that are reported, at a time. */
const CHUNK = 200;
/** While a list is read conclusions wait, but not for ever. */
const LONGEST_LIST_MS = 120_000;
/** How often it is looked how far the first lists have come. */
const EARLY_MS = 50;
/** When something waits for what may not come. */
const LOOK_AGAIN_MS = 250;
/** When something is due later; clocks may be set. */
const LONGEST_WAIT_MS = 60_000;
/** What is asked for as a sign of life is small. */
const ASK_MS = 10_000;

/** What a run needs. */
export interface ClusterRunOptions {
  cluster: ClusterConfig;
  timings: WatchTimings;
  limits?: Partial<RequestLimits>;
  random: () => number;
  state: ClusterState;
  context: SourceContext;
}

/** See the top of the file. */
export class ClusterRun {
  private readonly inner = new AbortController();
  private readonly change = new ChangeSignal();
  private readonly trouble = new ChangeSignal();
  private readonly api: ClusterApi;
  private readonly loops: {
    id: string;
    primary: boolean;
    loop: ResourceLoop;
  }[];
  private synced: boolean;

  constructor(private readonly options: ClusterRunOptions) {
    const { cluster, limits, state, context } = options;
    this.api = new ClusterApi({
      cluster,
      clock: context.clock,
      offset: state.offset,
      limits,
    });
    this.synced = state.positions.size > 0;
    this.loops = this.createLoops();
  }

  /** Whether another run can go on where this one stood. */
  get isResumable(): boolean {
    return this.synced;
  }

  /**
   * Runs until the context's signal is aborted.
   *
   * @throws ClusterError when the cluster does not answer any more
   */
  async untilAborted(): Promise<void> {
    const { signal } = this.options.context;
    const stop = () => this.inner.abort(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    try {
      // First of all: is it there, does it know us, what time is it there?
      const failure = await failureOf(() => this.ask(), this.inner.signal);
      if (failure) throw failure;
      await this.work();
    } finally {
      signal.removeEventListener('abort', stop);
      this.inner.abort();
      await this.api.close();
    }
  }

  private async work(): Promise<void> {
    const { state, timings } = this.options;
    const { signal } = this.inner;
    const parts = [
      ...this.loops.map(({ loop }) => loop.run()),
      this.report(),
      keepAsking({
        ask: () => this.ask(),
        answered: () => this.confirm(),
        trouble: this.trouble,
        timings,
        signal,
      }),
    ];
    try {
      // The first that fails ends all.
      await Promise.all(parts);
    } finally {
      this.inner.abort();
      await Promise.allSettled(parts);
      for (const { id, loop } of this.loops) {
        state.positions.set(id, loop.position);
      }
    }
  }

  private createLoops() {
    const { cluster, state, timings, random, context } = this.options;
    const { include, exclude } = cluster.namespaces;
    const namespaces = include.length > 0 ? include : [undefined];
    const fieldSelector =
      include.length > 0
        ? undefined
        : exclude.map(name => `metadata.namespace!=${name}`).join(',');
    return state.trackers.flatMap(tracker =>
      tracker.sinks.flatMap((sink, index) =>
        namespaces.map(namespace => {
          const id = listPath(sink.resource, namespace);
          const loop = new ResourceLoop({
            cluster: cluster.name,
            api: this.api,
            sink,
            namespace,
            fieldSelector: fieldSelector || undefined,
            resume: state.positions.get(id),
            watchedUntil: state.watchedUntil,
            versions: state.versions,
            timings,
            clock: context.clock,
            random,
            signal: this.inner.signal,
            onChange: () => this.change.announce(),
            onTrouble: () => this.trouble.announce(),
          });
          return { id, primary: index === 0, loop };
        }),
      ),
    );
  }

  /** Reports what follows from what the loops take in. */
  private async report(): Promise<void> {
    const { state, context } = this.options;
    const { signal } = this.inner;
    const aborted = new Promise<void>(resolve => {
      if (signal.aborted) resolve();
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    const settled = Promise.all(this.loops.map(({ loop }) => loop.settled));
    let listing = true;
    settled.then(() => {
      listing = false;
    });
    while (listing && !signal.aborted) {
      await Promise.race([settled, aborted, sleep(EARLY_MS, signal)]);
      if (listing && !this.synced) await this.drainEarly();
    }
    if (signal.aborted) return;
    state.versions.settle();
    await this.drain();
    await context.flush();
    this.synced = true;
    await this.confirm();
    await Promise.all([this.follow(), this.measure()]);
  }

  /** Reports whatever changes. */
  private async follow(): Promise<void> {
    const { timings } = this.options;
    const { signal } = this.inner;
    while (!signal.aborted) {
      await this.change.next(signal, this.patience());
      await sleep(timings.gatherMs, signal);
      if (!signal.aborted) await this.drain();
    }
  }

  /** Tells by the hour what the cluster has of processors; nobody waits for that, so it begins when all else is known. */
  private async measure(): Promise<void> {
    const { state, context, timings } = this.options;
    const { capacity, trackers } = state;
    const { signal } = this.inner;
    const now = () => context.clock.now();
    if (!capacity) return;
    while (!signal.aborted) {
      try {
        await capacity.refresh({ api: this.api, timings, signal, now });
      } catch (error) {
        if (signal.aborted) return;
        throw error;
      }
      for (const tracker of trackers) {
        const demand = tracker.demand(resource => this.sees(resource));
        const rows = demand
          ? capacity.sample(demand, { now: now(), timings })
          : [];
        // In pieces, so that news of rollouts do not wait behind all of them.
        for (let from = 0; from < rows.length; from += CHUNK) {
          if (signal.aborted) return;
          await context.report(rows.slice(from, from + CHUNK));
        }
      }
      await sleep(timings.capacitySampleMs, signal);
    }
  }

  private sees(resource: Resource): boolean {
    const loops = this.loops.filter(({ loop }) => loop.resource === resource);
    return loops.every(({ loop }) => loop.knows);
  }

  /** How long to wait for something to change, before looking again nevertheless; undefined for ever. */
  private patience(): number | undefined {
    const { state, context } = this.options;
    if (state.trackers.some(({ waits }) => waits)) return LOOK_AGAIN_MS;
    const due = state.trackers.flatMap(({ dueAt }) => dueAt ?? []);
    if (due.length === 0) return undefined;
    const wait = Math.min(...due) - context.clock.now();
    return Math.min(Math.max(wait, LOOK_AGAIN_MS), LONGEST_WAIT_MS);
  }

  /** While the first lists are read: reports what all of them have passed, so that recording does not wait for the last page. */
  private async drainEarly(): Promise<void> {
    const { cluster, state } = this.options;
    if (cluster.namespaces.include.length > 0) return;
    let before = LAST_PLACE;
    for (const { loop } of this.loops) {
      const { reached } = loop;
      if (reached === undefined) return;
      if (reached < before) before = reached;
    }
    for (const { loop } of this.loops) loop.commitBefore(before);
    state.versions.settle();
    for (const tracker of state.trackers) {
      while (await this.reportSome(tracker, before)) {
        if (this.inner.signal.aborted) return;
      }
    }
  }

  private async drain(): Promise<void> {
    const { state } = this.options;
    const { signal } = this.inner;
    const begun = performance.now();
    while (
      this.loops.some(({ loop }) => loop.listing) &&
      performance.now() - begun < LONGEST_LIST_MS &&
      !signal.aborted
    ) {
      await sleep(20, signal);
    }
    const seenUntil = this.seenUntil();
    for (const tracker of state.trackers) {
      tracker.lookAgain(this.options.context.clock.now());
      while (tracker.dirty && !signal.aborted) await this.reportSome(tracker);
    }
    // Only now: until then there was something that was seen and not reported.
    state.watchedUntil = seenUntil ?? state.watchedUntil;
  }

  /** Looks at a number of workloads and reports what there is to report; gives whether there was anything to look at. */
  private async reportSome(
    tracker: WorkloadTracker,
    before?: string,
  ): Promise<boolean> {
    const { state, context } = this.options;
    const observations = tracker.drain({
      now: context.clock.now(),
      version: state.versions.current,
      workloads: CHUNK,
      before,
    });
    if (observations.length > 0) {
      await context.report(observations, { cursor: this.cursor() });
    }
    // People wait for news of rollouts; counts of instances can wait for their batch.
    if (this.synced && observations.some(({ kind }) => kind === 'rollout')) {
      await context.flush();
    }
    return observations.length > 0;
  }

  /** Until when all workloads were seen. */
  private seenUntil(): Instant | null {
    let until: Instant | null = null;
    for (const { primary, loop } of this.loops) {
      if (!primary || loop.forbidden) continue;
      const { lastContact } = loop.position;
      if (lastContact === null) return null;
      if (until === null || lastContact < until) until = lastContact;
    }
    return until;
  }

  private cursor() {
    const { versions, offset, watchedUntil } = this.options.state;
    return writeCursor({
      versions: versions.state,
      clockOffsetMs: offset.ms,
      watchedUntil,
    });
  }

  private ask(): Promise<unknown> {
    const { cluster, state } = this.options;
    const [{ resource }] = state.trackers[0].sinks;
    const [namespace] = cluster.namespaces.include;
    return this.api.text({
      path: listPath(resource, namespace),
      query: { limit: '1' },
      signal: this.inner.signal,
      limitMs: ASK_MS,
    });
  }

  /** The cluster answers, and all that was reported is durable: says so. */
  private async confirm(): Promise<void> {
    if (!this.synced) return;
    const { context, cluster } = this.options;
    const problems = this.problems();
    if (this.loops.every(({ loop }) => loop.forbidden)) {
      throw new ClusterError(
        'forbidden',
        `Cluster ${cluster.name} lets the portal see nothing: ${problems
          .map(({ text }) => text)
          .join('; ')}`,
        { fix: 'Apply rbac/landfall-reader.yaml to the cluster.' },
      );
    }
    await context.flush();
    await context.seen(this.look(problems));
  }

  private look(problems: Problem[]): Look {
    return {
      complete: this.loops.every(({ loop }) => loop.complete),
      problems,
    };
  }

  private problems(): Problem[] {
    const { cluster, state, context, timings } = this.options;
    const problems = this.loops.flatMap(({ loop }) => loop.problems());
    const notes = state.capacity?.problems(context.clock.now(), timings);
    problems.push(...(notes ?? []));
    const { ms } = state.offset;
    if (ms !== 0) {
      const way = ms > 0 ? 'ahead of' : 'behind';
      problems.push({
        text: `The clock of cluster ${cluster.name} is ${
          Math.abs(ms) / 1000
        } s ${way} the portal's; its times are corrected by that`,
        fix: `Synchronise the clocks of cluster ${cluster.name} and of the portal's machines.`,
      });
    }
    return problems;
  }
}
