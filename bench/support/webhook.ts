/**
 * The generic webhook before a real ledger on PostgreSQL, beside a bare handler that does the least that a durable receiver can: one INSERT. Both listen on
 * loopback ports of one process.
 */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { instant } from '@landfall/backstage-plugin-fleet-common';
import knexFactory, { type Knex } from 'knex';
import { Pool } from 'pg';
import { quietLogger } from '@landfall/backstage-plugin-fleet-node/testUtils';
import { startPostgres } from 'testbed';
import { Pool as HttpPool } from 'undici';
import { applyMigrations } from '../../plugins/fleet-backend/src/database/migrate';
import { createLedger } from '../../plugins/fleet-backend/src/ledger/ledger';
import { createInbox } from '../../plugins/fleet-backend/src/sources/inbox';
import { RefusalLog } from '../../plugins/fleet-backend/src/sources/refusalLog';
import { defaultTimings } from '../../plugins/fleet-backend/src/sources/timings';
import {
  receiving,
  SECRET,
} from '../../plugins/fleet-backend-module-incidents/src/testing/receiving';
import { createWebhookSource } from '../../plugins/fleet-backend-module-incidents/src/webhook/source';

const CONNECTIONS = 64;

/** Who receives. */
export type Side = 'landfall' | 'bare';

/** Both receivers, and who sends to them. */
export interface Webhooks {
  database: Knex;
  /** Sends one incident, and gives the status of the answer. */
  send(side: Side, id: string): Promise<number>;
  stop(): Promise<void>;
}

/** Starts both. */
export async function startWebhooks(): Promise<Webhooks> {
  const postgres = await startPostgres({ durable: true });
  const database = knexFactory({
    client: 'pg',
    connection: postgres.url,
    pool: { min: 1, max: 10 },
  });
  await applyMigrations(database);
  await database.raw('create table bare (id text primary key, body jsonb)');
  const pool = new Pool({ connectionString: postgres.url, max: 10 });
  const clock = { now: () => instant(Date.now()) };
  const made = createWebhookSource({
    entries: [
      {
        name: 'desk',
        path: 'fleet.webhook.tools[0]',
        secrets: [SECRET],
        kinds: undefined,
        services: undefined,
      },
    ],
    problems: [],
  });
  const { app } = receiving(made, { connected: false });
  made.source.connect?.(
    createInbox({
      source: made.source,
      ledger: createLedger({ database, clock }),
      timings: defaultTimings,
      refusals: new RefusalLog(),
      logger: quietLogger,
      signal: new AbortController().signal,
    }),
  );
  const bare: RequestListener = async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    const body = JSON.parse(Buffer.concat(pieces).toString());
    await pool.query('insert into bare (id, body) values ($1, $2)', [
      body.events[0].id,
      JSON.stringify(body),
    ]);
    response.writeHead(200).end();
  };
  const servers = { landfall: await serve(app), bare: await serve(bare) };
  const clients = {
    landfall: clientOf(servers.landfall),
    bare: clientOf(servers.bare),
  };
  return {
    database,
    async send(side, id) {
      const { statusCode, body } = await clients[side].request({
        method: 'POST',
        path: '/webhooks/generic/desk',
        headers: {
          authorization: `Bearer ${SECRET}`,
          'content-type': 'application/json',
        },
        body: messageOf(id),
      });
      await body.dump();
      return statusCode;
    },
    async stop() {
      for (const client of Object.values(clients)) await client.destroy();
      for (const server of Object.values(servers)) {
        server.closeAllConnections();
        server.close();
      }
      await pool.end();
      await database.destroy();
      await postgres.stop();
    },
  };
}

function messageOf(id: string): string {
  const now = new Date().toISOString();
  return JSON.stringify({
    events: [
      {
        kind: 'incident',
        id,
        service: `component:default/service-${id.length % 7}`,
        updatedAt: now,
        openedAt: now,
        title: `Answers of ${id} are slow`,
        severity: 'sev2',
        link: `https://desk.example.com/${id}`,
      },
    ],
  });
}

async function serve(listener: RequestListener): Promise<Server> {
  const server = createServer(listener);
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return server;
}

function clientOf(server: Server): HttpPool {
  const { port } = server.address() as AddressInfo;
  return new HttpPool(`http://127.0.0.1:${port}`, {
    connections: CONNECTIONS,
  });
}
