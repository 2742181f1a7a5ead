/**
 * Watches one cluster for the runner: lists and watches everything that its trackers want, hands on what they find, and says how far that can be relied on.
 *
 * One kind that is forbidden or broken is a problem among others. A cluster that does not answer at all, or refuses the credentials, ends the run
 * with an error that says what to do; what is known is kept, so that the next run goes on without a gap.
 */
import {
  SourceError,
  type SourceContext,
  type WatchScope,
} from '@landfall/backstage-plugin-fleet-node';
import type { RequestLimits } from '../client/clusterApi';
import type { ClusterConfig } from '../config/types';
import { ClusterRun } from './clusterRun';
import { openClusterState, type ClusterState } from './clusterState';
import { defaultWatchTimings, type WatchTimings } from './timings';

/** How often a watch confirms that it lives, seconds. */
const INTERVAL_SECONDS = 30;

/** What a watch needs. */
export interface ClusterWatchOptions {
  cluster: ClusterConfig;
  timings?: Partial<WatchTimings>;
  limits?: Partial<RequestLimits>;
  /** Gives a number in [0, 1). */
  random?: () => number;
}

/** See the top of the file. */
class ClusterWatch {
  private readonly timings: WatchTimings;
  private readonly random: () => number;
  /** What was known when the cluster ceased to answer. */
  private kept: { state: ClusterState; at: number } | undefined;

  constructor(private readonly options: ClusterWatchOptions) {
    this.timings = { ...defaultWatchTimings, ...options.timings };
    this.random = options.random ?? Math.random;
  }

  async run(context: SourceContext): Promise<void> {
    const state = await this.takeState(context);
    const run = new ClusterRun({
      ...this.options,
      timings: this.timings,
      random: this.random,
      state,
      context,
    });
    try {
      await run.untilAborted();
    } catch (error) {
      if (context.signal.aborted) return;
      if (error instanceof SourceError && run.isResumable) {
        // Only what is durable may be taken as reported.
        await context.flush();
        this.kept = { state, at: performance.now() };
      }
      throw error;
    }
  }

  /** What is known from before an outage, if that is not long ago; else what the ledger knows. */
  private async takeState(context: SourceContext): Promise<ClusterState> {
    const { kept } = this;
    this.kept = undefined;
    if (kept && performance.now() - kept.at < this.timings.resumeMs) {
      kept.state.context = context;
      return kept.state;
    }
    const { cluster } = this.options;
    return openClusterState({ cluster, context, timings: this.timings });
  }
}

/** The scope of a cluster. */
export function clusterScope(options: ClusterWatchOptions): WatchScope {
  const watch = new ClusterWatch(options);
  return {
    mode: 'watch',
    scope: options.cluster.name,
    intervalSeconds: INTERVAL_SECONDS,
    run: context => watch.run(context),
  };
}
