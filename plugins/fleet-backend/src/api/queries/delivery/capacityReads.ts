/**
 * What capacity is derived from: a bounded number of rows by a number of statements that does not depend on how many there are. The words `newest` and
 * those on kinds are those of the partial indices.
 */
import { instant, type Instant } from '@landfall/backstage-plugin-fleet-common';
import {
  parseTargetKey,
  type ObservationOf,
} from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';
import type { HostSpan } from '../../../delivery/capacity/hosts';
import type { ToldHour } from '../../../delivery/capacity/hours';
import type {
  PlatformEvidence,
  PlatformField,
} from '../../../delivery/capacity/platformCapacity';
import type { UsageField } from '../../../delivery/capacity/serviceCapacity';
import { fromJson } from '../wire';

/** Of more hours the oldest are left out, with all of the hour in which the limit was reached. */
const MOST_HOURS = 50_000;
const MOST_HOSTS = 20_000;

interface ToldRow {
  target: string | null;
  at: number | string;
  body: string;
}

/** What is told of the hours of a service. */
export async function readUsage(
  database: Knex,
  options: { service: string; since: Instant },
): Promise<ToldHour<UsageField>[]> {
  const rows: ToldRow[] = await tellingsOf(database, {
    service: options.service,
    narrow: query =>
      query.where({ kind: 'usage' }).where('at', '>=', options.since),
  });
  return withinLimit(rows).map(({ target, at, body: json }) => {
    const body = fromJson<ObservationOf<'usage'>['body']>(json);
    return {
      platform: platformOf(target, body.platform),
      part: target,
      at: instant(Number(at)),
      values: usageValues(body),
    };
  });
}

/** What a row of an hour tells; null for what it does not. */
export function usageValues(
  body: ObservationOf<'usage'>['body'],
): ToldHour<UsageField>['values'] {
  const { autoscaled } = body;
  return {
    used: body.cpuUsedCores,
    requested: body.cpuRequestedCores,
    allocatable: body.cpuAllocatableCores ?? null,
    minReplicas: body.minReplicas ?? null,
    maxReplicas: body.maxReplicas ?? null,
    autoscaled: typeof autoscaled === 'boolean' ? Number(autoscaled) : null,
  };
}

/** Traffic of a service that goes on. */
export async function readTraffic(
  database: Knex,
  { service }: { service: string },
): Promise<ToldHour<'requestsPerSecond'>[]> {
  const rows: ToldRow[] = await tellingsOf(database, {
    service,
    narrow: query => query.where({ kind: 'traffic' }).whereRaw('not ended'),
  });
  return rows.map(({ target, at, body: json }) => {
    const body = fromJson<ObservationOf<'traffic'>['body']>(json);
    return {
      platform: platformOf(target, body.platform),
      part: target,
      at: instant(Number(at)),
      values: { requestsPerSecond: body.requestsPerSecond },
    };
  });
}

/** Platforms on which a service runs. */
export async function readPlatforms(
  database: Knex,
  { service }: { service: string },
): Promise<string[]> {
  return database('targets')
    .distinct('platform')
    .where({ service })
    .whereNull('gone_at')
    .pluck('platform');
}

/** What is told of platforms and their hosts. */
export async function readPlatformEvidence(
  database: Knex,
  { since }: { since: Instant },
): Promise<PlatformEvidence> {
  const ofKind = (kind: 'capacity' | 'host') =>
    database('observations')
      .select('at', 'ended_at', 'body')
      .whereRaw("newest and kind in ('capacity', 'host')")
      .where({ kind })
      .orderBy('at', 'desc');
  const [told, hosts]: [
    (ToldRow & { ended_at: null })[],
    { at: number | string; ended_at: number | string | null; body: string }[],
  ] = await Promise.all([
    ofKind('capacity')
      .where('at', '>=', since)
      .limit(MOST_HOURS + 1),
    ofKind('host')
      .where(query =>
        query.whereRaw('not ended').orWhere('ended_at', '>=', since),
      )
      .limit(MOST_HOSTS + 1),
  ]);
  return {
    told: withinLimit(told).map(toPlatformHour),
    // Some of them would be taken for all.
    hosts: hosts.length > MOST_HOSTS ? [] : hosts.map(toHost),
  };
}

function toPlatformHour({
  at,
  body: json,
}: Pick<ToldRow, 'at' | 'body'>): ToldHour<PlatformField> {
  const body = fromJson<ObservationOf<'capacity'>['body']>(json);
  return {
    platform: body.platform,
    part: body.cluster,
    at: instant(Number(at)),
    values: {
      used: body.cpuUsedCores,
      requested: body.cpuRequestedCores,
      allocatable: body.cpuAllocatableCores,
      nodes: body.nodes,
      workloads: body.workloads,
    },
  };
}

function toHost(row: {
  at: number | string;
  ended_at: number | string | null;
  body: string;
}): HostSpan {
  const { platform, cpus } = fromJson<ObservationOf<'host'>['body']>(row.body);
  return {
    platform,
    cpus,
    at: instant(Number(row.at)),
    endedAt: row.ended_at === null ? null : instant(Number(row.ended_at)),
  };
}

/** What names a service itself, and what is told of the targets that are its now; newest first. */
function tellingsOf(
  database: Knex,
  options: {
    service: string;
    narrow(query: Knex.QueryBuilder): Knex.QueryBuilder;
  },
): Knex.QueryBuilder {
  const { service, narrow } = options;
  const told = () =>
    narrow(
      database('observations')
        .select('target', 'at', 'body')
        .whereRaw('newest'),
    );
  return told()
    .where({ service })
    .whereNull('target')
    .unionAll([
      told().whereIn(
        'target',
        database('targets').select('target').where({ service }),
      ),
    ])
    .orderBy('at', 'desc')
    .limit(MOST_HOURS + 1);
}

function withinLimit<Row extends { at: number | string }>(
  rows: readonly Row[],
): readonly Row[] {
  if (rows.length <= MOST_HOURS) return rows;
  const last = Number(rows[rows.length - 1].at);
  return rows.filter(({ at }) => Number(at) > last);
}

function platformOf(target: string | null, told: string | null): string {
  return target === null ? told ?? '' : parseTargetKey(target).platform;
}
