import type { serviceQuerySchema } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import type { z } from 'zod';
import { whereVisible, type Visibility } from '../../permissions/visibility';
import type { KnownScopes } from './scopes';
import { NOT_FRESH_RANK, NO_ATTENTION_RANK } from './wire';

/** What lists of services can be filtered by. */
export type ServiceFilters = Pick<
  z.output<typeof serviceQuerySchema>,
  | 'platform'
  | 'cluster'
  | 'environment'
  | 'readiness'
  | 'outcome'
  | 'attention'
  | 'text'
>;

/** Which services a query is about. */
export interface ServiceSelection {
  visibility: Visibility;
  scopes: KnownScopes;
  /** Owner, with the services of its children. */
  team?: string;
  filters?: ServiceFilters;
}

/**
 * Begins a query over services (`s`) and their state (`st`): those of the catalog that run, ran or should run somewhere, that the
 * caller may see and that the filters match.
 */
export function selectServices(
  database: Knex,
  selection: ServiceSelection,
): Knex.QueryBuilder {
  const query = database('services as s')
    .join('service_state as st', 'st.service', 's.ref')
    .where('s.in_catalog', true);
  whereVisible(query, { visibility: selection.visibility, services: 's' });
  const { team } = selection;
  if (team !== undefined) whereOwner(query, team);
  if (selection.filters) whereFilters(query, database, selection);
  return query;
}

/** Limits a query over services (`s`) to those of an owner, with the services of its children. */
export function whereOwner(query: Knex.QueryBuilder, owner: string): void {
  // A user may own services, too, and stands above nobody.
  query.andWhere(owned =>
    owned
      .where('s.owner', owner)
      .orWhereIn('s.owner', below =>
        below.select('team').from('team_ancestors').where('ancestor', owner),
      ),
  );
}

/** How urgently a service needs attention, with what depends on the moment of asking; smaller is more urgent. */
export function attentionRank(database: Knex, scopes: KnownScopes): Knex.Raw {
  const notFresh = scopes.notFresh();
  if (notFresh.length === 0) return database.raw('st.attention_rank');
  const seen = database('targets as seen')
    .select('seen.target')
    .whereRaw('?? = ??', ['seen.service', 's.ref'])
    .whereNull('seen.gone_at')
    .whereIn(
      ['seen.source', 'seen.scope'],
      notFresh.map(({ source, scope }) => [source, scope]),
    );
  return database.raw(
    'case when st.attention_rank > ? and exists ? then ? else st.attention_rank end',
    [NOT_FRESH_RANK, seen, NOT_FRESH_RANK],
  );
}

function whereFilters(
  query: Knex.QueryBuilder,
  database: Knex,
  { filters = {}, scopes }: ServiceSelection,
): void {
  const { platform, cluster, environment, readiness, outcome } = filters;
  if (platform || cluster || environment) {
    query.whereExists(place => {
      place
        .select('seen.target')
        .from('targets as seen')
        .whereRaw('?? = ??', ['seen.service', 's.ref'])
        .whereNull('seen.gone_at');
      if (platform) place.whereIn('seen.platform', platform);
      if (cluster) place.whereIn('seen.cluster', cluster);
      if (environment) place.whereIn('seen.environment', environment);
    });
  }
  if (readiness) query.whereIn('st.readiness', readiness);
  if (outcome) query.whereIn('st.last_deployment_outcome', outcome);
  if (filters.attention !== undefined) {
    query.whereRaw(`? ${filters.attention === 'true' ? '<' : '='} ?`, [
      attentionRank(database, scopes),
      NO_ATTENTION_RANK,
    ]);
  }
  if (filters.text) whereText(query, 's.search_text', filters.text);
}

/** Limits a query to rows whose text, which is in lower case, has this part in any case. */
export function whereText(
  query: Knex.QueryBuilder,
  column: string | Knex.Raw,
  part: string,
): void {
  const pattern = part.toLowerCase().replace(/[\\%_]/g, '\\$&');
  query.whereRaw(`?? like ? escape '\\'`, [column, `%${pattern}%`]);
}
