import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { guardProcessGroup } from './watchdog';

/** How to start a server. */
export interface ServerOptions {
  /** For messages. */
  name: string;
  /** Path of the program. */
  command: string;
  args: string[];
  /** File that its output is appended to. */
  logFile: string;
  /** Environment variables; by default those of this process. */
  env?: NodeJS.ProcessEnv;
  /** Working directory; by default the one of this process. */
  cwd?: string;
  /** Milliseconds that `stop` waits between asking and killing. */
  patienceMs?: number;
}

/** A running program, the leader of a process group of its own. */
export interface Server {
  name: string;
  pid: number;
  logFile: string;
  /** False once the process has ended, by itself or not. */
  isRunning(): boolean;
  /** Asks the group to end, and kills it when it does not. */
  stop(): Promise<void>;
  /** `kill -9` on the group. */
  kill(): Promise<void>;
  /** `SIGSTOP` and `SIGCONT`: the server hangs, with its connections open. */
  freeze(): void;
  thaw(): void;
  /** The last lines of its output. */
  tailOfLog(): Promise<string>;
}

/** Starts a server. It is killed at the latest when this process ends. */
export function startServer(options: ServerOptions): Server {
  const {
    name,
    command,
    args,
    logFile,
    env,
    cwd,
    patienceMs = 5_000,
  } = options;
  const log = openSync(logFile, 'a', 0o600);
  const child = spawn(command, args, {
    detached: true,
    stdio: ['ignore', log, log],
    env: env ?? process.env,
    cwd,
  });
  closeSync(log);
  const { pid } = child;
  if (pid === undefined) {
    // The reason arrives as an event; without a listener it would end this process.
    child.once('error', () => {});
    throw new Error(`Could not start ${name}: ${command} cannot be run`);
  }
  const letGo = guardProcessGroup(pid);
  const ended = once(child, 'exit').then(letGo);
  child.unref();
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  const signal = (signalName: NodeJS.Signals) => {
    if (isRunning()) {
      process.kill(-pid, signalName);
    }
  };
  return {
    name,
    pid,
    logFile,
    isRunning,
    async stop() {
      child.ref();
      signal('SIGTERM');
      signal('SIGCONT');
      const abort = new AbortController();
      await Promise.race([
        ended,
        sleep(patienceMs, undefined, { signal: abort.signal }).catch(() => {}),
      ]);
      abort.abort();
      signal('SIGKILL');
      await ended;
    },
    async kill() {
      child.ref();
      signal('SIGKILL');
      await ended;
    },
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    async tailOfLog() {
      const text = await readFile(logFile, 'utf8');
      return text.trimEnd().split('\n').slice(-20).join('\n');
    },
  };
}
