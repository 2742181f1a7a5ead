/**
 * A real Helios cluster on loopback ports: ZooKeeper, masters and agents. Only what the agents start their containers with is a stand-in: an engine of
 * ours for each host, in this process. Several clusters can stand side by side. Nothing outlives the process that started it.
 */
import { connect } from 'node:net';
import { Gateway, startGateway } from '../network/gateway';
import { sendRequest } from '../network/request';
import { makeTemporaryFolder } from '../processes/folder';
import { freePort } from '../processes/ports';
import { Server } from '../processes/server';
import { waitFor } from '../processes/wait';
import { createHeliosApi } from './apiClient';
import { ensureHelios } from './binaries';
import { DockerEngine, startEngine } from './engine/startEngine';
import { Helios, HeliosAgentOptions, HeliosOptions } from './helios';
import { heliosPrograms, PortPair } from './programs';
import { createWaiting } from './waiting';

const ZOOKEEPER = 'zookeeper';

const START_MS = 60_000;

interface Host {
  labels: Record<string, string>;
  ports: PortPair;
  engine: DockerEngine;
}

const portPair = async (): Promise<PortPair> => ({
  http: await freePort(),
  admin: await freePort(),
});

const urlOf = (port: number) => `http://127.0.0.1:${port}`;

function accepts(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

function agentsOf({ agents = 2 }: HeliosOptions): HeliosAgentOptions[] {
  return typeof agents === 'number'
    ? Array.from({ length: agents }, (_, at) => ({ host: `host-${at + 1}` }))
    : agents;
}

/** Starts a Helios cluster and waits until all its hosts are up. Some five seconds, once the jars are there. */
export async function startHelios(
  options: HeliosOptions = {},
): Promise<Helios> {
  const {
    name = 'testbed',
    sessionTimeoutMs = 4_000,
    slowMs = 4_000,
  } = options;
  const binaries = await ensureHelios();
  const folder = await makeTemporaryFolder(`helios-${name}`);
  const running = new Map<string, Server>();
  const hosts = new Map<string, Host>();
  const gateways: Gateway[] = [];

  const stopAll = async () => {
    await Promise.all(gateways.map(gateway => gateway.close()));
    await Promise.all([...running.values()].map(server => server.kill()));
    running.clear();
    await Promise.all([...hosts.values()].map(({ engine }) => engine.close()));
    await folder.remove();
  };

  try {
    const zooKeeperPort = await freePort();
    const programs = heliosPrograms({
      binaries,
      folder: folder.path,
      zooKeeperPort,
      sessionTimeoutMs,
      inspectEveryMs: options.inspectEveryMs ?? 500,
    });
    const masters = await Promise.all(
      Array.from({ length: options.masters ?? 1 }, async (_, at) => {
        const ports = await portPair();
        return {
          name: `master-${at + 1}`,
          ports,
          url: urlOf(ports.http),
          adminUrl: urlOf(ports.admin),
        };
      }),
    );
    const [first] = masters;
    if (!first) {
      throw new Error(`Helios cluster ${name} wants one master at least`);
    }
    const masterCalled = (master = first.name) => {
      const found = masters.find(candidate => candidate.name === master);
      if (!found) {
        throw new Error(
          `Helios cluster ${name} has no master ${master}, only ${masters
            .map(candidate => candidate.name)
            .join(', ')}`,
        );
      }
      return found;
    };
    const hostCalled = (host: string) => {
      const found = hosts.get(host);
      if (!found) {
        throw new Error(
          `Helios cluster ${name} has no host ${host}, only ${[
            ...hosts.keys(),
          ].join(', ')}`,
        );
      }
      return found;
    };
    const api = createHeliosApi(() => {
      const alive = masters.find(master => running.has(master.name));
      return (alive ?? first).url;
    });
    const waiting = createWaiting({
      api,
      labelsOf: host => hostCalled(host).labels,
      runningHosts: () => [...hosts.keys()].filter(host => running.has(host)),
    });

    const keep = (server: Server) => {
      running.set(server.name, server);
      return server;
    };
    const drop = async (program: string, kill: boolean) => {
      const server = running.get(program);
      running.delete(program);
      await (kill ? server?.kill() : server?.stop());
    };
    const runningCalled = (program: string) => {
      const server = running.get(program);
      if (!server) {
        throw new Error(`${program} of Helios cluster ${name} does not run`);
      }
      return server;
    };
    const mustNotRun = (program: string) => {
      if (running.has(program)) {
        throw new Error(`${program} of Helios cluster ${name} runs already`);
      }
    };
    const waitUntilServing = (server: Server, serves: () => Promise<boolean>) =>
      waitFor({
        what: `${server.name} of Helios cluster ${name}`,
        timeoutMs: START_MS,
        look: async () => {
          if (!server.isRunning()) {
            throw new Error(
              `${
                server.name
              } of Helios cluster ${name} ended: ${await server.tailOfLog()}`,
            );
          }
          return (await serves()) ? true : undefined;
        },
        describe: () => server.tailOfLog(),
      });

    const startZooKeeper = async () => {
      mustNotRun(ZOOKEEPER);
      const server = keep(await programs.startZooKeeper());
      await waitUntilServing(server, () => accepts(zooKeeperPort));
    };
    const startMaster: Helios['startMaster'] = async ({ master } = {}) => {
      const { name: program, ports, url } = masterCalled(master);
      mustNotRun(program);
      const server = keep(programs.startMaster({ name: program, ports }));
      await waitUntilServing(server, async () => {
        const answer = await sendRequest({ url: `${url}/masters` })
          // It does not listen yet.
          .catch(() => undefined);
        return (
          answer?.status === 200 && JSON.parse(answer.text).includes(program)
        );
      });
    };
    const stopMaster: Helios['stopMaster'] = ({ master, kill = false } = {}) =>
      drop(masterCalled(master).name, kill);
    const startAgent: Helios['startAgent'] = async (
      host,
      { labels = { role: 'web' } } = {},
    ) => {
      mustNotRun(host);
      const known = hosts.get(host) ?? {
        labels,
        ports: await portPair(),
        engine: await startEngine({ port: await freePort(), slowMs }),
      };
      hosts.set(host, known);
      keep(
        await programs.startAgent({
          host,
          labels: known.labels,
          ports: known.ports,
          docker: known.engine.url,
        }),
      );
      await waiting.waitForHost({ host, status: 'UP' });
    };

    await startZooKeeper();
    await Promise.all(
      masters.map(master => startMaster({ master: master.name })),
    );
    await Promise.all(
      agentsOf(options).map(({ host, labels }) => startAgent(host, { labels })),
    );

    return {
      ...waiting,
      name,
      folder: folder.path,
      url: first.url,
      adminUrl: first.adminUrl,
      masters: masters.map(({ ports, ...master }) => master),
      hosts: () => [...hosts.keys()],
      api,
      engineOf: host => hostCalled(host).engine,
      startAgent,
      stopAgent: host => drop(host, false),
      killAgent: host => drop(host, true),
      stopMaster,
      startMaster,
      async restartMaster(which) {
        await stopMaster(which);
        await startMaster(which);
      },
      freezeMaster: ({ master } = {}) =>
        runningCalled(masterCalled(master).name).freeze(),
      thawMaster: ({ master } = {}) =>
        runningCalled(masterCalled(master).name).thaw(),
      stopZooKeeper: () => drop(ZOOKEEPER, false),
      startZooKeeper,
      async startGateway({ master, ...gatewayOptions } = {}) {
        const gateway = await startGateway({
          ...gatewayOptions,
          name: `helios-${name}`,
          upstreamPort: masterCalled(master).ports.http,
        });
        gateways.push(gateway);
        return gateway;
      },
      processes: () =>
        Object.fromEntries(
          [...running].map(([program, { pid }]) => [program, pid]),
        ),
      stop: stopAll,
    };
  } catch (error) {
    await stopAll();
    throw error;
  }
}
