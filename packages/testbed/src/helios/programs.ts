/** With which arguments each program of a Helios cluster runs on loopback ports. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Server, startServer } from '../processes/server';
import { HeliosBinaries } from './binaries';

// Small heaps and no optimising compiler: these run for minutes, several of them beside each other.
const JVM = [
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-Xss512k',
  '--add-opens=java.base/java.lang=ALL-UNNAMED',
  '--add-opens=java.base/java.util=ALL-UNNAMED',
];

/** Two ports of one program: for its API, and for its administrators. */
export interface PortPair {
  http: number;
  admin: number;
}

/** Which agent to start. */
export interface AgentProgram {
  host: string;
  labels: Record<string, string>;
  ports: PortPair;
  /** Address of the Docker engine. */
  docker: string;
}

/** Starts each program of one Helios cluster. */
export interface HeliosPrograms {
  startZooKeeper(): Promise<Server>;
  startMaster(options: { name: string; ports: PortPair }): Server;
  startAgent(options: AgentProgram): Promise<Server>;
}

/** Gives the starters of one Helios cluster. */
export function heliosPrograms(options: {
  binaries: HeliosBinaries;
  folder: string;
  zooKeeperPort: number;
  /** How long ZooKeeper waits for a sign of life. */
  sessionTimeoutMs: number;
  /** How often an agent looks whether its containers still run. */
  inspectEveryMs: number;
}): HeliosPrograms {
  const { binaries, folder, zooKeeperPort, sessionTimeoutMs } = options;
  const start = (name: string, args: string[]) =>
    startServer({
      name,
      command: binaries.java,
      args: [...JVM, ...args],
      logFile: join(folder, `${name}.log`),
      // Agents write some files beside them.
      cwd: folder,
    });
  const common = (name: string, { http, admin }: PortPair) => [
    '--no-metrics',
    '--name',
    name,
    '--http',
    `http://127.0.0.1:${http}`,
    '--admin',
    `http://127.0.0.1:${admin}`,
    '--zk',
    `127.0.0.1:${zooKeeperPort}`,
    '--zk-session-timeout',
    String(sessionTimeoutMs),
    '--zk-connection-timeout',
    String(sessionTimeoutMs),
  ];
  return {
    async startZooKeeper() {
      const config = join(folder, 'zookeeper.properties');
      const lines = [
        // It takes sessions of 2 to 20 ticks, and rounds up to whole ones.
        `tickTime=${Math.ceil(sessionTimeoutMs / 4)}`,
        `dataDir=${join(folder, 'zookeeper')}`,
        `clientPort=${zooKeeperPort}`,
        // Told by arguments instead of a file, it would listen on every address.
        'clientPortAddress=127.0.0.1',
        'maxClientCnxns=0',
      ];
      await writeFile(config, `${lines.join('\n')}\n`);
      return start('zookeeper', [
        '-Xmx64m',
        '-Dzookeeper.jmx.log4j.disable=true',
        '-Dzookeeper.admin.enableServer=false',
        '-Dzookeeper.forceSync=no',
        '-cp',
        binaries.masterClassPath,
        'org.apache.zookeeper.server.ZooKeeperServerMain',
        config,
      ]);
    },
    startMaster: ({ name, ports }) =>
      start(name, [
        '-Xmx96m',
        '-cp',
        binaries.masterClassPath,
        'com.spotify.helios.master.MasterMain',
        ...common(name, ports),
      ]),
    async startAgent({ host, labels, ports, docker }) {
      const state = join(folder, host);
      await mkdir(state, { recursive: true });
      return start(host, [
        '-Xmx64m',
        `-DHELIOS_WAIT_INSPECT_INTERVAL_MILLIS=${options.inspectEveryMs}`,
        '-cp',
        binaries.agentClassPath,
        'com.spotify.helios.agent.AgentMain',
        ...common(host, ports),
        '--docker',
        docker,
        '--state-dir',
        state,
        ...labelArguments(labels),
      ]);
    },
  };
}

function labelArguments(labels: Record<string, string>): string[] {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return pairs.length > 0 ? ['--labels', ...pairs] : [];
}
