/**
 * Reads what was learnt of services, as facts for the engine, by a number of statements that does not depend on how many services there are.
 *
 * The first version of a definition, the first facts of the catalog and the first attribution of a target hold for all the past: they are dated
 * to the earliest that was learnt of the service.
 */
import { instant, type Instant } from '@landfall/backstage-plugin-fleet-common';
import { targetKey } from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';
import { among } from '../../database/dialect';
import type { LedgerReads, Recorded } from '../../ledger/types';
import type { Act, CatalogFacts, Fact } from '../../migration/types';
import type { AttributionRow, MigrationActRow, TargetRow } from '../tables';
import { readScopeFacts, scopeKey } from './scopeFacts';

/** Facts of one service; those of single migrations by their ids. */
export interface ServiceFacts {
  common: Fact[];
  ofMigration: Map<string, Fact[]>;
  /** Every target that ever was the service's. */
  targets: Set<string>;
}

/** Orders what was first learnt before all that was learnt at the same instant. */
const FIRST = { definition: -3, catalog: -2, attribution: -1 } as const;
const ALWAYS = Number.MIN_SAFE_INTEGER;

const KINDS = ['presence', 'traffic', 'validation', 'incident'] as const;
type Told = Extract<Recorded, { kind: (typeof KINDS)[number] }>;

/** Whether a fact holds for all the past of a service. */
export function isForAllThePast(fact: Fact): boolean {
  return fact.learntAt === ALWAYS;
}

/** Names a fact, so that it is told whether it was folded already. */
export function factId(fact: Fact): string {
  if (fact.kind === 'looks') {
    return `looks:${fact.source}:${fact.scope}:${fact.everySeconds}`;
  }
  if (fact.kind === 'attribution' && fact.order === FIRST.attribution) {
    return `attribution:${fact.target}:${fact.mine}`;
  }
  if (fact.kind === 'gap') {
    const end = fact.to === null ? 'open' : 'closed';
    return `gap:${fact.source}:${fact.scope}:${fact.from ?? ''}:${end}`;
  }
  return `${fact.kind}:${fact.order}`;
}

/**
 * Reads facts of services.
 *
 * @param options.since - of observations only versions recorded at or after it; all else is read whole, as there is little of it.
 */
export async function readFacts(
  database: Knex,
  options: {
    ledger: Pick<LedgerReads, 'versionsSince'>;
    services: readonly string[];
    since: Instant;
    now: Instant;
  },
): Promise<Map<string, ServiceFacts>> {
  const { ledger, services, since, now } = options;
  const facts = new Map<string, ServiceFacts>(
    services.map(service => [
      service,
      { common: [], ofMigration: new Map(), targets: new Set() },
    ]),
  );
  const attributions = await readAttributions(database, services);
  const owners = ownersOf(attributions);
  for (const [target, who] of owners) {
    for (const service of who) facts.get(service)?.targets.add(target);
  }
  const targets = [...owners.keys()];
  const [places, told, catalog, acts] = await Promise.all([
    readPlaces(database, targets),
    ledger.versionsSince({ kinds: KINDS, targets, services, since }),
    readCatalog(database, services),
    readActs(database, services),
  ]);
  const versions: readonly Told[] = told;
  addAttributions(facts, attributions);
  for (const version of versions) {
    const about =
      version.target === undefined
        ? [('service' in version && version.service) || '']
        : owners.get(targetKey(version.target)) ?? [];
    for (const service of about) {
      addTold(facts.get(service), { version, places });
    }
  }
  for (const row of catalog) {
    facts.get(row.service)?.common.push(row.fact);
  }
  for (const { service, migration, fact } of acts) {
    push(facts.get(service)?.ofMigration, migration, fact);
  }
  const scopesOf = new Map(
    [...facts.values()].map(service => [service, scopeKeysOf(service, places)]),
  );
  const scopes = await readScopeFacts(database, {
    keys: new Set([...scopesOf.values()].flatMap(keys => [...keys])),
    since,
    now,
  });
  for (const [service, keys] of scopesOf) {
    for (const key of keys) service.common.push(...(scopes.get(key) ?? []));
  }
  return facts;
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

/** Who ever had each target. */
function ownersOf(
  attributions: readonly AttributionRow[],
): Map<string, Set<string>> {
  const owners = new Map<string, Set<string>>();
  for (const { target, service } of attributions) {
    const known = owners.get(target) ?? new Set();
    if (service !== null) known.add(service);
    owners.set(target, known);
  }
  return owners;
}

/** What holds for all the past comes before everything; what holds from an instant on was learnt then. */
function addAttributions(
  facts: ReadonlyMap<string, ServiceFacts>,
  attributions: readonly AttributionRow[],
): void {
  const before = new Map<string, string | null>();
  for (const row of attributions) {
    const was = before.get(row.target) ?? null;
    before.set(row.target, row.service);
    const learnt =
      row.valid_from === null
        ? { learntAt: ALWAYS as Instant, order: FIRST.attribution }
        : {
            learntAt: instant(Number(row.recorded_at)),
            order: Number(row.id),
          };
    const tell = (service: string | null, mine: boolean) => {
      if (service === null) return;
      facts.get(service)?.common.push({
        ...learnt,
        kind: 'attribution',
        target: row.target,
        mine,
      });
    };
    if (was !== row.service) tell(was, false);
    tell(row.service, true);
  }
}

function addTold(
  facts: ServiceFacts | undefined,
  options: { version: Told; places: ReadonlyMap<string, TargetPlace> },
): void {
  if (!facts) return;
  const { version, places } = options;
  const learnt = { learntAt: version.recordedAt, order: version.seq };
  switch (version.kind) {
    case 'presence': {
      const target = targetKey(version.target);
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
): Promise<{ service: string; fact: Fact }[]> {
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
    return {
      service: row.service,
      fact: {
        learntAt: first
          ? (ALWAYS as Instant)
          : instant(Number(row.recorded_at)),
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

/** The scopes that ever showed a service or its traffic. */
function scopeKeysOf(
  service: ServiceFacts,
  places: ReadonlyMap<string, TargetPlace>,
): Set<string> {
  const keys = new Set<string>();
  for (const target of service.targets) {
    const place = places.get(target);
    if (place) keys.add(scopeKey(place));
  }
  for (const fact of service.common) {
    if (fact.kind === 'traffic') keys.add(scopeKey(fact));
  }
  return keys;
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

/** A whole log in which what holds for all the past is dated to the earliest that was learnt besides. */
export function datedLog(log: readonly Fact[]): Fact[] {
  const first = log.find(fact => !isForAllThePast(fact));
  const learntAt = first?.learntAt ?? instant(0);
  return log.map(fact =>
    isForAllThePast(fact) ? { ...fact, learntAt } : fact,
  );
}

/** Before all; see {@link datedLog}. */
export const FOR_ALL_THE_PAST = {
  learntAt: ALWAYS as Instant,
  order: FIRST.definition,
};
