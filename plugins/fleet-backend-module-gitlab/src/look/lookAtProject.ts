/**
 * One look at one project. A part that is refused is a problem among others; what is wrong with the credentials or the connection, and limits, end the look at it.
 */
import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import { originOfRepository } from '@landfall/backstage-plugin-fleet-node';
import {
  CodeHostError,
  lookAtCommits,
  lookAtList,
  lookAtOpen,
  lookAtParts,
  RepositoryLook,
  type RepositoryLookOptions,
} from '@landfall/backstage-plugin-fleet-node/codeHosts';
import type { HostConfig } from '../config/types';
import { projectSchema } from '../facts/payload';
import { placeOf } from '../facts/place';
import { commitHistory } from './commits';
import {
  deploymentList,
  incidentLists,
  mergeRequestList,
  pipelineList,
} from './lists';
import { openChecks } from './open';
import { hasCode, isOn, type GitlabLook } from './projectLook';
import { lookAtTags } from './tags';
import { Tiers } from './tiers';

/** See the top of the file. @returns what is wrong; nothing where all that can be seen was seen. */
export async function lookAtProject(
  options: RepositoryLookOptions<HostConfig>,
): Promise<Problem[]> {
  const { config, repository } = options;
  const place = placeOf(config, repository);
  const look = new RepositoryLook(
    options,
    `/projects/${encodeURIComponent(place.path)}`,
  );
  const project = await askProject(look);
  if (!project) return look.problems;
  // By its number it is found whatever it is called meanwhile.
  look.base = `/projects/${project.id}`;
  const { path_with_namespace: path } = project;
  if (path.toLowerCase() !== place.path.toLowerCase()) {
    const now = originOfRepository({ host: place.host, slug: path });
    look.problems.push({
      text: `${place.origin} is called ${now} now`,
      fix: `Write ${path} into the annotation or configuration that names it; until then it is read under its old name, and webhooks do not reach it.`,
    });
  }
  const on = { look, place, project };
  const tiers = new Tiers(look);
  await lookAtParts(look, [
    ...(isOn(project, 'environments') && isOn(project, 'builds')
      ? [() => lookAtList(deploymentList(on, tiers), look)]
      : []),
    ...(hasCode(project)
      ? [
          () => lookAtCommits(commitHistory(on, project.default_branch), look),
          () => lookAtTags(on),
        ]
      : []),
    ...(isOn(project, 'merge_requests')
      ? [() => lookAtList(mergeRequestList(on), look)]
      : []),
    ...(isOn(project, 'issues')
      ? incidentLists(on).map(one => () => lookAtList(one, look))
      : []),
    ...(isOn(project, 'builds')
      ? [() => lookAtList(pipelineList(on), look)]
      : []),
    () => lookAtOpen(look, openChecks(on, tiers)),
  ]);
  return look.problems;
}

async function askProject(look: GitlabLook) {
  try {
    const { body } = await look.get('');
    const [project] = look.readAll(body, projectSchema, 'descriptions');
    return project;
  } catch (error) {
    if (!(error instanceof CodeHostError) || error.refusal !== 'missing') {
      throw error;
    }
    look.problems.push({ text: error.message, fix: error.fix });
    return undefined;
  }
}
