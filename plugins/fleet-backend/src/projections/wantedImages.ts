/** Images of which nobody told yet what they were made from: what a source of registries is to ask for. */
import {
  originOfImage,
  type WantedImage,
  type WantedImagesQuery,
} from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';
import { among } from '../database/dialect';
import { untold } from '../ledger/untold';
import type { ServiceImageRow } from './images';

const WANTED = 'unannotated and not told';

/** Images that services ran from a registry, those of the newest rollouts first. As many statements however many they are. */
export async function wantedImages(
  database: Knex,
  query: WantedImagesQuery,
): Promise<WantedImage[]> {
  const { source, scope, registry, accepts, triedBefore, limit } = query;
  const wanted = (): Knex.QueryBuilder =>
    database('service_images').where({ registry }).whereRaw(WANTED);
  const repositories: string[] = await wanted()
    .distinct('repository')
    .pluck('repository');
  const rows: Pick<ServiceImageRow, 'digest' | 'repository'>[] = await wanted()
    .where(among(database, 'repository', repositories.filter(accepts)))
    .where(
      untold(database, `'${originOfImage('')}' || service_images.digest`, {
        ...{ kind: 'image', source, scope },
        sinceVersion: triedBefore,
      }),
    )
    .select('digest', 'repository')
    .max({ newest: 'last_at' })
    .groupBy('digest', 'repository')
    .orderBy([
      { column: 'newest', order: 'desc' },
      { column: 'digest' },
      { column: 'repository' },
    ])
    .limit(limit);
  const places = new Map<string, string[]>();
  for (const { digest, repository } of rows) {
    places.set(digest, [...(places.get(digest) ?? []), repository]);
  }
  return [...places].map(([digest, its]) => ({ digest, repositories: its }));
}
