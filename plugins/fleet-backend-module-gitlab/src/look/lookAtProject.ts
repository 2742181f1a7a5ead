/**
 * One look at one project. A part that is refused is a problem among others; what is wrong with the credentials or the connection, and limits, end the look at it.
 */
import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import {
  describedAs,
  lookAtCommits,
  lookAtList,
  lookAtOpen,
  lookAtParts,
  lookAtTags,
  noteNewName,
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
import { hasCode, isOn } from './projectLook';
import { tagHistory } from './tags';
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
  const project = await describedAs(look, projectSchema);
  if (!project) return look.problems;
  // By its number it is found whatever it is called meanwhile.
  look.base = `/projects/${project.id}`;
  const { path_with_namespace: path } = project;
  if (path.toLowerCase() !== place.path.toLowerCase()) {
    noteNewName(look, path);
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
          () => lookAtTags(tagHistory(on), look),
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
