import { plainTag } from './ciVersion';
import type { ReleaseFact } from './types';

/**
 * The releases of a repository, as one of the services that share it means them: `cart-v1.2.0`, `cart/v1.2.0` and `@acme/cart@1.2.0` are version
 * `1.2.0` of what is called `cart`, and go before a release `1.2.0` of the whole.
 *
 * @param names - by which the service is known in tags.
 */
export function ownReleases(
  releases: readonly ReleaseFact[],
  names: readonly string[],
): ReleaseFact[] {
  const known = new Set(names.map(name => name.toLowerCase()));
  return [
    ...releases,
    ...releases.flatMap(one => {
      const version = versionOf(one.tag, known);
      return version === null ? [] : [{ ...one, tag: version }];
    }),
  ];
}

/** What follows the longest of the names. */
function versionOf(tag: string, names: ReadonlySet<string>): string | null {
  const plain = plainTag(tag);
  const [separator] = [...plain.matchAll(/[-@/](?=v?\d)/g)]
    .filter(({ index }) =>
      names.has(plain.slice(0, index).toLowerCase().replace(/^.*\//, '')),
    )
    .slice(-1);
  return separator ? plain.slice(separator.index + 1) : null;
}
