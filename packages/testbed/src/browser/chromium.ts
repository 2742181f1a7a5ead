import {
  canInstallPackages,
  firstProgram,
  installPackages,
} from '../processes/debian';

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

/** Gives the path of a Chromium that is installed, if any. */
function findChromium(): Promise<string | undefined> {
  const given = process.env[CHROMIUM_VARIABLE];
  return firstProgram(given ? [given] : PLACES);
}

/**
 * Gives the path of a Chromium, after installing Debian's when we are root.
 *
 * @throws NoChromiumError when there is none and it cannot be installed
 */
export async function ensureChromium(options: {
  onProgress?: (line: string) => void;
  signal?: AbortSignal;
}): Promise<string> {
  const found = await findChromium();
  if (found) {
    return found;
  }
  if (!(await canInstallPackages())) {
    throw new NoChromiumError(
      `Browser tests want Chromium: install it (Debian: "apt-get install chromium", as root), or name one in ${CHROMIUM_VARIABLE}`,
    );
  }
  try {
    await installPackages({ packages: ['chromium'], ...options });
  } catch (cause) {
    throw new NoChromiumError('apt-get could not install Chromium', { cause });
  }
  const installed = await findChromium();
  if (!installed) {
    throw new NoChromiumError('apt-get installed no Chromium');
  }
  return installed;
}
