/**
 * What takes long to build or fetch is kept in a cache folder, in folders named after a hash of everything that they are made from. Making one goes on
 * in a folder beside it, which is renamed at the end: a folder of that name is always complete. A lock keeps two processes from making the same thing.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
} from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { withLock } from './lock';

/** The folder that the testbed keeps built programs in. */
export function cacheFolder(): string {
  const { LANDFALL_CACHE, XDG_CACHE_HOME } = process.env;
  return (
    LANDFALL_CACHE ||
    join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'landfall-testbed')
  );
}

/** Gives a hash of the files of a folder whose names match, and of whatever else the result depends on. */
export async function hashOfInputs(options: {
  folder: string;
  files: RegExp;
  others: unknown[];
}): Promise<string> {
  const { folder, files, others } = options;
  const hash = createHash('sha256');
  hash.update(JSON.stringify(others));
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const inputs = found
    .filter(file => file.isFile() && files.test(file.name))
    .map(file => join(file.parentPath, file.name))
    .sort();
  for (const input of inputs) {
    hash.update(`\0${relative(folder, input)}\0`);
    hash.update(await readFile(input));
  }
  return hash.digest('hex').slice(0, 16);
}

/** Removes what was left behind by a process that was killed. Only whoever holds the lock may. */
async function removeUnfinished(target: string) {
  const folder = dirname(target);
  const left = (await readdir(folder)).filter(name =>
    name.startsWith(`${basename(target)}.unfinished-`),
  );
  for (const name of left) {
    await rm(join(folder, name), { recursive: true, force: true });
  }
}

/** Makes a folder of the cache unless it is there. */
export async function ensureCached(
  target: string,
  make: (unfinished: string) => Promise<void>,
): Promise<void> {
  if (existsSync(target)) {
    return;
  }
  await mkdir(dirname(target), { recursive: true });
  await withLock(`${target}.lock`, async () => {
    if (existsSync(target)) {
      return;
    }
    await removeUnfinished(target);
    const unfinished = await mkdtemp(`${target}.unfinished-`);
    try {
      await make(unfinished);
      await rename(unfinished, target);
    } finally {
      await rm(unfinished, { recursive: true, force: true });
    }
  });
}
