import { ConflictError, InputError } from '@backstage/errors';
import {
  fleetMigrationDefinePermission,
  type MigrationDefinition,
  type MigrationDefinitionAnswer,
  type removedMigrationSchema,
} from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import type { z } from 'zod';
import { lockDirectory } from '../../directory/lock';
import { checkDefinition } from '../../migration/definition';
import { unkeptAnnotations } from '../../migration/keptAnnotations';
import { checkFilter } from '../../projections/migrations/compiled';
import {
  putDefinition,
  readNewest,
  withdrawDefinition,
} from '../../projections/migrations/definitions';
import type { MigrationDefinitionRow } from '../../projections/tables';
import type { Access, Caller } from '../access';
import type { ApiDependencies } from '../dependencies';
import {
  readMigration,
  toInfos,
  unknownMigration,
} from '../queries/migrations/definitions';
import type { Moment } from '../queries/migrations/selection';

type RemovedMigration = z.infer<typeof removedMigrationSchema>;

/** Which definition somebody changes. */
type Change = Pick<ApiDependencies, 'database' | 'clock' | 'ledger'> & {
  access: Access;
  caller: Caller;
  id: string;
  /** The version that is to be replaced; left out: whatever holds. */
  version?: number | undefined;
};

/**
 * Defines a migration, or changes its definition. What its services come to is derived afterwards.
 *
 * @throws NotAllowedError without the permission, InputError where it contradicts itself, ConflictError where configuration defines it or another
 * version holds by now.
 */
export async function defineMigration(
  options: Change & { written: MigrationDefinition },
): Promise<void> {
  const { database, clock, ledger, access, caller, id, written } = options;
  await access.demand(caller, {
    permission: fleetMigrationDefinePermission,
    what: 'define migrations',
  });
  if (written.id !== id) {
    throw new InputError(
      `The field "id" says ${written.id}, but the path ${id}: they must be the same.`,
    );
  }
  const { definition, problems } = checkDefinition(written, { checkFilter });
  if (!definition) {
    throw new InputError(
      problems.map(({ text, fix }) => `${text} ${fix}`).join(' '),
    );
  }
  await database.transaction(async transaction => {
    await lockDirectory(transaction, 'exclusive');
    await readChangeable(transaction, options);
    await putDefinition(transaction, {
      ledger,
      now: clock.now(),
      definition,
      origin: 'api',
      demo: false,
      author: caller.user,
    });
  });
}

/**
 * Removes a migration that was defined through the API. What was known of it until then stays, and is answered for moments before.
 *
 * @throws NotAllowedError without the permission, NotFoundError where it is not defined, ConflictError where configuration defines it or another
 * version holds by now.
 */
export async function removeMigration(
  options: Change,
): Promise<RemovedMigration> {
  const { database, clock, ledger, access, caller, id } = options;
  await access.demand(caller, {
    permission: fleetMigrationDefinePermission,
    what: 'remove migrations',
  });
  return database.transaction(async transaction => {
    await lockDirectory(transaction, 'exclusive');
    const newest = await readChangeable(transaction, options);
    if (!newest || newest.definition === null) throw unknownMigration(id);
    const version = await withdrawDefinition(transaction, {
      ledger,
      now: clock.now(),
      newest,
      author: caller.user,
    });
    return { id, version };
  });
}

/** The newest version of a definition, if it is one that may be changed here and the one that the caller means to change. */
async function readChangeable(
  transaction: Knex.Transaction,
  { id, version }: Pick<Change, 'id' | 'version'>,
): Promise<MigrationDefinitionRow | undefined> {
  const newest = (await readNewest(transaction, id)).get(id);
  const isDefined = newest !== undefined && newest.definition !== null;
  if (isDefined && newest.origin !== 'api') {
    throw new ConflictError(
      newest.origin === 'configuration'
        ? `The migration ${id} is defined in the configuration, under fleet.migrations; change it there.`
        : `The migration ${id} is defined by a module of the portal; change it there, or choose another id.`,
    );
  }
  const holds = isDefined ? Number(newest.version) : 0;
  if (version !== undefined && version !== holds) {
    throw new ConflictError(
      holds === 0
        ? `The migration ${id} is not defined, or was removed since you read version ${version}; leave out "version", or give 0, to define it.`
        : `The migration ${id} is at version ${holds} by now, not ${version}: read it again with GET /migrations/${id}/definition, and make your change to that.`,
    );
  }
  return newest;
}

/** A definition as it holds at a moment. */
export async function getDefinition(
  options: Pick<ApiDependencies, 'database' | 'keptAnnotations'> & {
    id: string;
    moment: Moment;
  },
): Promise<MigrationDefinitionAnswer> {
  const { database, id, moment, keptAnnotations: sources } = options;
  const known = await readMigration(database, { id, at: moment.at });
  const info = (await toInfos(database, { moment, migrations: [known] })).get(
    id,
  );
  if (!info) throw new Error(`No definition of ${id}`);
  const { definition } = known;
  const unkept = moment.live ? unkeptAnnotations({ definition, sources }) : [];
  return {
    definition,
    info: { ...info, problems: [...info.problems, ...unkept] },
  };
}
