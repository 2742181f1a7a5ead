/**
 * As much of the service of the catalog as sources ask for their annotations.
 *
 * @public
 */
export interface AnnotatedComponents {
  /** All of them on one page. */
  queryEntities(): Promise<{
    /** The components. */
    items: {
      /** Of the catalog. */
      apiVersion: string;
      /** `Component`. */
      kind: string;
      /** Name and annotations. */
      metadata: {
        /** The same of all. */
        name: string;
        /** As they were given. */
        annotations: Record<string, string>;
      };
    }[];
    /** How many there are. */
    totalItems: number;
    /** There are no more. */
    pageInfo: {};
  }>;
}

/**
 * A catalog with one component for each set of annotations; asked for anew whenever somebody reads the catalog where it is a function.
 *
 * @public
 */
export function annotatedComponents(
  annotations:
    | readonly Record<string, string>[]
    | (() => readonly Record<string, string>[]),
): AnnotatedComponents {
  return {
    queryEntities: async () => {
      const all =
        typeof annotations === 'function' ? annotations() : annotations;
      return {
        items: all.map(one => ({
          apiVersion: 'v1',
          kind: 'Component',
          metadata: { name: 'one', annotations: one },
        })),
        totalItems: all.length,
        pageInfo: {},
      };
    },
  };
}
