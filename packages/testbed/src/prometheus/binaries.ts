import { dirname, join } from 'node:path';
import {
  canInstallPackages,
  findProgram,
  firstProgram,
  installPackages,
} from '../processes/debian';

/** Names the folder with `prometheus` and `promtool`, for those who have them elsewhere. */
export const PROMETHEUS_VARIABLE = 'LANDFALL_TESTBED_PROMETHEUS';

/** Says why there is no Prometheus here, and what to install. */
export class NoPrometheusError extends Error {
  name = 'NoPrometheusError';
}

/** The programs of Prometheus. */
export interface PrometheusBinaries {
  folder: string;
  /** The server. */
  prometheus: string;
  /** Writes history. */
  promtool: string;
}

async function findBinaries(): Promise<PrometheusBinaries | undefined> {
  const given = process.env[PROMETHEUS_VARIABLE];
  const find = (name: string) =>
    given ? firstProgram([join(given, name)]) : findProgram(name);
  const prometheus = await find('prometheus');
  const promtool = await find('promtool');
  return prometheus && promtool
    ? { folder: dirname(prometheus), prometheus, promtool }
    : undefined;
}

/**
 * Gives the programs of Prometheus, after installing Debian's when we are root.
 *
 * @throws NoPrometheusError when there are none and they cannot be installed
 */
export async function ensurePrometheus(
  options: { onProgress?: (line: string) => void; signal?: AbortSignal } = {},
): Promise<PrometheusBinaries> {
  const found = await findBinaries();
  if (found) {
    return found;
  }
  if (process.env[PROMETHEUS_VARIABLE] || !(await canInstallPackages())) {
    throw new NoPrometheusError(
      `There is no Prometheus here: install it (Debian: "apt-get install prometheus", as root), or name the folder with "prometheus" and "promtool" in ${PROMETHEUS_VARIABLE}`,
    );
  }
  try {
    await installPackages({ packages: ['prometheus'], ...options });
  } catch (cause) {
    throw new NoPrometheusError('apt-get could not install Prometheus', {
      cause,
    });
  }
  const installed = await findBinaries();
  if (!installed) {
    throw new NoPrometheusError('apt-get installed no Prometheus');
  }
  return installed;
}
