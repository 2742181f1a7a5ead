import type { Resource } from '../client/resource';
import { fields, text } from '../workloads/projection';
import { milliOf } from './quantity';

/** The machines of a cluster; they are in no namespace. */
export const NODES: Resource = {
  kind: 'Node',
  group: '',
  version: 'v1',
  plural: 'nodes',
};

/** What each node can give to what runs there, thousandths of a processor by its name; null where that cannot be read. */
export type NodeSizes = ReadonlyMap<string, number | null>;

/** Reads nodes as they come from the API. One that is cordoned or down is there still. */
export function nodeSizes(
  objects: readonly unknown[],
): [string, number | null][] {
  return objects.map(object => {
    const { metadata, status } = fields(object);
    const { name, uid } = fields(metadata);
    return [
      text(name) ?? text(uid) ?? '',
      milliOf(fields(fields(status).allocatable).cpu),
    ];
  });
}

/** What some nodes can give together, each once; null where that is not known of all of them, or there are none. */
export function sizeOfAll(
  sizes: NodeSizes,
  names: Iterable<string> = sizes.keys(),
): number | null {
  let total: number | null = null;
  for (const name of new Set(names)) {
    const size = sizes.get(name) ?? null;
    if (size === null) return null;
    total = (total ?? 0) + size;
  }
  return total;
}
