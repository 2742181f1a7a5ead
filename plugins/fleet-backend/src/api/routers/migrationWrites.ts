import type { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { refOf, type RouterOptions } from '../dependencies';
import { readMigration } from '../queries/migrations/definitions';
import { getStanding } from '../queries/migrations/detail';
import { momentOf, readMigrationContext } from '../queries/migrations/moment';
import { act } from '../writes/act';
import { audited } from '../writes/audited';
import {
  defineMigration,
  getDefinition,
  removeMigration,
} from '../writes/define';
import { reportValidation } from '../writes/validation';

/** What people and CI say about migrations. Every change is audited. */
export function createMigrationWritesRouter(options: RouterOptions): Router {
  const { addRoute, database, auditor, clock } = options;
  const router = PromiseRouter();

  addRoute(router, 'act', {
    reads: 'services',
    handler: async ({ params, body, visibility, caller, request }) => {
      const service = refOf(params);
      const { id } = params;
      const meta = { migration: id, service, act: body.act };
      const event = { eventId: 'migration-act', request, meta };
      const migration = await audited(auditor, event, async () => {
        const known = await readMigration(database, { at: clock.now(), id });
        await act({
          ...options,
          caller,
          visibility,
          migration: known,
          service,
          input: body,
        });
        return known;
      });
      await options.derive({ service });
      const context = await readMigrationContext(options, {
        query: {},
        visibility,
      });
      return getStanding(database, { ...context, migration, service });
    },
  });

  addRoute(router, 'defineMigration', {
    reads: 'nothing',
    handler: async ({ params, query, body, caller, request }) => {
      const event = {
        eventId: 'migration-define',
        request,
        meta: { migration: params.id },
      };
      await audited(auditor, event, () =>
        defineMigration({
          ...options,
          caller,
          ...params,
          ...query,
          written: body,
        }),
      );
      return getDefinition({
        ...options,
        ...params,
        moment: momentOf(options, {}),
      });
    },
  });

  addRoute(router, 'removeMigration', {
    reads: 'nothing',
    handler: async ({ params, query, caller, request }) => {
      const event = {
        eventId: 'migration-remove',
        request,
        meta: { migration: params.id },
      };
      return audited(auditor, event, () =>
        removeMigration({ ...options, caller, ...params, ...query }),
      );
    },
  });

  addRoute(router, 'getMigrationDefinition', {
    reads: 'services',
    handler: async ({ params, query }) => {
      const moment = momentOf(options, query);
      return getDefinition({ ...options, ...params, moment });
    },
  });

  addRoute(router, 'reportValidation', {
    reads: 'nothing',
    handler: async ({ body, caller, visibility, request }) => {
      const { service, rule, run } = body;
      const event = {
        eventId: 'validation-report',
        request,
        meta: { service, rule, run },
      };
      return audited(auditor, event, () =>
        reportValidation({ ...options, caller, visibility, report: body }),
      );
    },
  });

  return router;
}
