/**
 * Writes the objects that a real cluster writes while somebody works on one Deployment: each change is a version of one object, as a watch brings it. The real
 * cluster is the judge elsewhere; here its objects come in any number and order.
 */

/** A change of one object. */
export interface SimulatedEvent {
  stream: 'deployments' | 'replicasets' | 'pods';
  type: 'changed' | 'deleted';
  object: SimulatedObject;
}

/** As much of an object as it has. */
export interface SimulatedObject {
  metadata: {
    uid: string;
    name: string;
    namespace: string;
    resourceVersion: string;
    creationTimestamp: string;
    [key: string]: unknown;
  };
  [key: string]: unknown;
}

interface Version {
  image: string;
  mode: string;
}

interface SimulatedReplicaSet {
  uid: string;
  name: string;
  version: Version;
  created: number;
  revision: number;
  history: number[];
  pods: Map<string, { created: number; ready: boolean; crashing: boolean }>;
}

const NAMESPACE = 'shop';

/** See the top of the file. */
export class SimulatedDeployment {
  readonly events: SimulatedEvent[] = [];
  readonly uid: string;
  private clock: number;
  private version = 100;
  private generation = 0;
  private observedGeneration = 0;
  private replicas = 2;
  private template: Version = { image: 'shop/app:0', mode: 'a' };
  private revision: number | undefined;
  private progressing: Record<string, string> | undefined;
  private available: Record<string, string> | undefined;
  private readonly created: number;
  private readonly sets: SimulatedReplicaSet[] = [];
  private names = 0;

  constructor(options: { name: string; startMs: number }) {
    this.uid = `uid-${options.name}`;
    this.clock = options.startMs;
    this.created = this.clock;
  }

  /** Somebody applies a version, or goes back to one; the controller begins. */
  apply(version: Version): void {
    this.pass();
    this.template = version;
    this.generation += 1;
    this.writeDeployment();
    const newest = Math.max(0, ...this.sets.map(set => set.revision));
    let current = this.sets.find(
      set =>
        set.version.image === version.image &&
        set.version.mode === version.mode,
    );
    if (!current) {
      this.names += 1;
      current = {
        uid: `${this.uid}-rs-${this.names}`,
        name: `app-${this.names}`,
        version,
        created: this.clock,
        revision: newest + 1,
        history: [],
        pods: new Map(),
      };
      this.sets.push(current);
      this.writeReplicaSet(current);
    } else if (current.revision !== newest) {
      current.history.push(current.revision);
      current.revision = newest + 1;
      this.writeReplicaSet(current);
    }
    this.revision = current.revision;
    this.writeDeployment();
    this.observedGeneration = this.generation;
    if (!this.isComplete(current)) {
      const message = `ReplicaSet "${current.name}" is progressing.`;
      this.progress('True', 'ReplicaSetUpdated', message);
    }
    this.writeDeployment();
  }

  /** The controller goes all the way: new pods, ready, old ones gone, success. */
  finish(): void {
    const current = this.current();
    for (
      let missing = this.replicas - current.pods.size;
      missing > 0;
      missing--
    ) {
      this.addPod(current);
    }
    for (const [uid, pod] of current.pods) {
      this.pass();
      pod.ready = true;
      pod.crashing = false;
      this.writePod(current, uid);
      this.writeReplicaSet(current);
      this.writeDeployment();
    }
    for (const set of this.sets) {
      if (set === current) continue;
      for (const uid of [...set.pods.keys()]) this.removePod(set, uid);
      this.writeReplicaSet(set);
    }
    this.writeDeployment();
  }

  /** Half the way, no further. */
  begin(): void {
    const current = this.current();
    if (current.pods.size < this.replicas) this.addPod(current);
  }

  /** The new pods crash again and again. */
  crash(): void {
    const current = this.current();
    if (current.pods.size < this.replicas) this.addPod(current);
    for (const [uid, pod] of current.pods) {
      if (pod.ready) continue;
      this.pass();
      pod.crashing = true;
      this.writePod(current, uid);
    }
  }

  /** The deadline is exceeded, if the rollout is not done. */
  exceedDeadline(): void {
    const current = this.current();
    if (this.isComplete(current)) return;
    this.pass();
    this.progress(
      'False',
      'ProgressDeadlineExceeded',
      `ReplicaSet "${current.name}" has timed out progressing.`,
    );
    this.writeDeployment();
  }

  /** All instances fail at once, and those of the current version recover if they are to. */
  fail(options: { recover: boolean }): void {
    for (const set of this.sets) {
      for (const [uid, pod] of set.pods) {
        if (!pod.ready) continue;
        this.pass();
        pod.ready = false;
        this.writePod(set, uid);
      }
      this.writeReplicaSet(set);
    }
    this.writeDeployment();
    if (options.recover) this.finish();
  }

  scale(replicas: number): void {
    this.pass();
    this.replicas = replicas;
    this.generation += 1;
    this.writeDeployment();
    const current = this.current();
    while (current.pods.size > replicas) {
      this.removePod(current, [...current.pods.keys()][current.pods.size - 1]);
    }
    while (current.pods.size < replicas) this.addPod(current);
    for (const [uid, pod] of current.pods) {
      pod.ready = true;
      pod.crashing = false;
      this.writePod(current, uid);
    }
    this.writeReplicaSet(current);
    this.observedGeneration = this.generation;
    this.writeDeployment();
  }

  /** What a list would tell now, by stream. */
  objects(stream: SimulatedEvent['stream']): SimulatedObject[] {
    const newest = new Map<string, SimulatedEvent>();
    for (const event of this.events) {
      if (event.stream === stream) newest.set(event.object.metadata.uid, event);
    }
    return [...newest.values()]
      .filter(({ type }) => type === 'changed')
      .map(({ object }) => object);
  }

  get now(): number {
    return this.clock;
  }

  private current(): SimulatedReplicaSet {
    return this.sets.reduce((a, b) => (a.revision > b.revision ? a : b));
  }

  private isComplete(current: SimulatedReplicaSet): boolean {
    const ready = [...current.pods.values()].filter(pod => pod.ready).length;
    const total = this.sets.reduce((sum, set) => sum + set.pods.size, 0);
    return ready === this.replicas && total === this.replicas;
  }

  /** As the controller does: a stamp of success that stands is not touched. */
  private succeed(current: SimulatedReplicaSet): void {
    if (this.progressing?.reason === 'NewReplicaSetAvailable') return;
    this.progress(
      'True',
      'NewReplicaSetAvailable',
      `ReplicaSet "${current.name}" has successfully progressed.`,
    );
  }

  private progress(status: string, reason: string, message: string): void {
    const stamp = this.stamp(this.clock);
    this.progressing = {
      type: 'Progressing',
      status,
      reason,
      message,
      lastUpdateTime: stamp,
      lastTransitionTime: stamp,
    };
  }

  /** As the controller does with its default of a quarter that may be missing. */
  private noteAvailable(ready: number): void {
    const least = this.replicas - Math.floor(this.replicas / 4);
    const status = ready >= least ? 'True' : 'False';
    if (this.available?.status === status) return;
    this.available = {
      type: 'Available',
      status,
      reason: status === 'True' ? 'MinimumReplicasAvailable' : 'TooFew',
      message: '',
      lastTransitionTime: this.stamp(this.clock),
    };
  }

  private addPod(set: SimulatedReplicaSet): void {
    this.pass();
    this.names += 1;
    const uid = `${set.uid}-pod-${this.names}`;
    set.pods.set(uid, { created: this.clock, ready: false, crashing: false });
    this.writePod(set, uid);
    this.writeReplicaSet(set);
    this.writeDeployment();
  }

  private removePod(set: SimulatedReplicaSet, uid: string): void {
    this.pass();
    this.writePod(set, uid, 'deleted');
    set.pods.delete(uid);
    this.writeReplicaSet(set);
    this.writeDeployment();
  }

  private pass(): void {
    this.clock += 1_000;
  }

  private stamp(ms: number): string {
    return `${new Date(ms).toISOString().slice(0, 19)}Z`;
  }

  private write(
    stream: SimulatedEvent['stream'],
    type: SimulatedEvent['type'],
    identity: { uid: string; name: string; created: number },
    metadata: Record<string, unknown>,
    rest: Record<string, unknown>,
  ): void {
    this.version += 1;
    this.events.push({
      stream,
      type,
      object: {
        metadata: {
          uid: identity.uid,
          name: identity.name,
          namespace: NAMESPACE,
          resourceVersion: String(this.version),
          creationTimestamp: this.stamp(identity.created),
          managedFields: [{ time: this.stamp(this.clock) }],
          ...metadata,
        },
        ...rest,
      },
    });
  }

  private writeDeployment(): void {
    const current = this.sets.length > 0 ? this.current() : undefined;
    const settled = this.observedGeneration === this.generation;
    // The counts and the stamp come in one write.
    if (current && settled && this.isComplete(current)) this.succeed(current);
    const pods = this.sets.flatMap(set => [...set.pods.values()]);
    const updated = this.sets.find(set => set.revision === this.revision);
    const ready = pods.filter(pod => pod.ready).length;
    if (settled) this.noteAvailable(ready);
    this.write(
      'deployments',
      'changed',
      { uid: this.uid, name: 'app', created: this.created },
      {
        generation: this.generation,
        labels: { app: 'app' },
        annotations: this.revision && {
          'deployment.kubernetes.io/revision': String(this.revision),
        },
      },
      {
        spec: { replicas: this.replicas, template: template(this.template) },
        status: {
          observedGeneration: this.observedGeneration,
          replicas: pods.length,
          updatedReplicas: updated?.pods.size ?? 0,
          readyReplicas: ready,
          availableReplicas: ready,
          conditions: [this.available, this.progressing].filter(Boolean),
        },
      },
    );
  }

  private writeReplicaSet(set: SimulatedReplicaSet): void {
    this.write(
      'replicasets',
      'changed',
      set,
      {
        annotations: {
          'deployment.kubernetes.io/revision': String(set.revision),
          ...(set.history.length > 0 && {
            'deployment.kubernetes.io/revision-history': set.history.join(','),
          }),
        },
        ownerReferences: [
          {
            apiVersion: 'apps/v1',
            kind: 'Deployment',
            controller: true,
            uid: this.uid,
            name: 'app',
          },
        ],
      },
      {
        spec: { template: template(set.version) },
        status: {
          readyReplicas: [...set.pods.values()].filter(pod => pod.ready).length,
        },
      },
    );
  }

  private writePod(
    set: SimulatedReplicaSet,
    uid: string,
    type: SimulatedEvent['type'] = 'changed',
  ): void {
    const pod = set.pods.get(uid);
    if (!pod) return;
    const stamp = this.stamp(this.clock);
    this.write(
      'pods',
      type,
      { uid, name: uid, created: pod.created },
      {
        ownerReferences: [
          {
            apiVersion: 'apps/v1',
            kind: 'ReplicaSet',
            controller: true,
            uid: set.uid,
            name: set.name,
          },
        ],
      },
      {
        status: {
          conditions: [
            {
              type: 'Ready',
              status: pod.ready ? 'True' : 'False',
              lastTransitionTime: stamp,
            },
          ],
          containerStatuses: [
            {
              name: 'main',
              ready: pod.ready,
              restartCount: pod.crashing ? 3 : 0,
              imageID: `shop/app@sha256:${set.version.image
                .slice(-1)
                .repeat(64)}`,
              state: pod.crashing
                ? { waiting: { reason: 'CrashLoopBackOff' } }
                : { running: {} },
              lastState: pod.crashing
                ? { terminated: { exitCode: 1, finishedAt: stamp } }
                : {},
            },
          ],
        },
      },
    );
  }
}

function template({ image, mode }: Version) {
  return {
    metadata: { labels: { app: 'app' } },
    spec: {
      containers: [
        { name: 'main', image, env: [{ name: 'MODE', value: mode }] },
      ],
    },
  };
}
