/**
 * What is known of one cluster while it is watched, and over an outage: then the watch goes on where it stood, and nothing is lost that the
 * cluster still remembers.
 */
import {
  instant,
  KUBERNETES_CLUSTER,
  KUBERNETES_ID,
  KUBERNETES_LABEL_SELECTOR,
  KUBERNETES_NAMESPACE,
  type Instant,
} from '@landfall/backstage-plugin-fleet-common';
import type { SourceContext } from '@landfall/backstage-plugin-fleet-node';
import { ClusterCapacity } from '../capacity/clusterCapacity';
import { ClockOffset } from '../client/clockOffset';
import type { ClusterConfig } from '../config/types';
import { TRACING_ANNOTATIONS } from '../config/signalAnnotations';
import { namePatterns } from '../workloads/namePatterns';
import type { Projection } from '../workloads/projection';
import type { WorkloadTracker } from '../workloads/types';
import { createTrackers } from '../workloads/trackers';
import { readCursor } from './cursor';
import { Pool } from './pool';
import type { LoopPosition } from './resourceLoop';
import type { WatchTimings } from './timings';
import { Versions } from './versions';

/** The annotations by which the directory finds a workload's service, and those that the built-in migrations look for. */
export const ANNOTATIONS: readonly string[] = [
  KUBERNETES_ID,
  KUBERNETES_LABEL_SELECTOR,
  KUBERNETES_NAMESPACE,
  KUBERNETES_CLUSTER,
  ...TRACING_ANNOTATIONS,
];

/** What may be open when the source stops, and goes on when it runs again. */
const CONTINUED = ['rollout', 'presence', 'outage', 'disruption'] as const;

/** See the top of the file. */
export interface ClusterState {
  trackers: readonly WorkloadTracker[];
  offset: ClockOffset;
  versions: Versions;
  watchedUntil: Instant | null;
  /** Where the loops stood, by what they list. */
  positions: Map<string, LoopPosition>;
  /** Undefined where it is switched off. */
  capacity: ClusterCapacity | undefined;
  /** The run that it serves. */
  context: SourceContext;
}

/** Begins with what was open when the source last ran. */
export async function openClusterState(options: {
  cluster: ClusterConfig;
  context: SourceContext;
  timings: WatchTimings;
}): Promise<ClusterState> {
  const { cluster, context, timings } = options;
  const cursor = readCursor(context.cursor);
  const state: ClusterState = {
    trackers: [],
    offset: new ClockOffset(cursor.clockOffsetMs),
    versions: new Versions(cursor.versions),
    watchedUntil: cursor.watchedUntil,
    positions: new Map(),
    capacity: cluster.capacity
      ? new ClusterCapacity(cluster, timings)
      : undefined,
    context,
  };
  state.trackers = createTrackers(cluster, projectionOf(cluster, state));
  for (const kind of CONTINUED) {
    for await (const observation of context.open(kind)) {
      for (const tracker of state.trackers) tracker.restore(observation);
    }
  }
  return state;
}

function projectionOf(cluster: ClusterConfig, state: ClusterState): Projection {
  const texts = new Pool<string>();
  const values = new Pool<unknown>();
  return {
    instant: text => {
      const ms = typeof text === 'string' ? Date.parse(text) : NaN;
      return Number.isNaN(ms) ? null : instant(ms - state.offset.ms);
    },
    // The run may change, the key of the fingerprints does not.
    fingerprint: text => state.context.fingerprint(text),
    intern: text => texts.get(text, text),
    share: <T>(value: T) => values.get(JSON.stringify(value), value) as T,
    keepAnnotation: namePatterns([...ANNOTATIONS, ...cluster.annotations]),
    ignoreTemplateAnnotation: namePatterns(cluster.ignoredTemplateAnnotations),
  };
}
