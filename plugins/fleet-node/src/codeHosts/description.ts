import type { z } from 'zod';
import { originOfRepository } from '../observations/origin';
import { CodeHostError } from './codeHostError';
import type { RepositoryLook } from './repositoryLook';

/**
 * What a host says of a repository itself; undefined where it cannot be read or there is no such repository, which is noted as a problem.
 *
 * @public
 */
export async function describedAs<S extends z.ZodType>(
  look: RepositoryLook,
  schema: S,
): Promise<z.output<S> | undefined> {
  try {
    const { body } = await look.get('');
    const [description] = look.readAll(body, schema, 'descriptions');
    return description;
  } catch (error) {
    if (!(error instanceof CodeHostError) || error.refusal !== 'missing') {
      throw error;
    }
    look.problems.push({ text: error.message, fix: error.fix });
    return undefined;
  }
}

/** Notes that a repository is called otherwise than whoever named it believes. @public */
export function noteNewName(look: RepositoryLook, slug: string): void {
  const { origin, host } = look.place;
  look.problems.push({
    text: `${origin} is called ${originOfRepository({ host, slug })} now`,
    fix: `Write ${slug} into the annotation or configuration that names it; until then it is read under its old name, and webhooks do not reach it.`,
  });
}
