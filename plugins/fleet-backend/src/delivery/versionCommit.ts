/**
 * The way from a version to its commit, best first: what the workload says of itself; the label of its image; the revision that the delivery tool
 * applied; a tag that is, or ends in, a commit that the repository knows; the release of that tag; the run of CI that deployed it. How
 * it was found, and how sure that is, stays with it.
 */
import type { ContainerImage } from '@landfall/backstage-plugin-fleet-node';
import { parseReference } from './artefact';
import { commitInTag, plainTag, type ReleaseCommits } from './ciVersion';
import type { CommitGraph } from './commitGraph';
import type { CommitEvidence, VersionCommit } from './types';

/** What somebody says the commit of an artefact is. */
export interface CommitHint {
  how: Extract<CommitEvidence, 'annotation' | 'image_label' | 'delivery_tool'>;
  commit: string;
  /**
   * The repository that it names, as an origin; null where it names none. "Base images hand their labels on": a label that names another
   * repository than the service's is not about the service.
   */
  origin: string | null;
  /** Of a label: the commit that the base image carries as well; left out where nobody knows. Without a repository it was handed on. */
  baseCommit?: string | null;
  /** Of the label of an image beside the main one: it counts where that of the main one does not. */
  beside?: boolean;
}

/** What is known of a version. */
export interface VersionEvidence {
  hints: readonly CommitHint[];
  /** Main container first. */
  images: readonly ContainerImage[];
  /** Commits that CI says it deployed, earliest first. */
  ci: readonly string[];
}

/** What is known of the service's repositories. */
export interface RepositoryKnowledge {
  graph: CommitGraph;
  releases: ReleaseCommits;
  /** Origins of the service. */
  origins: readonly string[];
}

/** The commit of a version, and another one that weaker evidence names; null where none does. */
export interface ResolvedVersion {
  commit: VersionCommit;
  contradictedBy: string | null;
}

type Named = Extract<VersionCommit, { how: CommitEvidence }>;

/** Finds the commit of a version. */
export function commitOfVersion(
  evidence: VersionEvidence,
  repository: RepositoryKnowledge,
): ResolvedVersion {
  const trouble = { ambiguous: false, unknown: false };
  const found: Named[] = [
    ...fromHints(evidence.hints, repository),
    ...evidence.images.flatMap((image, i) =>
      fromTag(image, { repository, trouble, main: i === 0 }),
    ),
    ...fromCi(evidence.ci, repository.graph),
  ];
  const [best, ...weaker] = found;
  if (!best) {
    const missing = trouble.unknown ? 'not_in_repository' : 'no_evidence';
    return {
      commit: {
        commit: null,
        why: trouble.ambiguous ? 'ambiguous' : missing,
      },
      contradictedBy: null,
    };
  }
  // What the service's repositories do not know may be a commit of another one, such as that of manifests.
  const other = weaker.find(
    one =>
      one.commit !== best.commit && repository.graph.get(one.commit) !== null,
  );
  return { commit: best, contradictedBy: other?.commit ?? null };
}

/** Those that the service's repositories know first. */
function fromCi(commits: readonly string[], graph: CommitGraph): Named[] {
  const named = commits.map((commit): Named => {
    const known = graph.find(commit);
    return known.found === 'one'
      ? { commit: known.commit, how: 'ci', sure: 'confirmed' }
      : { commit, how: 'ci', sure: 'stated' };
  });
  return [
    ...named.filter(one => one.sure === 'confirmed'),
    ...named.filter(one => one.sure === 'stated'),
  ];
}

const HINTS = ['annotation', 'image_label', 'delivery_tool'] as const;

function fromHints(
  hints: readonly CommitHint[],
  repository: RepositoryKnowledge,
): Named[] {
  return HINTS.flatMap(how => {
    const named = (beside: boolean) =>
      hints
        .filter(hint => hint.how === how && (hint.beside ?? false) === beside)
        .flatMap(hint => fromHint(hint, repository));
    const main = named(false);
    return main.length > 0 ? main : named(true);
  });
}

function fromHint(hint: CommitHint, repository: RepositoryKnowledge): Named[] {
  const { how, commit, origin } = hint;
  if (origin === null && isHandedOn(hint)) {
    return [];
  }
  const known = repository.graph.find(commit.toLowerCase());
  // What the repository knows is its commit, also where the label has a former name of it.
  if (known.found === 'one') {
    return [{ commit: known.commit, how, sure: 'confirmed' }];
  }
  if (origin !== null && !repository.origins.includes(origin)) {
    return [];
  }
  // A label that names no repository may be the base image's; an annotation is the author's own.
  return origin !== null || how !== 'image_label'
    ? [{ commit, how, sure: 'stated' }]
    : [];
}

/** Whether the base image carries the same commit, each perhaps shortened. */
function isHandedOn({ commit, baseCommit }: CommitHint): boolean {
  return (
    typeof baseCommit === 'string' &&
    (commit.startsWith(baseCommit) || baseCommit.startsWith(commit))
  );
}

function fromTag(
  image: ContainerImage,
  context: {
    repository: RepositoryKnowledge;
    trouble: { ambiguous: boolean; unknown: boolean };
    main: boolean;
  },
): Named[] {
  const { repository, trouble, main } = context;
  const { tag } = parseReference(image.reference);
  if (tag === null) {
    return [];
  }
  const prefix = commitInTag(tag);
  if (prefix !== null) {
    const known = repository.graph.find(prefix);
    if (known.found === 'one') {
      return [{ commit: known.commit, how: 'image_tag', sure: 'confirmed' }];
    }
    trouble.ambiguous ||= main && known.found === 'several';
    trouble.unknown ||= main && known.found === 'none';
  }
  // The tags of other containers are releases of other software, unless they name a commit.
  const release = main ? repository.releases.get(plainTag(tag)) : undefined;
  return release === undefined
    ? []
    : [
        {
          commit: release,
          how: 'release',
          sure: repository.graph.get(release) ? 'confirmed' : 'concluded',
        },
      ];
}
