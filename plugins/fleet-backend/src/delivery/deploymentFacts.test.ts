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
