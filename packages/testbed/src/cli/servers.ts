import {
  ALERTMANAGER_VARIABLE,
  ensureAlertmanager,
  NoAlertmanagerError,
} from '../alertmanager/binaries';
import {
  CHROMIUM_VARIABLE,
  ensureChromium,
  NoChromiumError,
} from '../browser/chromium';
import {
  ensureHelios,
  HELIOS_VARIABLE,
  NoHeliosError,
} from '../helios/binaries';
import {
  BINARIES_VARIABLE,
  ensureKubernetesBinaries,
  NoKubernetesError,
} from '../kubernetes/binaries';
import {
  ensurePrometheus,
  NoPrometheusError,
  PROMETHEUS_VARIABLE,
} from '../prometheus/binaries';
import {
  ensureRegistry,
  NoRegistryError,
  REGISTRY_VARIABLE,
} from '../registry/binaries';

/** What has to be built or installed. */
export type PreparedServer =
  | 'kubernetes'
  | 'helios'
  | 'prometheus'
  | 'alertmanager'
  | 'registry'
  | 'chromium';

/** What is here of it. */
export interface Prepared {
  /** Environment variables that tell tests where it is. */
  env: NodeJS.ProcessEnv;
  /** By name: why it is not here. */
  missing: Partial<Record<PreparedServer, string>>;
}

interface PrepareOptions {
  onProgress: (line: string) => void;
  signal: AbortSignal;
}

interface Preparation {
  variable: string;
  ensure: (options: PrepareOptions) => Promise<string>;
  /** What is thrown when it cannot be here; all else is a fault. */
  cannot: abstract new (...args: never[]) => Error;
}

const PREPARATIONS: Record<PreparedServer, Preparation> = {
  kubernetes: {
    variable: BINARIES_VARIABLE,
    ensure: ensureKubernetesBinaries,
    cannot: NoKubernetesError,
  },
  helios: {
    variable: HELIOS_VARIABLE,
    ensure: async options => (await ensureHelios(options)).folder,
    cannot: NoHeliosError,
  },
  prometheus: {
    variable: PROMETHEUS_VARIABLE,
    ensure: async options => (await ensurePrometheus(options)).folder,
    cannot: NoPrometheusError,
  },
  alertmanager: {
    variable: ALERTMANAGER_VARIABLE,
    ensure: async options => (await ensureAlertmanager(options)).folder,
    cannot: NoAlertmanagerError,
  },
  registry: {
    variable: REGISTRY_VARIABLE,
    ensure: ensureRegistry,
    cannot: NoRegistryError,
  },
  chromium: {
    variable: CHROMIUM_VARIABLE,
    ensure: ensureChromium,
    cannot: NoChromiumError,
  },
};

function reasonOf(error: Error): string {
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
  return `${error.message}${cause}`;
}

/** Builds and installs what can be. What cannot be is no error here, but never forgotten. */
export async function prepareServers(
  options: PrepareOptions,
): Promise<Prepared> {
  const prepared: Prepared = { env: {}, missing: {} };
  for (const [name, preparation] of Object.entries(PREPARATIONS)) {
    const { variable, ensure, cannot } = preparation;
    try {
      prepared.env[variable] = await ensure(options);
    } catch (error) {
      if (!(error instanceof cannot)) {
        throw error;
      }
      prepared.missing[name as PreparedServer] = reasonOf(error);
    }
  }
  return prepared;
}
