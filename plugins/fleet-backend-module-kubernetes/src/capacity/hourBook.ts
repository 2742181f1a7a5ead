/**
 * Puts together what samples tell of the running hour, and gives the rows of hours that are over: one for each target and one for the cluster. Nothing is
 * written meanwhile, so that a restart loses what was seen of one hour, and no more. Only the hour in which one begins to look is told after some minutes.
 */
import { instant, type Instant } from '@landfall/backstage-plugin-fleet-common';
import type {
  ObservationInput,
  TargetRef,
} from '@landfall/backstage-plugin-fleet-node';
import { Mean } from './mean';

const HOUR_MS = 3_600_000;

/** What a sample tells of one target. Processors in thousandths; null is what is not known. */
export interface TargetSample {
  target: TargetRef;
  requested: number | null;
  /** What the nodes that it runs on can give. */
  allocatable: number | null;
  /** The limits of its autoscaler, else the number of replicas that are wanted. */
  replicas: { min: number; max: number };
  autoscaled: boolean | null;
}

/** What a sample tells of the cluster. */
export interface ClusterSample {
  requested: number | null;
  allocatable: number | null;
  nodes: number | null;
  workloads: number | null;
}

interface TargetTally {
  target: TargetRef;
  requested: Mean;
  allocatable: Mean;
  min: number;
  max: number;
  autoscaled: boolean | null;
}

/** See the top of the file. */
export class HourBook {
  private hour: number | undefined;
  private targets = new Map<string, TargetTally>();
  private cluster = newClusterTally();
  private begunAt: Instant | undefined;
  /** Keys of what was told of the running hour already. */
  private told = new Set<string>();

  constructor(
    private readonly options: {
      cluster: string;
      /** How long after its first sample the hour is told that runs then, so that nobody waits for its end. */
      firstMs: number;
    },
  ) {}

  /** Takes a sample in; gives the rows of the hour before if that is over now. */
  add(
    sample: { targets: readonly TargetSample[]; cluster: ClusterSample },
    now: Instant,
  ): ObservationInput[] {
    const hour = Math.floor(now / HOUR_MS);
    // A clock that was set back tells nothing anew.
    if (this.hour !== undefined && hour < this.hour) return [];
    const rows = hour === this.hour ? [] : this.close();
    this.hour = hour;
    for (const one of sample.targets) this.addTarget(one);
    this.cluster.requested.add(sample.cluster.requested);
    this.cluster.allocatable.add(sample.cluster.allocatable);
    this.cluster.nodes.add(sample.cluster.nodes);
    this.cluster.workloads.add(sample.cluster.workloads);
    this.begunAt ??= now;
    const isFirst = this.begunAt >= hour * HOUR_MS && this.told.size === 0;
    if (isFirst && now - this.begunAt >= this.options.firstMs) {
      const early = this.rows(hour, now);
      this.told = new Set(early.map(({ key }) => key));
      rows.push(...early);
    }
    return rows;
  }

  private addTarget(sample: TargetSample): void {
    const { target, replicas } = sample;
    const key = pathOf(target);
    const tally = this.targets.get(key) ?? {
      target,
      requested: new Mean(),
      allocatable: new Mean(),
      ...replicas,
      autoscaled: null,
    };
    tally.requested.add(sample.requested);
    tally.allocatable.add(sample.allocatable);
    tally.min = Math.min(tally.min, replicas.min);
    tally.max = Math.max(tally.max, replicas.max);
    tally.autoscaled = sample.autoscaled ?? tally.autoscaled;
    this.targets.set(key, tally);
  }

  private close(): ObservationInput[] {
    const { hour, told } = this;
    if (hour === undefined) return [];
    const rows = this.rows(hour, instant((hour + 1) * HOUR_MS));
    this.targets = new Map();
    this.cluster = newClusterTally();
    this.told = new Set();
    return rows.filter(({ key }) => !told.has(key));
  }

  private rows(hour: number, until: Instant): ObservationInput[] {
    const { targets, cluster } = this;
    const at = hour * HOUR_MS;
    const row = (key: string) => ({
      key: `${key}/${at}`,
      version: 1,
      at,
      ended: true,
      endedAt: until,
    });
    const rows: ObservationInput[] = [...targets].map(([path, tally]) => ({
      kind: 'usage',
      ...row(`usage/${path}`),
      target: tally.target,
      body: {
        platform: null,
        // The API server does not know it.
        cpuUsedCores: null,
        cpuRequestedCores: coresOf(tally.requested),
        requestsPerSecond: null,
        cpuAllocatableCores: coresOf(tally.allocatable),
        minReplicas: tally.min,
        maxReplicas: tally.max,
        autoscaled: tally.autoscaled,
      },
    }));
    const body = {
      cpuRequestedCores: coresOf(cluster.requested),
      cpuAllocatableCores: coresOf(cluster.allocatable),
      nodes: cluster.nodes.value,
      workloads: cluster.workloads.value,
    };
    if (Object.values(body).some(value => value !== null)) {
      rows.push({
        kind: 'capacity',
        ...row('capacity'),
        body: {
          platform: 'kubernetes',
          cluster: this.options.cluster,
          cpuUsedCores: null,
          ...body,
        },
      });
    }
    return rows;
  }
}

function newClusterTally() {
  return {
    requested: new Mean(),
    allocatable: new Mean(),
    nodes: new Mean(),
    workloads: new Mean(),
  };
}

function pathOf({ namespace, workloadKind, workload }: TargetRef): string {
  return `${namespace}/${workloadKind}/${workload}`;
}

function coresOf({ value }: Mean): number | null {
  return value === null ? null : value / 1000;
}
