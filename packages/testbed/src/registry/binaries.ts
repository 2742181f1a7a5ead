/** The registry of the distribution project, built from Go modules whose versions and checksums are in the folder `registry`, and kept in the cache folder. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE } from '../paths';
import { cacheFolder, ensureCached, hashOfInputs } from '../processes/cache';
import { withProgress } from '../processes/progress';
import { run } from '../processes/run';

const SOURCES = join(PACKAGE, 'registry');
const PROGRAM = 'registry';
const FLAGS = [
  '-mod=readonly',
  '-buildvcs=false',
  '-trimpath',
  '-ldflags',
  '-s -w',
];

/** Names the folder with the finished program, and so skips looking for Go. */
export const REGISTRY_VARIABLE = 'LANDFALL_TESTBED_REGISTRY';

/** Says why there is no registry here, and what to install. */
export class NoRegistryError extends Error {
  name = 'NoRegistryError';
}

async function goVersion(): Promise<string> {
  try {
    const { stdout } = await run({
      command: 'go',
      args: ['version'],
      cwd: SOURCES,
    });
    return stdout.trim();
  } catch (cause) {
    throw new NoRegistryError(
      'The registry is built from source: install Go 1.26 or later (https://go.dev/dl)',
      { cause },
    );
  }
}

/**
 * Gives the folder with the program, after building it if need be: a minute from nothing on two cores.
 *
 * @throws NoRegistryError when Go is missing; Error with Go's words when it cannot build
 */
export async function ensureRegistry(
  options: { onProgress?: (line: string) => void; signal?: AbortSignal } = {},
): Promise<string> {
  const { onProgress, signal } = options;
  const given = process.env[REGISTRY_VARIABLE];
  if (given) {
    if (!existsSync(join(given, PROGRAM))) {
      throw new NoRegistryError(
        `${REGISTRY_VARIABLE} names ${given}, which holds no ${PROGRAM}`,
      );
    }
    return given;
  }
  const hash = await hashOfInputs({
    folder: SOURCES,
    files: /\.(go|mod|sum)$/,
    others: [await goVersion(), FLAGS],
  });
  const folder = join(cacheFolder(), `registry-${hash}`);
  await ensureCached(folder, async unfinished => {
    await withProgress(
      { what: 'building a registry from source', onProgress },
      () =>
        run({
          command: 'go',
          args: ['build', ...FLAGS, '-o', join(unfinished, PROGRAM), '.'],
          cwd: SOURCES,
          env: { ...process.env, CGO_ENABLED: '0' },
          signal,
        }),
    );
  });
  return folder;
}
