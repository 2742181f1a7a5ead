import { ConflictError, InputError } from '@backstage/errors';
import {
  fleetMigrationDefinePermission,
  type Instant,
  type MigrationDefinition,
  type MigrationDefinitionAnswer,
} from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { lockDirectory } from '../../directory/lock';
import { checkDefinition } from '../../migration/definition';
import { checkFilter } from '../../projections/migrations/compiled';
import {
  putDefinition,
  readNewest,
} from '../../projections/migrations/definitions';
import type { Access, Caller } from '../access';
import type { ApiDependencies } from '../dependencies';
import { readMigration, toInfos } from '../queries/migrations/definitions';

/**
 * Defines a migration, or changes its definition. What its services come to is derived afterwards.
 *
 * @throws NotAllowedError without the permission, InputError where it contradicts itself, ConflictError where configuration defines it.
 */
export async function defineMigration(
  options: Pick<ApiDependencies, 'database' | 'clock' | 'ledger'> & {
    access: Access;
    caller: Caller;
    id: string;
    written: MigrationDefinition;
  },
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
    const newest = (await readNewest(transaction, id)).get(id);
    if (newest && newest.definition !== null && newest.origin !== 'api') {
      throw new ConflictError(
        newest.origin === 'configuration'
          ? `The migration ${id} is defined in the configuration, under fleet.migrations; change it there.`
          : `The migration ${id} is defined by a module of the portal; change it there, or choose another id.`,
      );
    }
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

/** A definition as it holds at a moment. */
export async function getDefinition(
  database: Knex,
  options: { id: string; at: Instant },
): Promise<MigrationDefinitionAnswer> {
  const known = await readMigration(database, options);
  const info = (await toInfos(database, [known])).get(options.id);
  if (!info) throw new Error(`No definition of ${options.id}`);
  return { definition: known.definition, info };
}
