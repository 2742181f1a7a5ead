import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { guardFolder } from './watchdog';

/** A folder that goes away with whoever made it. */
export interface TemporaryFolder {
  /** Absolute path. */
  path: string;
  /** Removes the folder and everything in it. */
  remove(): Promise<void>;
}

/** Makes a temporary folder, readable by this user only, that is removed at the latest when this process ends. */
export async function makeTemporaryFolder(
  purpose: string,
): Promise<TemporaryFolder> {
  const path = await mkdtemp(join(tmpdir(), `landfall-${purpose}-`));
  const letGo = guardFolder(path);
  return {
    path,
    async remove() {
      await rm(path, { recursive: true, force: true, maxRetries: 5 });
      letGo();
    },
  };
}
