import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runInForeground } from '../processes/foreground';
import { Command } from './context';

/** Hands over to `bench/run.ts`. */
export const benchCommand: Command = async ({ args, root, env, signal }) => {
  const script = join(root, 'bench/run.ts');
  if (!existsSync(script)) {
    throw new Error(`There is no ${script}`);
  }
  return runInForeground({
    command: process.execPath,
    args: [
      '--require',
      require.resolve('@backstage/cli/config/nodeTransform.cjs'),
      script,
      ...args,
    ],
    cwd: root,
    env,
    signal,
  });
};
