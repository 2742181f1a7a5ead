/**
 * How long a look at an unchanged Helios of 2,000 jobs on 200 hosts takes, as a multiple of what the requests for the same and the parsing of their answers take
 * anyway. Both sides alternate. No real cluster of that size runs here: a stand-in answers, whose shapes a test of the module holds against those of a real master.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MemoryLedger } from '@landfall/backstage-plugin-fleet-node/testUtils';
import { Agent } from 'undici';
import {
  configOf,
  looking,
} from '../plugins/fleet-backend-module-helios/src/testing/looking';
import { SimulatedHelios } from '../plugins/fleet-backend-module-helios/src/testing/simulatedHelios';
import type { Bench } from './types';

const JOBS = 2_000;
const HOSTS = 200;
const GROUPS = 50;
const HOSTS_PER_JOB = 5;
const JOBS_PER_REQUEST = 200;
const ROUNDS = 15;
const AT_A_TIME = 4;

interface Served {
  url: string;
  /** Method and path since the last time. */
  takeRequests(): string[];
  stop(): Promise<void>;
}

function cluster(): SimulatedHelios {
  const hosts = Array.from({ length: HOSTS }, (_, i) => `host-${i}`);
  const helios = new SimulatedHelios({
    now: Date.now() - 86_400_000,
    hosts: Object.fromEntries(hosts.map(host => [host, 0])),
  });
  const env = Object.fromEntries(
    Array.from({ length: 12 }, (_, i) => [`SETTING_${i}`, `value ${i} of it`]),
  );
  for (let index = 0; index < JOBS; index++) {
    const job = helios.createJob({
      name: `service-${index}`,
      version: '1',
      env,
    });
    if (index < GROUPS) {
      helios.createGroup(`group-${index}`, hostsOf(index, hosts));
      helios.rollingUpdate(`group-${index}`, job);
    } else {
      for (const host of hostsOf(index, hosts)) helios.deploy(job, host);
    }
  }
  helios.settle();
  return helios;
}

function hostsOf(index: number, hosts: readonly string[]): string[] {
  return Array.from(
    { length: HOSTS_PER_JOB },
    (_, i) => hosts[(index * 7 + i * 31) % hosts.length],
  );
}

/** Serves a cluster that stands still. Each answer is made but once, so that the stand-in costs next to nothing. */
async function serve(helios: SimulatedHelios): Promise<Served> {
  const made = new Map<string, Buffer>();
  let requests: string[] = [];
  const server: Server = createServer(async (request, response) => {
    const { method, url = '' } = request;
    requests.push(`${method} ${url}`);
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    const body = Buffer.concat(pieces).toString();
    const key = `${url} ${body}`;
    let answer = made.get(key);
    if (answer === undefined) {
      const value = helios.answer(url, body ? JSON.parse(body) : undefined);
      answer = Buffer.from(JSON.stringify(value));
      made.set(key, answer);
    }
    response.setHeader('content-type', 'application/json');
    response.end(answer);
  });
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    takeRequests() {
      const taken = requests;
      requests = [];
      return taken;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise(done => server.close(done));
    },
  };
}

/** The requests that a look cannot do without, as many at a time, and their answers parsed. */
async function rawLook(agent: Agent, origin: string): Promise<void> {
  const ask = async (path: string, body?: unknown): Promise<unknown> => {
    const answer = await agent.request({
      origin,
      path,
      method: body === undefined ? 'GET' : 'POST',
      body: body === undefined ? null : JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
    return JSON.parse(await answer.body.text());
  };
  const groups = (await ask('/deployment-group')) as string[];
  await all(groups, group => ask(`/deployment-group/${group}/status`));
  const ids = Object.keys((await ask('/jobs')) as object);
  const chunks = Array.from(
    { length: Math.ceil(ids.length / JOBS_PER_REQUEST) },
    (_, i) => ids.slice(i * JOBS_PER_REQUEST, (i + 1) * JOBS_PER_REQUEST),
  );
  await all(chunks, chunk => ask('/jobs/statuses', chunk));
  await ask('/hosts/statuses', await ask('/hosts'));
}

async function all<T>(
  items: readonly T[],
  step: (item: T) => Promise<unknown>,
): Promise<void> {
  const left = [...items];
  await Promise.all(
    Array.from({ length: AT_A_TIME }, async () => {
      for (let item = left.shift(); item !== undefined; item = left.shift()) {
        await step(item);
      }
    }),
  );
}

async function timed(step: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await step();
  return performance.now() - started;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

export const bench: Bench = {
  name: 'helios-poll',
  unit: '× the raw requests',
  limit: 2,
  better: 'lower',
  short: true,
  async run() {
    const served = await serve(cluster());
    const agent = new Agent({ connections: AT_A_TIME });
    const ledger = new MemoryLedger();
    const look = looking({ master: configOf([served.url]), ledger });
    try {
      // Histories are read a few hundred at a time, until all is accounted for.
      for (let before = -1; before !== ledger.reported; ) {
        before = ledger.reported;
        await look();
      }
      const rollouts = ledger.newest('rollout').length;
      if (rollouts !== JOBS) {
        throw new Error(`Of ${JOBS} rollouts ${rollouts} were told`);
      }
      await rawLook(agent, served.url);
      const { reported } = ledger;
      const looks: number[] = [];
      const raws: number[] = [];
      let requests: string[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        raws.push(await timed(() => rawLook(agent, served.url)));
        served.takeRequests();
        looks.push(await timed(look));
        requests = served.takeRequests();
      }
      if (ledger.reported !== reported) {
        throw new Error('A look at what did not change reported something');
      }
      const allowed = JOBS / 100 + GROUPS;
      if (requests.length > allowed) {
        throw new Error(
          `A look took ${requests.length} requests, allowed are ${allowed}`,
        );
      }
      const ratios = looks.map((took, i) => took / raws[i]);
      return {
        value: median(ratios),
        detail: {
          lookMs: Math.round(median(looks)),
          rawMs: Math.round(median(raws)),
          requests: requests.length,
          allowedRequests: allowed,
        },
      };
    } finally {
      await agent.destroy();
      await served.stop();
    }
  },
};
