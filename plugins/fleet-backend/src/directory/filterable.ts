/** What filters over entities may ask of a service: kept, so that it can be asked of the past as well. Pure. */
import type { Entity } from '@backstage/catalog-model';

/** The parts of an entity that say what it is: texts, numbers, booleans and lists of them. */
export interface FilterableEntity {
  kind: string;
  metadata: Record<string, unknown>;
  spec: Record<string, unknown>;
}

/** Longer texts are descriptions or documents, which nobody filters by. */
const MAX_LENGTH = 256;
/** Where the catalog read it says nothing of the service, and changes with every move of a file. */
const PROVENANCE =
  /^backstage\.io\/(managed-by-|orphan$|view-url$|edit-url$|source-)/;

/** The parts of an entity that filters may name. */
export function filterableOf(entity: Entity): FilterableEntity {
  const { name, namespace = 'default', title, labels, tags } = entity.metadata;
  const annotations = Object.entries(entity.metadata.annotations ?? {}).filter(
    ([key]) => !PROVENANCE.test(key),
  );
  return {
    kind: entity.kind,
    metadata: plain({
      name,
      namespace,
      title,
      tags,
      labels: plain(labels ?? {}),
      annotations: plain(Object.fromEntries(annotations)),
    }),
    spec: plain(entity.spec ?? {}),
  };
}

/** Only what is short and plain, one level deep besides what was made plain before, with keys in one order. */
function plain(given: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(given)
      .filter(([, value]) => isPlain(value))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function isPlain(value: unknown): boolean {
  if (typeof value === 'string') return value.length <= MAX_LENGTH;
  if (typeof value === 'number' || typeof value === 'boolean') return true;
  if (Array.isArray(value)) return value.every(isPlain);
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every(isPlain)
  );
}
