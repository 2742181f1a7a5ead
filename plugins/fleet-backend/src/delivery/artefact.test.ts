import {
  digestsAgree,
  digestsOf,
  parseReference,
  referencesOf,
  sameVersion,
  versionName,
} from './artefact';
import { app } from './testing';

describe('an image reference', () => {
  it.each([
    ['cart', 'cart', null, null],
    ['cart:v1', 'cart', 'v1', null],
    ['shop/cart:v1', 'shop/cart', 'v1', null],
    ['eu.example:5000/shop/cart', 'shop/cart', null, null],
    ['eu.example:5000/shop/cart:v1', 'shop/cart', 'v1', null],
    ['localhost/cart:v1@sha256:ab', 'cart', 'v1', 'sha256:ab'],
  ])('%s has its parts', (reference, repository, tag, digest) => {
    expect(parseReference(reference)).toEqual({ repository, tag, digest });
  });
});

describe('an artefact', () => {
  it('is the same in whatever order its containers come', () => {
    const [a, b] = [
      { container: 'app', reference: 'cart:v1' },
      { container: 'log', reference: 'log:v1' },
    ];
    expect(referencesOf([a, b])).toBe(referencesOf([b, a]));
  });

  it('is another one when the same tag has another digest', () => {
    expect(digestsAgree({ app: 'sha256:1' }, { app: 'sha256:2' })).toBe(false);
  });

  it('is contradicted by no digest that nobody knows', () => {
    expect(digestsAgree({ app: 'sha256:1' }, {})).toBe(true);
    expect(digestsAgree({}, { app: 'sha256:1' })).toBe(true);
  });

  it('is told by the pinned digest alone where the author pinned one', () => {
    expect(digestsOf(app('cart@sha256:1', 'sha256:amd64'))).toEqual({});
  });
});

describe('the same version on two targets', () => {
  it('may come from two mirrors', () => {
    expect(
      sameVersion(
        app('eu.example/shop/cart:v1'),
        app('us.example/shop/cart:v1'),
      ),
    ).toBe(true);
  });

  it('needs the same tag, unless the digest is the same', () => {
    expect(sameVersion(app('cart:v1'), app('cart:v2'))).toBe(false);
    expect(sameVersion(app('cart:v1', 'd'), app('cart:v2', 'd'))).toBe(true);
  });

  it('is not that of another digest', () => {
    expect(sameVersion(app('cart:v1', 'd1'), app('cart:v1', 'd2'))).toBe(false);
    expect(sameVersion(app('cart:v1', 'd1'), app('cart:v1'))).toBe(true);
  });

  it('needs the same containers', () => {
    expect(
      sameVersion(app('cart:v1'), [
        ...app('cart:v1'),
        { container: 'log', reference: 'log:v1' },
      ]),
    ).toBe(false);
  });
});

describe('the name of a version', () => {
  it.each([
    [app('cart:v1'), 'v1'],
    [app('cart:latest', 'sha256:0123456789abcdef'), '0123456789ab'],
    [app('cart@sha256:0123456789abcdef'), '0123456789ab'],
    [app('cart'), 'latest'],
    [[...app('cart:v1'), { container: 'log', reference: 'log:3' }], 'v1, 3'],
    [[...app('cart:v1'), { container: 'job', reference: 'cart:v1' }], 'v1'],
  ])('%j is %s', (images, name) => {
    expect(versionName(images)).toBe(name);
  });
});
