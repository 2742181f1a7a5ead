import type { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { unkeptAnnotations } from '../../migration/keptAnnotations';
import { refOf, type RouterOptions } from '../dependencies';
import { exportStandings } from '../queries/migrations/csv';
import { readMigrations } from '../../projections/migrations/known';
import { readMigration } from '../queries/migrations/definitions';
import {
  getServiceMigrations,
  getStanding,
} from '../queries/migrations/detail';
import { momentOf, readMigrationContext } from '../queries/migrations/moment';
import {
  getReview,
  getTeamMigrations,
  listMigrations,
} from '../queries/migrations/review';
import { standingFiltersOf } from '../queries/migrations/selection';
import { listStandings } from '../queries/migrations/standingPage';
import { demandTeamAt } from '../queries/migrations/namesAt';
import { demandTeam } from '../queries/teams';

/** What is known of migrations, now or at a moment of the past. */
export function createMigrationsRouter(options: RouterOptions): Router {
  const { addRoute, database } = options;
  const router = PromiseRouter();

  addRoute(router, 'listMigrations', {
    reads: 'services',
    handler: async ({ query, visibility }) => {
      const context = await readMigrationContext(options, {
        query,
        visibility,
      });
      const { at, live } = context.moment;
      return listMigrations(database, {
        ...context,
        migrations: await readMigrations(database, { at }),
        // What configuration lacks was not written down at the time.
        problems: live ? [...options.migrationProblems] : [],
      });
    },
  });

  addRoute(router, 'getMigration', {
    reads: 'services',
    handler: async ({ params, query, visibility }) => {
      const { at } = momentOf(options, query);
      const [context, migration] = await Promise.all([
        readMigrationContext(options, { query, visibility }),
        readMigration(database, { at, id: params.id }),
      ]);
      const review = await getReview(database, {
        ...context,
        migration,
        query,
      });
      const unkept = context.moment.live
        ? unkeptAnnotations({
            definition: migration.definition,
            sources: options.keptAnnotations,
          })
        : [];
      const { problems } = review.migration;
      return {
        ...review,
        migration: { ...review.migration, problems: [...problems, ...unkept] },
      };
    },
  });

  addRoute(router, 'listStandings', {
    reads: 'services',
    handler: async ({ params, query, visibility }) => {
      const { at } = momentOf(options, query);
      const [context, migration] = await Promise.all([
        readMigrationContext(options, { query, visibility }),
        readMigration(database, { at, id: params.id }),
      ]);
      return listStandings(database, {
        selection: {
          ...context,
          migration: params.id,
          filters: standingFiltersOf(query),
        },
        migration,
        query,
      });
    },
  });

  addRoute(router, 'exportStandings', {
    reads: 'services',
    handler: async ({ params, query, visibility }) => {
      const { at } = momentOf(options, query);
      const [context, migration] = await Promise.all([
        readMigrationContext(options, { query, visibility }),
        readMigration(database, { at, id: params.id }),
      ]);
      return exportStandings(database, {
        selection: {
          ...context,
          migration: params.id,
          filters: standingFiltersOf(query),
        },
        migration,
        query,
      });
    },
  });

  addRoute(router, 'getStanding', {
    reads: 'services',
    handler: async ({ params, query, visibility }) => {
      const { at } = momentOf(options, query);
      const [context, migration] = await Promise.all([
        readMigrationContext(options, { query, visibility }),
        readMigration(database, { at, id: params.id }),
      ]);
      return getStanding(database, {
        ...context,
        migration,
        service: refOf(params),
      });
    },
  });

  addRoute(router, 'getServiceMigrations', {
    reads: 'services',
    handler: async ({ params, query, visibility }) => {
      const context = await readMigrationContext(options, {
        query,
        visibility,
      });
      const { at } = context.moment;
      return getServiceMigrations(database, {
        ...context,
        migrations: await readMigrations(database, { at }),
        service: refOf(params),
      });
    },
  });

  addRoute(router, 'getTeamMigrations', {
    reads: 'services',
    handler: async ({ params, query, visibility }) => {
      const context = await readMigrationContext(options, {
        query,
        visibility,
      });
      const { moment } = context;
      const team = refOf(params);
      const [migrations] = await Promise.all([
        readMigrations(database, { at: moment.at }),
        moment.live
          ? demandTeam(database, team)
          : demandTeamAt(database, { team, moment }),
      ]);
      return getTeamMigrations(database, { ...context, team, migrations });
    },
  });

  return router;
}
