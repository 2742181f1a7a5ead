import { releaseCommits } from './ciVersion';
import { ownReleases } from './ownReleases';

const COMMIT = 'c'.repeat(40);
const OTHER = 'd'.repeat(40);
const commitOf = (version: string, ...tags: (readonly [string, string])[]) =>
  releaseCommits(
    ownReleases(
      tags.map(([tag, commit]) => ({ tag, commit })),
      ['Cart', 'cart-2'],
    ),
  ).get(version);

describe('a release of a repository that several services share', () => {
  it.each([
    'cart-v1.2.0',
    'cart/v1.2.0',
    'cart@1.2.0',
    '@acme/cart@1.2.0',
    'services/cart/v1.2.0',
    'refs/tags/cart-1.2.0',
    'cart-2-v1.2.0',
  ])('is of the service that its tag names: %s', tag => {
    expect(commitOf('1.2.0', [tag, COMMIT])).toBe(COMMIT);
  });

  it.each(['pay-v1.2.0', 'shopcart-v1.2.0', 'cart-x-v1.2.0', 'cart-next'])(
    'is none of another: %s',
    tag => {
      expect(commitOf('1.2.0', [tag, COMMIT])).toBeUndefined();
    },
  );

  it('goes before one of the whole, which else counts as it is', () => {
    const whole = ['v1.2.0', OTHER] as const;
    expect(commitOf('1.2.0', whole)).toBe(OTHER);
    expect(commitOf('1.2.0', ['cart-v1.2.0', COMMIT], whole)).toBe(COMMIT);
    expect(commitOf('cart-v1.2.0', ['cart-v1.2.0', COMMIT])).toBe(COMMIT);
  });

  it('keeps what follows the number', () => {
    expect(commitOf('1.2.0-rc.1', ['cart-v1.2.0-rc.1', COMMIT])).toBe(COMMIT);
  });
});
