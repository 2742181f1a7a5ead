import { releaseCommits } from './ciVersion';
import { CommitGraph } from './commitGraph';
import { app, commitFact } from './testing';
import { commitOfVersion, type VersionEvidence } from './versionCommit';

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);
const C = 'c'.repeat(40);
const repository = {
  graph: new CommitGraph([
    commitFact(A),
    commitFact(B),
    commitFact(`1234567${'0'.repeat(33)}`),
    commitFact(`1234567${'1'.repeat(33)}`),
  ]),
  releases: releaseCommits([
    { tag: 'v1.0.0', commit: A },
    { tag: 'v2.0.0', commit: null },
  ]),
  origins: ['github.com/shop/cart'],
};
const resolve = (evidence: Partial<VersionEvidence>) =>
  commitOfVersion({ hints: [], images: [], ci: [], ...evidence }, repository);

describe('the way from a version to its commit', () => {
  it('is, best first: annotation, label, delivery tool, tag, release, CI', () => {
    const hint = (how: 'annotation' | 'image_label' | 'delivery_tool') => ({
      how,
      commit: A,
      origin: null,
    });
    const rest: Partial<VersionEvidence> = {
      hints: [hint('delivery_tool'), hint('image_label'), hint('annotation')],
      images: app('shop/cart:1.0.0'),
      ci: [A],
    };
    expect(resolve(rest).commit).toMatchObject({ how: 'annotation' });
    expect(
      resolve({ ...rest, hints: [hint('delivery_tool'), hint('image_label')] })
        .commit,
    ).toMatchObject({ how: 'image_label' });
    expect(
      resolve({ ...rest, hints: [hint('delivery_tool')] }).commit,
    ).toMatchObject({ how: 'delivery_tool' });
    expect(
      resolve({ ...rest, hints: [], images: app('shop/cart:main-aaaaaaa') })
        .commit,
    ).toEqual({ commit: A, how: 'image_tag', sure: 'confirmed' });
    expect(resolve({ ...rest, hints: [] }).commit).toMatchObject({
      how: 'release',
    });
    expect(resolve({ ci: [A] }).commit).toEqual({
      commit: A,
      how: 'ci',
      sure: 'confirmed',
    });
  });

  it('is not the label that a base image handed on', () => {
    const base = { how: 'image_label' as const, commit: C };
    expect(
      resolve({ hints: [{ ...base, origin: 'github.com/library/base' }] })
        .commit,
    ).toEqual({ commit: null, why: 'no_evidence' });
    expect(resolve({ hints: [{ ...base, origin: null }] }).commit).toEqual({
      commit: null,
      why: 'no_evidence',
    });
    expect(
      resolve({ hints: [{ ...base, origin: 'github.com/shop/cart' }] }).commit,
    ).toEqual({ commit: C, how: 'image_label', sure: 'stated' });
  });

  it('is not a label without a repository that the base image carries as well, though the repository knows its commit', () => {
    const label = { how: 'image_label' as const, commit: A, origin: null };
    const handedOn = { ...label, baseCommit: A };
    expect(resolve({ hints: [handedOn] }).commit).toMatchObject({
      commit: null,
    });
    expect(
      resolve({ hints: [{ ...label, baseCommit: A.slice(0, 8) }] }).commit,
    ).toMatchObject({ commit: null });
    expect(
      resolve({ hints: [handedOn], images: app('shop/cart:bbbbbbb') }),
    ).toEqual({
      commit: { commit: B, how: 'image_tag', sure: 'confirmed' },
      contradictedBy: null,
    });
    // Its own: another one than that of the base, or one that says whose it is.
    for (const own of [
      { ...label, baseCommit: B },
      { ...label, baseCommit: null },
      { ...handedOn, origin: 'github.com/shop/cart' },
    ]) {
      expect(resolve({ hints: [own] }).commit).toEqual({
        ...{ commit: A, how: 'image_label', sure: 'confirmed' },
      });
    }
  });

  it('is the label of the main image; that of another container only where there is none', () => {
    const main = { how: 'image_label' as const, commit: A, origin: null };
    const beside = { ...main, commit: B, beside: true };
    expect(resolve({ hints: [beside, main] })).toEqual({
      commit: { commit: A, how: 'image_label', sure: 'confirmed' },
      contradictedBy: null,
    });
    expect(
      resolve({
        hints: [{ ...main, commit: C, origin: 'github.com/a/b' }, beside],
      }).commit,
    ).toMatchObject({ commit: B });
  });

  it('is the label where a tag contradicts it, which is said', () => {
    expect(
      resolve({
        hints: [{ how: 'image_label', commit: A, origin: null }],
        images: app('shop/cart:bbbbbbb'),
      }),
    ).toEqual({
      commit: { commit: A, how: 'image_label', sure: 'confirmed' },
      contradictedBy: B,
    });
  });

  it('is the label that names the repository as it was called before', () => {
    expect(
      resolve({
        hints: [
          { how: 'image_label', commit: A, origin: 'github.com/shop/basket' },
        ],
      }).commit,
    ).toMatchObject({ commit: A, sure: 'confirmed' });
  });

  it('is of several commits of CI the one that the repository knows', () => {
    expect(resolve({ ci: [C, A] })).toEqual({
      commit: { commit: A, how: 'ci', sure: 'confirmed' },
      contradictedBy: null,
    });
    expect(resolve({ ci: [C] }).commit).toMatchObject({ sure: 'stated' });
  });

  it('is missing with its reason', () => {
    expect(resolve({ images: app('shop/cart:1234567') }).commit).toEqual({
      commit: null,
      why: 'ambiguous',
    });
    expect(resolve({ images: app('shop/cart:fffffff') }).commit).toEqual({
      commit: null,
      why: 'not_in_repository',
    });
    expect(resolve({ images: app('shop/cart:latest') }).commit).toEqual({
      commit: null,
      why: 'no_evidence',
    });
    expect(resolve({ images: app('shop/cart:v2.0.0') }).commit).toEqual({
      commit: null,
      why: 'no_evidence',
    });
  });

  it('does not take the release of another container for this one', () => {
    expect(
      resolve({
        images: [
          ...app('shop/cart:latest'),
          { container: 'proxy', reference: 'envoyproxy/envoy:v1.0.0' },
        ],
      }).commit,
    ).toMatchObject({ commit: null });
  });

  it('says what contradicts it', () => {
    expect(resolve({ images: app('shop/cart:aaaaaaa'), ci: [B] })).toEqual({
      commit: { commit: A, how: 'image_tag', sure: 'confirmed' },
      contradictedBy: B,
    });
    for (const commit of [A, C]) {
      expect(
        resolve({ images: app('shop/cart:aaaaaaa'), ci: [commit] })
          .contradictedBy,
      ).toBeNull();
    }
  });
});
