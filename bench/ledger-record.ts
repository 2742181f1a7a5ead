/**
 * How fast the ledger records on PostgreSQL, as a share of what the driver alone can do: the same rows, by multi-row INSERT in the same batches, into the same
 * table with its indices. The batches of both sides alternate, so that they meet the same machine.
 */
import { instant } from '@landfall/backstage-plugin-fleet-common';
import type { ObservationInput } from '@landfall/backstage-plugin-fleet-node';
import knexFactory, { type Knex } from 'knex';
import { Client } from 'pg';
import { startPostgres } from 'testbed';
import { applyMigrations } from '../plugins/fleet-backend/src/database/migrate';
import { createLedger } from '../plugins/fleet-backend/src/ledger/ledger';
import type { Bench } from './types';

const BATCH_SIZE = 500;
const BATCHES = 100;
const CLUSTERS = 4;
/** Batches of each side before the clock runs: connections, caches, the compiler. */
const WARM_UP = 20;
const NOW = Date.UTC(2026, 0, 1);

/** A batch as a cluster's first sync brings it: presences and rollouts, three of the latter for each workload. */
function batchOf(index: number, scope: string): ObservationInput[] {
  return Array.from({ length: BATCH_SIZE }, (_, i) => {
    const workload = `service-${index * (BATCH_SIZE / 4) + Math.floor(i / 4)}`;
    const target = {
      platform: 'kubernetes',
      cluster: scope,
      namespace: `team-${index % 20}`,
      workloadKind: 'Deployment',
      workload,
    };
    const incarnation = `0f8fad5b-d9cb-469f-a165-${workload}`;
    const images = [
      {
        container: 'app',
        reference: `registry.example/shop/${workload}:1.${i % 4}.0`,
        digest: `sha256:${'9f86d081'.repeat(8)}`,
      },
    ];
    const at = NOW - (i % 4) * 86_400_000;
    const common = { version: 1_000_000 + i, at, target };
    return i % 4 === 0
      ? {
          kind: 'presence',
          key: `presence/${incarnation}`,
          ...common,
          ended: false,
          endedAt: null,
          body: {
            images,
            desired: 3,
            ready: 3,
            since: at,
            paused: false,
            incarnation,
            labels: {
              'app.kubernetes.io/name': workload,
              'app.kubernetes.io/part-of': 'shop',
              team: `team-${index % 20}`,
            },
            annotations: { 'backstage.io/kubernetes-id': workload },
          },
        }
      : {
          kind: 'rollout',
          key: `rollout/${incarnation}/${i % 4}`,
          ...common,
          ended: true,
          endedAt: at + 45_000,
          body: {
            images,
            configuration: 'c0ffee'.repeat(10),
            outcome: 'succeeded',
            overdueSince: null,
            crashLoopingSince: null,
            reason: '',
            revision: i % 4,
            incarnation,
            facts: { replicaSet: `${workload}-5d4f8c7b6d` },
          },
        };
  });
}

/** Reads back what the ledger wrote last, as the rows that the raw side inserts into a copy of the table. */
async function newestRows(database: Knex) {
  const rows: Record<string, unknown>[] = await database('observations')
    .orderBy('seq', 'desc')
    .limit(BATCH_SIZE);
  return rows.reverse().map(({ seq, ...row }) => row);
}

async function insertRaw(
  client: Client,
  rows: readonly Record<string, unknown>[],
): Promise<void> {
  const columns = Object.keys(rows[0]);
  const values: unknown[] = [];
  const tuples = rows.map(row => {
    const places = columns.map(column => `$${values.push(row[column])}`);
    return `(${places.join(',')})`;
  });
  await client.query(
    `insert into raw_observations (${columns
      .map(column => `"${column}"`)
      .join(',')}) values ${tuples.join(',')}`,
    values,
  );
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** The ratio of rows per second. */
export const bench: Bench = {
  name: 'ledger-record',
  unit: '× the rows per second of raw multi-row INSERT',
  limit: 0.5,
  better: 'higher',
  short: true,
  async run() {
    const postgres = await startPostgres();
    const database = knexFactory({ client: 'pg', connection: postgres.url });
    const client = new Client({ connectionString: postgres.url });
    try {
      await client.connect();
      await applyMigrations(database);
      await client.query(
        'create table raw_observations (like observations including all)',
      );
      const ledger = createLedger({
        database,
        clock: { now: () => instant(NOW) },
      });
      let ledgerMs = 0;
      let rawMs = 0;
      for (let index = 0; index < WARM_UP + BATCHES; index += 1) {
        const scope = `cluster-${index % CLUSTERS}`;
        const observations = batchOf(index, scope);
        const recording = await timed(async () => {
          const { added } = await ledger.record({
            source: 'kubernetes',
            scope,
            observations,
            cursor: { resourceVersion: String(index) },
          });
          if (added !== BATCH_SIZE) {
            throw new Error(`${added} rows instead of ${BATCH_SIZE}`);
          }
        });
        const rows = await newestRows(database);
        const inserting = await timed(() => insertRaw(client, rows));
        if (index >= WARM_UP) {
          ledgerMs += recording;
          rawMs += inserting;
        }
      }
      const perSecond = (ms: number) =>
        Math.round((BATCHES * BATCH_SIZE * 1_000) / ms);
      return {
        value: rawMs / ledgerMs,
        detail: {
          ledgerRowsPerSecond: perSecond(ledgerMs),
          rawRowsPerSecond: perSecond(rawMs),
          rows: BATCHES * BATCH_SIZE,
          batchSize: BATCH_SIZE,
        },
      };
    } finally {
      await client.end();
      await database.destroy();
      await postgres.stop();
    }
  },
};
