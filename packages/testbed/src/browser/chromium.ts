import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { run } from '../processes/run';

/** Names the browser that tests drive, for those who have it elsewhere. */
export const CHROMIUM_VARIABLE = 'LANDFALL_TESTBED_CHROMIUM';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** Says why there is no browser here, and what to install. */
export class NoChromiumError extends Error {
  name = 'NoChromiumError';
}

async function canRun(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    // Not there, or not for us: the answer is no either way.
    return false;
  }
}

/** Gives the path of a Chromium that is installed, if any. */
async function findChromium(): Promise<string | undefined> {
  const given = process.env[CHROMIUM_VARIABLE];
  for (const place of given ? [given] : PLACES) {
    if (await canRun(place)) {
      return place;
    }
  }
  return undefined;
}

/**
 * Gives the path of a Chromium, after installing Debian's when we are root.
 *
 * @throws NoChromiumError when there is none and it cannot be installed
 */
export async function ensureChromium(options: {
  onProgress?: (line: string) => void;
}): Promise<string> {
  const found = await findChromium();
  if (found) {
    return found;
  }
  if (process.getuid?.() !== 0 || !(await canRun('/usr/bin/apt-get'))) {
    throw new NoChromiumError(
      `Browser tests want Chromium: install it (Debian: "apt-get install chromium", as root), or name one in ${CHROMIUM_VARIABLE}`,
    );
  }
  options.onProgress?.('installing Chromium with apt-get');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  try {
    await run({ command: 'apt-get', args: ['update'], env });
    await run({
      command: 'apt-get',
      args: ['install', '-y', '--no-install-recommends', 'chromium'],
      env,
    });
  } catch (cause) {
    throw new NoChromiumError('apt-get could not install Chromium', { cause });
  }
  const installed = await findChromium();
  if (!installed) {
    throw new NoChromiumError('apt-get installed no Chromium');
  }
  return installed;
}
