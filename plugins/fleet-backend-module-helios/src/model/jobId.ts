/** The parts of a job's full id, `name:version:hash`. */
export interface JobId {
  name: string;
  version: string;
  hash: string;
}

const LONGEST_NAME = 253;

/** Reads a full id; undefined for anything else. */
export function parseJobId(id: string): JobId | undefined {
  const [name, version, hash, ...rest] = id.split(':');
  if (!name || name.length > LONGEST_NAME || version === undefined) {
    return undefined;
  }
  if (hash === undefined || !/^[0-9a-f]{40}$/.test(hash) || rest.length > 0) {
    return undefined;
  }
  return { name, version, hash };
}

/**
 * A job's id as it is kept: with the first letters of its hash only, as the command line of Helios takes it. The whole hash is made from the job's environment too,
 * so that a weak secret could be guessed from it.
 */
export function shortJobId({ name, version, hash }: JobId): string {
  return `${name}:${version}:${hash.slice(0, 7)}`;
}

/** The name in an id, full or short. */
export function jobNameOf(id: string): string {
  return id.split(':', 1)[0];
}
