import { Gateway, GatewayOptions } from '../network/gateway';
import { HeliosApi } from './apiClient';
import { DockerEngine } from './engine/startEngine';
import { HeliosGroupStatus, HeliosTaskStatus } from './objects';

/** What Helios cluster to start. */
export interface HeliosOptions {
  /** For messages and the folder; `testbed` by default. */
  name?: string;
  /** How many agents, `host-1` and so on with the label `role=web`, or which; 2 by default. */
  agents?: number | HeliosAgentOptions[];
  /** How many masters, `master-1` and so on; 1 by default. */
  masters?: number;
  /** Milliseconds after which an agent that was killed counts as down; 4,000 by default. */
  sessionTimeoutMs?: number;
  /** Milliseconds between two looks of an agent at its containers; 500 by default. */
  inspectEveryMs?: number;
  /** Milliseconds that slow images take (see `engine/imageBehaviour.ts`); 4,000 by default. */
  slowMs?: number;
}

/** One host. */
export interface HeliosAgentOptions {
  host: string;
  labels?: Record<string, string>;
}

/** Where a master listens. */
export interface HeliosMaster {
  name: string;
  /** The API. */
  url: string;
  /** For administrators: `/healthcheck`, `/metrics`. */
  adminUrl: string;
}

/** A running Helios cluster. */
export interface Helios {
  name: string;
  /** Where it keeps its files and logs. */
  folder: string;
  /** Address of the first master. */
  url: string;
  /** Address for administrators of the first master. */
  adminUrl: string;
  masters: HeliosMaster[];
  /** Names of the hosts. */
  hosts(): string[];
  /** A client of the first master that runs. */
  api: HeliosApi;
  /** The stand-in Docker engine of a host. It goes on when the agent ends, as a real one does. */
  engineOf(host: string): DockerEngine;

  /** Starts an agent, which comes back with the state that it had, or a new one. Waits until its host is up. */
  startAgent(
    host: string,
    options?: { labels?: Record<string, string> },
  ): Promise<void>;
  /** Asks an agent to end: its host is down at once. */
  stopAgent(host: string): Promise<void>;
  /** `kill -9`: its host is down once its session with ZooKeeper is over. */
  killAgent(host: string): Promise<void>;

  /** Stops a master, the first one by default. */
  stopMaster(options?: { master?: string; kill?: boolean }): Promise<void>;
  /** Starts it again, on the same ports. */
  startMaster(options?: { master?: string }): Promise<void>;
  restartMaster(options?: { master?: string; kill?: boolean }): Promise<void>;
  /** Lets a master hang, with its connections open. */
  freezeMaster(options?: { master?: string }): void;
  thawMaster(options?: { master?: string }): void;
  /** Without ZooKeeper masters know nothing. */
  stopZooKeeper(): Promise<void>;
  startZooKeeper(): Promise<void>;

  /** Starts a gateway before a master, the first one by default. It ends with the cluster. */
  startGateway(
    options?: GatewayOptions & { master?: string },
  ): Promise<Gateway>;

  /** Creates a group of the hosts with all these labels, and waits until the master knows its members: a rollout before that would reach none of them. */
  createGroup(options: {
    name: string;
    labels: Record<string, string>;
  }): Promise<void>;
  waitForHost(options: { host: string; status: 'UP' | 'DOWN' }): Promise<void>;
  /** Waits for the end of a rollout, or its beginning. */
  waitForGroup(options: {
    group: string;
    job: string;
    status: HeliosGroupStatus['status'];
    timeoutMs?: number;
  }): Promise<HeliosGroupStatus>;
  /** Waits until an agent tells of a job what is looked for. */
  waitForTask(options: {
    job: string;
    host: string;
    holds: (task: HeliosTaskStatus) => boolean;
    timeoutMs?: number;
  }): Promise<HeliosTaskStatus>;

  /** The processes that run now, by program. */
  processes(): Record<string, number>;
  /** Stops everything and removes the files. */
  stop(): Promise<void>;
}
