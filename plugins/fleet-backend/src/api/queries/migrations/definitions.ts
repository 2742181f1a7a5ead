import { NotFoundError } from '@backstage/errors';
import type {
  Instant,
  MigrationInfo,
} from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { titleOfSide } from '../../../migration/describe';
import { maturityOf } from '../../../migration/landscape';
import { resolveDefinition } from '../../../migration/resolve';
import {
  readMigrations,
  type KnownMigration,
} from '../../../projections/migrations/known';
import type { Moment } from './selection';
import { readTitles } from './standings';

/**
 * One migration at a moment.
 *
 * @throws NotFoundError when none of that name is defined then.
 */
export async function readMigration(
  database: Knex,
  options: { at: Instant; id: string },
): Promise<KnownMigration> {
  const found = (await readMigrations(database, options)).get(options.id);
  if (!found) throw unknownMigration(options.id);
  return found;
}

/** What is answered of a migration that is not defined. */
export function unknownMigration(id: string): NotFoundError {
  return new NotFoundError(
    `There is no migration ${id}; GET /migrations lists those that are defined.`,
  );
}

/** What pages show of definitions: one statement for the owners' titles. */
export async function toInfos(
  database: Knex,
  options: { moment: Moment; migrations: readonly KnownMigration[] },
): Promise<Map<string, MigrationInfo>> {
  const { moment, migrations } = options;
  const titles = await readTitles(database, {
    moment,
    refs: migrations.map(({ definition }) => definition.owner),
  });
  return new Map(
    migrations.map(known => {
      const { definition } = known;
      const resolved = resolveDefinition(definition);
      const { owner, technology } = resolved;
      return [
        definition.id,
        {
          id: definition.id,
          title: definition.title,
          description: definition.description,
          owner: {
            ref: owner,
            title: titles.get(owner) ?? owner.slice(owner.indexOf('/') + 1),
          },
          sponsor: definition.sponsor ?? null,
          supportLink: definition.supportLink ?? null,
          documentationLink: definition.documentationLink ?? null,
          technology: technology
            ? {
                name: technology.name,
                link: technology.link ?? null,
                maturity: maturityOf(technology),
              }
            : null,
          fromTitle: titleOfSide(resolved.from),
          toTitle: titleOfSide(resolved.to),
          start: definition.start,
          target: definition.target,
          originalTarget: known.originalTarget,
          slips: known.slips,
          validation: resolved.validation,
          version: known.version,
          origin: known.origin,
          demo: known.demo,
          problems: known.problems,
        },
      ];
    }),
  );
}
