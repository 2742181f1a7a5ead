import type {
  AuthService,
  BackstageCredentials,
} from '@backstage/backend-plugin-api';
import { SourceError } from '../source';

const PAGE_SIZE = 500;

/** As much of the service of the catalog as is needed. @public */
export interface EntityReader {
  /** Pages of entities. */
  queryEntities(
    request: {
      /** Of the page before. */
      cursor?: string;
      /** Those that are wanted; of the first page. */
      filter?: { kind: string[] };
      /** At most so many. */
      limit: number;
      /** What is wanted of each. */
      fields: string[];
    },
    options: { credentials: BackstageCredentials },
  ): Promise<{
    items: { metadata?: { annotations?: Record<string, string> } }[];
    pageInfo: { nextCursor?: string };
  }>;
}

/** What {@link componentAnnotations} needs. @public */
export interface ComponentAnnotationsOptions {
  /** The catalog. */
  catalog: EntityReader;
  /** For the credentials of the plugin. */
  auth: Pick<AuthService, 'getOwnServiceCredentials'>;
  /** What the annotations tell, such as `which jobs there are`; for the message where the catalog cannot be read. */
  tell: string;
  /** No further page is asked for after so many; all are by default. */
  most?: number;
}

/**
 * The annotations of all components of the catalog, one set for each.
 *
 * @throws SourceError where the catalog cannot be read
 * @public
 */
export async function componentAnnotations(
  options: ComponentAnnotationsOptions,
): Promise<Record<string, string>[]> {
  const { catalog, auth, tell, most = Number.POSITIVE_INFINITY } = options;
  try {
    const credentials = await auth.getOwnServiceCredentials();
    const found: Record<string, string>[] = [];
    let cursor: string | undefined;
    do {
      const fields = ['metadata.annotations'];
      const page = await catalog.queryEntities(
        cursor
          ? { cursor, limit: PAGE_SIZE, fields }
          : { filter: { kind: ['Component'] }, limit: PAGE_SIZE, fields },
        { credentials },
      );
      found.push(
        ...page.items.map(({ metadata }) => metadata?.annotations ?? {}),
      );
      cursor = page.pageInfo.nextCursor;
    } while (cursor && found.length < most);
    return found;
  } catch (error) {
    throw new SourceError(`The catalog does not say ${tell}`, {
      fix: 'Check that the catalog of the portal runs. It is tried again by itself.',
      cause: error,
    });
  }
}
