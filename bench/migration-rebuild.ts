/**
 * How long a full rebuild takes, as a multiple of reading the same observations from the database and parsing them: on PostgreSQL, with services whose targets
 * changed as often as in a year or two.
 */
import { observationSchema } from '@landfall/backstage-plugin-fleet-node';
import { startPostgres } from 'testbed';
import { defaultDeploymentRules } from '../plugins/fleet-backend/src/delivery/deployments';
import {
  toObservation,
  type ObservationRow,
} from '../plugins/fleet-backend/src/ledger/rows';
import { rebuild } from '../plugins/fleet-backend/src/projections/rebuild';
import { percentile } from './support/measured';
import { seedTwoPlatforms, type TwoPlatforms } from './support/twoPlatforms';
import type { Bench } from './types';

const SERVICES = 200;
const CHANGES = 150;
const PAGE_SIZE = 5_000;
const RUNS = 5;

export const bench: Bench = {
  name: 'migration-rebuild',
  unit: 'times reading and parsing',
  limit: 3,
  better: 'lower',
  short: false,
  run: async () => {
    const postgres = await startPostgres();
    try {
      const seeded = await seedTwoPlatforms({
        url: postgres.url,
        name: 'seeded',
        services: SERVICES,
        changes: CHANGES,
      });
      const times = { reading: [] as number[], rebuilding: [] as number[] };
      for (let run = 0; run < RUNS; run++) {
        times.reading.push(await timed(() => readAll(seeded)));
        times.rebuilding.push(await timed(() => rebuildAll(seeded)));
      }
      await seeded.stop();
      const reading = percentile(times.reading, 0.5);
      const rebuilding = percentile(times.rebuilding, 0.5);
      return {
        value: rebuilding / reading,
        detail: {
          services: SERVICES,
          versions: seeded.versions,
          medianMs: { reading, rebuilding },
        },
      };
    } finally {
      await postgres.stop();
    }
  },
};

async function timed(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

async function readAll({ database, versions }: TwoPlatforms): Promise<void> {
  let after = 0;
  let parsed = 0;
  for (;;) {
    const rows: ObservationRow[] = await database('observations')
      .where('seq', '>', after)
      .orderBy('seq')
      .limit(PAGE_SIZE);
    for (const row of rows) {
      observationSchema.parse(toObservation(row));
      parsed += 1;
    }
    if (rows.length < PAGE_SIZE) break;
    after = Number(rows[rows.length - 1].seq);
  }
  if (parsed !== versions) {
    throw new Error(`Read ${parsed} of ${versions} observations`);
  }
}

async function rebuildAll({
  database,
  ledger,
  projector,
}: TwoPlatforms): Promise<void> {
  await rebuild({ database, ledger, rules: defaultDeploymentRules });
  await projector.settle();
}
