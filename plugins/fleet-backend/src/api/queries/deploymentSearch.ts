import { InputError } from '@backstage/errors';
import {
  DAY_MS,
  parseInstant,
  type FailureRule,
  type FoundDeployment,
  type FoundDeployments,
  type Instant,
} from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { whereListHas } from '../../database/dialect';
import { FULL_WEEKS, makeCalendar } from '../../delivery/calendar';
import {
  isRestricted,
  whereVisible,
  type Visibility,
} from '../../permissions/visibility';
import type { DeliveryOptions } from '../../projections/delivery/options';
import type { DeploymentDeliveryDetail } from '../../projections/delivery/tables';
import type {
  DeploymentPart,
  DeploymentRow,
  ServiceRow,
} from '../../projections/tables';
import { readCursor, writeCursor } from '../cursor';
import type { RouteRequest } from '../route';
import { readDisplayZone } from './displayZone';
import { cutPage, pageAfter, type OrderColumn } from './keyset';
import type { KnownScopes } from './scopes';
import { readScopeKeys } from './services';
import { whereOwner } from './serviceSelection';
import { deploymentColumns, fromJson, toDeployment } from './wire';

type Query = RouteRequest<'findDeployments'>['query'];

const DEFAULT_MS = 90 * DAY_MS;

/** What is asked of the deployments of all services. */
export interface DeploymentSearchOptions {
  query: Query;
  visibility: Visibility;
  scopes: KnownScopes;
  now: Instant;
  timeZone: string;
  hoursOf: DeliveryOptions['hoursOf'];
}

type FoundRow = Pick<DeploymentRow, (typeof deploymentColumns)[number]> &
  Pick<ServiceRow, 'title' | 'owner' | 'owner_title'> & {
    detail: string | null;
    sort_key: number | string;
  };

/**
 * Deployments of all services that the caller may see: a fixed number of statements.
 *
 * @throws InputError when the time that is asked for ends before it begins.
 */
export async function findDeployments(
  database: Knex,
  options: DeploymentSearchOptions,
): Promise<FoundDeployments> {
  const { query, visibility, scopes, timeZone } = options;
  const within = timeOf(options);
  const [{ rows, nextCursor }, [{ n }], weeks, keys, displayTimeZone] =
    await Promise.all([
      readPage(database, { ...options, within }),
      selectWithin(database, { ...options, within }).count({ n: '*' }),
      readWeeks(database, options),
      readScopeKeys(database, { visibility, scopes, team: query.team }),
      readDisplayZone(database, {
        service: query.service,
        team: query.team,
        hoursOf: options.hoursOf,
      }),
    ]);
  return {
    items: rows.map(toFound),
    total: Number(n),
    nextCursor,
    weeks,
    timeZone,
    ...(displayTimeZone !== undefined && { displayTimeZone }),
    restricted: isRestricted(visibility),
    freshness: scopes.freshness(keys),
  };
}

interface Within {
  from: number;
  to: number;
}

function timeOf({ query, now }: DeploymentSearchOptions): Within {
  // Who leaves the end out means what begins from now on as well.
  const to = query.to ? parseInstant(query.to) : Number.MAX_SAFE_INTEGER;
  const from = query.from
    ? parseInstant(query.from)
    : Math.min(now, to) - DEFAULT_MS;
  if (from >= to) {
    throw new InputError('The parameter "to" must be after "from".');
  }
  return { from, to };
}

async function readPage(
  database: Knex,
  options: DeploymentSearchOptions & { within: Within },
): Promise<{ rows: FoundRow[]; nextCursor: string | undefined }> {
  const { limit, cursor, ...identity } = options.query;
  const { sort, order: direction } = options.query;
  const order: OrderColumn[] = [
    { column: 'sort_key', direction },
    { column: 'started_at', direction },
    { column: 'revision', direction },
    { column: 'id', direction },
  ];
  const all = selectWithin(database, options)
    .leftJoin('deployment_delivery as dd', 'dd.id', 'd.id')
    .select(
      ...deploymentColumns.map(column => `d.${column}`),
      's.title',
      's.owner',
      's.owner_title',
      'dd.detail',
      sort === 'took'
        ? database.raw('coalesce(d.duration_seconds, ?) as sort_key', [
            // What is not known comes last in both directions.
            direction === 'asc' ? Number.MAX_SAFE_INTEGER : -1,
          ])
        : 'd.started_at as sort_key',
    );
  const found: FoundRow[] = await pageAfter(
    database.select('*').from(all.as('found')),
    { order, after: readCursor({ cursor, query: identity }), limit },
  );
  const { page, last } = cutPage(found, limit);
  return {
    rows: page,
    nextCursor:
      last &&
      writeCursor(identity, [
        Number(last.sort_key),
        Number(last.started_at),
        Number(last.revision),
        last.id,
      ]),
  };
}

function selectWithin(
  database: Knex,
  options: DeploymentSearchOptions & { within: Within },
): Knex.QueryBuilder {
  const { from, to } = options.within;
  return selectMatching(database, options)
    .where('d.started_at', '>=', from)
    .where('d.started_at', '<', to);
}

/** Begins a query over deployments (`d`) of services (`s`) that the caller may see and the filters match, of whichever time. */
function selectMatching(
  database: Knex,
  { query, visibility }: DeploymentSearchOptions,
): Knex.QueryBuilder {
  const { team, service, environment, outcome, failedBy } = query;
  const found = database('deployments as d')
    .join('services as s', 's.ref', 'd.service')
    .where('s.in_catalog', true);
  whereVisible(found, { visibility, services: 's' });
  if (team !== undefined) whereOwner(found, team);
  if (service !== undefined) found.where('d.service', service);
  if (environment) found.whereIn('d.environment', environment);
  if (query.class) found.whereIn('d.class', query.class);
  if (outcome) found.whereIn('d.outcome', outcome);
  if (failedBy) {
    found.whereExists(failed => {
      failed
        .select('why.id')
        .from('deployment_delivery as why')
        .whereRaw('?? = ??', ['why.id', 'd.id']);
      whereListHas(failed, {
        database,
        column: 'why.detail',
        list: 'failedBy',
        key: 'rule',
        values: failedBy,
      });
    });
  }
  return found;
}

async function readWeeks(
  database: Knex,
  options: DeploymentSearchOptions,
): Promise<FoundDeployments['weeks']> {
  const calendar = makeCalendar({ now: options.now, zone: options.timeZone });
  const weeks = Array.from({ length: FULL_WEEKS + 1 }, (_, index) => {
    const monday = calendar.runningMonday - 7 * (FULL_WEEKS - index);
    return {
      weekStart: calendar.days[monday],
      from: calendar.starts[monday],
      to: calendar.starts[monday + 7] ?? calendar.ends,
      running: index === FULL_WEEKS,
    };
  });
  const counted = selectMatching(database, options)
    .where('d.started_at', '>=', weeks[0].from)
    .where('d.started_at', '<', weeks[FULL_WEEKS].to);
  weeks.forEach(({ from, to }, index) => {
    const during = 'd.started_at >= ? and d.started_at < ?';
    counted.select(
      database.raw(`sum(case when ${during} then 1 else 0 end) as ??`, [
        from,
        to,
        `n_${index}`,
      ]),
      database.raw(
        `sum(case when ${during} and d.outcome = 'failed' then 1 else 0 end) as ??`,
        [from, to, `failed_${index}`],
      ),
    );
  });
  const [sums]: Record<string, number | string | null>[] = await counted;
  return weeks.map(({ weekStart, running }, index) => ({
    weekStart,
    deployments: Number(sums[`n_${index}`]),
    failed: Number(sums[`failed_${index}`]),
    running,
  }));
}

function toFound(row: FoundRow): FoundDeployment {
  const detail =
    row.detail === null ? null : fromJson<DeploymentDeliveryDetail>(row.detail);
  const tellers = [
    ...fromJson<DeploymentPart[]>(row.targets).map(({ source }) => source),
    ...(detail?.ci ?? []).map(({ source }) => source),
  ];
  return {
    ...toDeployment(row),
    title: row.title,
    owner:
      row.owner === null
        ? null
        : { ref: row.owner, title: row.owner_title ?? row.owner },
    toldBy: [...new Set(tellers)],
    commits: detail === null || detail.baseline ? null : commitsOf(detail),
    leadTimeSeconds: detail?.leadTime.median ?? null,
    failedBy: (detail?.failedBy ?? []).map(({ rule }): FailureRule => rule),
  };
}

/** Without a commit of its version nobody knows what it brought. */
function commitsOf(detail: DeploymentDeliveryDetail): number | null {
  return detail.versionCommit.commit === null
    ? null
    : detail.leadTime.batchSize;
}
