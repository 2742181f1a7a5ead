/**
 * Which commit a build is of. A build may have checked out several repositories: libraries, charts, scripts. It is guessed of none of them: where it is not clear which one
 * is the service's, the build has no commit.
 */
import type { NamePattern } from '../jobs/pattern';
import type { Build } from './payload';
import { repositoryOfUrl } from './repository';

/** A commit, and the branch or tag that it was found by. */
export interface Revision {
  commit: string;
  ref: string | null;
}

/** What tells the repository of a service from others. */
export interface RevisionOptions {
  /** Origins; empty where nobody says. */
  repositories: readonly string[];
  /** Goes before them. */
  pattern: NamePattern | undefined;
}

interface Checkout extends Revision {
  repositories: string[];
}

/** See the top of the file. */
export function revisionOf(
  build: Build,
  options: RevisionOptions,
): Revision | undefined {
  const own = ownCheckouts(build, options);
  const [first] = own;
  return first && own.every(({ commit }) => commit === first.commit)
    ? { commit: first.commit, ref: first.ref }
    : undefined;
}

/** Whether the changes of a build are clearly those of the service: it checked out nothing else. */
export function hasOwnChanges(build: Build, options: RevisionOptions): boolean {
  const all = checkoutsOf(build);
  const own = ownCheckouts(build, options);
  const names = new Set(all.flatMap(({ repositories }) => repositories));
  return own.length > 0 && own.length === all.length && names.size <= 1;
}

function ownCheckouts(
  build: Build,
  { repositories, pattern }: RevisionOptions,
): Checkout[] {
  const all = checkoutsOf(build);
  if (pattern) {
    return all.filter(one => one.repositories.some(pattern.matches));
  }
  return repositories.length === 0
    ? all
    : all.filter(one =>
        one.repositories.some(name => repositories.includes(name)),
      );
}

function checkoutsOf(build: Build): Checkout[] {
  return build.actions.flatMap(({ lastBuiltRevision, remoteUrls }) =>
    lastBuiltRevision
      ? [
          {
            commit: lastBuiltRevision.SHA1,
            ref: refOf(lastBuiltRevision.branch.map(({ name }) => name)),
            repositories: remoteUrls.flatMap(url => repositoryOfUrl(url) ?? []),
          },
        ]
      : [],
  );
}

/** The first name that says more than that it was checked out. */
function refOf(names: readonly string[]): string | null {
  const refs = names.map(name =>
    name.replace(/^(?:refs\/)?(?:heads\/|tags\/|remotes\/)?(?:origin\/)?/, ''),
  );
  const isName = (ref: string) =>
    !['', 'detached', 'HEAD'].includes(ref) && ref.length <= 255;
  return refs.find(isName) ?? null;
}
