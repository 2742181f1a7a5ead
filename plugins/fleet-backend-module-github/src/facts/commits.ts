import type { ObservationInput } from '@landfall/backstage-plugin-fleet-node';
import { changeFact } from '@landfall/backstage-plugin-fleet-node/codeHosts';
import type { Commit, PushedCommit } from './payload';
import { CORRECTION, pageOf, type Place } from './place';

/** GitHub tells no more files of a commit at once. */
const MOST_FILES = 300;

/** A commit, as the API tells it; with the directories that it changes where its files were asked for. */
export function commitFact(place: Place, commit: Commit): ObservationInput {
  const { files } = commit;
  return {
    ...changeFact(place.origin, {
      sha: commit.sha,
      link: pageOf(place, `commit/${commit.sha}`),
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
    ...changeFact(place.origin, {
      sha: commit.id,
      link: pageOf(place, `commit/${commit.id}`),
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
