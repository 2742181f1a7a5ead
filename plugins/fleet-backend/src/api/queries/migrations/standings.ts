import type {
  Standing,
  StandingList,
} from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { among } from '../../../database/dialect';
import type {
  ServiceRow,
  StandingRow,
  TargetRow,
  TeamRow,
} from '../../../projections/tables';
import type { ScopeKey } from '../../../sources/tables';
import type { KnownScopes } from '../scopes';
import { fromJson, time, timeOrNull } from '../wire';
import { readActs, type KnownAct } from './acts';
import type { KnownMigration } from '../../../projections/migrations/known';
import { whereThere, type Moment } from './selection';
import { teamsAt } from './namesAt';
import { targetsAt } from './targetsAt';

const columns = [
  'migration',
  'stage',
  'side',
  'declared',
  'derived_stage',
  'conflict',
  'since',
  'share',
  'share_by',
  'health',
  'health_since',
  'wave',
  'owner',
  'owner_then',
  'system',
  'domain',
  'tier',
  'from_targets',
  'from_ready',
  'to_targets',
  'to_ready',
  'fell_back_at',
  'blocked',
  'override',
  'exemption',
  'next',
] as const;

/** What lists read of a standing (`v`) and its service (`s`). */
export const listedColumns = [
  's.ref',
  's.title',
  ...columns.map(column => `v.${column}`),
];

/** A row of {@link listedColumns}. */
export type ListedStanding = Pick<ServiceRow, 'ref' | 'title'> &
  Pick<StandingRow, (typeof columns)[number]>;

/** A standing as its row alone tells it; acts by their ids, owners without titles. */
export interface ParsedStanding {
  owner: Standing['owner'];
  stage: Standing['stage'];
  blocked: { act: string } | null;
  override: { act: string; stage: Standing['stage'] } | null;
  exemption: { act: string; approval: string | null } | null;
}

/** Reads what lies as JSON in a row. */
export function parseStanding(row: ListedStanding): ParsedStanding {
  const parse = <T>(text: string | null) =>
    text === null ? null : fromJson<T>(text);
  return {
    owner: row.owner === null ? null : named(row.owner),
    stage: row.stage as Standing['stage'],
    blocked: parse(row.blocked),
    override: parse(row.override),
    exemption: parse(row.exemption),
  };
}

function named(ref: string): { ref: string; title: string } {
  return { ref, title: ref.slice(ref.indexOf('/') + 1) };
}

/** Rows as the contract says: three statements for a page, however long it is. */
export async function toStandings(
  database: Knex,
  options: {
    rows: readonly ListedStanding[];
    migrations: ReadonlyMap<string, KnownMigration>;
    moment: Moment;
    scopes: KnownScopes;
  },
): Promise<Standing[]> {
  const { rows, migrations, moment, scopes } = options;
  const parsed = rows.map(row => ({ row, standing: parseStanding(row) }));
  const [acts, titles, seen] = await Promise.all([
    readActs(
      database,
      parsed.flatMap(({ standing: { blocked, override, exemption } }) =>
        [
          blocked?.act,
          override?.act,
          exemption?.act,
          exemption?.approval ?? undefined,
        ].filter(id => id !== undefined),
      ),
    ),
    readTitles(database, {
      moment,
      refs: rows.flatMap(row =>
        [row.owner, row.owner_then].filter(ref => ref !== null),
      ),
    }),
    readScopesOf(database, {
      services: rows.map(row => row.ref),
      moment,
    }),
  ]);
  const owner = (ref: string | null) =>
    ref === null ? null : { ref, title: titles.get(ref) ?? named(ref).title };
  return parsed.map(({ row, standing }) => {
    const data = scopes.worst(seen.get(row.ref) ?? []);
    const wave = migrations.get(row.migration)?.waves.get(row.wave ?? '');
    return {
      migration: row.migration,
      service: row.ref,
      title: row.title,
      owner: owner(row.owner),
      ownerThen: row.owner_then === row.owner ? null : owner(row.owner_then),
      system: row.system,
      domain: row.domain,
      tier: row.tier,
      wave: wave ? { id: wave.id, title: wave.title } : null,
      stage: standing.stage,
      side: row.side as Standing['side'],
      declared: Boolean(row.declared),
      derivedStage: row.derived_stage as Standing['derivedStage'],
      conflict: Boolean(row.conflict),
      since: time(row.since),
      share: row.share === null ? null : Number(row.share),
      shareBy: row.share_by as Standing['shareBy'],
      health: healthOf(row.health as Standing['health'], data),
      healthSince: timeOrNull(row.health_since),
      data,
      ...actsOf(standing, acts),
      from: {
        targets: Number(row.from_targets),
        ready: Number(row.from_ready),
      },
      to: { targets: Number(row.to_targets), ready: Number(row.to_ready) },
      fellBackAt: timeOrNull(row.fell_back_at),
      next: fromJson(row.next),
    };
  });
}

/** Nothing is on track of which nobody has heard: the same as `healthNow` says in SQL. */
function healthOf(
  health: Standing['health'],
  data: Standing['data'],
): Standing['health'] {
  const unheard = data === 'stale' || data === 'error';
  return health === 'on_track' && unheard ? 'unknown' : health;
}

function actsOf(
  { blocked, override, exemption }: ParsedStanding,
  acts: ReadonlyMap<string, KnownAct>,
): Pick<Standing, 'blocked' | 'override' | 'exemption'> {
  const act = (id: string | null | undefined) =>
    id === null || id === undefined ? undefined : acts.get(id);
  const block = act(blocked?.act);
  const set = act(override?.act);
  const exempt = act(exemption?.act);
  const approval = act(exemption?.approval);
  return {
    blocked: block ? { ...shown(block), waitingFor: block.waitingFor } : null,
    override:
      set && override?.stage ? { ...shown(set), stage: override.stage } : null,
    exemption: exempt
      ? {
          ...shown(exempt),
          approver: approval?.author ?? null,
          approved: approval !== undefined,
        }
      : null,
  };
}

function shown(act: KnownAct) {
  const { id, reason, link, author, at, expiresAt } = act;
  return { id, reason, link, author, at, expiresAt };
}

/** Titles of teams by their references, as they were at the moment. */
export async function readTitles(
  database: Knex,
  { moment, refs }: { moment: Moment; refs: readonly string[] },
): Promise<Map<string, string>> {
  if (refs.length === 0) return new Map();
  const rows: Pick<TeamRow, 'ref' | 'title'>[] = await database
    .from(teamsAt(database, { moment, as: 't' }))
    .where(among(database, 't.ref', [...new Set(refs)]))
    .select('t.ref', 't.title');
  return new Map(rows.map(({ ref, title }) => [ref, title]));
}

/** The scopes on which each of some services rests: those of the targets that are there, else of all that ever were. */
export async function readScopesOf(
  database: Knex,
  options: { services: readonly string[]; moment: Moment },
): Promise<Map<string, ScopeKey[]>> {
  const { services, moment } = options;
  if (services.length === 0) return new Map();
  const there = database
    .from(targetsAt(database, { moment, as: 't' }))
    .where(among(database, 't.service', services));
  const now = there.clone().select('t.target');
  whereThere(database, now, { table: 't', moment });
  const rows: (ScopeKey &
    Pick<TargetRow, 'service'> & { there: number | boolean })[] = await there
    .distinct('t.service', 't.source', 't.scope')
    .select(
      database.raw('case when t.target in ? then 1 else 0 end as there', [now]),
    );
  const found = new Map<string, { key: ScopeKey; there: boolean }[]>();
  for (const row of rows) {
    const service = row.service ?? '';
    const keys = found.get(service) ?? [];
    keys.push({
      key: { source: row.source, scope: row.scope },
      there: Boolean(Number(row.there)),
    });
    found.set(service, keys);
  }
  return new Map(
    [...found].map(([service, keys]) => {
      const present = keys.filter(each => each.there);
      return [
        service,
        (present.length > 0 ? present : keys).map(({ key }) => key),
      ];
    }),
  );
}

/** What all answers about migrations say of the moment and the caller. */
export function asOfPart(
  moment: Moment,
  restricted: boolean,
): Pick<StandingList, 'asOf' | 'live' | 'timeZone' | 'restricted'> {
  const { at, live, zone } = moment;
  return { asOf: time(at), live, timeZone: zone, restricted };
}
