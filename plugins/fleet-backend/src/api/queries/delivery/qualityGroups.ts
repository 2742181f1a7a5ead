/**
 * What to mend, each that one person mends in one act: out of the rows that are kept of each service and act, which are as many as there are things
 * to mend, however many records there are.
 */
import type {
  QualityGroup,
  QualityGroupList,
} from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { among } from '../../../database/dialect';
import { fillIn, QUALITY_SENTENCES } from '../../../delivery/quality';
import {
  qualityMetrics,
  type QualityPlace,
  type QualityPlaceKind,
} from '../../../delivery/qualityGroups';
import type { QualityKind } from '../../../delivery/types';
import {
  isRestricted,
  whereVisible,
  type Visibility,
} from '../../../permissions/visibility';
import type { InstantColumn } from '../../../projections/tables';
import { readCursor, writeCursor } from '../../cursor';
import type { RouteRequest } from '../../route';
import { cutPage, pageAfter } from '../keyset';
import { whereText } from '../serviceSelection';
import { timeOrNull } from '../wire';
import { whereQuality } from './quality';
import { qualityFix } from './qualityFix';

type Query = RouteRequest<'listQualityGroups'>['query'];
type Filters = Omit<Query, 'limit' | 'cursor' | 'sort'>;
type Named = QualityGroup['services'][number];
type Count = number | string;

/** How many services, and how many teams, a thing to mend names. */
const MAX_NAMED = 5;

interface GroupRow {
  group_id: string;
  kind: string;
  place_kind: string;
  place: string;
  records: Count;
  improves: Count;
  numbers: Count;
  services: Count;
  since: InstantColumn | null;
  latest: InstantColumn | null;
  happened: Count;
}

/** By what each order sorts, the greatest first. */
const ORDERS = {
  improves: ['numbers', 'improves'],
  records: ['records', 'numbers'],
  latest: ['happened', 'numbers'],
} as const satisfies Record<Query['sort'], readonly (keyof GroupRow)[]>;

interface NamedOfGroup {
  named: Named[];
  count: number;
}

const nobody: NamedOfGroup = { named: [], count: 0 };

/** What is to be mended of the services that the caller may see; what improves most numbers first. */
export async function listQualityGroups(
  database: Knex,
  options: { query: Query; visibility: Visibility },
): Promise<QualityGroupList> {
  const { visibility } = options;
  const { limit, cursor, sort, ...filters } = options.query;
  const identity = { qualityGroups: filters, sort };
  const after = readCursor({ cursor, query: identity });
  const found = (given: Filters = filters) =>
    selectGroups(database, { filters: given, visibility });
  const grouped = found()
    .groupBy('q.group_id', 'q.kind', 'q.place_kind', 'q.place')
    .select('q.group_id', 'q.kind', 'q.place_kind', 'q.place')
    .sum({
      records: 'q.records',
      improves: 'q.improves',
      numbers: 'q.numbers',
    })
    .count({ services: '*' })
    .min({ since: 'q.since' })
    .max({ latest: 'q.latest' })
    // Of what nobody knows when it was, nothing is newer than all else.
    .select(database.raw('coalesce(max(??), 0) as happened', ['q.latest']));
  const order = ORDERS[sort];
  const [kinds, rows] = await Promise.all([
    readKinds(database, found({ ...filters, kind: undefined })),
    pageAfter(database.select('*').from(grouped.as('listed')), {
      order: [
        ...order.map(column => ({ column, direction: 'desc' as const })),
        { column: 'group_id', direction: 'asc' },
      ],
      after,
      limit,
    }),
  ]);
  const { page, last } = cutPage<GroupRow>(rows, limit);
  const ofPage = () =>
    found().where(
      among(
        database,
        'q.group_id',
        page.map(({ group_id }) => group_id),
      ),
    );
  const [services, teams] = await Promise.all([
    readNamed(database, {
      named: ofPage()
        .select('q.group_id', 's.ref', 's.title')
        .select({ weight: 'q.records' }),
    }),
    readNamed(database, {
      named: ofPage()
        .leftJoin('teams as t', 't.ref', 's.owner')
        .whereNotNull('s.owner')
        .groupBy('q.group_id', 's.owner', 't.title')
        .select('q.group_id', 't.title')
        .select({ ref: 's.owner' })
        .count({ weight: '*' }),
    }),
  ]);
  const chosen = kinds.filter(
    ({ kind }) => !filters.kind || filters.kind.includes(kind),
  );
  return {
    items: page.map(row =>
      toGroup(row, {
        services: services.get(row.group_id) ?? nobody,
        teams: teams.get(row.group_id) ?? nobody,
      }),
    ),
    total: chosen.reduce((sum, { count }) => sum + count, 0),
    nextCursor:
      last &&
      writeCursor(identity, [
        ...order.map(column => Number(last[column])),
        last.group_id,
      ]),
    kinds,
    records: chosen.reduce((sum, { records }) => sum + records, 0),
    restricted: isRestricted(visibility),
  };
}

/** What is mended (`q`) of services (`s`) that the caller may see. */
function selectGroups(
  database: Knex,
  { filters, visibility }: { filters: Filters; visibility: Visibility },
): Knex.QueryBuilder {
  const found = database('service_quality_groups as q')
    .join('services as s', 's.ref', 'q.service')
    .where('s.in_catalog', true);
  whereVisible(found, { visibility, services: 's' });
  whereQuality(found, filters);
  if (filters.group) found.where('q.group_id', filters.group);
  const { text } = filters;
  if (text) {
    found.andWhere(named => {
      whereText(named, 's.search_text', text);
      named.orWhere(place =>
        whereText(place, database.raw('lower(??)', ['q.place']), text),
      );
    });
  }
  return found;
}

/** A number of a service that two acts of one kind would improve counts once. */
async function readKinds(
  database: Knex,
  found: Knex.QueryBuilder,
): Promise<QualityGroupList['kinds']> {
  const ofServices = found
    .clone()
    .groupBy('q.kind', 'q.service')
    .select('q.kind')
    .max({ numbers: 'q.numbers' });
  const [counted, improved] = (await Promise.all([
    found
      .clone()
      .groupBy('q.kind')
      .select('q.kind')
      .countDistinct({ n: 'q.group_id' })
      .sum({ records: 'q.records' }),
    database
      .from(ofServices.as('of_services'))
      .groupBy('kind')
      .select('kind')
      .sum({ numbers: 'numbers' }),
  ])) as [
    { kind: string; n: Count; records: Count }[],
    { kind: string; numbers: Count }[],
  ];
  const numbers = new Map(improved.map(row => [row.kind, Number(row.numbers)]));
  return counted
    .map(({ kind, n, records }) => ({
      kind,
      count: Number(n),
      records: Number(records),
      numbers: numbers.get(kind) ?? 0,
    }))
    .sort((a, b) => b.numbers - a.numbers || (a.kind < b.kind ? -1 : 1));
}

/** The first of each thing to mend, and how many there are. */
async function readNamed(
  database: Knex,
  { named }: { named: Knex.QueryBuilder },
): Promise<Map<string, NamedOfGroup>> {
  const ranked = database
    .from(named.as('named'))
    .select('group_id', 'ref', 'title')
    .select(
      database.raw(
        'row_number() over (partition by group_id order by weight desc, ref) as place',
      ),
      database.raw('count(*) over (partition by group_id) as of_all'),
    );
  const rows: {
    group_id: string;
    ref: string;
    title: string | null;
    of_all: Count;
  }[] = await database
    .from(ranked.as('ranked'))
    .select('*')
    .where('place', '<=', MAX_NAMED)
    .orderBy(['group_id', 'place']);
  const groups = new Map<string, NamedOfGroup>();
  for (const { group_id, ref, title, of_all } of rows) {
    const group = groups.get(group_id) ?? { named: [], count: Number(of_all) };
    groups.set(group_id, group);
    // A team that the catalog does not know has no title.
    group.named.push({ ref, title: title ?? ref.replace(/^.*\//, '') });
  }
  return groups;
}

function toGroup(
  row: GroupRow,
  given: { services: NamedOfGroup; teams: NamedOfGroup },
): QualityGroup {
  const kind = row.kind as QualityKind;
  const place: QualityPlace = {
    kind: row.place_kind as QualityPlaceKind,
    name: row.place,
  };
  const numbers = Number(row.numbers);
  const { together, remedy } = QUALITY_SENTENCES[kind];
  return {
    id: row.group_id,
    kind,
    place,
    problem: fillIn(together, { place: nameOf(place, given.services) }),
    // Its records name several.
    remedy: fillIn(remedy, { environment: '<environment>' }),
    fix: qualityFix(kind, place),
    records: Number(row.records),
    improves: Number(row.improves),
    metrics: numbers > 0 ? [...qualityMetrics(kind, place.kind)] : [],
    numbers,
    since: timeOrNull(row.since),
    latest: timeOrNull(row.latest),
    services: given.services.named,
    serviceCount: given.services.count,
    teams: given.teams.named,
    teamCount: given.teams.count,
  };
}

/** A place as people call it. */
function nameOf({ kind, name }: QualityPlace, services: NamedOfGroup): string {
  return kind === 'service' || kind === 'incidents'
    ? services.named[0]?.title ?? name
    : name;
}
