/** What deriving the rollouts of targets reads of their past: a bounded number of indexed queries however many targets. */
import { instant, type Instant } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { rawRows, recordset } from '../database/dialect';
import { rolloutOfRow, type LocatedRollout } from './rolloutRows';
import type { InstantColumn, RolloutRow } from './tables';

/** A target, and an instant before or from which its rollouts are wanted. */
export interface TargetFrom {
  target: string;
  earliest: Instant;
}

const GIVEN = { target: 'text', earliest: 'bigint' } as const;

function given(database: Knex, targets: readonly TargetFrom[]) {
  return recordset(
    database,
    GIVEN,
    targets.map(({ target, earliest }) => ({ target, earliest })),
  );
}

/** Rows of rollouts that are placed at the given instants or later. */
export async function readSuffixes(
  database: Knex,
  targets: readonly TargetFrom[],
): Promise<RolloutRow[]> {
  const { sql, bindings } = given(database, targets);
  return rawRows<RolloutRow>(
    database,
    `select r.* from ${sql} join rollouts r
     on r.target = given.target and r.placed_at >= given.earliest`,
    bindings,
  );
}

/**
 * For targets whose rollouts are placed differently because a lower revision of the same incarnation changed: the earliest place of those
 * that come before the given instants nevertheless.
 */
export async function readDisplaced(
  database: Knex,
  incarnations: readonly (TargetFrom & {
    incarnation: string;
    revision: number;
  })[],
): Promise<Map<string, number>> {
  const { sql, bindings } = recordset(
    database,
    { ...GIVEN, incarnation: 'text', revision: 'bigint' },
    incarnations,
  );
  const rows = await rawRows<{ target: string; placed_at: InstantColumn }>(
    database,
    `select r.target as target, min(r.placed_at) as placed_at
     from ${sql} join rollouts r on r.target = given.target
       and r.incarnation = given.incarnation and r.revision > given.revision
     where r.placed_at < given.earliest group by r.target`,
    bindings,
  );
  return new Map(rows.map(row => [row.target, Number(row.placed_at)]));
}

/** The rollouts that may be the last before the given instants: those at the last place; several where starts are equal. */
export async function readPrevious(
  database: Knex,
  targets: readonly TargetFrom[],
): Promise<RolloutRow[]> {
  const { sql, bindings } = given(database, targets);
  return rawRows<RolloutRow>(
    database,
    `select r.* from (
       select given.target as target, (
         select max(b.placed_at) from rollouts b
         where b.target = given.target and b.placed_at < given.earliest
       ) as placed_at from ${sql}
     ) as last join rollouts r
     on r.target = last.target and r.placed_at = last.placed_at`,
    bindings,
  );
}

/** What is looked for in a target's past. */
export interface FirstsWanted extends TargetFrom {
  references: string;
  configuration: string;
}

/** Rollouts before the given instants that were first with one of the references or configurations. */
export async function readFirsts(
  database: Knex,
  wanted: readonly FirstsWanted[],
): Promise<LocatedRollout[]> {
  const ask = async (
    column: 'reference_id' | 'configuration',
    flag: 'first_artefact' | 'first_configuration',
    value: (one: FirstsWanted) => string,
  ) => {
    const distinct = new Map(
      wanted.map(one => [
        JSON.stringify([one.target, value(one)]),
        { target: one.target, earliest: one.earliest, value: value(one) },
      ]),
    );
    const { sql, bindings } = recordset(database, { ...GIVEN, value: 'text' }, [
      ...distinct.values(),
    ]);
    return rawRows<RolloutRow>(
      database,
      `select r.* from ${sql} join rollouts r on r.target = given.target
         and r.${column} = given.value and r.placed_at < given.earliest
       where r.${flag}`,
      bindings,
    );
  };
  const found = [
    ...(await ask('reference_id', 'first_artefact', one => one.references)),
    ...(await ask(
      'configuration',
      'first_configuration',
      one => one.configuration,
    )),
  ].map(rolloutOfRow);
  return [...new Map(found.map(one => [one.id, one])).values()];
}

/** Since when the rollouts of targets were seen as they happened: the first that was not found later. */
export async function readFirstSeen(
  database: Knex,
  targets: readonly string[],
): Promise<Map<string, Instant>> {
  const { sql, bindings } = recordset(
    database,
    { target: 'text' },
    targets.map(target => ({ target })),
  );
  const rows = await rawRows<{ target: string; at: InstantColumn | null }>(
    database,
    `select given.target as target, (
       select r.placed_at from rollouts r
       where r.target = given.target and not r.backfilled
       order by r.placed_at limit 1
     ) as at from ${sql}`,
    bindings,
  );
  return new Map(
    rows.flatMap(row =>
      row.at === null ? [] : [[row.target, instant(Number(row.at))]],
    ),
  );
}
