import { createHash } from 'node:crypto';
import { instant, type Instant } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { among, rawRows, recordset } from '../../database/dialect';
import {
  originsOfServices,
  sharersOfOrigins,
  type OriginSharer,
} from '../../directory/origins';
import type { ServiceOriginRow } from '../../directory/tables';
import { FROM_SCRATCH, type ProjectionContext } from '../context';
import type { InstantColumn } from '../tables';
import { DEEP_DEPLOYMENTS } from './range';
import type { ServiceDeliveryRow } from './tables';

/** What deriving a service begins with. */
export interface DeliveryBase {
  service: string;
  /** The earliest that is different; null where only targets or the time are. */
  from: Instant | null;
  origins: readonly ServiceOriginRow[];
  /** The services that have each of them, by name. */
  sharers: ReadonlyMap<string, readonly OriginSharer[]>;
  /** See `deliveryRange`. */
  deepFrom: Instant | null;
  /** Whether CI told of its deployments when it was last derived. */
  wasFromCi: boolean;
}

/** One text for the origins of a service, and for what those that share them say. */
export function originsText({
  origins,
  sharers,
}: Pick<DeliveryBase, 'origins' | 'sharers'>): string {
  return JSON.stringify(
    origins.map(({ service, origin, directories, environments }) => {
      const all = sharers.get(origin) ?? [];
      const isAlone = all.every(one => one.service === service);
      return isAlone && environments === '[]'
        ? [origin, directories]
        : [origin, directories, digest(all)];
    }),
  );
}

function digest(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(value))
    .digest('hex')
    .slice(0, 16);
}

/** What belongs to services now. Where that is different, all of the past is: the catalog says it for all the past. */
export async function readBases(
  { transaction }: ProjectionContext,
  work: readonly { service: string; from: Instant | null }[],
): Promise<DeliveryBase[]> {
  const services = work.map(({ service }) => service);
  const found = await originsOfServices(transaction, services);
  const origins = new Map<string, ServiceOriginRow[]>();
  for (const one of found) {
    origins.set(one.service, [...(origins.get(one.service) ?? []), one]);
  }
  const shared = await sharersOfOrigins(transaction, [
    ...new Set(found.map(({ origin }) => origin)),
  ]);
  const rows: Pick<ServiceDeliveryRow, 'service' | 'from_ci' | 'origins'>[] =
    await transaction('service_delivery')
      .select('service', 'from_ci', 'origins')
      .where(among(transaction, 'service', services));
  const known = new Map(rows.map(row => [row.service, row]));
  const deep = await readDeep(transaction, services);
  return work.map(({ service, from }) => {
    const own = origins.get(service) ?? [];
    const before = known.get(service);
    const sharers = new Map(
      own.map(({ origin }) => [origin, shared.get(origin) ?? []]),
    );
    const text = originsText({ origins: own, sharers });
    return {
      service,
      from: text === (before?.origins ?? '[]') ? from : FROM_SCRATCH,
      origins: own,
      sharers,
      deepFrom: deep.get(service) ?? null,
      wasFromCi: Boolean(before?.from_ci),
    };
  });
}

async function readDeep(
  transaction: Knex.Transaction,
  services: readonly string[],
): Promise<Map<string, Instant>> {
  const { sql, bindings } = recordset(
    transaction,
    { service: 'text' },
    services.map(service => ({ service })),
  );
  const rows = await rawRows<{ service: string; at: InstantColumn | null }>(
    transaction,
    `select given.service as service, (
       select d.started_at from deployments d
       where d.service = given.service
       order by d.started_at desc limit 1 offset ${DEEP_DEPLOYMENTS}
     ) as at from ${sql}`,
    bindings,
  );
  return new Map(
    rows.flatMap(({ service, at }) =>
      at === null ? [] : [[service, instant(Number(at))]],
    ),
  );
}
