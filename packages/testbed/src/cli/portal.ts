import { join, resolve } from 'node:path';
import { runInForeground } from '../processes/foreground';
import { Command } from './context';

/** Starts the portal's frontend and backend for development. A signal to Backstage's own command would leave both running. */
export const portalCommand: Command = async ({ args, root, env, signal }) =>
  runInForeground({
    command: process.execPath,
    args: [
      join(root, 'node_modules/@backstage/cli/bin/backstage-cli'),
      'repo',
      'start',
      ...fromRoot(args, root),
    ],
    cwd: root,
    env,
    signal,
  });

/** Frontend and backend start in folders of their own: files of configuration are meant from the root on. */
export function fromRoot(args: readonly string[], root: string): string[] {
  return args.map((arg, at) =>
    args[at - 1] === '--config' && !/^https?:/.test(arg)
      ? resolve(root, arg)
      : arg,
  );
}
