/**
 * A Helios that lives in virtual time, for histories at random: groups, rolling updates from host to host, hosts that join, histories of 30 events. It answers in the shapes
 * of the real one; a test holds it against recorded answers.
 */
import { createHash } from 'node:crypto';
import { HeliosError } from '../client/heliosError';
import type { MasterRequest } from '../client/masterClient';

const MOST_EVENTS = 30;

/** What a job is created with. */
export interface SimulatedJob {
  name: string;
  version: string;
  image?: string;
  env?: Record<string, string>;
  metadata?: Record<string, string>;
}

interface RawJob {
  id: string;
  image: string;
  created: number;
  env: Record<string, string>;
  metadata: Record<string, string>;
  token: string;
  [field: string]: unknown;
}

interface Task {
  goal: string;
  state: string;
  containerId: string | null;
  throttled: string;
}

interface Deployment {
  goal: string;
  deployerUser: string | null;
  deployerMaster?: string;
  deploymentGroupName?: string;
  jobId: string;
}

interface Event {
  host: string;
  timestamp: number;
  /** From when on the history tells of it, by the master's clock. */
  toldAt: number;
  status: Task & { job: RawJob };
}

interface Group {
  name: string;
  members: readonly string[] | undefined;
  job: string | null;
  reason: 'MANUAL' | 'HOSTS_CHANGED' | null;
  status: 'IDLE' | 'ROLLING_OUT' | 'ACTIVE' | 'FAILED';
  error: string | null;
  /** Hosts that the rolling update has still to go to. */
  left: string[];
  step: 'undeploy' | 'deploy' | 'await';
}

/** See the top of the file. */
export class SimulatedHelios {
  /** By the master's clock. */
  now: number;
  /** Paths that are refused: the master answers, but not that. */
  readonly refused = new Set<string>();
  /** How much later than what a job does its history tells of it, by host; at once by default. */
  readonly historyLateMs = new Map<string, number>();
  /** Method and path of every request. */
  readonly requests: string[] = [];
  private readonly jobs = new Map<string, RawJob>();
  private readonly deployments = new Map<string, Map<string, Deployment>>();
  private readonly tasks = new Map<string, Map<string, Task>>();
  private readonly events = new Map<string, Map<string, Event[]>>();
  private readonly groups = new Map<string, Group>();
  private readonly hosts = new Map<string, { up: boolean; skewMs: number }>();
  private containers = 0;

  constructor(options: { now: number; hosts: Record<string, number> }) {
    this.now = options.now;
    for (const [host, skewMs] of Object.entries(options.hosts)) {
      this.hosts.set(host, { up: true, skewMs });
    }
  }

  /** Gives the full id. */
  createJob({ name, version, image, env, metadata }: SimulatedJob): string {
    const hash = createHash('sha1')
      .update(JSON.stringify([name, version, image, env, metadata]))
      .digest('hex');
    const id = `${name}:${version}:${hash}`;
    this.jobs.set(id, {
      id,
      image: image ?? `example/${name}:${version}`,
      hostname: null,
      created: this.now,
      command: [],
      env: env ?? { DB_PASSWORD: 'example-only' },
      resources: null,
      ports: {},
      registration: {},
      gracePeriod: null,
      volumes: {},
      expires: null,
      registrationDomain: '',
      creatingUser: 'alice',
      token: 'example-token',
      healthCheck: null,
      securityOpt: [],
      networkMode: null,
      metadata: metadata ?? { team: 'demo' },
      addCapabilities: [],
      dropCapabilities: [],
      secondsToWaitBeforeKill: null,
    });
    this.deployments.set(id, new Map());
    this.tasks.set(id, new Map());
    this.events.set(id, new Map());
    return id;
  }

  /** Only what is deployed nowhere can be removed. */
  removeJob(id: string): boolean {
    if ((this.deployments.get(id)?.size ?? 0) > 0) return false;
    for (const map of [this.jobs, this.deployments, this.tasks, this.events]) {
      map.delete(id);
    }
    return true;
  }

  /** By hand, and running at once. */
  deploy(id: string, host: string): void {
    this.put(id, host, { deployerUser: 'bob' });
    this.run(id, host);
  }

  undeploy(id: string, host: string): void {
    const task = this.tasks.get(id)?.get(host);
    this.deployments.get(id)?.delete(host);
    this.tasks.get(id)?.delete(host);
    // Of what had stopped before, no history tells.
    if (!task || task.state === 'STOPPED') return;
    this.tell(id, host, { ...task, goal: 'UNDEPLOY', state: 'STOPPING' });
    this.tell(id, host, { ...task, goal: 'UNDEPLOY', state: 'STOPPED' });
  }

  /** It stays deployed, and does not run. */
  halt(id: string, host: string): void {
    const task = this.tasks.get(id)?.get(host);
    const deployment = this.deployments.get(id)?.get(host);
    if (!task || !deployment) return;
    deployment.goal = 'STOP';
    const halted = { ...task, goal: 'STOP', state: 'STOPPED' };
    this.tasks.get(id)?.set(host, halted);
    this.tell(id, host, halted);
  }

  /** Its container ends, and a new one is started. */
  crash(id: string, host: string): void {
    const task = this.tasks.get(id)?.get(host);
    if (task?.state !== 'RUNNING') return;
    this.tell(id, host, { ...task, state: 'EXITED' });
    this.run(id, host);
  }

  /** An agent tells of what runs once more. */
  restartAgent(host: string): void {
    for (const [id, tasks] of this.tasks) {
      const task = tasks.get(host);
      if (task) this.tell(id, host, task);
    }
  }

  setUp(host: string, up: boolean): void {
    const known = this.hosts.get(host);
    if (known) known.up = up;
    this.hostsChanged();
  }

  addHost(host: string): void {
    this.hosts.set(host, { up: true, skewMs: 0 });
    this.hostsChanged();
  }

  /** A group of these hosts; of all, also those that join, by default. */
  createGroup(name: string, members?: readonly string[]): void {
    this.groups.set(name, {
      name,
      members,
      job: null,
      reason: null,
      status: 'IDLE',
      error: '',
      left: [],
      step: 'undeploy',
    });
  }

  removeGroup(name: string): void {
    this.groups.delete(name);
  }

  rollingUpdate(name: string, job: string): void {
    this.roll(name, job, 'MANUAL');
  }

  stop(name: string): void {
    const group = this.groups.get(name);
    if (group?.status === 'ROLLING_OUT') fail(group, 'Stopped by user');
  }

  groupOf(name: string): Pick<Group, 'status' | 'reason'> | undefined {
    return this.groups.get(name);
  }

  /** One step of every rolling update. */
  step(): void {
    for (const group of this.groups.values()) {
      if (group.status === 'ROLLING_OUT') this.advance(group);
    }
  }

  /** Until nothing rolls out. */
  settle(): void {
    while ([...this.groups.values()].some(g => g.status === 'ROLLING_OUT')) {
      this.now += 1_000;
      this.step();
    }
  }

  /** How many events the history of a job holds. */
  eventsOf(id: string): number {
    const hosts = this.events.get(id)?.values() ?? [];
    return [...hosts].reduce((sum, events) => sum + events.length, 0);
  }

  /** As a client of a master answers. */
  readonly client = {
    json: async (request: MasterRequest): Promise<unknown> => {
      const { path, body } = request;
      this.requests.push(`${body === undefined ? 'GET' : 'POST'} ${path}`);
      if (this.refused.has(path)) throw refusal('refused', path, 500);
      const value = this.answer(path, body);
      if (value === undefined) throw refusal('absent', path, 404);
      return JSON.parse(JSON.stringify(value));
    },
    close: async () => {},
  };

  /** The answer to a request; undefined for what is not there. */
  answer(path: string, body: unknown): unknown {
    if (path === '/jobs') return Object.fromEntries(this.jobs);
    if (path === '/hosts') return [...this.hosts.keys()];
    if (path === '/deployment-group') return [...this.groups.keys()];
    if (path === '/jobs/statuses') {
      return fromNames(body, id => this.jobStatus(id));
    }
    if (path === '/hosts/statuses') {
      return fromNames(body, host => this.hostStatus(host));
    }
    const [, first, second, third] = path.split('/');
    if (first === 'deployment-group' && third === 'status') {
      return this.groupStatus(decodeURIComponent(second));
    }
    if (first === 'history' && second === 'jobs') return this.history(third);
    return undefined;
  }

  private jobStatus(id: string): unknown {
    const job = this.jobs.get(id);
    return (
      job && {
        job,
        taskStatuses: fromMap(this.tasks.get(id), task => this.full(job, task)),
        deployments: fromMap(this.deployments.get(id), value => value),
      }
    );
  }

  private hostStatus(host: string): unknown {
    const known = this.hosts.get(host);
    return (
      known && {
        ...this.jobsOn(host),
        status: known.up ? 'UP' : 'DOWN',
        hostInfo: {
          cpus: 2,
          loadAvg: Math.abs(Math.sin(this.now)),
          memoryTotalBytes: 1_000_000_000,
          memoryFreeBytes: 1_000 + (this.now % 1_000),
        },
        agentInfo: { uptime: this.now },
        environment: {},
        labels: { role: 'web' },
      }
    );
  }

  private jobsOn(host: string) {
    const jobs: Record<string, Deployment> = {};
    const statuses: Record<string, Event['status']> = {};
    for (const [id, job] of this.jobs) {
      const deployment = this.deployments.get(id)?.get(host);
      const task = this.tasks.get(id)?.get(host);
      if (deployment) jobs[id] = deployment;
      if (task) statuses[id] = this.full(job, task);
    }
    return { jobs, statuses };
  }

  private groupStatus(name: string): unknown {
    const group = this.groups.get(name);
    if (!group) return undefined;
    const { job, reason, status, error } = group;
    const state = status === 'ACTIVE' ? 'DONE' : status;
    return {
      deploymentGroup: {
        name,
        hostSelectors: [],
        ...(reason && {
          rolloutOptions: { timeout: 60, token: 'example-token' },
          rollingUpdateReason: reason,
        }),
        ...(job && { jobId: job }),
      },
      status,
      error,
      hostStatuses: this.upHosts(group).map(host => ({
        host,
        ...this.groupsJobOn(name, host),
      })),
      deploymentGroupStatus: status === 'IDLE' ? null : { state, error },
    };
  }

  private groupsJobOn(name: string, host: string) {
    for (const [id, hosts] of this.deployments) {
      if (hosts.get(host)?.deploymentGroupName === name) {
        const state = this.tasks.get(id)?.get(host)?.state ?? null;
        return { jobId: id, state };
      }
    }
    return { jobId: null, state: null };
  }

  private history(id: string): unknown {
    const hosts = this.events.get(id);
    if (!hosts) return { events: [], status: 'JOB_ID_NOT_FOUND' };
    const events = [...hosts.values()]
      .flat()
      .filter(({ toldAt }) => toldAt <= this.now)
      .map(({ toldAt: _, ...event }) => event);
    events.sort((a, b) => a.timestamp - b.timestamp);
    return { events, status: 'OK' };
  }

  private full(job: RawJob, task: Task): Event['status'] {
    return {
      ...task,
      job,
      ports: {},
      env: job.env,
      containerError: '',
    } as Event['status'];
  }

  private upHosts({ members }: Group): string[] {
    const all = [...this.hosts].flatMap(([host, { up }]) => (up ? host : []));
    return members ? all.filter(host => members.includes(host)) : all;
  }

  private hostsChanged(): void {
    for (const group of this.groups.values()) {
      if (group.job !== null && group.status === 'ACTIVE') {
        this.roll(group.name, group.job, 'HOSTS_CHANGED');
      }
    }
  }

  private roll(name: string, job: string, reason: Group['reason']): void {
    const group = this.groups.get(name);
    if (!group) return;
    Object.assign(group, {
      job,
      reason,
      status: 'ROLLING_OUT',
      error: null,
      left: this.upHosts(group),
      step: 'undeploy',
    });
  }

  /** One host after the other: the old one is taken away, the new one put there, and waited for. */
  private advance(group: Group): void {
    const [host] = group.left;
    const { job } = group;
    if (host === undefined || job === null) {
      Object.assign(group, { status: 'ACTIVE', error: null });
      return;
    }
    if (group.step === 'undeploy') {
      for (const [id, hosts] of this.deployments) {
        const owner = hosts.get(host)?.deploymentGroupName;
        if (owner === group.name && id !== job) this.undeploy(id, host);
      }
      group.step = 'deploy';
    } else if (group.step === 'deploy') {
      if (!this.deployments.get(job)?.has(host)) {
        this.put(job, host, {
          deployerUser: null,
          deployerMaster: 'm1',
          deploymentGroupName: group.name,
        });
      }
      group.step = 'await';
    } else {
      this.await(group, job, host);
    }
  }

  private await(group: Group, job: string, host: string): void {
    const state = this.tasks.get(job)?.get(host)?.state;
    if (state === 'PULLING_IMAGE') this.run(job, host);
    if (this.tasks.get(job)?.get(host)?.state !== 'RUNNING') {
      fail(group, `${host}: timed out waiting for job to reach state RUNNING`);
      return;
    }
    group.left.shift();
    group.step = 'undeploy';
  }

  private put(id: string, host: string, by: Partial<Deployment>): void {
    this.deployments
      .get(id)
      ?.set(host, { goal: 'START', deployerUser: null, ...by, jobId: id });
    this.become(id, host, 'PULLING_IMAGE', null);
  }

  private run(id: string, host: string): void {
    if (this.jobs.get(id)?.image.includes('missing')) {
      this.become(id, host, 'FAILED', null);
      return;
    }
    this.containers += 1;
    const containerId = String(this.containers);
    for (const state of ['CREATING', 'STARTING', 'RUNNING']) {
      this.become(id, host, state, containerId);
    }
  }

  private become(
    id: string,
    host: string,
    state: string,
    containerId: string | null,
  ): void {
    const task: Task = { goal: 'START', state, containerId, throttled: 'NO' };
    this.tasks.get(id)?.set(host, task);
    this.tell(id, host, task);
  }

  private tell(id: string, host: string, task: Task): void {
    const job = this.jobs.get(id);
    const hosts = this.events.get(id);
    if (!job || !hosts) return;
    const events = hosts.get(host) ?? [];
    hosts.set(host, events);
    // Two events of one agent are never of one moment.
    this.now += 1;
    const timestamp = this.now + (this.hosts.get(host)?.skewMs ?? 0);
    const toldAt = Math.max(
      this.now + (this.historyLateMs.get(host) ?? 0),
      events.at(-1)?.toldAt ?? 0,
    );
    events.push({ host, timestamp, toldAt, status: this.full(job, task) });
    events.splice(0, events.length - MOST_EVENTS);
  }
}

function fail(group: Group, error: string): void {
  Object.assign(group, { status: 'FAILED', error, left: [] });
}

function refusal(
  kind: 'refused' | 'absent',
  path: string,
  status: number,
): HeliosError {
  const message = `Helios master of test answers ${path} with status ${status}`;
  return new HeliosError(kind, message, { fix: 'Look.', status });
}

function fromNames(body: unknown, look: (name: string) => unknown): unknown {
  const names = Array.isArray(body) ? body : [];
  return Object.fromEntries(
    names
      .map(name => [name, look(String(name))])
      .filter(([, value]) => value !== undefined),
  );
}

function fromMap<T, R>(
  map: ReadonlyMap<string, T> | undefined,
  value: (item: T) => R,
): Record<string, R> {
  return Object.fromEntries(
    [...(map ?? [])].map(([key, item]) => [key, value(item)]),
  );
}
