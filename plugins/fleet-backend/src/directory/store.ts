/**
 * Keeps what the catalog says. What leaves the catalog stays as a row, because its history does; it counts as gone only
 * after a while, since a catalog that is just starting, or whose provider stumbles, misses entities for some minutes.
 */
import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { among, bulkInsert, type ColumnType } from '../database/dialect';
import type { EntityFacts } from './claims';
import { sameRow } from './compareRows';
import type { CatalogContents } from './entities';
import type { ServiceRow, TeamRow } from './tables';
import { storeCatalogHistory } from './catalogHistory';
import { storeOrigins } from './origins';
import { storeTeamHistory } from './teamHistory';
import { ancestries } from './teamTree';

/** What storing came to. */
export interface DirectoryChange {
  /** Services that appeared, vanished, are newly expected to run, or no more, have other repositories, jobs or pagers, or whose team has another time zone. */
  services: string[];
  /** Whether what attribution reads is different. */
  attribution: boolean;
  /** Whether anything is different. */
  any: boolean;
  /** Whether something is different that filters over entities may ask. */
  filterable: boolean;
}

const SERVICE_COLUMNS: Record<keyof ServiceRow, ColumnType> = {
  ref: 'text',
  kind: 'text',
  namespace: 'text',
  name: 'text',
  title: 'text',
  description: 'text',
  search_text: 'text',
  owner: 'text',
  owner_title: 'text',
  system: 'text',
  domain: 'text',
  type: 'text',
  lifecycle: 'text',
  tier: 'text',
  annotations: 'text',
  expected: 'boolean',
  in_catalog: 'boolean',
  missing_since: 'bigint',
  demo: 'boolean',
};

const TEAM_COLUMNS: Record<keyof TeamRow, ColumnType> = {
  ref: 'text',
  name: 'text',
  title: 'text',
  description: 'text',
  search_text: 'text',
  parent: 'text',
  time_zone: 'text',
  in_catalog: 'boolean',
  missing_since: 'bigint',
  demo: 'boolean',
};

/**
 * Writes what is different; everything is compared in memory first.
 *
 * @param options.demo - whether a demo source is installed. Without one nothing is kept of made-up services and teams, the past included.
 */
export async function storeCatalog(
  transaction: Knex.Transaction,
  options: {
    contents: CatalogContents;
    now: Instant;
    missingGraceMs: number;
    demo: boolean;
  },
): Promise<DirectoryChange> {
  const { contents } = options;
  const services = await storeRows<ServiceRow>(transaction, {
    ...options,
    table: 'services',
    columns: SERVICE_COLUMNS,
    found: contents.services,
  });
  const teams = await storeRows<TeamRow>(transaction, {
    ...options,
    table: 'teams',
    columns: TEAM_COLUMNS,
    found: contents.teams,
  });
  if (teams.length > 0) {
    await storeAncestries(transaction);
    await forgetMadeUp(transaction, {
      changes: teams,
      demo: options.demo,
      kept: [{ table: 'team_history', by: 'team' }],
    });
    await storeTeamHistory(transaction, {
      teams: teams
        .map(({ after }) => after)
        .filter(team => options.demo || !team.demo),
      now: options.now,
    });
  }
  const madeUp = await forgetMadeUp(transaction, {
    changes: services,
    demo: options.demo,
    kept: [
      { table: 'catalog_history', by: 'service' },
      { table: 'service_origins', by: 'service' },
    ],
  });
  const changed = await storeCatalogHistory(transaction, {
    now: options.now,
    filterable: contents.filterable,
  });
  const presence = services.filter(
    ({ before, after }) =>
      Boolean(before?.in_catalog) !== Boolean(after.in_catalog) ||
      Boolean(before?.expected) !== Boolean(after.expected),
  );
  const moved = await storeOrigins(transaction, {
    services: contents.services.map(({ ref }) => ref),
    origins: contents.origins,
    moved: presence.map(({ after }) => after.ref),
  });
  return {
    services: [
      ...new Set([
        ...presence.map(({ after }) => after.ref),
        ...changed,
        ...moved,
        ...ownedBy(contents, teamsWithOtherZone(teams)),
      ]),
    ],
    attribution: services.some(
      ({ before, after }) =>
        Boolean(before?.in_catalog) !== Boolean(after.in_catalog) ||
        isMissing(before) !== isMissing(after) ||
        before?.annotations !== after.annotations,
    ),
    any: services.length + teams.length > 0,
    filterable: changed.length + madeUp > 0,
  };
}

/**
 * Forgets what was said of services or teams that were made up and no longer are, so that the past of a real one of the same name is its own.
 *
 * @param options.kept - the tables that say it, and the column that names of what.
 * @returns how many there were.
 */
async function forgetMadeUp(
  transaction: Knex.Transaction,
  options: {
    changes: readonly { before: Kept | undefined; after: Kept }[];
    demo: boolean;
    kept: readonly { table: string; by: string }[];
  },
): Promise<number> {
  const refs = options.changes
    .filter(
      ({ before, after }) =>
        Boolean(before?.demo) && (!after.demo || !options.demo),
    )
    .map(({ after }) => after.ref);
  for (const { table, by } of options.kept) {
    await transaction(table).where(among(transaction, by, refs)).del();
  }
  return refs.length;
}

function isMissing(row: Pick<Kept, 'missing_since'> | undefined): boolean {
  return row !== undefined && row.missing_since !== null;
}

/** Nights and working hours of what they own are others now. */
function teamsWithOtherZone(
  teams: readonly { before: TeamRow | undefined; after: TeamRow }[],
): ReadonlySet<string> {
  return new Set(
    teams
      .filter(
        ({ before, after }) => (before?.time_zone ?? null) !== after.time_zone,
      )
      .map(({ after }) => after.ref),
  );
}

function ownedBy(
  { services }: CatalogContents,
  teams: ReadonlySet<string>,
): string[] {
  return services.flatMap(({ ref, owner }) =>
    owner !== null && teams.has(owner) ? [ref] : [],
  );
}

interface Kept {
  ref: string;
  in_catalog: boolean | number;
  missing_since: number | string | null;
  demo: boolean | number;
}

async function storeRows<Row extends Kept>(
  transaction: Knex.Transaction,
  options: {
    table: string;
    columns: Record<keyof Row & string, ColumnType>;
    found: readonly Omit<Row, 'in_catalog' | 'missing_since'>[];
    now: Instant;
    missingGraceMs: number;
    demo: boolean;
  },
): Promise<{ before: Row | undefined; after: Row }[]> {
  const { table, now } = options;
  const known: Row[] = await transaction(table).select('*');
  const before = new Map(known.map(row => [row.ref, row]));
  const found = new Map(
    options.found.map(row => [
      (row as unknown as Kept).ref,
      { ...row, in_catalog: true, missing_since: null } as unknown as Row,
    ]),
  );
  const isLeftover = (row: Row) => Boolean(row.demo) && !options.demo;
  const missing: Row[] = known
    .filter(row => !found.has(row.ref))
    .map(row => {
      const since = Number(row.missing_since ?? now);
      const gone =
        !row.in_catalog ||
        isLeftover(row) ||
        now - since >= options.missingGraceMs;
      return { ...row, in_catalog: !gone, missing_since: since };
    });
  const columns = Object.keys(options.columns) as (keyof Row & string)[];
  const changed = [...found.values(), ...missing]
    .map(after => ({ before: before.get(after.ref), after }))
    .filter(change => !sameRow(change.before, change.after, columns));
  const leftover = missing.filter(isLeftover);
  await transaction(table)
    .where(
      among(
        transaction,
        'ref',
        leftover.map(({ ref }) => ref),
      ),
    )
    .del();
  await bulkInsert(transaction, {
    table,
    columns: options.columns,
    rows: changed
      .map(({ after }) => after)
      .filter(row => !leftover.includes(row)),
    onConflict: `(ref) do update set ${columns
      .filter(column => column !== 'ref')
      .map(column => `"${column}" = excluded."${column}"`)
      .join(', ')}`,
  });
  return [
    ...changed.filter(({ after }) => !leftover.includes(after)),
    // Also one that was gone before: what was kept of its past goes as well.
    ...leftover.map(after => ({ before: before.get(after.ref), after })),
  ];
}

async function storeAncestries(transaction: Knex.Transaction): Promise<void> {
  const teams: Pick<TeamRow, 'ref' | 'parent'>[] = await transaction(
    'teams',
  ).select('ref', 'parent');
  await transaction('team_ancestors').del();
  await bulkInsert(transaction, {
    table: 'team_ancestors',
    columns: { team: 'text', ancestor: 'text', depth: 'bigint' },
    rows: ancestries(teams),
  });
}

/** The components that are in the catalog, as attribution wants them. */
export async function readEntityFacts(database: Knex): Promise<EntityFacts[]> {
  const rows: Pick<ServiceRow, 'ref' | 'annotations' | 'missing_since'>[] =
    await database('services')
      .select('ref', 'annotations', 'missing_since')
      .where('in_catalog', true)
      .orderBy('ref');
  return rows.map(row => ({
    ref: row.ref,
    missing: isMissing(row),
    annotations: JSON.parse(row.annotations) as Record<string, string>,
  }));
}

/** Which of the services should have a place in lists although no source may see them. */
export async function readExpectedServices(
  database: Knex,
  refs: readonly string[],
): Promise<Set<string>> {
  const rows: Pick<ServiceRow, 'ref'>[] = await database('services')
    .select('ref')
    .where(among(database, 'ref', refs))
    .where({ expected: true, in_catalog: true });
  return new Set(rows.map(row => row.ref));
}
