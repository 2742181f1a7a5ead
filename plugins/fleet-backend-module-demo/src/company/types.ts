import type { TargetRef } from '@landfall/backstage-plugin-fleet-node';
import type { DeliveryHabits } from '../delivery/habits';

/** Which company is made up. */
export interface CompanyOptions {
  seed: string;
  /** Number of teams, parents included. */
  teams: number;
  /** Number of services in the catalog. */
  services: number;
}

/** A team, or an area above teams. */
export interface DemoTeam {
  name: string;
  title: string;
  /** Name of the team above it. */
  parent: string | null;
  /** What its services are about. */
  things: readonly string[];
}

/** How often somebody changes a service. */
export type Rhythm = 'continuous' | 'daily' | 'weekly' | 'monthly' | 'dormant';

/** Whose changes reach workloads: a service, or something that runs and belongs to none. */
export interface DemoOwner {
  name: string;
  rhythm: Rhythm;
  /** Share of its releases that go wrong. */
  failRate: number;
  /** When its people work, in minutes of the UTC day. */
  officeHours: { fromMinute: number; toMinute: number };
}

/** A service of the catalog. */
export interface DemoService extends DemoOwner {
  title: string;
  description: string;
  /** Name of the team that owns it. */
  team: string;
  system: string;
  /** False when it is in the catalog only. */
  seen: boolean;
  /** Whether others call it, so that it has traffic and speaks a protocol. */
  serves: boolean;
  habits: DeliveryHabits;
}

/** When a workload was there, and when what it runs changed its ways; instants in ms since the epoch, infinite for never. */
export interface WorkloadLife {
  createdAt: number;
  /** From then on it has instances; before it is scaled to zero. */
  servingAt: number;
  /** From then on it is scaled to zero again. */
  idleAt: number;
  removedAt: number;
  /** From then until `backToRpcAt` its port speaks gRPC; null where it has none. */
  grpcAt: number | null;
  /** Somebody went back to the old protocol. */
  backToRpcAt: number;
}

/** Something that runs somewhere. */
export interface DemoWorkload {
  owner: DemoOwner;
  target: TargetRef;
  /** Where changes are tried first. */
  staging: boolean;
  /** Place in the order in which a change reaches the clusters of an environment, from 0. */
  order: number;
  /** Instances on an ordinary day. */
  replicas: number;
  /** Whether an autoscaler follows the load of the day. */
  autoscaled: boolean;
  /** Repository of its image. */
  image: string;
  labels: Readonly<Record<string, string>>;
  /** Left out for what is there since some day of 2024 and has no port. */
  life?: WorkloadLife;
}

/** Who is there and what runs where. */
export interface Company {
  teams: readonly DemoTeam[];
  services: readonly DemoService[];
  workloads: readonly DemoWorkload[];
}
