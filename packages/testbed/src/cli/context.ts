import { delimiter, join } from 'node:path';
import { ROOT } from '../paths';

/** What every command gets. */
interface CommandContext {
  /** Arguments after the command's name. */
  args: string[];
  /** Root of the repository. */
  root: string;
  /** Environment for programs that the command starts: `node` is the one that we run on. */
  env: NodeJS.ProcessEnv;
  /** Fires on Ctrl-C and the like. */
  signal: AbortSignal;
  /** Writes a line for people, on standard error so that results can be piped. */
  say(line: string): void;
}

/** One command. Gives the exit code. */
export type Command = (context: CommandContext) => Promise<number>;

/** The environment of this process, with the repository's own programs first. */
export function environment(): NodeJS.ProcessEnv {
  const { PATH = '' } = process.env;
  return {
    ...process.env,
    PATH: [join(ROOT, 'node_modules/.bin'), PATH].join(delimiter),
  };
}

/** Waits until the signal fires. */
export function interrupted(signal: AbortSignal): Promise<void> {
  return new Promise(done => {
    if (signal.aborted) {
      done();
    } else {
      // A promise alone does not keep the process running.
      const alive = setInterval(() => {}, 60_000);
      signal.addEventListener('abort', () => {
        clearInterval(alive);
        done();
      });
    }
  });
}
