/**
 * Who set what of an object's specification, as the server notes it beside the fields: programs, not people.
 */
import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import { RESTARTED_AT } from './podTemplate';
import { fields, list, text, type Projection } from './projection';

/** One program that set fields of the specification. */
export interface Writer {
  /** Tells it from the others of the object. */
  id: string;
  /** Name of the program. */
  manager: string;
  /** When it last changed a field, as the server wrote it; undefined for who scaled by the subresource, of which the server notes no time. */
  stamp: string | undefined;
  /** The same in our time. */
  at: Instant | null;
  /** Whether it set the number of instances. */
  replicas: boolean;
  /** Whether it set nothing else. */
  onlyReplicas: boolean;
  /** Whether it set the mark of a restart. */
  restart: boolean;
}

const MOST_WRITERS = 32;

/** Reads the writers of a workload's specification. What cannot be read is skipped. */
export function writersOf(
  managedFields: unknown,
  projection: Projection,
): readonly Writer[] {
  const writers: Writer[] = [];
  for (const entry of list(managedFields)) {
    const { manager, operation, subresource, time, fieldsV1 } = fields(entry);
    const spec = fields(fieldsV1)['f:spec'];
    const stamp = text(time);
    if (spec === undefined) continue;
    const name = projection.intern((text(manager) ?? '').slice(0, 256));
    const set = fields(spec);
    const replicas = 'f:replicas' in set;
    writers.push({
      id: projection.intern(
        `${text(subresource) ?? ''}/${text(operation) ?? ''}/${name}`,
      ),
      manager: name,
      stamp,
      at: projection.instant(stamp),
      replicas,
      onlyReplicas: replicas && Object.keys(set).length === 1,
      restart: setsRestart(set),
    });
    if (writers.length === MOST_WRITERS) break;
  }
  return writers;
}

/** The newest of those that a test fits; one without a time, where there is one: what is shared with it was set before. */
export function newestWriter(
  writers: readonly Writer[],
  fits: (writer: Writer) => boolean,
): Writer | undefined {
  let newest: Writer | undefined;
  const age = ({ at }: Writer) => at ?? Infinity;
  for (const writer of writers) {
    const isOlder = newest !== undefined && age(newest) > age(writer);
    if (fits(writer) && !isOlder) newest = writer;
  }
  return newest;
}

function setsRestart(spec: Record<string, unknown>): boolean {
  const metadata = fields(fields(spec['f:template'])['f:metadata']);
  return `f:${RESTARTED_AT}` in fields(metadata['f:annotations']);
}
