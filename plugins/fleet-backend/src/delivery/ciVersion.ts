/**
 * Whether what CI deployed is what a cluster rolled out. CI names a version by a digest, by the image, by a tag or by a commit; clusters
 * know images only.
 */
import type { ContainerImage } from '@landfall/backstage-plugin-fleet-node';
import { parseReference, sameImage } from './artefact';
import type { CiDeploymentFact, ReleaseFact } from './types';

/** What CI says of the version that it deployed. */
export type CiVersion = Pick<
  CiDeploymentFact,
  'commit' | 'standsFor' | 'ref' | 'version' | 'images'
>;

/** Commits by the tags of releases. */
export type ReleaseCommits = ReadonlyMap<string, string>;

/** The commits of releases by their tags, without the `v` that some write and others leave out. */
export function releaseCommits(
  releases: readonly ReleaseFact[],
): ReleaseCommits {
  const byTag = new Map<string, string>();
  for (const { tag, commit } of releases) {
    if (commit !== null) {
      byTag.set(plainTag(tag), commit);
    }
  }
  return byTag;
}

/** A tag or reference without `refs/tags/` and without a `v` before a digit. */
export function plainTag(tag: string): string {
  return tag.replace(/^refs\/(tags|heads)\//, '').replace(/^v(?=\d)/, '');
}

/**
 * The 7 to 40 hexadecimal digits that a tag is, or ends in: `3f2a9b1`, `main-3f2a9b1`, `v1.2-4-g3f2a9b1`; null where it ends otherwise.
 */
export function commitInTag(tag: string): string | null {
  const match = /(?:^|[^0-9a-f])([0-9a-f]{7,40})$/i.exec(tag);
  return match ? match[1].toLowerCase() : null;
}

/** Whether CI tells of any version at all: a branch is none. */
export function namesAVersion(ci: CiVersion): boolean {
  return ciVersionKey(ci) !== null;
}

/** Whether a reference is a tag, as far as its name tells: `refs/tags/release`, `v1.2`, but not `main`. */
function isTag(ref: string): boolean {
  return ref.startsWith('refs/tags/') || /^v?\d/.test(ref);
}

function namedVersions({ version, ref }: CiVersion): string[] {
  const tag = ref !== null && isTag(ref) ? ref : null;
  return [version, tag].filter(one => one !== null).map(plainTag);
}

/**
 * Whether two records of CI, perhaps of two tools, are of the same version: by their commits where both tell them, else by whatever
 * both tell.
 */
export function sameCiVersion(a: CiVersion, b: CiVersion): boolean {
  if (a.commit !== null && b.commit !== null) {
    return a.commit === b.commit;
  }
  const named = namedVersions(b);
  return (
    namedVersions(a).some(one => named.includes(one)) ||
    a.images.some(image => b.images.includes(image)) ||
    tagsCommit(a, b.commit) ||
    tagsCommit(b, a.commit)
  );
}

function tagsCommit(ci: CiVersion, commit: string | null): boolean {
  return (
    commit !== null &&
    namedVersions(ci).some(name => {
      const prefix = commitInTag(name);
      return prefix !== null && commit.startsWith(prefix);
    })
  );
}

/**
 * Whether CI deployed one of these images: its digest, the image itself, a tag that is CI's version or reference, a tag that ends in CI's
 * commit, or one that is a release of CI's commit.
 */
export function deploysImages(
  ci: CiVersion,
  images: readonly ContainerImage[],
  releases: ReleaseCommits,
): boolean {
  return images.some(image => deploysImage(ci, image, releases));
}

function deploysImage(
  ci: CiVersion,
  image: ContainerImage,
  releases: ReleaseCommits,
): boolean {
  const { tag, digest } = parseReference(image.reference);
  const digests = [digest, image.digest ?? null].filter(one => one !== null);
  if (ci.version !== null && digests.includes(ci.version)) {
    return true;
  }
  if (
    ci.images.some(reference =>
      sameImage({ container: image.container, reference }, image),
    )
  ) {
    return true;
  }
  if (tag === null) {
    return false;
  }
  const plain = plainTag(tag);
  const named = [ci.version, ci.ref].filter(one => one !== null).map(plainTag);
  if (named.includes(plain)) {
    return true;
  }
  const prefix = commitInTag(tag);
  return (
    ci.commit !== null &&
    ((prefix !== null && ci.commit.startsWith(prefix)) ||
      releases.get(plain) === ci.commit)
  );
}

/** By what CI's versions are told apart where no cluster tells more; null where it names none. */
export function ciVersionKey(ci: CiVersion): string | null {
  if (ci.commit !== null) {
    return `commit ${ci.standsFor ?? ci.commit}`;
  }
  if (ci.images.length > 0) {
    return `images ${[...ci.images].sort().join(' ')}`;
  }
  const [named] = namedVersions(ci);
  return named === undefined ? null : `version ${named}`;
}

/** The name of CI's version for people. */
export function ciVersionName(ci: CiVersion): string {
  const tags = ci.images.flatMap(reference => {
    const { tag } = parseReference(reference);
    return tag === null ? [] : [tag];
  });
  return (
    ci.version ??
    tags[0] ??
    ci.commit?.slice(0, 7) ??
    ci.ref?.replace(/^refs\/(tags|heads)\//, '') ??
    ''
  );
}
