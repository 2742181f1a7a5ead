/** Makes joined deployments the facts that delivery is derived from: with their commits, and with what contradicts them. */
import type {
  CiDeploymentFact,
  DeploymentFact,
  DeploymentPart,
  QualityFinding,
  VersionCommit,
} from './types';
import { ciVersionKey } from './ciVersion';
import type { ServiceRollout } from './deployments';
import type { JoinedDeployment } from './joinCi';
import {
  commitOfVersion,
  type CommitHint,
  type RepositoryKnowledge,
} from './versionCommit';

/** What is needed beside the deployments. */
export interface FactContext<R extends ServiceRollout> {
  idOf(deployment: JoinedDeployment<R>): string;
  /** What a rollout says of the commit of its artefact; none where nothing is annotated, labelled or told. */
  hintsOf(rollout: R): readonly CommitHint[];
  repository: RepositoryKnowledge;
}

/**
 * The commits of versions that were deployed before. What comes back, or gets another configuration, is made from the commit that it was made from,
 * also where nobody tells so again: who rolls back by hand asks no pipeline.
 */
class KnownVersions {
  readonly #known = new Map<
    string,
    { commit: VersionCommit; digests: ServiceRollout['digests'] }
  >();

  /** The commit of a deployment, given in their order: what was found, or what is known of the same artefact. */
  settle(
    { class: kind, parts: [part] }: JoinedDeployment,
    found: VersionCommit,
  ): VersionCommit {
    if (!part) {
      return found;
    }
    const { references, digests } = part;
    if (found.commit !== null) {
      this.#known.set(references, { commit: found, digests });
      return found;
    }
    const known = kind === 'release' ? undefined : this.#known.get(references);
    return known && !differ(known.digests, digests) ? known.commit : found;
  }
}

/** The facts of deployments of one service, in their order. */
export function deploymentFacts<R extends ServiceRollout>(
  deployments: readonly JoinedDeployment<R>[],
  context: FactContext<R>,
): { facts: DeploymentFact[]; quality: QualityFinding[] } {
  const quality: QualityFinding[] = [];
  const versions = new KnownVersions();
  const facts = deployments.map((one): DeploymentFact => {
    const id = context.idOf(one);
    const { commit: found, contradictedBy } = commitOfVersion(
      {
        hints: one.parts.flatMap(part => context.hintsOf(part)),
        images: one.parts[0]?.images ?? ciImages(one.ci),
        ci: one.ci.flatMap(record => record.commit ?? []),
      },
      context.repository,
    );
    const commit = versions.settle(one, found);
    if (commit.commit !== null && contradictedBy !== null) {
      quality.push({
        kind: 'commit_contradicted',
        what: id,
        detail: {
          version: one.version,
          commit: commit.commit,
          other: contradictedBy,
        },
        improves: 1,
      });
    }
    return {
      id,
      environment: one.environment,
      production: one.production,
      version: one.version,
      commit,
      class: one.class,
      outcome: one.outcome,
      failing: one.failing,
      counted: one.counted,
      startedAt: one.startedAt,
      finishedAt: one.finishedAt,
      countedAt: one.countedAt,
      onlyCi: one.parts.length === 0,
      parts: one.parts.length > 0 ? one.parts.map(partOf) : [ciPart(one)],
    };
  });
  return { facts, quality };
}

/** Whether one reference was resolved to two artefacts. */
function differ(
  a: ServiceRollout['digests'],
  b: ServiceRollout['digests'],
): boolean {
  return Object.keys(a).some(
    container => container in b && a[container] !== b[container],
  );
}

function partOf(rollout: ServiceRollout): DeploymentPart {
  return {
    target: rollout.target,
    at: rollout.at,
    revision: rollout.revision,
    references: rollout.references,
    digests: rollout.digests,
    configuration: rollout.configuration,
    class: rollout.class,
    outcome: rollout.outcome,
    finishedAt: rollout.finishedAt,
  };
}

/** CI knows an environment, not the targets in it. */
function ciPart(deployment: JoinedDeployment): DeploymentPart {
  const [first] = deployment.ci;
  return {
    target: `ci:${deployment.environment}`,
    at: deployment.startedAt,
    revision: 0,
    references: ciVersionKey(first) ?? `deployment ${first.id}`,
    digests: {},
    configuration: '',
    class: deployment.class,
    outcome: deployment.outcome,
    finishedAt: deployment.finishedAt,
  };
}

/** The images that CI names; where it names none, its version or reference in the place of their tag. */
function ciImages(ci: readonly CiDeploymentFact[]) {
  const [{ images, version, ref }] = ci;
  const named = version ?? ref?.replace(/^refs\/(tags|heads)\//, '') ?? null;
  const references =
    images.length > 0 || named === null ? images : [asReference(named)];
  return references.map((reference, i) => ({
    container: `${i}`,
    reference,
  }));
}

function asReference(version: string): string {
  return version.includes(':') ? `image@${version}` : `image:${version}`;
}
