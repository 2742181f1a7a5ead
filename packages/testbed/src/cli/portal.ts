import { join, resolve } from 'node:path';
import { runInForeground } from '../processes/foreground';
import { announcePortal } from './announcePortal';
import { Command } from './context';
import { readAddresses, takenPort } from './portalAddresses';

/** What the server of the frontend says of every request that comes before it is built. */
const NOISE = /wait until bundle finished/;

/** Starts the portal's frontend and backend for development. A signal to Backstage's own command would leave both running. */
export const portalCommand: Command = async ({
  args,
  root,
  env,
  signal,
  say,
}) => {
  const given = fromRoot(args, root);
  const addresses = await readAddresses(given, root);
  const taken = await takenPort(addresses);
  if (taken) {
    say(taken);
    return 1;
  }
  const ended = new AbortController();
  announcePortal({
    addresses,
    signal: AbortSignal.any([signal, ended.signal]),
    say,
  }).catch((error: Error) => say(error.message));
  const code = await runInForeground({
    command: process.execPath,
    args: [
      join(root, 'node_modules/@backstage/cli/bin/backstage-cli'),
      'repo',
      'start',
      ...given,
    ],
    cwd: root,
    // Its output passes through us, which is no reason to lose its colours.
    env: { ...(process.stdout.isTTY && { FORCE_COLOR: '1' }), ...env },
    signal,
    hides: NOISE,
  });
  ended.abort();
  return code;
};

/** Frontend and backend start in folders of their own: files of configuration are meant from the root on. */
export function fromRoot(args: readonly string[], root: string): string[] {
  return args.map((arg, at) =>
    args[at - 1] === '--config' && !/^https?:/.test(arg)
      ? resolve(root, arg)
      : arg,
  );
}
