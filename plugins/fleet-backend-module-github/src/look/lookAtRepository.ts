/**
 * One look at one repository. A part that is refused is a problem among others; what is wrong with the credentials or the connection, and limits, end the look at it.
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
import { repositorySchema } from '../facts/payload';
import { commitHistory } from './commits';
import type { GithubLook } from './githubLook';
import {
  deploymentList,
  incidentLists,
  pullRequestList,
  runList,
} from './lists';
import { openChecks } from './open';
import { lookAtTags } from './tags';

/** See the top of the file. @returns what is wrong; nothing where all that can be seen was seen. */
export async function lookAtRepository(
  options: RepositoryLookOptions<HostConfig>,
): Promise<Problem[]> {
  const look = new RepositoryLook(options, `/repos/${options.repository.slug}`);
  const repository = await askRepository(look);
  if (!repository) return look.problems;
  look.base = `/repos/${repository.full_name}`;
  const { origin, host } = options.repository;
  const now = originOfRepository({ host, slug: repository.full_name });
  if (now !== origin) {
    look.problems.push({
      text: `${origin} is called ${now} now`,
      fix: `Write ${repository.full_name} into the annotation or configuration that names it; until then it is read under its old name, and webhooks do not reach it.`,
    });
  }
  await lookAtParts(look, [
    () => lookAtList(deploymentList(look), look),
    () => lookAtCommits(commitHistory(look, repository.default_branch), look),
    () => lookAtTags(look),
    () => lookAtList(pullRequestList(look), look),
    ...incidentLists(look).map(list => () => lookAtList(list, look)),
    () => lookAtList(runList(look), look),
    () => lookAtOpen(look, openChecks(look)),
  ]);
  return look.problems;
}

async function askRepository(look: GithubLook) {
  try {
    const { body } = await look.get('');
    const [repository] = look.readAll(body, repositorySchema, 'descriptions');
    return repository;
  } catch (error) {
    if (!(error instanceof CodeHostError) || error.refusal !== 'missing') {
      throw error;
    }
    look.problems.push({ text: error.message, fix: error.fix });
    return undefined;
  }
}
