/**
 * Data quality: what does not join or contradicts itself, by kind, with a sentence that says what it is and what mends it. `{name}` in a sentence
 * stands for a parameter of the finding, `{place}` for where it is mended.
 */
import type { QualityKind } from './types';

/** What is said of a kind. */
export interface QualitySentence {
  /** What is wrong with one of them. */
  problem: string;
  /** What is wrong with all of them at one place. */
  together: string;
  /** What to do. */
  remedy: string;
}

/** What is said of each kind. */
export const QUALITY_SENTENCES: Readonly<Record<QualityKind, QualitySentence>> =
  {
    unmapped_ci_environment: {
      problem: 'CI deployed to {environment}, which maps to no environment.',
      together: 'CI deploys to {place}, which maps to no environment.',
      remedy:
        'Map its name or tier in the configuration, once for all services; it counts for numbers where it is production.',
    },
    ci_without_version: {
      problem: 'CI deployed to {environment} without saying which version.',
      together: 'CI of {place} deploys without saying which version.',
      remedy: 'Let the pipeline report the commit, tag or image it deploys.',
    },
    ci_without_rollout: {
      problem:
        'CI deployed to {environment}, but nothing was rolled out there within the hour.',
      together:
        'CI says that it deploys {place}, but nothing is rolled out then.',
      remedy:
        'Check that the cluster of this environment is a source, and that its workloads belong to this service.',
    },
    ci_of_another_version: {
      problem:
        'CI deployed to {environment} what cannot be matched with what was rolled out then, {rolledOut}.',
      together:
        'What CI of {place} says it deploys is not what is rolled out then.',
      remedy:
        'Name the image by the tag or commit of the pipeline, or let the pipeline report the image.',
    },
    shared_ci_deployment: {
      problem:
        'Nothing tells which of the services that have {origin} CI deployed to {environment}: {reason}.',
      together:
        'Nothing tells which of the services that have {place} CI deploys.',
      remedy:
        'Annotate the entities of those that it deploys with landfall.dev/ci-environments: "{environment}", or each of them with its landfall.dev/source-paths.',
    },
    version_without_commit: {
      problem: 'Nothing leads from version {version} to its commit.',
      together: 'Nothing leads from versions of {place} to their commits.',
      remedy:
        'Tag the image with its commit, label it with org.opencontainers.image.revision, annotate the workload, or publish a release of that tag.',
    },
    version_with_ambiguous_commit: {
      problem: 'Version {version} may be one of several commits.',
      together: 'Versions of {place} may be one of several commits each.',
      remedy: 'Tag the image with more digits of its commit.',
    },
    commit_contradicted: {
      problem:
        'Version {version} is commit {commit} by its image, and {other} by CI.',
      together:
        'Images and CI of {place} name different commits for the same versions.',
      remedy: 'Check which commit the pipeline builds and deploys.',
    },
    unknown_commit: {
      problem: 'Commit {commit} is not known in the repository.',
      together: 'Commits that are deployed are not known in {place}.',
      remedy:
        'Check that the repository is connected, and that the commit was not removed by a forced push.',
    },
    unknown_base: {
      problem: 'The commit of the version before is not known.',
      together:
        'Of versions of {place} the commit of the version before is not known.',
      remedy:
        'Check that the repository is connected as far back as that version.',
    },
    history_incomplete: {
      problem: 'The known history of the repository ends between the versions.',
      together: 'The known history of {place} ends between versions.',
      remedy: 'Let the source import older commits of the repository.',
    },
    history_rewritten: {
      problem:
        'The version does not follow from the one before: history was rewritten, or another branch deployed.',
      together:
        'Versions of {place} do not follow from those before: history was rewritten, or other branches deployed.',
      remedy: 'Deploy from one branch, and do not rewrite what was deployed.',
    },
    range_too_long: {
      problem: 'More than {limit} commits lie between the versions.',
      together:
        'More commits of {place} lie between versions than are looked at.',
      remedy: 'Nothing to mend if it was so; else check both commits.',
    },
    unknown_paths: {
      problem: 'It is not known what {commits} commits change.',
      together: 'It is not known what commits of {place} change.',
      remedy:
        'Let the source read the files of commits; those that change very many are never told.',
    },
    unknown_finish: {
      problem:
        'The version was rolled out in a gap of what was seen: nobody knows when.',
      together:
        'Versions were rolled out on {place} in a gap of what was seen: nobody knows when.',
      remedy: 'Nothing to mend for the past; see why the source had a gap.',
    },
    negative_lead_time: {
      problem: 'The commit is younger than its deployment.',
      together: 'Commits of {place} are younger than their deployments.',
      remedy: 'Check the clock of the machine that committed it.',
    },
    negative_stage: {
      problem: 'The stage {stage} of the pull request ends before it begins.',
      together: 'Stages of pull requests of {place} end before they begin.',
      remedy:
        'Nothing to mend where reviews came after merging; else check clocks.',
    },
    negative_recovery: {
      problem: 'The service was restored before the deployment had failed.',
      together: 'Deployments of {place} were put right before they had failed.',
      remedy: 'Check the times of the incident.',
    },
    incident_ends_before_it_begins: {
      problem: 'The incident was resolved before it was opened.',
      together: 'Incidents of {place} were resolved before they were opened.',
      remedy: 'Correct its times in the tool.',
    },
    time_in_the_future: {
      problem: 'It begins in the future.',
      together: 'Records of {place} begin in the future.',
      remedy: 'Check the clock of the machine that reports it.',
    },
    time_before_the_epoch: {
      problem: 'It is from before 1970.',
      together: 'Records of {place} are from before 1970.',
      remedy: 'Correct its time, or the clock of the machine that made it.',
    },
  };

/** A sentence with its parameters. */
export function fillIn(
  sentence: string,
  parameters: Readonly<Record<string, string | number>>,
): string {
  return sentence.replace(/\{(\w+)\}/g, (placeholder, name) =>
    Object.hasOwn(parameters, name) ? String(parameters[name]) : placeholder,
  );
}
