/**
 * What a cluster has of processors and what is made of it, as far as its API server knows: sampled once a minute from what is watched anyway, together with
 * lists of nodes and autoscalers, and told by the hour. Who uses how much the API server does not know.
 */
import type { Instant, Problem } from '@landfall/backstage-plugin-fleet-common';
import type { ObservationInput } from '@landfall/backstage-plugin-fleet-node';
import type { ClusterConfig } from '../config/types';
import type { WatchTimings } from '../watch/timings';
import {
  AUTOSCALERS,
  joinLimits,
  replicaLimits,
  scaledKey,
  type Autoscalers,
  type ReplicaLimits,
} from './autoscalers';
import type { Demand, WorkloadDemand } from './demand';
import { HourBook, type ClusterSample, type TargetSample } from './hourBook';
import { Listed, type ListedRun } from './listed';
import { NODES, nodeSizes, sizeOfAll, type NodeSizes } from './nodes';

/** See the top of the file. */
export class ClusterCapacity {
  private readonly book: HourBook;
  private readonly nodes: Listed<[string, number | null]>;
  private readonly autoscalers: Listed<[string, ReplicaLimits]>;
  /** Whether all namespaces are seen, so that sums over them are those of the cluster. */
  private readonly seesAll: boolean;

  constructor(
    { name, path, namespaces }: ClusterConfig,
    { capacityFirstMs: firstMs }: Pick<WatchTimings, 'capacityFirstMs'>,
  ) {
    const { include, exclude } = namespaces;
    this.book = new HourBook({ cluster: name, firstMs });
    this.seesAll = include.length + exclude.length === 0;
    this.nodes = new Listed({
      ...{ resource: NODES, cluster: name, path, read: nodeSizes },
      namespaces: [undefined],
      purpose: 'what its nodes can give is not told',
    });
    this.autoscalers = new Listed({
      ...{ resource: AUTOSCALERS, cluster: name, path, read: replicaLimits },
      namespaces: include.length > 0 ? include : [undefined],
      fieldSelector:
        include.length > 0 || exclude.length === 0
          ? undefined
          : exclude.map(one => `metadata.namespace!=${one}`).join(','),
      purpose: 'nobody knows which numbers of replicas autoscalers own',
    });
  }

  /** Lists what is due. */
  async refresh(run: ListedRun): Promise<void> {
    await this.nodes.refresh(run);
    await this.autoscalers.refresh(run);
  }

  /** Takes a sample; gives what there is to tell of an hour that is over. */
  sample(
    demand: Demand,
    { now, timings }: { now: Instant; timings: WatchTimings },
  ): ObservationInput[] {
    const listed = this.nodes.known(now, timings);
    const sizes = listed && new Map(listed);
    const limits = this.autoscalers.known(now, timings);
    const autoscalers = limits && joinLimits(limits);
    return this.book.add(
      {
        targets: demand.workloads.map(workload =>
          targetSample(workload, { sizes, autoscalers }),
        ),
        cluster: this.clusterSample(demand, sizes),
      },
      now,
    );
  }

  /** What is not seen, for people: notes, as all of this is optional. */
  problems(now: Instant, timings: WatchTimings): Problem[] {
    return [
      ...this.nodes.problems(now, timings),
      ...this.autoscalers.problems(now, timings),
    ];
  }

  private clusterSample(
    { all }: Demand,
    sizes: NodeSizes | undefined,
  ): ClusterSample {
    const sums = this.seesAll ? all : undefined;
    return {
      requested: sums?.requested ?? null,
      workloads: sums?.workloads ?? null,
      allocatable: sizes ? sizeOfAll(sizes) : null,
      nodes: sizes ? sizes.size : null,
    };
  }
}

function targetSample(
  { target, group, desired, requested, nodes }: WorkloadDemand,
  known: { sizes?: NodeSizes; autoscalers?: Autoscalers },
): TargetSample {
  const limits = known.autoscalers?.get(
    scaledKey({
      ...{ group, kind: target.workloadKind },
      ...{ namespace: target.namespace, name: target.workload },
    }),
  );
  return {
    target,
    requested,
    allocatable: nodes && known.sizes ? sizeOfAll(known.sizes, nodes) : null,
    replicas: limits ?? { min: desired, max: desired },
    autoscaled: known.autoscalers ? limits !== undefined : null,
  };
}
