/**
 * Reads what was learnt of services, as facts for the engine, by a number of statements that does not depend on how many services there are.
 *
 * The first version of a definition, the first facts of the catalog, the first attribution of a target and the first interval of a scope hold for all
 * the past: they are dated to the earliest that was learnt of the service itself.
 */
import { instant, type Instant } from '@landfall/backstage-plugin-fleet-common';
import {
  targetKey,
  type TargetRef,
} from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';
import { among } from '../../database/dialect';
import type { LedgerReads, Recorded } from '../../ledger/types';
import type { Act, CatalogFacts, Fact } from '../../migration/types';
import type { AttributionRow, MigrationActRow, TargetRow } from '../tables';
import { ALWAYS, isForAllThePast } from './allThePast';
import { readScopeFacts, scopeKey } from './scopeFacts';

/** Facts of one service; those of single migrations by their ids. */
export interface ServiceFacts {
  common: Fact[];
  ofMigration: Map<string, Fact[]>;
  /** When the first was learnt of the service itself; null where that is not among what was read. */
  firstLearntAt: Instant | null;
  /** The scopes that ever showed it, or its traffic. */
  scopes: Set<string>;
  /** Every target that ever was the service's. */
  targets: Set<string>;
}

/** Orders what was first learnt before all that was learnt at the same instant. */
const FIRST = { definition: -3, catalog: -2, attribution: -1 } as const;

const KINDS = ['presence', 'traffic', 'validation', 'incident'] as const;
type Told = Extract<Recorded, { kind: (typeof KINDS)[number] }>;

/** Names a fact, so that it is told whether it was folded already. */
export function factId(fact: Fact): string {
  switch (fact.kind) {
    case 'looks':
      return `looks:${scopeKey(fact)}:${
        isForAllThePast(fact) ? fact.everySeconds : fact.order
      }`;
    case 'gap':
      return `gap:${scopeKey(fact)}:${fact.order}:${
        fact.to === null ? 'open' : 'closed'
      }`;
    case 'attribution':
      return `attribution:${fact.target}:${fact.mine}:${fact.order}`;
    case 'act':
      return `act:${fact.act.id}`;
    case 'usual':
      return `usual:${fact.order}`;
    default:
      return `${fact.kind}:${fact.order}`;
  }
}

/**
 * Reads facts of services.
 *
 * @param options.since - of observations only versions recorded at or after it; all else is read whole, as there is little of it.
 */
export async function readFacts(
  database: Knex,
  options: {
    ledger: Pick<
      LedgerReads,
      'versionsSince' | 'observations' | 'observationsOfServices' | 'tellersOf'
    >;
    services: readonly string[];
    since: Instant;
  },
): Promise<Map<string, ServiceFacts>> {
  const { ledger, services, since } = options;
  const facts = new Map<string, ServiceFacts>(
    services.map(service => [
      service,
      {
        common: [],
        ofMigration: new Map(),
        firstLearntAt: null,
        scopes: new Set(),
        targets: new Set(),
      },
    ]),
  );
  const attributions = await readAttributions(database, services);
  const owners = ownersOf(attributions);
  for (const [target, who] of owners) {
    for (const service of who.keys()) facts.get(service)?.targets.add(target);
  }
  const targets = [...owners.keys()];
  // One after the other: a transaction has one connection.
  const places = await readPlaces(database, targets);
  const versions: readonly Told[] = await ledger.versionsSince({
    kinds: KINDS,
    targets,
    services,
    since,
  });
  const kind = 'traffic' as const;
  const tellers = [
    ...(await ledger.observations({ kind, targets })),
    ...(await ledger.observationsOfServices({ kind, services })),
  ];
  const catalog = await readCatalog(database, services);
  const acts = await readActs(database, services);
  addAttributions(facts, attributions);
  const keyOf = targetKeys();
  const aboutOf = (observation: { target?: TargetRef; service?: string }) => {
    const target = observation.target && keyOf(observation.target);
    const who = target === undefined ? undefined : owners.get(target);
    const named = target === undefined ? [observation.service ?? ''] : [];
    return { target, who, about: who?.keys() ?? named };
  };
  for (const version of versions) {
    const { target, who, about } = aboutOf(version);
    for (const service of about) {
      const known = facts.get(service);
      addTold(known, { version, target, places });
      // What others had before says nothing of when this one began.
      if (!who || who.get(service)) noteFirst(known, version.recordedAt);
    }
  }
  for (const row of catalog) {
    const known = facts.get(row.service);
    known?.common.push(row.fact);
    noteFirst(known, row.recordedAt);
  }
  for (const { service, migration, fact } of acts) {
    push(facts.get(service)?.ofMigration, migration, fact);
    noteFirst(facts.get(service), fact.learntAt);
  }
  for (const teller of tellers) {
    for (const service of aboutOf(teller).about) {
      facts.get(service)?.scopes.add(scopeKey(teller));
    }
  }
  // Of one target several scopes may tell, and what rests on it rests on all of them.
  for (const teller of await ledger.tellersOf({ kind: 'presence', targets })) {
    for (const service of owners.get(teller.target)?.keys() ?? []) {
      facts.get(service)?.scopes.add(scopeKey(teller));
    }
  }
  const scopes = await readScopeFacts(database, {
    keys: new Set([...facts.values()].flatMap(one => [...one.scopes])),
    since,
  });
  for (const service of facts.values()) {
    for (const key of service.scopes) {
      service.common.push(...(scopes.get(key) ?? []));
    }
  }
  return facts;
}

/** Gives the keys of targets; of one target there may be thousands of versions, which share it. */
function targetKeys(): (target: TargetRef) => string {
  const keys = new Map<TargetRef, string>();
  return target => {
    const known = keys.get(target) ?? targetKey(target);
    keys.set(target, known);
    return known;
  };
}

function noteFirst(facts: ServiceFacts | undefined, learntAt: Instant): void {
  if (
    facts &&
    (facts.firstLearntAt === null || learntAt < facts.firstLearntAt)
  ) {
    facts.firstLearntAt = learntAt;
  }
}

function push(
  map: Map<string, Fact[]> | undefined,
  key: string,
  fact: Fact,
): void {
  if (!map) return;
  const known = map.get(key);
  if (known) known.push(fact);
  else map.set(key, [fact]);
}

/** The whole history of every target that was ever one of the services'. */
async function readAttributions(
  database: Knex,
  services: readonly string[],
): Promise<AttributionRow[]> {
  return database('attributions')
    .select('*')
    .whereIn(
      'target',
      database('attributions')
        .select('target')
        .where(among(database, 'service', services)),
    )
    .orderBy('id');
}

/** Who ever had each target, and whether for all the past. */
function ownersOf(
  attributions: readonly AttributionRow[],
): Map<string, Map<string, boolean>> {
  const owners = new Map<string, Map<string, boolean>>();
  for (const { target, service, valid_from } of attributions) {
    const known = owners.get(target) ?? new Map<string, boolean>();
    if (service !== null) {
      known.set(service, valid_from === null || (known.get(service) ?? false));
    }
    owners.set(target, known);
  }
  return owners;
}

/**
 * What holds for all the past comes before everything; what holds from an instant on was learnt then. A later entry for all the past replaces those
 * before it, as a correction does: whoever they named never had the target.
 */
function addAttributions(
  facts: ReadonlyMap<string, ServiceFacts>,
  attributions: readonly AttributionRow[],
): void {
  const before = new Map<string, string | null>();
  const replaced = replacedBy(attributions);
  for (const row of attributions) {
    const was = before.get(row.target) ?? null;
    before.set(row.target, row.service);
    const isReplaced = replaced.has(row);
    const learnt =
      isReplaced || row.valid_from === null
        ? { learntAt: ALWAYS, order: FIRST.attribution }
        : {
            learntAt: instant(Number(row.recorded_at)),
            order: Number(row.id),
          };
    const tell = (service: string | null, mine: boolean) => {
      if (service === null) return;
      noteFirst(facts.get(service), instant(Number(row.recorded_at)));
      facts.get(service)?.common.push({
        ...learnt,
        kind: 'attribution',
        target: row.target,
        mine,
      });
    };
    if (was !== row.service) tell(was, false);
    tell(row.service, !isReplaced);
  }
}

/** The entries that a later one of the same target for all the past replaces. */
function replacedBy(
  attributions: readonly AttributionRow[],
): Set<AttributionRow> {
  const replaced = new Set<AttributionRow>();
  const open = new Map<string, AttributionRow[]>();
  for (const row of attributions) {
    const earlier = open.get(row.target) ?? [];
    if (row.valid_from === null) {
      earlier.forEach(each => replaced.add(each));
      open.set(row.target, [row]);
    } else {
      open.set(row.target, [...earlier, row]);
    }
  }
  return replaced;
}

function addTold(
  facts: ServiceFacts | undefined,
  options: {
    version: Told;
    /** Key of its target. */
    target: string | undefined;
    places: ReadonlyMap<string, TargetPlace>;
  },
): void {
  if (!facts) return;
  const { version, target = '', places } = options;
  const learnt = { learntAt: version.recordedAt, order: version.seq };
  switch (version.kind) {
    case 'presence': {
      const place = places.get(target);
      const { body } = version;
      facts.common.push({
        ...learnt,
        kind: 'presence',
        sight: {
          ...version.target,
          target,
          source: version.source,
          scope: version.scope,
          environment: place?.environment ?? null,
          production: Boolean(place?.production),
          incarnation: body.incarnation,
          images: body.images,
          // What was recorded before sources told of containers.
          containers: body.containers ?? [],
          labels: body.labels,
          annotations: body.annotations,
          ready: body.ready,
          desired: body.desired,
          paused: body.paused,
          at: instant(version.at),
          since: instant(body.since),
          ended: version.ended,
          endedAt: version.endedAt === null ? null : instant(version.endedAt),
        },
      });
      return;
    }
    case 'traffic':
      facts.common.push({
        ...learnt,
        kind: 'traffic',
        teller: JSON.stringify([version.source, version.scope, version.key]),
        source: version.source,
        scope: version.scope,
        platform: version.body.platform,
        requestsPerSecond: version.body.requestsPerSecond,
        since: instant(version.body.since),
        ended: version.ended,
      });
      return;
    case 'incident':
      facts.common.push({
        ...learnt,
        kind: 'incident',
        key: JSON.stringify([version.source, version.scope, version.key]),
        openedAt: instant(version.at),
        ended: version.ended,
        endedAt: version.endedAt === null ? null : instant(version.endedAt),
      });
      return;
    default: {
      const { body } = version;
      const fact: Fact = {
        ...learnt,
        kind: 'validation',
        key: JSON.stringify([version.source, version.scope, version.key]),
        rule: body.rule,
        met: body.result === 'met',
        peakRate: body.peakRate,
        durationSeconds: body.durationSeconds,
        link: body.link ?? null,
        at: instant(version.at),
      };
      if (body.migration === null) facts.common.push(fact);
      else push(facts.ofMigration, body.migration, fact);
    }
  }
}

/** Where a target is, as the mapping says now. */
type TargetPlace = Pick<
  TargetRow,
  'target' | 'source' | 'scope' | 'environment' | 'production'
>;

async function readPlaces(
  database: Knex,
  targets: readonly string[],
): Promise<Map<string, TargetPlace>> {
  const rows: TargetPlace[] = await database('targets')
    .select('target', 'source', 'scope', 'environment', 'production')
    .where(among(database, 'target', targets));
  return new Map(rows.map(row => [row.target, row]));
}

async function readCatalog(
  database: Knex,
  services: readonly string[],
): Promise<{ service: string; recordedAt: Instant; fact: Fact }[]> {
  const rows: {
    id: number | string;
    service: string;
    recorded_at: number | string;
    facts: string;
  }[] = await database('catalog_history')
    .select('*')
    .where(among(database, 'service', services))
    .orderBy('id');
  const seen = new Set<string>();
  return rows.map(row => {
    const first = !seen.has(row.service);
    seen.add(row.service);
    const recordedAt = instant(Number(row.recorded_at));
    return {
      service: row.service,
      recordedAt,
      fact: {
        learntAt: first ? ALWAYS : recordedAt,
        order: first ? FIRST.catalog : Number(row.id),
        kind: 'catalog',
        catalog: JSON.parse(row.facts) as CatalogFacts,
      },
    };
  });
}

async function readActs(
  database: Knex,
  services: readonly string[],
): Promise<{ service: string; migration: string; fact: Fact }[]> {
  const rows: MigrationActRow[] = await database('migration_acts')
    .select('*')
    .where(among(database, 'service', services))
    .orderBy(['recorded_at', 'id']);
  return rows.map((row, index) => ({
    service: row.service,
    migration: row.migration,
    fact: {
      learntAt: instant(Number(row.recorded_at)),
      order: index,
      kind: 'act',
      act: {
        id: row.id,
        act: row.act as Act['act'],
        of: row.of,
        stage: row.stage as Act['stage'],
        reason: row.reason,
        link: row.link,
        waitingFor: row.waiting_for,
        expiresAt:
          row.expires_at === null ? null : instant(Number(row.expires_at)),
      },
    },
  }));
}

/**
 * All that was learnt of a service in one migration.
 *
 * @param options.definitions - the versions of the definition, and what stages usually take.
 */
export function logOf(
  facts: ServiceFacts,
  options: { migration: string; definitions: readonly Fact[] },
): Fact[] {
  return [
    ...facts.common,
    ...(facts.ofMigration.get(options.migration) ?? []),
    ...options.definitions,
  ].sort(
    (a, b) =>
      a.learntAt - b.learntAt ||
      a.order - b.order ||
      (a.kind < b.kind ? -1 : 1),
  );
}

/**
 * A whole log, from when on something was learnt of the service itself: what holds for all the past, and what was learnt of migrations and scopes
 * before, is dated to then.
 */
export function datedLog(log: readonly Fact[], firstLearntAt: Instant): Fact[] {
  return log.map(fact =>
    fact.learntAt < firstLearntAt ? { ...fact, learntAt: firstLearntAt } : fact,
  );
}

/** Before all; see {@link datedLog}. */
export const FOR_ALL_THE_PAST = {
  learntAt: ALWAYS,
  order: FIRST.definition,
};
