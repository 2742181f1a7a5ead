import {
  CHROMIUM_VARIABLE,
  ensureChromium,
  NoChromiumError,
} from '../browser/chromium';
import {
  BINARIES_VARIABLE,
  ensureKubernetesBinaries,
  NoKubernetesError,
} from '../kubernetes/binaries';

/** What is here of the things that have to be built or installed. */
export interface Prepared {
  /** Environment variables that tell tests where it is. */
  env: NodeJS.ProcessEnv;
  /** By name: why it is not here. */
  missing: Partial<Record<'kubernetes' | 'chromium', string>>;
}

function reasonOf(error: Error): string {
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
  return `${error.message}${cause}`;
}

/** Builds and installs what can be. What cannot be is no error here, but never forgotten. */
export async function prepareServers(options: {
  onProgress: (line: string) => void;
  signal: AbortSignal;
}): Promise<Prepared> {
  const prepared: Prepared = { env: {}, missing: {} };
  try {
    prepared.env[BINARIES_VARIABLE] = await ensureKubernetesBinaries(options);
  } catch (error) {
    if (!(error instanceof NoKubernetesError)) {
      throw error;
    }
    prepared.missing.kubernetes = reasonOf(error);
  }
  try {
    prepared.env[CHROMIUM_VARIABLE] = await ensureChromium(options);
  } catch (error) {
    if (!(error instanceof NoChromiumError)) {
      throw error;
    }
    prepared.missing.chromium = reasonOf(error);
  }
  return prepared;
}
