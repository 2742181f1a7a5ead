import { execFile } from 'node:child_process';

/** What a finished program left behind. */
export interface RunResult {
  stdout: string;
  stderr: string;
}

/** How to run a program. */
export interface RunOptions {
  command: string;
  args: string[];
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Text for its standard input. */
  input?: string;
  /** Milliseconds after which it is killed. */
  timeoutMs?: number;
  /** Kills it when it fires. */
  signal?: AbortSignal;
}

/**
 * Runs a program to its end.
 *
 * @throws Error with the program's own words when it fails
 */
export function run(options: RunOptions): Promise<RunResult> {
  const { command, args, cwd, env, input, timeoutMs, signal } = options;
  return new Promise((resolve, reject) => {
    const child = execFile(
      command,
      args,
      { cwd, env, signal, timeout: timeoutMs, maxBuffer: 64 * 1024 * 1024 },
      (cause, stdout, stderr) => {
        if (cause) {
          const words = stderr.trim() || cause.message;
          reject(
            new Error(`${command} ${args[0]} failed: ${words}`, { cause }),
          );
        } else {
          resolve({ stdout, stderr });
        }
      },
    );
    // A program may end before it has read its input: how it ended says all there is to say.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input ?? '');
  });
}
