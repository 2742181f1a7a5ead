import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { guardProcessGroup } from './watchdog';

/** A program that people watch. */
export interface ForegroundOptions {
  command: string;
  args: string[];
  cwd: string;
  env?: NodeJS.ProcessEnv;
  /** Ends the program's whole process group when it fires. */
  signal?: AbortSignal;
  /** Lines of its output that are not for people. */
  hides?: RegExp;
}

const PATIENCE_MS = 5_000;
/** How long the last of its output is waited for. */
const LAST_WORDS_MS = 1_000;

/**
 * Runs a program with our terminal, in a process group of its own, so that none of its children is left when it ends or is told to.
 *
 * @returns its exit code; 1 when a signal ended it
 */
export async function runInForeground(
  options: ForegroundOptions,
): Promise<number> {
  const { command, args, cwd, env = process.env, signal, hides } = options;
  signal?.throwIfAborted();
  const child = spawn(command, args, {
    cwd,
    env,
    detached: true,
    // Not our standard input: a background group that reads from a terminal is stopped.
    stdio: hides
      ? ['ignore', 'pipe', 'pipe']
      : ['ignore', 'inherit', 'inherit'],
  });
  const said = hides && passOn(child, hides);
  const { pid } = child;
  if (pid === undefined) {
    const [error] = await once(child, 'error');
    throw error;
  }
  const letGo = guardProcessGroup(pid);
  const killGroup = (name: NodeJS.Signals) => {
    try {
      process.kill(-pid, name);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ESRCH') {
        return false;
      }
      throw error;
    }
  };
  const endGroup = () => killGroup('SIGTERM');
  signal?.addEventListener('abort', endGroup);
  const patience = signal && killLater(signal, () => killGroup('SIGKILL'));
  const [code] = (await once(child, 'exit')) as [number | null];
  signal?.removeEventListener('abort', endGroup);
  patience?.cancel();
  // Whoever it started and left behind.
  if (killGroup('SIGTERM')) {
    const end = performance.now() + PATIENCE_MS;
    while (killGroup('SIGCONT') && performance.now() < end) {
      await sleep(50);
    }
    killGroup('SIGKILL');
  }
  letGo();
  await Promise.race([said, sleep(LAST_WORDS_MS, undefined, { ref: false })]);
  return code ?? 1;
}

/** Passes a program's output on line by line, without those that are hidden; resolves when there is no more. */
async function passOn(child: ChildProcess, hides: RegExp): Promise<void> {
  const parts = [
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ] as const;
  await Promise.all(
    parts.map(async ([from, to]) => {
      if (!from) return;
      const lines = createInterface({ input: from });
      lines.on('line', line => {
        if (!hides.test(line)) to.write(`${line}\n`);
      });
      await once(lines, 'close');
    }),
  );
}

function killLater(signal: AbortSignal, kill: () => void) {
  let timer: NodeJS.Timeout | undefined;
  const start = () => {
    timer = setTimeout(kill, PATIENCE_MS);
  };
  signal.addEventListener('abort', start);
  return {
    cancel() {
      clearTimeout(timer);
      signal.removeEventListener('abort', start);
    },
  };
}
