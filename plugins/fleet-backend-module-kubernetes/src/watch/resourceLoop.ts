/**
 * Keeps one resource of a cluster (or of one namespace) up to date: lists, then watches from the version of the list, comes back after troubles from the last
 * version it saw, and lists again only when the server has forgotten that. It never ends by itself; what ails it is told through `problem()`.
 */
import type { Instant, Problem } from '@landfall/backstage-plugin-fleet-common';
import type { Clock } from '@landfall/backstage-plugin-fleet-node';
import type { ClusterApi } from '../client/clusterApi';
import { ClusterError } from '../client/errors';
import { listResource } from '../client/list';
import { qualifiedName, type Resource } from '../client/resource';
import { versionOf, watchResource, type WatchEvent } from '../client/watch';
import {
  LAST_PLACE,
  MalformedObjectError,
  type ListInProgress,
  type ResourceSink,
} from '../workloads/types';
import { missingVerb } from './missingVerb';
import { Refusals } from './refusals';
import { sleep } from './sleep';
import { retryPauseMs, type WatchTimings } from './timings';
import type { Versions } from './versions';

/** What a loop needs. */
export interface ResourceLoopOptions {
  cluster: string;
  api: Pick<ClusterApi, 'text' | 'stream'>;
  sink: ResourceSink;
  namespace?: string;
  fieldSelector?: string;
  /** Where an earlier loop of the same resource stood. */
  resume?: LoopPosition;
  /** Until when the resource was watched before a restart; null if it never was. */
  watchedUntil: Instant | null;
  versions: Versions;
  timings: WatchTimings;
  clock: Clock;
  random: () => number;
  signal: AbortSignal;
  /** Something arrived. */
  onChange(): void;
  /** A request failed. */
  onTrouble(error: ClusterError): void;
}

/** Where a loop stands: from there another one can go on without a gap. */
export interface LoopPosition {
  resourceVersion: string | undefined;
  lastContact: Instant | null;
}

/** See the top of the file. */
export class ResourceLoop {
  private current: ListInProgress | undefined;
  private isSettled = false;
  private resourceVersion: string | undefined;
  private lastContact: Instant | null;
  private trouble:
    | { since: Instant; error: ClusterError; verb: 'list' | 'watch' }
    | undefined;
  private readonly refusals: Refusals;
  private relistedAt = -Infinity;
  /** Something that a watch told was lost. */
  private owesList = false;
  private hadList: boolean;
  private settle: () => void = () => {};
  /** Resolves when it is known what this loop can see: after the first list or the first failure. */
  readonly settled: Promise<void>;

  constructor(private readonly options: ResourceLoopOptions) {
    const { resume, sink, cluster } = options;
    this.resourceVersion = resume?.resourceVersion;
    this.lastContact = resume?.lastContact ?? options.watchedUntil;
    this.hadList = resume?.resourceVersion !== undefined;
    this.refusals = new Refusals({ resource: sink.resource, cluster });
    this.settled = new Promise(resolve => {
      this.settle = () => {
        this.isSettled = true;
        resolve();
      };
    });
    if (this.hadList) this.settle();
  }

  get position(): LoopPosition {
    return {
      resourceVersion: this.resourceVersion,
      lastContact: this.lastContact,
    };
  }

  /** Whether a list is being read: until it is whole, nothing can be concluded of what changed. */
  get listing(): boolean {
    return this.current !== undefined;
  }

  /** Up to where the first list has come; undefined while nothing can be said of that. */
  get reached(): string | undefined {
    if (this.current) return this.current.reached();
    return this.isSettled ? LAST_PLACE : undefined;
  }

  /** Takes over a part of the list that is being read. */
  commitBefore(place: string): void {
    this.current?.commitBefore(place, {
      from: this.lastContact,
      to: this.options.clock.now(),
    });
  }

  /** What it lists and watches. */
  get resource(): Resource {
    return this.options.sink.resource;
  }

  /** Whether it knows how things stand, if not of this moment: it may have to list again and again. */
  get knows(): boolean {
    const trouble = this.telling();
    return (
      this.hadList &&
      (!trouble ||
        (trouble.verb === 'watch' && trouble.error.kind === 'forbidden'))
    );
  }

  /** Whether it sees everything that there is. */
  get complete(): boolean {
    return (
      this.hadList &&
      this.telling() === undefined &&
      this.refusals.problem() === undefined
    );
  }

  /** Whether the server forbids it. */
  get forbidden(): boolean {
    return this.trouble?.error.kind === 'forbidden';
  }

  /** What ails it, for people. */
  problems(): Problem[] {
    const refused = this.refusals.problem();
    const trouble = this.telling();
    return [
      ...(trouble ? [this.describe(trouble)] : []),
      ...(refused ? [refused] : []),
    ];
  }

  /** Runs until the signal is aborted. */
  async run(): Promise<void> {
    const { signal, timings, random, onTrouble } = this.options;
    let failures = 0;
    while (!signal.aborted) {
      let verb: 'list' | 'watch' = 'list';
      try {
        if (this.resourceVersion === undefined) await this.list();
        verb = 'watch';
        const openedFor = await this.watch();
        failures = 0;
        // A server that ends every watch at once is not to be asked without pause.
        if (openedFor < 1_000) await sleep(1_000, signal);
      } catch (error) {
        if (signal.aborted) return;
        if (!(error instanceof ClusterError)) throw error;
        if (error.kind === 'gone' && this.resourceVersion !== undefined) {
          // Forgotten: what happened since is learnt from a list.
          this.resourceVersion = undefined;
          failures += 1;
          if (failures === 1) continue;
        } else {
          failures += 1;
          this.fail(error, verb);
          onTrouble(error);
        }
        if (error.kind === 'forbidden') {
          // Without the right to watch, looking again and again is what is left.
          this.resourceVersion = undefined;
          await sleep(timings.forbiddenMs * (1 - random() / 10), signal);
        } else {
          const pause = retryPauseMs(failures, timings.retry, random);
          await sleep(Math.max(error.retryAfterMs ?? 0, pause), signal);
        }
      }
    }
  }

  private async list(): Promise<void> {
    const { sink, namespace, api, clock, versions, onChange } = this.options;
    try {
      this.beginList();
      const resourceVersion = await listResource({
        api,
        resource: sink.resource,
        namespace,
        fieldSelector: this.options.fieldSelector,
        signal: this.options.signal,
        cluster: this.options.cluster,
        onPage: (items, version) => {
          versions.note(version);
          for (const item of items) {
            this.reading(() => this.current?.add(item));
          }
        },
        onRestart: () => this.beginList(),
      });
      this.resourceVersion = resourceVersion;
      this.current?.commit({ from: this.lastContact, to: clock.now() });
      this.lastContact = clock.now();
      this.hadList = true;
      this.owesList = false;
      if (this.trouble?.verb === 'list') this.trouble = undefined;
    } finally {
      this.current = undefined;
    }
    this.settle();
    onChange();
  }

  private beginList(): void {
    const { sink, namespace } = this.options;
    this.refusals.clear();
    this.current = sink.beginList(namespace);
  }

  /** One watch request; gives how long it was open, ms. */
  private async watch(): Promise<number> {
    const { timings, random, clock, sink, namespace } = this.options;
    let opened: number | undefined;
    const events = watchResource({
      api: this.options.api,
      resource: sink.resource,
      namespace,
      fieldSelector: this.options.fieldSelector,
      resourceVersion: this.resourceVersion ?? '',
      timeoutSeconds: Math.ceil(timings.watchSeconds * (1 - random() / 4)),
      signal: this.options.signal,
      cluster: this.options.cluster,
      onOpen: () => {
        opened = performance.now();
        this.trouble = undefined;
      },
    });
    for await (const event of events) {
      const goesOn = this.take(event);
      // From where something was lost, nothing is seen until a list tells it.
      if (!this.owesList) this.lastContact = clock.now();
      if (!goesOn) break;
    }
    return opened === undefined ? 0 : performance.now() - opened;
  }

  /** Takes an event over; false when a list must tell what it told. */
  private take(event: WatchEvent): boolean {
    const { sink, clock, versions, timings, onChange } = this.options;
    if (event.type === 'MALFORMED') {
      this.refusals.refuseLine();
      this.owesList = true;
    }
    if (
      this.owesList &&
      performance.now() - this.relistedAt >= timings.relistMs
    ) {
      this.relistedAt = performance.now();
      this.resourceVersion = undefined;
      return false;
    }
    if (event.type === 'MALFORMED') return true;
    if (event.type === 'BOOKMARK') {
      this.resourceVersion = event.resourceVersion;
      versions.note(event.resourceVersion);
      return true;
    }
    const { object } = event;
    const resourceVersion = versionOf(object);
    versions.note(resourceVersion);
    const type = event.type === 'DELETED' ? 'deleted' : 'changed';
    this.reading(() => {
      sink.apply(type, object, { by: 'watch', now: clock.now() });
      this.refusals.accept(object);
    });
    // Only now: what was not taken over is asked for again.
    if (resourceVersion !== undefined) this.resourceVersion = resourceVersion;
    onChange();
    return true;
  }

  /** Reads an object; one that cannot be read is counted, and the others go on. */
  private reading(read: () => void): void {
    try {
      read();
    } catch (error) {
      if (!(error instanceof MalformedObjectError)) throw error;
      this.refusals.refuse(error);
    }
  }

  private fail(error: ClusterError, verb: 'list' | 'watch'): void {
    const since = this.trouble?.since ?? this.options.clock.now();
    this.trouble = { since, error, verb };
    this.settle();
  }

  /** The trouble, once it has lasted long enough to be told. */
  private telling() {
    const { trouble } = this;
    if (!trouble) return undefined;
    const lasts = this.options.clock.now() - trouble.since;
    const atOnce = !this.hadList || trouble.error.kind === 'forbidden';
    return atOnce || lasts >= this.options.timings.troubleMs
      ? trouble
      : undefined;
  }

  private describe(trouble: { error: ClusterError; verb: string }): Problem {
    const { sink, namespace, cluster } = this.options;
    const { resource } = sink;
    const { error, verb } = trouble;
    if (error.kind === 'forbidden') {
      return missingVerb({ cluster, resource, verb, namespace });
    }
    const where =
      namespace === undefined ? '' : ` in the namespace ${namespace}`;
    return {
      text: `${qualifiedName(resource)}${where}: ${error.message}`,
      fix: error.fix,
    };
  }
}
