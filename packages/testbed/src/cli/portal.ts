import { join } from 'node:path';
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
      ...args,
    ],
    cwd: root,
    env,
    signal,
  });
