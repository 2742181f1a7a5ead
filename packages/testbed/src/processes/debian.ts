import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { run } from './run';

async function canRun(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    // Not there, or not for us: the answer is no either way.
    return false;
  }
}

/** Gives the first of these paths that holds a program, if any. */
export async function firstProgram(
  paths: string[],
): Promise<string | undefined> {
  for (const path of paths) {
    if (await canRun(path)) {
      return path;
    }
  }
  return undefined;
}

/** Gives where on the `PATH` a program is, if anywhere. */
export function findProgram(name: string): Promise<string | undefined> {
  const { PATH = '' } = process.env;
  return firstProgram(PATH.split(delimiter).map(folder => join(folder, name)));
}

/** Whether we may install packages here: we are root, on Debian or the like. */
export async function canInstallPackages(): Promise<boolean> {
  return process.getuid?.() === 0 && (await canRun('/usr/bin/apt-get'));
}

/**
 * Installs packages of Debian.
 *
 * @throws Error with the words of apt-get when it cannot
 */
export async function installPackages(options: {
  packages: string[];
  onProgress?: (line: string) => void;
  signal?: AbortSignal;
}): Promise<void> {
  const { packages, onProgress, signal } = options;
  onProgress?.(`installing ${packages.join(', ')} with apt-get`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run({ command: 'apt-get', args: ['update'], env, signal });
  await run({
    command: 'apt-get',
    args: ['install', '-y', '--no-install-recommends', ...packages],
    env,
    signal,
  });
}
