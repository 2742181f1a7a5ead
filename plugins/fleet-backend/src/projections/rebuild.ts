/**
 * Read models are derived, so they can be thrown away. A rebuild derives every target and service from nothing but the ledger, in place:
 * it marks them all "from the beginning", and the projectors of all replicas work that off like any other marks, each round in its own
 * transaction. So pages keep working meanwhile, each subject is either as before or as new, what arrives meanwhile is not missed, and a rebuild
 * that is killed goes on where it was.
 *
 * Attributions stay: what was attributed when is a record of its own and cannot be derived.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Knex } from 'knex';
import { forUpdate } from '../database/dialect';
import { pendingMarks } from '../ledger/marks';
import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import type { DeploymentRules } from '../delivery/deployments';
import type { Ledger } from '../ledger/types';
import { FROM_SCRATCH } from './context';
import {
  clearState,
  readState,
  writeState,
  type ProjectionState,
} from './state';
import type { TargetRow } from './tables';

/** To be raised with every change of a derivation, or of what read models hold: then they are rebuilt by themselves. */
const PROJECTION_VERSION = 17;

/** What a rebuild needs. */
export interface RebuildOptions {
  database: Knex;
  ledger: Ledger;
  /** What configuration says of derivations. */
  rules: DeploymentRules;
  /** Tells what configuration says of delivery from anything else; undefined for what the definitions choose. */
  delivery?: string;
}

/** Starts a rebuild if the read models were made by other derivations: an older version, or another configuration. */
export async function rebuildIfOutdated(
  options: RebuildOptions,
): Promise<void> {
  await options.database.transaction(async transaction => {
    await forUpdate(
      transaction('projection_state').select('name').where({ name: 'version' }),
      { transaction },
    );
    const known = await readState(transaction, 'version');
    if (!isDeepStrictEqual(known, versionOf(options))) {
      await markAll(transaction, options);
    }
  });
}

/** Starts a rebuild of all read models. It is done when its marks are worked off; see {@link projectionProgress}. */
export async function rebuild(options: RebuildOptions): Promise<void> {
  await options.database.transaction(transaction =>
    markAll(transaction, options),
  );
}

async function markAll(
  transaction: Knex.Transaction,
  options: RebuildOptions,
): Promise<void> {
  const targets: Pick<TargetRow, 'target'>[] = await transaction('targets')
    .select('target')
    // Targets of a service together, so that it is derived once or twice and not for each of them.
    .orderBy(['service', 'target']);
  const services: { service: string }[] = await transaction('service_state')
    .select('service')
    .union([
      transaction('services').select('ref as service').whereRaw('expected'),
      transaction('standings').select('service'),
    ]);
  await options.ledger
    .within(transaction)
    .mark([...targets, ...services], FROM_SCRATCH);
  const newest = await transaction('dirty').max({ id: 'id' }).first();
  await writeState(transaction, 'version', versionOf(options));
  await writeState(transaction, 'rebuild', {
    lastMark: Number(newest?.id ?? 0),
    total: targets.length + services.length,
  });
}

function versionOf({
  rules,
  delivery,
}: RebuildOptions): ProjectionState['version'] {
  return {
    version: PROJECTION_VERSION,
    ...rules,
    ...(delivery === undefined ? {} : { delivery }),
  };
}

/** How far the read models are behind the ledger. */
export interface ProjectionProgress {
  /** Marks not yet worked off. */
  pending: number;
  /** When the oldest was made; null if there is none. */
  oldest: Instant | null;
  /** Share of a running rebuild that is done, 0 to 1; null if none runs. */
  rebuilding: number | null;
}

/** Reads how far the read models are behind the ledger. */
export async function projectionProgress(
  database: Knex,
): Promise<ProjectionProgress> {
  const { count, oldest } = await pendingMarks(database);
  const rebuilding = await readState(database, 'rebuild');
  if (!rebuilding) {
    return { pending: count, oldest, rebuilding: null };
  }
  const left = await database('dirty')
    .where('id', '<=', rebuilding.lastMark)
    .where('earliest', FROM_SCRATCH)
    .count({ count: '*' })
    .first();
  const waiting = Number(left?.count ?? 0);
  if (waiting === 0) {
    await clearState(database, 'rebuild');
  }
  return {
    pending: count,
    oldest,
    rebuilding:
      waiting === 0
        ? null
        : Math.max(0, 1 - waiting / Math.max(1, rebuilding.total)),
  };
}
