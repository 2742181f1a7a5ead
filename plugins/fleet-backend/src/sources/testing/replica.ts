/**
 * A process of its own with a runner on a shared database, for tests that kill and freeze it. It is told what to do by the environment
 * variable REPLICA ({@link ReplicaInput} as JSON), and writes one line for each start and end of its watch.
 */
import knexFactory from 'knex';
import { createLedger } from '../../ledger/ledger';
import { createSourceRunner } from '../runner';
import { sleep } from '../sleep';
import type { Timings } from '../timings';
import { lineLogger } from './captureLogger';
import { operation, realClock } from './values';

/** What a replica is told. */
export interface ReplicaInput {
  replicaId: string;
  connection: object;
  timings: Partial<Timings>;
}

const input: ReplicaInput = JSON.parse(process.env.REPLICA ?? '');
const say = (line: string) => process.stdout.write(`${line}\n`);
const database = knexFactory({ client: 'pg', connection: input.connection });

const runner = createSourceRunner({
  sources: [
    {
      id: 'clusters',
      title: 'Clusters',
      observes: ['operation'],
      scopes: [
        {
          scope: 'one',
          mode: 'watch',
          intervalSeconds: 1,
          run: async ({ signal, report }) => {
            say('watching');
            for (let i = 0; !signal.aborted; i++) {
              await report([
                operation(`${input.replicaId} ${i}`, realClock.now()),
              ]);
              await sleep(20, signal);
            }
          },
        },
      ],
    },
  ],
  ledger: createLedger({ database, clock: realClock }),
  database,
  scheduler: {
    scheduleTask: async () => {},
    cancelTask: async () => {},
    triggerTask: async () => {},
  },
  logger: lineLogger(say),
  clock: realClock,
  replicaId: input.replicaId,
  random: Math.random,
  timings: input.timings,
});

process.on('SIGTERM', async () => {
  await runner.stop();
  await database.destroy();
});

runner.start().catch(error => {
  say(`failed ${error}`);
  process.exitCode = 1;
});
