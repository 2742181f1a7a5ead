import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Clock, Source } from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';
import type { Ledger } from '../ledger/types';
import { redactProblems } from './errors';
import {
  GAPS,
  INTERVALS,
  LEASES,
  SCOPES,
  SOURCES,
  type ScopeRow,
  type SourceRow,
} from './tables';

/** What it needs. */
export interface ReconcileOptions {
  database: Knex;
  ledger: Pick<Ledger, 'forget'>;
  /** All that are installed. */
  sources: readonly Source[];
  logger: LoggerService;
  clock: Clock;
}

/**
 * Brings the tables in line with what is installed and configured. What is no longer configured is kept and marked so, except made-up data
 * of a source that is no longer installed: all of it is removed. Doing it twice, or on several replicas at once, changes nothing.
 */
export async function reconcile(options: ReconcileOptions): Promise<void> {
  const { database, sources, clock } = options;
  await removeDemos(options);
  for (const source of sources) await keepSource(database, { source, clock });
  const configured = new Set(
    sources.flatMap(source =>
      source.scopes.map(({ scope }) => JSON.stringify([source.id, scope])),
    ),
  );
  const known = await database<ScopeRow>(SCOPES)
    .where('configured', true)
    .select('source', 'scope');
  for (const { source, scope } of known) {
    if (!configured.has(JSON.stringify([source, scope]))) {
      await database(SCOPES)
        .where({ source, scope })
        .update({ configured: false });
    }
  }
}

async function keepSource(
  database: Knex,
  { source, clock }: { source: Source; clock: Clock },
): Promise<void> {
  await database(SOURCES)
    .insert({
      id: source.id,
      title: source.title,
      observes: JSON.stringify(source.observes),
      demo: source.demo ?? false,
      problems: JSON.stringify(redactProblems(source.problems ?? [])),
    })
    .onConflict('id')
    .merge();
  for (const { scope, mode, intervalSeconds, covers } of source.scopes) {
    const coverage = covers === undefined ? null : JSON.stringify(covers);
    await database(SCOPES)
      .insert({
        source: source.id,
        scope,
        mode,
        interval_seconds: intervalSeconds,
        configured: true,
        complete: false,
        problems: '[]',
        consecutive_failures: 0,
        covers: coverage,
      })
      .onConflict(['source', 'scope'])
      // A start is a reason to try at once: somebody may have mended the configuration.
      .merge({
        mode,
        interval_seconds: intervalSeconds,
        configured: true,
        next_attempt_at: null,
        covers: coverage,
      });
    const place = { source: source.id, scope };
    const known = await database(INTERVALS)
      .where(place)
      .orderBy('id', 'desc')
      .first('every_seconds');
    if (known?.every_seconds !== intervalSeconds) {
      await database(INTERVALS).insert({
        ...place,
        every_seconds: intervalSeconds,
        recorded_at: clock.now(),
      });
    }
  }
}

async function removeDemos(options: ReconcileOptions): Promise<void> {
  const { database, ledger, sources, logger } = options;
  const installed = new Set(sources.map(({ id }) => id));
  const demos = await database<SourceRow>(SOURCES)
    .where('demo', true)
    .select('id');
  const left = demos.map(({ id }) => id).filter(id => !installed.has(id));
  for (const id of left) {
    // The leases first: a replica that still runs the demo loses its watch at the next renewal. The source last: a crash in between
    // leaves it there to be removed by the next start.
    await database(LEASES).where({ source: id }).delete();
    await ledger.forget(id);
    for (const table of [SCOPES, GAPS, INTERVALS]) {
      await database(table).where({ source: id }).delete();
    }
    await database(SOURCES).where({ id }).delete();
    logger.info(`Removed the demo data of the source '${id}'`);
  }
}
