import { imageOfOrigin, originOfImage, registryImageOf } from './image';

const A = `sha256:${'a'.repeat(64)}`;
const B = `sha256:${'b'.repeat(64)}`;

describe('where an image is that a rollout resolved to', () => {
  it.each([
    ['registry.example/shop/cart:v1', 'registry.example', 'shop/cart'],
    ['Registry.Example:5000/cart', 'registry.example:5000', 'cart'],
    ['localhost/cart:v1', 'localhost', 'cart'],
    ['localhost:5000/a/b/c:v1', 'localhost:5000', 'a/b/c'],
    ['cart:v1', 'docker.io', 'library/cart'],
    ['shop/cart', 'docker.io', 'shop/cart'],
    ['docker.io/nginx', 'docker.io', 'library/nginx'],
    ['index.docker.io/shop/cart:v1', 'docker.io', 'shop/cart'],
  ])('is, of %s, %s and %s', (reference, registry, repository) => {
    expect(registryImageOf({ reference, digest: A })).toEqual({
      ...{ registry, repository, digest: A },
    });
  });

  it('is where its author pinned it, whatever that resolved to', () => {
    expect(
      registryImageOf({
        reference: `registry.example/cart:v1@${B}`,
        digest: A,
      }),
    ).toMatchObject({ repository: 'cart', digest: B });
  });

  it.each([
    ['registry.example/cart:v1', undefined],
    ['registry.example/cart:v1', 'sha256:abc'],
    ['registry.example/cart:v1', `md5:${'a'.repeat(32)}`],
    ['registry.example/../cart:v1', A],
    ['registry.example/shop/../../private/x:v1', A],
    ['registry.example/shop//cart:v1', A],
    ['registry.example/cart%2f..:v1', A],
    ['registry.example/cart?x=1', A],
    ['registry.example/:v1', A],
  ])('is unknown of %s with the digest %s', (reference, digest) => {
    expect(registryImageOf({ reference, digest })).toBeNull();
  });
});

it('tells the origins of images from those of repositories', () => {
  expect(imageOfOrigin(originOfImage(A))).toBe(A);
  expect(imageOfOrigin('github.com/acme/cart')).toBeNull();
});
