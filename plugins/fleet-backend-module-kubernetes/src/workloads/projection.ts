/**
 * Reads objects as they come from the API: nothing is taken for granted, and only what is asked for is kept.
 */
import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import { MalformedObjectError } from './types';

/** What projections need. */
export interface Projection {
  /** Turns a timestamp of the cluster into our time; null when it is none. */
  instant(text: unknown): Instant | null;
  /** See `SourceContext.fingerprint`. */
  fingerprint(text: string): string;
  /** Gives the one copy of a text that is often the same. */
  intern(text: string): string;
  /** Gives the one copy of a plain value that is often the same. */
  share<T>(value: T): T;
  /** Whether an annotation of a workload is kept. */
  keepAnnotation(name: string): boolean;
  /** Whether an annotation of a pod template is left out of the configuration. */
  ignoreTemplateAnnotation(name: string): boolean;
}

/** A JSON object. */
export type Fields = Record<string, unknown>;

/** The value as an object; an empty one if it is none. */
export function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : {};
}

/** The value as a list; an empty one if it is none. */
export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value as a text; undefined if it is none or empty. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The value as a whole number from 0 on; the fallback if it is none. */
export function count(value: unknown, fallback = 0): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
    ? value
    : fallback;
}

/** The texts of an object of texts. */
export function texts(
  value: unknown,
  keep: (name: string) => boolean = () => true,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields(value)).filter(
      (entry): entry is [string, string] =>
        typeof entry[1] === 'string' && keep(entry[0]),
    ),
  );
}

/** What every object is identified by. */
export interface Identity {
  uid: string;
  namespace: string;
  name: string;
  createdAt: Instant;
}

/** Names an object in messages. */
export function nameOf(kind: string, object: unknown): string {
  const metadata = fields(fields(object).metadata);
  const name = text(metadata.name) ?? 'without a name';
  const namespace = text(metadata.namespace);
  return `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}

/** Makes the error of a field that is missing. */
export function malformed(
  kind: string,
  object: unknown,
  path: string,
): MalformedObjectError {
  return new MalformedObjectError({
    uid: text(fields(fields(object).metadata).uid),
    object: nameOf(kind, object),
    path,
  });
}

/** Reads what every object is identified by. */
export function identityOf(
  kind: string,
  object: unknown,
  projection: Projection,
): Identity {
  const metadata = fields(fields(object).metadata);
  const need = (key: string) => {
    const value = text(metadata[key]);
    if (value === undefined) throw malformed(kind, object, `metadata.${key}`);
    return value;
  };
  const createdAt = projection.instant(metadata.creationTimestamp);
  if (createdAt === null) {
    throw malformed(kind, object, 'metadata.creationTimestamp');
  }
  return {
    uid: need('uid'),
    name: need('name'),
    namespace: projection.intern(need('namespace')),
    createdAt,
  };
}

/** The uid of the controller of an object, if it is of that kind. */
export function ownerUid(
  object: unknown,
  kind: string,
  group: string,
): string | undefined {
  for (const entry of list(fields(fields(object).metadata).ownerReferences)) {
    const owner = fields(entry);
    if (
      owner.controller === true &&
      owner.kind === kind &&
      text(owner.apiVersion)?.split('/')[0] === group
    ) {
      return text(owner.uid);
    }
  }
  return undefined;
}

/** When an object was last written, as the server noted it beside the fields; null where it does not tell. */
export function writtenAt(
  object: unknown,
  projection: Projection,
): Instant | null {
  let last: string | undefined;
  for (const entry of list(fields(fields(object).metadata).managedFields)) {
    const time = text(fields(entry).time);
    // All of one form, so that the order of the texts is the order of time.
    if (time !== undefined && (last === undefined || time > last)) last = time;
  }
  return last === undefined ? null : projection.instant(last);
}
