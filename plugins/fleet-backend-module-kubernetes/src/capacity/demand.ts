import type { TargetRef } from '@landfall/backstage-plugin-fleet-node';

/** What the instances of a workload ask for at a moment. */
export interface WorkloadDemand {
  target: TargetRef;
  /** Group of the API that the workload belongs to. */
  group: string;
  /** Instances that are wanted. */
  desired: number;
  /** Thousandths of a processor; null where that cannot be read. */
  requested: number | null;
  /** Names of the nodes that its instances are on; undefined where instances cannot be seen. */
  nodes: ReadonlySet<string> | undefined;
}

/** What all that runs in the seen namespaces asks for at a moment. */
export interface Demand {
  workloads: WorkloadDemand[];
  /** Undefined where instances cannot be seen. */
  all: { requested: number | null; workloads: number } | undefined;
}

/** A sum in which what is not known makes all of it unknown. */
export function addRequests(
  one: number | null,
  other: number | null,
): number | null {
  return one === null || other === null ? null : one + other;
}
