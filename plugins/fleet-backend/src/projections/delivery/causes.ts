/**
 * Incidents reach across services only where they say so: one that names a commit has been caused by it, whoever's incident it is. What the incidents of each service
 * name is kept, so that a service whose commit it is finds it; it is derived again when that changes.
 */
import { createHash } from 'node:crypto';
import { instant, type Instant } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { rawRows, recordset } from '../../database/dialect';
import type { CommitGraph } from '../../delivery/commitGraph';
import type { IncidentFact } from '../../delivery/types';
import { servicesOfOrigins } from '../../directory/origins';
import type { ProjectionContext } from '../context';
import { incidentFact } from './facts';
import type { ServiceCauseRow } from './tables';

/** Where the commit stands in the body of a change, as text that the index knows. */
const FIRST_SEVEN = 'substr(o.body, 12, 7)';
const SHORTEST = 7;

/** The rows of a service, by its own incidents. */
export function causeRows(
  service: string,
  incidents: readonly IncidentFact[],
): ServiceCauseRow[] {
  return incidents
    .filter(({ own, causedBy }) => own && causedBy.commits.length > 0)
    .map(({ id, openedAt, causedBy, ...told }) => ({
      service,
      incident: id,
      opened_at: openedAt,
      commits: JSON.stringify(causedBy.commits),
      told: createHash('sha256')
        .update(JSON.stringify(told))
        .digest('hex')
        .slice(0, 16),
    }));
}

/** What incidents that began then or later name. */
export function readCauses(
  transaction: Knex.Transaction,
  since: Instant,
): Promise<ServiceCauseRow[]> {
  return transaction('service_causes')
    .where('opened_at', '>=', since)
    .orderBy(['service', 'incident'])
    .select('*');
}

/** Of all causes the incidents that a service is told of because they name its commits, and that are not its own: whose each is. */
export function causesOf(
  causes: readonly ServiceCauseRow[],
  query: { graph: CommitGraph; own: ReadonlySet<string> },
): Map<string, string> {
  const { graph, own } = query;
  const named = causes.filter(
    ({ incident, commits }) =>
      !own.has(incident) &&
      (JSON.parse(commits) as string[]).some(
        commit => graph.find(commit).found === 'one',
      ),
  );
  // Of several services whose it is the first one by name is told.
  return new Map(
    [...named]
      .reverse()
      .map(({ incident, service }) => [incident, service] as const),
  );
}

/** The incidents of other services, as they are known now, by their ids. */
export async function readForeignIncidents(
  { ledger }: ProjectionContext,
  ids: readonly string[],
): Promise<Map<string, IncidentFact>> {
  const facts = new Map<string, IncidentFact>();
  if (ids.length === 0) return facts;
  const keys = ids.map(id => {
    const [source, scope, key] = JSON.parse(id) as string[];
    return { source, scope, key };
  });
  // The newest comes last.
  for (const recorded of await ledger.versions(keys)) {
    if (recorded.kind !== 'incident') continue;
    const fact = incidentFact(recorded);
    facts.set(fact.id, { ...fact, own: false });
  }
  return facts;
}

/** Marks the services whose repositories have commits that incidents name, or named until now. */
export async function markCaused(
  { transaction, ledger }: ProjectionContext,
  changed: readonly ServiceCauseRow[],
): Promise<void> {
  const named = changed.flatMap(row =>
    (JSON.parse(row.commits) as string[]).map(commit => ({
      service: row.service,
      commit,
      at: instant(Number(row.opened_at)),
    })),
  );
  if (named.length === 0) return;
  const { sql, bindings } = recordset(
    transaction,
    { prefix: 'text' },
    [...new Set(named.map(({ commit }) => commit.slice(0, SHORTEST)))].map(
      prefix => ({ prefix }),
    ),
  );
  const found = await rawRows<{ origin: string | null; commit: string }>(
    transaction,
    `select distinct o.origin as origin, substr(o.body, 12, 64) as "commit"
     from ${sql} join observations o on ${FIRST_SEVEN} = given.prefix
     where o.newest and o.kind = 'change'`,
    bindings,
  );
  const owners = await servicesOfOrigins(transaction, [
    ...new Set(found.flatMap(({ origin }) => origin ?? [])),
  ]);
  for (const { service, commit, at } of named) {
    const origins = new Set(
      found
        .filter(one => one.commit.startsWith(commit))
        .map(({ origin }) => origin),
    );
    const others = owners
      .filter(one => origins.has(one.origin) && one.service !== service)
      .map(one => one.service);
    if (others.length > 0) {
      await ledger.mark(
        [...new Set(others)].map(other => ({ service: other })),
        at,
      );
    }
  }
}
