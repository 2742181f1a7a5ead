import type {
  FleetSourcesExtensionPoint,
  Source,
} from '@landfall/backstage-plugin-fleet-node';
import { ConflictError } from '@backstage/errors';

/** The sources that modules added. */
export interface SourceRegistry extends FleetSourcesExtensionPoint {
  /** In the order of being added. */
  list(): readonly Source[];
}

/**
 * Collects sources while the backend starts.
 *
 * `addSource` throws a ConflictError when a source of this id is there already, or when two of its scopes have one name: their
 * observations could not be told apart.
 */
export function createSourceRegistry(): SourceRegistry {
  const sources = new Map<string, Source>();
  return {
    addSource(source) {
      if (sources.has(source.id)) {
        throw new ConflictError(
          `Two sources have the id '${source.id}': rename one of them, or install its module once`,
        );
      }
      const seen = new Set<string>();
      for (const { scope } of source.scopes) {
        if (seen.has(scope)) {
          throw new ConflictError(
            `The source '${source.id}' has two scopes '${scope}': give them different names`,
          );
        }
        seen.add(scope);
      }
      sources.set(source.id, source);
    },
    list: () => [...sources.values()],
  };
}
