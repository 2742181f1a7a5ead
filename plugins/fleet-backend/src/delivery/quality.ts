/**
 * Data quality: what does not join or contradicts itself, by kind, with a sentence that says what it is and what mends it, and how many numbers that would
 * improve. `{name}` in a sentence stands for a parameter of the finding.
 */
import { compareText } from './artefact';
import type { QualityFinding, QualityKind } from './types';

/** What is said of a kind. */
export interface QualitySentence {
  /** What is wrong with one of them. */
  problem: string;
  /** What to do. */
  remedy: string;
}

/** What is said of each kind. */
export const QUALITY_SENTENCES: Readonly<Record<QualityKind, QualitySentence>> =
  {
    unmapped_ci_environment: {
      problem: 'CI deployed to {environment}, which maps to no environment.',
      remedy: 'Map the name or tier of this environment in the configuration.',
    },
    ci_without_version: {
      problem: 'CI deployed to {environment} without saying which version.',
      remedy: 'Let the pipeline report the commit, tag or image it deploys.',
    },
    ci_without_rollout: {
      problem:
        'CI deployed to {environment}, but nothing was rolled out there within the hour.',
      remedy:
        'Check that the cluster of this environment is a source, and that its workloads belong to this service.',
    },
    ci_of_another_version: {
      problem:
        'CI deployed to {environment} what cannot be matched with what was rolled out then, {rolledOut}.',
      remedy:
        'Name the image by the tag or commit of the pipeline, or let the pipeline report the image.',
    },
    version_without_commit: {
      problem: 'Nothing leads from version {version} to its commit.',
      remedy:
        'Tag the image with its commit, label it with org.opencontainers.image.revision, annotate the workload, or publish a release of that tag.',
    },
    version_with_ambiguous_commit: {
      problem: 'Version {version} may be one of several commits.',
      remedy: 'Tag the image with more digits of its commit.',
    },
    commit_contradicted: {
      problem:
        'Version {version} is commit {commit} by its image, and {other} by CI.',
      remedy: 'Check which commit the pipeline builds and deploys.',
    },
    unknown_commit: {
      problem: 'Commit {commit} is not known in the repository.',
      remedy:
        'Check that the repository is connected, and that the commit was not removed by a forced push.',
    },
    unknown_base: {
      problem: 'The commit of the version before is not known.',
      remedy:
        'Check that the repository is connected as far back as that version.',
    },
    history_incomplete: {
      problem: 'The known history of the repository ends between the versions.',
      remedy: 'Let the source import older commits of the repository.',
    },
    history_rewritten: {
      problem:
        'The version does not follow from the one before: history was rewritten, or another branch deployed.',
      remedy: 'Deploy from one branch, and do not rewrite what was deployed.',
    },
    range_too_long: {
      problem: 'More than {limit} commits lie between the versions.',
      remedy: 'Nothing to mend if it was so; else check both commits.',
    },
    unknown_paths: {
      problem: 'It is not known what {commits} commits change.',
      remedy:
        'Let the source read the files of commits; those that change very many are never told.',
    },
    unknown_finish: {
      problem:
        'The version was rolled out in a gap of what was seen: nobody knows when.',
      remedy: 'Nothing to mend for the past; see why the source had a gap.',
    },
    negative_lead_time: {
      problem: 'The commit is younger than its deployment.',
      remedy: 'Check the clock of the machine that committed it.',
    },
    negative_stage: {
      problem: 'The stage {stage} of the pull request ends before it begins.',
      remedy:
        'Nothing to mend where reviews came after merging; else check clocks.',
    },
    negative_recovery: {
      problem: 'The service was restored before the deployment had failed.',
      remedy: 'Check the times of the incident.',
    },
    incident_ends_before_it_begins: {
      problem: 'The incident was resolved before it was opened.',
      remedy: 'Correct its times in the tool.',
    },
    time_in_the_future: {
      problem: 'It begins in the future.',
      remedy: 'Check the clock of the machine that reports it.',
    },
    time_before_the_epoch: {
      problem: 'It is from before 1970.',
      remedy: 'Correct its time, or the clock of the machine that made it.',
    },
  };

/** Findings of one kind. */
export interface QualitySummary {
  kind: QualityKind;
  findings: number;
  /** How many numbers would be known if all of them were mended. */
  improves: number;
}

/** Findings by kind; those whose mending improves most first. */
export function summariseQuality(
  findings: readonly Pick<QualityFinding, 'kind' | 'improves'>[],
): QualitySummary[] {
  const kinds = new Map<QualityKind, QualitySummary>();
  for (const { kind, improves } of findings) {
    const summary = kinds.get(kind) ?? { kind, findings: 0, improves: 0 };
    kinds.set(kind, summary);
    summary.findings++;
    summary.improves += improves;
  }
  return [...kinds.values()].sort(
    (a, b) => b.improves - a.improves || compareText(a.kind, b.kind),
  );
}
