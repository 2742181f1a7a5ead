/**
 * What services take for theirs of what CI tells of a repository or job that several share. What the others took is part of what each is
 * derived from, so those that share with a service are derived again when that changes.
 */
import { instant, type Instant } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { among } from '../../database/dialect';
import type { CiTold, Sharer, Taken, TakenBy } from '../../delivery/sharedCi';
import { compileGlobs } from '../../directory/match';
import { servicesOfOrigins, type OriginSharer } from '../../directory/origins';
import type { ProjectionContext } from '../context';
import type { ServiceCiRow } from './tables';

/** The rows of a service. */
export function ciRows(
  service: string,
  taken: readonly Taken[],
): ServiceCiRow[] {
  return taken.map(({ fact, by }) => ({
    service,
    observation: fact.id,
    origin: fact.origin,
    at: fact.at,
    by,
  }));
}

/** What services took of origins, of what began then or later. */
export function readTaken(
  transaction: Knex.Transaction,
  query: { origins: readonly string[]; since: Instant },
): Promise<ServiceCiRow[]> {
  return transaction('service_ci')
    .select('*')
    .where(among(transaction, 'origin', query.origins))
    .andWhere('at', '>=', query.since)
    .orderBy(['service', 'observation']);
}

/** What all but one service took, by id. */
export function takenByOthers(
  rows: readonly ServiceCiRow[],
  service: string,
): Map<string, Set<TakenBy>> {
  const taken = new Map<string, Set<TakenBy>>();
  for (const row of rows) {
    if (row.service !== service) {
      const by = taken.get(row.observation) ?? new Set();
      taken.set(row.observation, by.add(row.by));
    }
  }
  return taken;
}

/** Of each origin of a service who shares it, and what the service itself says. */
export function sharersOf(
  service: string,
  found: ReadonlyMap<string, readonly OriginSharer[]>,
): Pick<CiTold, 'sharers' | 'own'> {
  const sharers = new Map<string, Sharer[]>();
  const own = new Map<string, Sharer>();
  for (const [origin, all] of found) {
    const present = all.filter(one => one.inCatalog);
    const expected = present.filter(one => one.expected);
    const sharing = expected.length > 0 ? expected : present;
    sharers.set(origin, sharing.map(readySharer));
    const self = all.find(one => one.service === service);
    if (self) {
      own.set(origin, readySharer(self));
    }
  }
  return { sharers, own };
}

function readySharer(given: OriginSharer): Sharer {
  const { service, directories, environments, expected } = given;
  return {
    service,
    directories,
    names: environments.length === 0 ? null : compileGlobs(environments),
    runs: expected,
  };
}

/** Marks the services that share what one took, or took until now. */
export async function markSharers(
  { transaction, ledger }: ProjectionContext,
  changed: readonly ServiceCiRow[],
): Promise<void> {
  if (changed.length === 0) return;
  const takers = new Map<string, Set<string>>();
  for (const { origin, service } of changed) {
    takers.set(origin, (takers.get(origin) ?? new Set()).add(service));
  }
  const owners = await servicesOfOrigins(transaction, [...takers.keys()]);
  const others = owners.filter(({ service, origin }) => {
    const by = takers.get(origin) ?? new Set();
    return by.size > 1 || !by.has(service);
  });
  await ledger.mark(
    [...new Set(others.map(({ service }) => service))].map(service => ({
      service,
    })),
    instant(Math.min(...changed.map(({ at }) => Number(at)))),
  );
}
