/**
 * One look at one repository. A part that is refused is a problem among others; what is wrong with the credentials or the connection, and limits, end the look at it.
 */
import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import { originOfRepository } from '@landfall/backstage-plugin-fleet-node';
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
import { repositorySchema } from '../facts/payload';
import { commitHistory } from './commits';
import {
  deploymentList,
  incidentLists,
  pullRequestList,
  runList,
} from './lists';
import { openChecks } from './open';
import { tagHistory } from './tags';

/** See the top of the file. @returns what is wrong; nothing where all that can be seen was seen. */
export async function lookAtRepository(
  options: RepositoryLookOptions<HostConfig>,
): Promise<Problem[]> {
  const look = new RepositoryLook(options, `/repos/${options.repository.slug}`);
  const repository = await describedAs(look, repositorySchema);
  if (!repository) return look.problems;
  look.base = `/repos/${repository.full_name}`;
  const { origin, host } = options.repository;
  if (originOfRepository({ host, slug: repository.full_name }) !== origin) {
    noteNewName(look, repository.full_name);
  }
  await lookAtParts(look, [
    () => lookAtList(deploymentList(look), look),
    () => lookAtCommits(commitHistory(look, repository.default_branch), look),
    () => lookAtTags(tagHistory(look), look),
    () => lookAtList(pullRequestList(look), look),
    ...incidentLists(look).map(list => () => lookAtList(list, look)),
    () => lookAtList(runList(look), look),
    () => lookAtOpen(look, openChecks(look)),
  ]);
  return look.problems;
}
