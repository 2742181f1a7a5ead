import { formatInstant } from '@landfall/backstage-plugin-fleet-common';
import type { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { readQuarantine } from '../../ledger/quarantinePage';
import { readCursor, writeCursor } from '../cursor';
import type { RouterOptions } from '../dependencies';
import { cutPage } from '../queries/keyset';

const identity = 'quarantine';

/** Records that were refused: identifiers and failing paths, never values. */
export function createQuarantineRouter(options: RouterOptions): Router {
  const { addRoute, database } = options;
  const router = PromiseRouter();

  addRoute(router, 'listQuarantine', {
    reads: 'sources',
    handler: async ({ query }) => {
      const after = readCursor({
        cursor: query.cursor,
        query: identity,
      });
      const { records, total } = await readQuarantine(database, {
        after: after && { lastAt: Number(after[0]), id: Number(after[1]) },
        limit: query.limit + 1,
      });
      const { page, last } = cutPage(records, query.limit);
      return {
        items: page.map(({ id, lastAt, ...record }) => ({
          ...record,
          lastAt: formatInstant(lastAt),
        })),
        total,
        nextCursor: last && writeCursor(identity, [last.lastAt, last.id]),
      };
    },
  });

  return router;
}
