import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import type {
  Observation,
  ObservationInput,
} from '@landfall/backstage-plugin-fleet-node';
import type { Demand } from '../capacity/demand';
import type { Resource } from '../client/resource';

/** How something was seen: by an unbroken watch at that moment, or found by a list, some time after it happened. */
export interface Sight {
  by: 'watch' | 'list';
  /** When, by our clock. */
  now: Instant;
  /** Of a list: until then everything was seen; null if it never was. */
  from?: Instant | null;
}

/** A time in which a resource was not watched. */
export interface Gap {
  /** Until then everything was seen; null if it never was. */
  from: Instant | null;
  /** Then a list told how things stand. */
  to: Instant;
}

/** Where the objects of a namespace stand in a list of all: the API server gives them in this order. */
export function placeOf(namespace: string): string {
  return `${namespace}/`;
}

/** Behind every place. */
export const LAST_PLACE = '\uffff';

/** A list that is being read. */
export interface ListInProgress {
  /**
   * Takes one object as it came.
   *
   * @throws MalformedObjectError
   */
  add(object: unknown): void;
  /**
   * Up to where it has come: all objects whose {@link place} is before that are in. Undefined while nothing can be said: it has not begun, or its objects
   * do not come in order.
   */
  reached(): string | undefined;
  /** Takes over what is before a place, though the list goes on. */
  commitBefore(place: string, gap: Gap): void;
  /** The list is whole: what it does not hold is gone, except what was malformed. */
  commit(gap: Gap): void;
}

/** What one kind of workload wants to know about one resource. Objects are projected to a few fields before anything is kept. */
export interface ResourceSink {
  resource: Resource;
  /**
   * An object was added or changed, or was deleted.
   *
   * @throws MalformedObjectError
   */
  apply(type: 'changed' | 'deleted', object: unknown, sight: Sight): void;
  /** Begins a list of one namespace, or of all. */
  beginList(namespace: string | undefined): ListInProgress;
}

/**
 * Follows one kind of workload in one cluster: takes objects in, gives observations out. No network, no clock, no database.
 */
export interface WorkloadTracker {
  /** The first is of the workloads themselves. */
  sinks: readonly ResourceSink[];
  /** Takes over what was open before a restart. */
  restore(observation: Observation): void;
  /** Whether something waits to be looked at. */
  readonly dirty: boolean;
  /** Whether something is to be looked at again a little later, though nothing may change. */
  readonly waits: boolean;
  /** When something is to be looked at next, though nothing may change until then. */
  readonly dueAt: Instant | undefined;
  /** Makes what waits, and what is due, dirty. */
  lookAgain(now: Instant): void;
  /**
   * What all that runs asks for now; undefined while the workloads themselves cannot be seen.
   *
   * @param sees - whether objects of a resource are seen as they are now
   */
  demand(sees: (resource: Resource) => boolean): Demand | undefined;
  /**
   * Looks at what changed, and gives what there is to report of at most so many workloads.
   */
  drain(options: {
    now: Instant;
    version: number;
    workloads: number;
    /** Only those before this place; the others wait. */
    before?: string;
  }): ObservationInput[];
}

/** An object without a field that the API promises. */
export class MalformedObjectError extends Error {
  /** Its uid, if it has one. */
  readonly uid: string | undefined;
  /** How to name it: namespace and name, as far as known. */
  readonly object: string;
  /** What is missing. */
  readonly path: string;

  constructor(options: {
    uid: string | undefined;
    object: string;
    path: string;
  }) {
    super(`${options.object} has no usable ${options.path}`);
    this.name = 'MalformedObjectError';
    this.uid = options.uid;
    this.object = options.object;
    this.path = options.path;
  }
}
