import type { ObservationInput } from '@landfall/backstage-plugin-fleet-node';
import type { Commit, PushedCommit } from './payload';
import { CORRECTION, pageOf, type Place } from './place';

const REVERT = /\bThis reverts commit ([0-9a-f]{7,64})\b/g;
const MOST_DIRECTORIES = 256;
/** GitHub tells no more files of a commit at once. */
const MOST_FILES = 300;

/** A commit, as the API tells it; with the directories that it changes where its files were asked for. */
export function commitFact(place: Place, commit: Commit): ObservationInput {
  const { files } = commit;
  return {
    ...factOf(place, {
      sha: commit.sha,
      at: commit.commit.committer.date,
      authoredAt: commit.commit.author?.date ?? null,
      parents: commit.parents.map(({ sha }) => sha),
      message: commit.commit.message,
      paths:
        files === undefined || files.length >= MOST_FILES
          ? null
          : files.flatMap(({ filename, previous_filename: previous }) =>
              previous === undefined ? [filename] : [filename, previous],
            ),
    }),
    version: 1,
    correction: CORRECTION,
  };
}

/** A commit as a push tells it: its parents are not known yet, nor the exact time. */
export function pushedCommitFact(
  place: Place,
  commit: PushedCommit,
): ObservationInput {
  return {
    ...factOf(place, {
      sha: commit.id,
      at: commit.timestamp,
      authoredAt: null,
      parents: null,
      message: commit.message,
      paths: [commit.added, commit.removed, commit.modified].flatMap(
        paths => paths ?? [],
      ),
    }),
    version: 0,
    estimated: { at: true, endedAt: true },
  };
}

function factOf(
  place: Place,
  commit: {
    sha: string;
    at: number;
    authoredAt: number | null;
    parents: string[] | null;
    message: string;
    paths: string[] | null;
  },
): Omit<Extract<ObservationInput, { kind: 'change' }>, 'version'> {
  const { sha, at, parents } = commit;
  return {
    kind: 'change',
    key: `${place.origin}@${sha}`,
    origin: place.origin,
    at,
    ended: true,
    endedAt: at,
    body: {
      commit: sha,
      parents: parents !== null && parents.length <= 64 ? parents : null,
      authoredAt: commit.authoredAt,
      reverts: [
        ...new Set(
          [...commit.message.slice(0, 65_536).matchAll(REVERT)].map(
            ([, reverted]) => reverted,
          ),
        ),
      ].slice(0, 16),
      directories: directoriesOf(commit.paths),
      link: pageOf(place, `commit/${sha}`),
    },
  };
}

function directoriesOf(paths: readonly string[] | null): string[] | null {
  if (paths === null) return null;
  const directories = new Set(
    paths.map(path => path.slice(0, Math.max(path.lastIndexOf('/'), 0))),
  );
  return directories.size > MOST_DIRECTORIES ||
    [...directories].some(one => one.length > 1_024)
    ? null
    : [...directories].sort();
}
