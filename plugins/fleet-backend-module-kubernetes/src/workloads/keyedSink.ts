/**
 * Keeps the projected objects of one resource by uid, and tells what changed. A list tells also what is gone, except what was malformed: of that we only know
 * that it is there.
 */
import type { Resource } from '../client/resource';
import { fields, nameOf, text } from './projection';
import {
  MalformedObjectError,
  placeOf,
  type Gap,
  type ListInProgress,
  type ResourceSink,
  type Sight,
} from './types';

/** What is kept has at least these. */
export interface Keyed {
  uid: string;
  namespace: string;
}

/** What a sink needs. */
export interface KeyedSinkOptions<T extends Keyed> {
  resource: Resource;
  /** Reads an object; undefined when it is not ours. @throws MalformedObjectError */
  project(object: unknown): T | undefined;
  /** Keeps what an earlier state told and the later does not. */
  fold?(state: T, before: T): T;
  changed(state: T, before: T | undefined, sight: Sight): void;
  deleted(before: T, sight: Sight): void;
  /** A part of a list is about to be taken over. */
  listing?(gap: Gap): void;
  /** A list of a namespace, or of all, was taken over. */
  listed?(list: {
    namespace: string | undefined;
    gap: Gap;
    /** Whether the list leaves room for an object: it held it, or something that could not be read. */
    mayHold(uid: string): boolean;
  }): void;
}

/** See the top of the file. */
export class KeyedSink<T extends Keyed> implements ResourceSink {
  readonly resource: Resource;
  private readonly objects = new Map<string, T>();

  constructor(private readonly options: KeyedSinkOptions<T>) {
    this.resource = options.resource;
  }

  apply(type: 'changed' | 'deleted', object: unknown, sight: Sight): void {
    if (type === 'deleted') {
      this.remove(this.uidOf(object), sight);
      return;
    }
    const state = this.options.project(object);
    if (state) this.put(state, sight);
    // It was ours and no longer is.
    else this.remove(this.uidOf(object), sight);
  }

  beginList(namespace: string | undefined): ListInProgress {
    const found: T[] = [];
    let taken = 0;
    let last: string | undefined;
    let ordered = true;
    const uids = new Set<string>();
    let nameless = false;
    // One without a uid could be any.
    const mayHold = (uid: string) => nameless || uids.has(uid);
    return {
      add: object => {
        const place = placeOf(
          text(fields(fields(object).metadata).namespace) ?? '',
        );
        ordered &&= last === undefined || place >= last;
        last = place;
        try {
          const state = this.options.project(object);
          if (!state) return;
          found.push(state);
          uids.add(state.uid);
        } catch (error) {
          if (error instanceof MalformedObjectError) {
            if (error.uid === undefined) nameless = true;
            else uids.add(error.uid);
          }
          throw error;
        }
      },
      reached: () => (ordered ? last : undefined),
      commitBefore: (place, gap) => {
        this.options.listing?.(gap);
        const sight = sightOf(gap);
        while (
          taken < found.length &&
          placeOf(found[taken].namespace) < place
        ) {
          this.put(found[taken], sight);
          taken += 1;
        }
      },
      commit: gap => {
        const sight = sightOf(gap);
        for (const state of found.slice(taken)) this.put(state, sight);
        for (const [uid, object] of this.objects) {
          const listed =
            namespace === undefined || object.namespace === namespace;
          if (listed && !mayHold(uid)) this.remove(uid, sight);
        }
        this.options.listed?.({ namespace, gap, mayHold });
      },
    };
  }

  private put(state: T, sight: Sight): void {
    const { fold, changed } = this.options;
    const before = this.objects.get(state.uid);
    const next = before && fold ? fold(state, before) : state;
    this.objects.set(next.uid, next);
    changed(next, before, sight);
  }

  private remove(uid: string, sight: Sight): void {
    const before = this.objects.get(uid);
    if (!before) return;
    this.objects.delete(uid);
    this.options.deleted(before, sight);
  }

  private uidOf(object: unknown): string {
    const uid = text(fields(fields(object).metadata).uid);
    if (uid === undefined) {
      throw new MalformedObjectError({
        uid,
        object: nameOf(this.resource.kind, object),
        path: 'metadata.uid',
      });
    }
    return uid;
  }
}

function sightOf({ from, to }: Gap): Sight {
  return { by: 'list', now: to, from };
}
