import { releaseCommits } from './ciVersion';
import { CommitGraph } from './commitGraph';
import { deploymentFacts } from './deploymentFacts';
import { joinDeployments, type DeploymentEvidence } from './joinCi';
import { ciDeployment, commitFact, part } from './testing';
import type { CommitHint } from './versionCommit';

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);
const factsOf = (
  evidence: Partial<DeploymentEvidence>,
  hints: CommitHint[] = [],
) => {
  const { deployments } = joinDeployments({
    rollouts: [],
    ci: [],
    releases: [],
    clusters: [],
    ...evidence,
  });
  return deploymentFacts(deployments, {
    idOf: one => one.parts[0]?.id ?? one.ci[0].id,
    hintsOf: () => hints,
    repository: {
      graph: new CommitGraph([commitFact(A), commitFact(B)]),
      releases: releaseCommits([{ tag: 'v2', commit: B }]),
      origins: [],
    },
  });
};

describe('the facts of a deployment', () => {
  it('have the commit that CI supplies where the cluster has none', () => {
    const { facts } = factsOf({
      rollouts: [part({ minute: 1 })],
      ci: [ciDeployment({ version: 'v1', commit: A })],
    });
    expect(facts).toMatchObject([
      { id: 'eu-r1', commit: { commit: A, how: 'ci' }, version: 'v1' },
    ]);
    expect(facts[0].parts).toMatchObject([{ target: 'eu' }]);
  });

  it('have the commit of the image where it has one, and say that CI names another', () => {
    const { facts, quality } = factsOf({
      rollouts: [part({ minute: 1, image: 'shop/cart:v2' })],
      ci: [ciDeployment({ version: 'v2', commit: A })],
    });
    expect(facts).toMatchObject([{ commit: { commit: B, how: 'release' } }]);
    expect(quality).toMatchObject([
      {
        kind: 'commit_contradicted',
        what: 'eu-r1',
        detail: { commit: B, other: A },
      },
    ]);
  });

  it('have the commit of the annotation before all', () => {
    const { facts } = factsOf({ rollouts: [part({ image: 'shop/cart:v2' })] }, [
      { how: 'annotation', commit: A, origin: null },
    ]);
    expect(facts).toMatchObject([{ commit: { commit: A, how: 'annotation' } }]);
  });

  it('that brings a version back or only configures it anew have the commit that the version is known by', () => {
    const ci = ciDeployment({ version: 'v1', commit: A });
    const later = (given: Parameters<typeof part>[0]) =>
      factsOf({
        rollouts: [
          part({ minute: 1 }),
          part({ minute: 200, id: 'later', revision: 9, ...given }),
        ],
        ci: [ci],
      }).facts[1].commit;
    // Rolled back by hand: no pipeline tells so.
    expect(later({ class: 'rollback' })).toMatchObject({ commit: A });
    expect(later({ class: 'config' })).toMatchObject({ commit: A, how: 'ci' });
    // Released again, perhaps from elsewhere: the name of a version may move.
    expect(later({ class: 'release' })).toMatchObject({ commit: null });
    expect(
      later({ class: 'rollback', image: 'shop/cart:other' }),
    ).toMatchObject({ commit: null });
  });

  it('have no commit of a version whose reference was another artefact then', () => {
    const { facts } = factsOf({
      rollouts: [
        { ...part({ minute: 1 }), digests: { app: 'sha256:1' } },
        {
          ...part({ minute: 200, id: 'later', revision: 9, class: 'config' }),
          digests: { app: 'sha256:2' },
        },
      ],
      ci: [ciDeployment({ version: 'v1', commit: A })],
    });
    expect(facts.map(({ commit }) => commit.commit)).toEqual([A, null]);
  });

  it('of which only CI tells have its environment as their target, and the release of its tag', () => {
    const { facts } = factsOf({ ci: [ciDeployment({ ref: 'refs/tags/v2' })] });
    expect(facts).toMatchObject([
      {
        id: 'ci0',
        commit: { commit: B, how: 'release' },
        parts: [{ target: 'ci:production', references: 'version 2' }],
      },
    ]);
  });
});
