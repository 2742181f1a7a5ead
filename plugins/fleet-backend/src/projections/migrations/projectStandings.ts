/**
 * Keeps how services stand in every migration: folds what was newly learnt into what is known, and appends to the history what that changed. The
 * caller holds the locks of the services.
 *
 * What turns up late, learnt before what was folded already, is folded from the beginning, so that the history is always what one clean pass
 * would give.
 */
import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import { instant } from '@landfall/backstage-plugin-fleet-common';
import { among, amongNumbers, bulkInsert } from '../../database/dialect';
import { foldStanding, STATE_FORMAT } from '../../migration/fold';
import type {
  Fact,
  FoldEnvironment,
  FoldState,
  StandingChange,
} from '../../migration/types';
import { upsert } from '../columns';
import { FROM_SCRATCH, type ProjectionContext } from '../context';
import type { StandingHistoryRow, StandingRow } from '../tables';
import type { CompiledMigration } from './compiled';
import { isForAllThePast } from './allThePast';
import { datedLog, factId, logOf, readFacts, type ServiceFacts } from './facts';
import { compareHistories, keyOf } from './keptHistory';
import {
  HISTORY_COLUMNS,
  historyRows,
  STANDING_COLUMNS,
  standingRow,
} from './rows';

/** A service whose standings may be different. */
export interface StandingWork {
  service: string;
  /** To be derived from nothing but what was recorded. */
  fromScratch: boolean;
}

/** What was learnt so long before the newest that is folded may still turn up in another order. */
const UNSETTLED_MS = 10 * 60_000;
/** Nothing was learnt, and no time came. */
const UNCHANGED = 'unchanged';
/** Nothing was ever learnt. */
const UNKNOWN = 'unknown';
/** Stands for the state before anything was folded. */
const emptyState: FoldState = { format: STATE_FORMAT };

/** Derives the standings of services in all migrations. */
export async function projectStandings(
  context: ProjectionContext,
  options: {
    work: readonly StandingWork[];
    migrations: readonly CompiledMigration[];
  },
): Promise<void> {
  const { work, migrations } = options;
  if (work.length === 0 || migrations.length === 0) return;
  const known = await readStandings(
    context,
    work.map(({ service }) => service),
  );
  const places = work.flatMap(({ service, fromScratch }) =>
    migrations.map(migration => {
      const before = known.get(keyOf({ migration: migration.id, service }));
      return {
        migration,
        service,
        before: fromScratch || !isUsable(before) ? undefined : before,
      };
    }),
  );
  const scratch = new Set(
    places.filter(place => !place.before).map(place => place.service),
  );
  const going = work
    .map(({ service }) => service)
    .filter(service => !scratch.has(service));
  const since = places.reduce<number>(
    (least, { before }) =>
      before
        ? Math.min(least, Number(before.folded_through) - UNSETTLED_MS)
        : least,
    context.now,
  );
  const facts = new Map([
    ...(await read(context, going, instant(since))),
    ...(await read(context, [...scratch], FROM_SCRATCH)),
  ]);
  const folded = places.map(place => ({
    place,
    result: fold(place, { context, facts }),
  }));
  // What turned out to be late needs the whole log.
  const late = [
    ...new Set(
      folded.flatMap(({ place, result }) => (result ? [] : [place.service])),
    ),
  ];
  const whole = await read(context, late, FROM_SCRATCH);
  const results = folded.map(({ place, result }) => {
    const again = result ? undefined : { ...place, before: undefined };
    return {
      place: again ?? place,
      result: result ?? fold(again ?? place, { context, facts: whole }),
    };
  });
  await write(context, results);
}

interface FoldPlace {
  migration: CompiledMigration;
  service: string;
  /** Undefined: from the beginning. */
  before: StandingRow | undefined;
}

interface Folded {
  state: FoldState;
  changes: StandingChange[];
  nextTimer: Instant | null;
  foldedThrough: number;
  folded: string[];
}

function read(
  context: ProjectionContext,
  services: readonly string[],
  since: Instant,
): Promise<Map<string, ServiceFacts>> {
  if (services.length === 0) return Promise.resolve(new Map());
  const { transaction, ledger } = context;
  return readFacts(transaction, { ledger, services, since });
}

/** Folds what is new; undefined where something is late. */
function fold(
  { migration, service, before }: FoldPlace,
  options: {
    context: ProjectionContext;
    facts: ReadonlyMap<string, ServiceFacts>;
  },
): Folded | typeof UNCHANGED | typeof UNKNOWN | undefined {
  const { now } = options.context;
  const facts = options.facts.get(service);
  if (!facts) return undefined;
  if (!before && facts.firstLearntAt === null) return UNKNOWN;
  const log = logOf(facts, {
    migration: migration.id,
    definitions: migration.facts,
  });
  const fresh = before
    ? newsOf(log, before)
    : datedLog(log, facts.firstLearntAt ?? now);
  if (!fresh) return undefined;
  const through = before ? Number(before.folded_through) : -Infinity;
  const state = before ? (JSON.parse(before.state) as FoldState) : undefined;
  const last = fresh.at(-1)?.learntAt ?? null;
  const environment: FoldEnvironment = migration.environment;
  let result: Pick<Folded, 'state' | 'changes' | 'nextTimer'> = {
    state: state ?? emptyState,
    changes: [],
    nextTimer:
      before?.next_timer === null || before?.next_timer === undefined
        ? null
        : instant(Number(before.next_timer)),
  };
  let foldedThrough = through;
  const go = (given: readonly Fact[], until: Instant) => {
    const next = foldStanding({
      service,
      state: result.state === emptyState ? undefined : result.state,
      facts: given,
      until,
      environment,
    });
    result = { ...next, changes: [...result.changes, ...next.changes] };
    foldedThrough = until;
  };
  if (last !== null) go(fresh, last);
  if (result.nextTimer !== null && result.nextTimer <= now) go([], now);
  if (before && foldedThrough === through) return UNCHANGED;
  return {
    ...result,
    foldedThrough: Number.isFinite(foldedThrough) ? foldedThrough : now,
    folded: rememberedOf(log, foldedThrough),
  };
}

/** What was learnt since; undefined where something is late: then the whole log is needed. */
function newsOf(log: readonly Fact[], before: StandingRow): Fact[] | undefined {
  const through = Number(before.folded_through);
  const known = new Set(JSON.parse(before.folded) as string[]);
  const news: Fact[] = [];
  for (const fact of log) {
    const isNew = !isForAllThePast(fact) && fact.learntAt > through;
    if (isRemembered(fact, through) && !known.has(factId(fact))) {
      // Of a target that is newly the service's, much may have been told before.
      if (!isNew || fact.kind === 'attribution') return undefined;
    }
    if (isNew) news.push(fact);
  }
  return news;
}

/** What has to be remembered of a log to tell the next time what is late. */
function rememberedOf(log: readonly Fact[], through: number): string[] {
  return [
    ...new Set(
      log.filter(fact => isRemembered(fact, through)).map(fact => factId(fact)),
    ),
  ];
}

/**
 * Whether it has to be remembered that a fact was folded: as it was learnt lately, or because it may turn up at any time. That nobody had
 * looked at a scope turns up whenever a service is first seen there.
 */
function isRemembered(fact: Fact, through: number): boolean {
  return (
    isForAllThePast(fact) ||
    fact.kind === 'attribution' ||
    fact.learntAt > through - UNSETTLED_MS
  );
}

function isUsable(before: StandingRow | undefined): before is StandingRow {
  return (
    before !== undefined &&
    (JSON.parse(before.state) as FoldState).format === STATE_FORMAT
  );
}

async function readStandings(
  { transaction }: ProjectionContext,
  services: readonly string[],
): Promise<Map<string, StandingRow>> {
  const rows: StandingRow[] = await transaction('standings')
    .select('*')
    .where(among(transaction, 'service', services));
  return new Map(rows.map(row => [keyOf(row), row]));
}

async function write(
  { transaction }: ProjectionContext,
  results: readonly {
    place: FoldPlace;
    result: Folded | typeof UNCHANGED | typeof UNKNOWN | undefined;
  }[],
): Promise<void> {
  const standings: StandingRow[] = [];
  const history: Omit<StandingHistoryRow, 'id'>[] = [];
  const unknown = new Set<string>();
  const outdated: number[] = [];
  const derived: Parameters<typeof compareHistories>[1][number][] = [];
  for (const { place, result } of results) {
    if (!result || result === UNCHANGED) continue;
    const { service, before } = place;
    const at = { migration: place.migration.id, service };
    if (result === UNKNOWN) {
      unknown.add(service);
      derived.push({ place: at, rows: [] });
      continue;
    }
    const rows = historyRows(at, { changes: result.changes, before });
    if (before) history.push(...rows);
    else derived.push({ place: at, rows });
    standings.push(
      standingRow(at, {
        ...result,
        values: result.changes.at(-1)?.values,
        before,
      }),
    );
  }
  const differences = await compareHistories(transaction, derived);
  for (const difference of differences.values()) {
    outdated.push(...difference.outdated);
    history.push(...difference.missing);
  }
  if (outdated.length > 0) {
    await transaction('standing_history')
      .where(amongNumbers(transaction, 'id', outdated))
      .del();
  }
  if (unknown.size > 0) {
    await transaction('standings')
      .where(among(transaction, 'service', [...unknown]))
      .del();
  }
  await bulkInsert(transaction, {
    table: 'standing_history',
    columns: HISTORY_COLUMNS,
    rows: history,
  });
  await upsert<StandingRow>(transaction, {
    table: 'standings',
    columns: STANDING_COLUMNS,
    key: ['migration', 'service'],
    rows: standings,
  });
}
