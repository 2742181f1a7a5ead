import type { ObservationInput } from '@landfall/backstage-plugin-fleet-node';
import type { Build, BuildCommit } from './payload';

const REVERT = /\bThis reverts commit ([0-9a-f]{7,64})\b/g;
const MOST_DIRECTORIES = 256;
const LONGEST_DIRECTORY = 1_024;

/** The commits that a build brought, each once, as far as it tells them: their parents it does not. */
export function commitFacts(
  origin: string,
  build: Build,
  isPossible: (at: number) => boolean,
): ObservationInput[] {
  const items = [...build.changeSets, build.changeSet].flatMap(
    set => set?.items ?? [],
  );
  const commits = new Map(items.map(item => [item.commitId, item]));
  return [...commits.values()]
    .filter(({ timestamp }) => isPossible(timestamp))
    .map(commit => commitFact(origin, commit));
}

function commitFact(origin: string, commit: BuildCommit): ObservationInput {
  const { commitId, timestamp, comment, affectedPaths } = commit;
  return {
    kind: 'change',
    key: `${origin}@${commitId}`,
    version: 1,
    origin,
    at: Math.trunc(timestamp),
    ended: true,
    endedAt: Math.trunc(timestamp),
    body: {
      commit: commitId,
      parents: null,
      authoredAt: null,
      reverts: [
        ...new Set(
          [...(comment ?? '').slice(0, 65_536).matchAll(REVERT)].map(
            ([, reverted]) => reverted,
          ),
        ),
      ].slice(0, 16),
      directories: directoriesOf(affectedPaths),
    },
  };
}

function directoriesOf(
  paths: readonly string[] | null | undefined,
): string[] | null {
  if (!paths) return null;
  const directories = new Set(
    paths.map(path => path.slice(0, Math.max(path.lastIndexOf('/'), 0))),
  );
  return directories.size > MOST_DIRECTORIES ||
    [...directories].some(one => one.length > LONGEST_DIRECTORY)
    ? null
    : [...directories].sort();
}
