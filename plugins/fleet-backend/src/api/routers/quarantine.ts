import {
  formatInstant,
  instant,
} from '@landfall/backstage-plugin-fleet-common';
import type { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { listQuarantine } from '../../ledger/quarantine';
import { readCursor, writeCursor } from '../cursor';
import type { RouterOptions } from '../dependencies';

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
      const { items, total, next } = await listQuarantine(database, {
        after: after && {
          lastAt: instant(Number(after[0])),
          id: Number(after[1]),
        },
        limit: query.limit,
      });
      return {
        items: items.map(({ id, lastAt, ...record }) => ({
          ...record,
          lastAt: formatInstant(lastAt),
        })),
        total,
        nextCursor: next && writeCursor(identity, [next.lastAt, next.id]),
      };
    },
  });

  return router;
}
