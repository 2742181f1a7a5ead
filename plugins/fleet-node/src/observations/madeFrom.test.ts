import { madeFromOf } from './madeFrom';

const revision = 'org.opencontainers.image.revision';
const source = 'org.opencontainers.image.source';
const sha = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b';

describe('what annotations say that an artefact was made from', () => {
  it.each([
    ['https://github.com/acme/cart', 'github.com/acme/cart'],
    ['https://github.com/Acme/Cart.git', 'github.com/acme/cart'],
    ['https://github.com/acme/cart/tree/main/deploy', 'github.com/acme/cart'],
    [
      'https://git.acme.example:8443/a/b/c/-/tree/x',
      'git.acme.example:8443/a/b/c',
    ],
    ['git@github.com:acme/cart.git', 'github.com/acme/cart'],
    ['', null],
    ['cart', null],
    ['https://github.com/', null],
  ])('is a commit of the repository %s', (url, origin) => {
    expect(madeFromOf({ [revision]: sha, [source]: url })).toEqual({
      commit: sha,
      origin,
    });
  });

  it('is a commit of some repository where none is named, also one that is shortened', () => {
    expect(madeFromOf({ [revision]: ' 9F86D08 ' })).toEqual({
      commit: '9f86d08',
      origin: null,
    });
  });

  it.each(['', 'v1.2.3', '9f86d0', 'r1234567', 'a'.repeat(65)])(
    'is nothing where the revision is no commit: %s',
    text => {
      expect(madeFromOf({ [revision]: text })).toBeUndefined();
    },
  );

  it('is nothing without a revision', () => {
    expect(madeFromOf({ [source]: 'https://github.com/acme/cart' })).toBe(
      undefined,
    );
  });
});
