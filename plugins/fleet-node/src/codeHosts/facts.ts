import type { ObservationInput } from '../observations/observation';

const REVERT = /\bThis reverts commit ([0-9a-f]{7,64})\b/g;
const LONGEST_TEXT = 65_536;
const MOST_REVERTS = 16;
const MOST_PARENTS = 64;
const MOST_DIRECTORIES = 256;
const LONGEST_DIRECTORY = 1_024;

/** What is known of a commit. @public */
export interface KnownCommit {
  /** Its whole hash. */
  sha: string;
  /** When it was committed, ms. */
  at: number;
  /** When it was written, ms. */
  authoredAt: number | null;
  /** First parent first; null where nobody tells. */
  parents: readonly string[] | null;
  /** What it says; only what it reverts is kept of it. */
  message: string;
  /** The files that it changes; null where nobody tells. */
  paths: readonly string[] | null;
  /** Where people find it. */
  link: string;
}

/** A commit of a repository, without the version that tells how much is known of it. @public */
export function changeFact(
  origin: string,
  commit: KnownCommit,
): Omit<Extract<ObservationInput, { kind: 'change' }>, 'version'> {
  const { sha, at, parents, authoredAt, link } = commit;
  const reverts = [...commit.message.slice(0, LONGEST_TEXT).matchAll(REVERT)];
  return {
    kind: 'change',
    key: `${origin}@${sha}`,
    origin,
    at,
    ended: true,
    endedAt: at,
    body: {
      commit: sha,
      parents:
        parents !== null && parents.length <= MOST_PARENTS
          ? [...parents]
          : null,
      authoredAt,
      reverts: [...new Set(reverts.map(([, reverted]) => reverted))].slice(
        0,
        MOST_REVERTS,
      ),
      directories: directoriesOf(commit.paths),
      link,
    },
  };
}

function directoriesOf(paths: readonly string[] | null): string[] | null {
  if (paths === null) return null;
  const directories = new Set(
    paths.map(path => path.slice(0, Math.max(path.lastIndexOf('/'), 0))),
  );
  return directories.size > MOST_DIRECTORIES ||
    [...directories].some(one => one.length > LONGEST_DIRECTORY)
    ? null
    : [...directories].sort();
}

/** An end that is not before the beginning; where it was, two clocks disagree. @public */
export function endAfter(
  at: number,
  end: number | null,
): { endedAt: number | null; estimated: boolean } {
  return end !== null && end < at
    ? { endedAt: at, estimated: true }
    : { endedAt: end, estimated: false };
}

/** A tag as it is known. @public */
export interface KnownTag {
  /** Its name. */
  tag: string;
  /** The commit that it leads to. */
  commit: string;
  /** When it was made or published, or about when, ms. */
  at: number;
  /** Whether that is only about when. */
  estimated: boolean;
  /** When this was known, ms: a tag may be moved. */
  seenAt: number;
  /** Where people find it. */
  link: string;
}

/** A tag of a repository. It stays open, because a tag may be moved. @public */
export function releaseFact(origin: string, known: KnownTag): ObservationInput {
  return {
    kind: 'release',
    key: `${origin}#release/${known.tag}`,
    origin,
    version: Math.max(known.seenAt, 0),
    at: known.at,
    ended: false,
    endedAt: null,
    estimated: { at: known.estimated, endedAt: false },
    body: { tag: known.tag, commit: known.commit, link: known.link },
  };
}
