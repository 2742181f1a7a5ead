import { dirname, join } from 'node:path';
import {
  canInstallPackages,
  findProgram,
  firstProgram,
  installPackages,
} from '../processes/debian';

/** Names the folder with `prometheus-alertmanager` or `alertmanager`, for those who have it elsewhere. */
export const ALERTMANAGER_VARIABLE = 'LANDFALL_TESTBED_ALERTMANAGER';
/** As Debian calls it, and as its makers do. */
const NAMES = ['prometheus-alertmanager', 'alertmanager'];

/** Says why there is no Alertmanager here, and what to install. */
export class NoAlertmanagerError extends Error {
  name = 'NoAlertmanagerError';
}

/** The program of Alertmanager. */
export interface AlertmanagerBinaries {
  folder: string;
  alertmanager: string;
}

async function findBinaries(): Promise<AlertmanagerBinaries | undefined> {
  const given = process.env[ALERTMANAGER_VARIABLE];
  for (const name of NAMES) {
    const alertmanager = given
      ? await firstProgram([join(given, name)])
      : await findProgram(name);
    if (alertmanager) {
      return { folder: dirname(alertmanager), alertmanager };
    }
  }
  return undefined;
}

/**
 * Gives the program of Alertmanager, after installing Debian's when we are root.
 *
 * @throws NoAlertmanagerError when there is none and it cannot be installed
 */
export async function ensureAlertmanager(
  options: { onProgress?: (line: string) => void; signal?: AbortSignal } = {},
): Promise<AlertmanagerBinaries> {
  const found = await findBinaries();
  if (found) {
    return found;
  }
  if (process.env[ALERTMANAGER_VARIABLE] || !(await canInstallPackages())) {
    throw new NoAlertmanagerError(
      `There is no Alertmanager here: install it (Debian: "apt-get install prometheus-alertmanager", as root), or name the folder with "alertmanager" in ${ALERTMANAGER_VARIABLE}`,
    );
  }
  try {
    await installPackages({
      packages: ['prometheus-alertmanager'],
      ...options,
    });
  } catch (cause) {
    throw new NoAlertmanagerError('apt-get could not install Alertmanager', {
      cause,
    });
  }
  const installed = await findBinaries();
  if (!installed) {
    throw new NoAlertmanagerError('apt-get installed no Alertmanager');
  }
  return installed;
}
