/**
 * What an artefact is: the image references of the author's template, by container, with the digests that they resolved to
 * where known. The same tag with a new digest is another artefact; a digest that nobody knows contradicts none.
 */
import type { ContainerImage } from '@landfall/backstage-plugin-fleet-node';

/** Digests by container, those that are known. */
export type Digests = Readonly<Record<string, string>>;

/** The parts of an image reference. */
export interface ImageReference {
  /** Path without the registry's host: the same image from two mirrors has one. */
  repository: string;
  tag: string | null;
  /** The digest that the author pinned. */
  digest: string | null;
}

/** Takes an image reference apart: `registry.example:5000/shop/cart:v2@sha256:…`. */
export function parseReference(reference: string): ImageReference {
  const [named, digest = null] = reference.split('@', 2);
  const slash = named.lastIndexOf('/');
  const colon = named.lastIndexOf(':');
  const tagged = colon > slash;
  const path = tagged ? named.slice(0, colon) : named;
  const [first, ...rest] = path.split('/');
  const hasHost =
    rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  return {
    repository: hasHost ? rest.join('/') : path,
    tag: tagged ? named.slice(colon + 1) : null,
    digest,
  };
}

/** A text that is equal for equal references of equal containers, in whatever order they come. */
export function referencesOf(images: readonly ContainerImage[]): string {
  return JSON.stringify(
    images
      .map(image => [image.container, image.reference])
      .sort(([a], [b]) => compareText(a, b)),
  );
}

/**
 * The digests that references resolved to. A reference that pins a digest says all by itself, so what it resolved to (perhaps
 * the digest of one architecture) is left out.
 */
export function digestsOf(images: readonly ContainerImage[]): Digests {
  return Object.fromEntries(
    images
      .filter(image => image.digest && !parseReference(image.reference).digest)
      .map(image => [image.container, image.digest ?? ''])
      .sort(([a], [b]) => compareText(a, b)),
  );
}

/** Whether no container's digest is known to differ. */
export function digestsAgree(a: Digests, b: Digests): boolean {
  return Object.entries(a).every(
    ([container, digest]) =>
      b[container] === undefined || b[container] === digest,
  );
}

/** Whether two sets of digests are the same, known for known and unknown for unknown. */
export function digestsEqual(a: Digests, b: Digests): boolean {
  return digestsAgree(a, b) && Object.keys(a).length === Object.keys(b).length;
}

/**
 * Whether two targets got the same version. Digests decide where both are known; otherwise repository and tag do, whatever the
 * registry, because clusters pull from mirrors.
 */
export function sameVersion(
  a: readonly ContainerImage[],
  b: readonly ContainerImage[],
): boolean {
  if (a.length !== b.length) {
    return false;
  }
  const others = new Map(b.map(image => [image.container, image]));
  return a.every(image => {
    const other = others.get(image.container);
    return other !== undefined && sameImage(image, other);
  });
}

/** Whether two references are of the same image: digests decide where both are known, else repository and tag. */
export function sameImage(a: ContainerImage, b: ContainerImage): boolean {
  const [left, right] = [
    parseReference(a.reference),
    parseReference(b.reference),
  ];
  const digests = [left.digest ?? a.digest, right.digest ?? b.digest];
  if (digests[0] && digests[1] && digests[0] === digests[1]) {
    return true;
  }
  const oneIsUnknown = !digests[0] || !digests[1];
  return (
    oneIsUnknown &&
    left.repository === right.repository &&
    (left.tag ?? 'latest') === (right.tag ?? 'latest')
  );
}

/**
 * The name of a version for people: the tags, main container first, each once. What has no tag that tells versions apart is named by
 * the start of its digest.
 */
export function versionName(images: readonly ContainerImage[]): string {
  const names = images.map(image => {
    const { tag, digest } = parseReference(image.reference);
    const resolved = digest ?? image.digest;
    if (tag && tag !== 'latest') {
      return tag;
    }
    return resolved ? shortDigest(resolved) : tag ?? 'latest';
  });
  return [...new Set(names)].join(', ');
}

function shortDigest(digest: string): string {
  return digest.replace(/^[^:]*:/, '').slice(0, 12);
}

/** Order of texts by code unit: the same on every machine. */
export function compareText(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}
