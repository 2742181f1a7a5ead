import type { ObservationInput } from '@landfall/backstage-plugin-fleet-node';
import { changeFact } from '@landfall/backstage-plugin-fleet-node/codeHosts';
import type { Commit, PushedCommit } from './payload';
import { CORRECTION, pageOf, type Place } from './place';

/** A commit, as the API tells it; with the files that it changes where they were asked for. */
export function commitFact(
  place: Place,
  commit: Commit,
  paths: readonly string[] | null,
): ObservationInput {
  return {
    ...changeFact(place.origin, {
      sha: commit.id,
      at: commit.committed_date ?? commit.created_at,
      authoredAt: commit.authored_date ?? null,
      parents: commit.parent_ids ?? null,
      message: commit.message,
      paths,
      link: pageOf(place, `commit/${commit.id}`),
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
      at: commit.timestamp,
      authoredAt: null,
      parents: null,
      message: commit.message,
      paths: [commit.added, commit.removed, commit.modified].flatMap(
        paths => paths ?? [],
      ),
      link: pageOf(place, `commit/${commit.id}`),
    }),
    version: 0,
    estimated: { at: true, endedAt: true },
  };
}
