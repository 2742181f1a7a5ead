/**
 * One look at one repository. A part that is refused is a problem among others; what is wrong with the credentials or the connection, and limits, end the look at it.
 */
import {
  HttpError,
  originOfRepository,
} from '@landfall/backstage-plugin-fleet-node';
import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import { GithubError } from '../client/githubError';
import { repositorySchema } from '../facts/payload';
import { lookAtCommits } from './commits';
import { lookAtList } from './list';
import {
  deploymentList,
  incidentLists,
  pullRequestList,
  runList,
} from './lists';
import { lookAtOpen } from './open';
import { RepositoryLook, type RepositoryLookOptions } from './repositoryLook';
import { lookAtTags } from './tags';

/** See the top of the file. @returns what is wrong; nothing where all that can be seen was seen. */
export async function lookAtRepository(
  options: RepositoryLookOptions,
): Promise<Problem[]> {
  const look = new RepositoryLook(options);
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
  const parts: (() => Promise<void>)[] = [
    () => lookAtList(deploymentList(look), look),
    () => lookAtCommits(look, repository.default_branch),
    () => lookAtTags(look),
    () => lookAtList(pullRequestList(look), look),
    ...incidentLists(look).map(list => () => lookAtList(list, look)),
    () => lookAtList(runList(look), look),
    () => lookAtOpen(look),
  ];
  for (const part of parts) await asFarAsAllowed(look, part);
  await look.save([], { lookedAt: options.context.clock.now() });
  return look.problems;
}

async function askRepository(look: RepositoryLook) {
  try {
    const { body } = await look.get('');
    const [repository] = look.readAll(body, repositorySchema, 'descriptions');
    return repository;
  } catch (error) {
    if (!(error instanceof GithubError) || error.refusal !== 'missing') {
      throw error;
    }
    look.problems.push({ text: error.message, fix: error.fix });
    return undefined;
  }
}

/** One part of what there is to see. Issues may be switched off; that is no problem. */
async function asFarAsAllowed(
  look: RepositoryLook,
  part: () => Promise<void>,
): Promise<void> {
  try {
    await part();
  } catch (error) {
    const isOfPart =
      (error instanceof GithubError &&
        !['limited', 'unauthorized'].includes(error.refusal)) ||
      (error instanceof HttpError && error.kind === 'too_large');
    if (!isOfPart) throw error;
    if (error instanceof GithubError && error.refusal === 'gone') return;
    look.problems.push({ text: error.message, fix: error.fix });
  }
}
