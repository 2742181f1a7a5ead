import { HttpError } from '../connection/httpError';
import { CodeHostError } from './codeHostError';
import type { RepositoryLook } from './repositoryLook';

/**
 * Looks at one part of a repository after the other. A part that is refused is a problem among others; what is wrong with the credentials or the connection, and
 * limits, end the look. Something that is switched off on purpose is no problem.
 *
 * @public
 */
export async function lookAtParts(
  look: RepositoryLook,
  parts: readonly (() => Promise<void>)[],
): Promise<void> {
  for (const part of parts) await asFarAsAllowed(look, part);
  await look.save([], { lookedAt: look.options.context.clock.now() });
}

async function asFarAsAllowed(
  look: RepositoryLook,
  part: () => Promise<void>,
): Promise<void> {
  try {
    await part();
  } catch (error) {
    const isOfPart =
      (error instanceof CodeHostError &&
        !['limited', 'unauthorized'].includes(error.refusal)) ||
      (error instanceof HttpError && error.kind === 'too_large');
    if (!isOfPart) throw error;
    if (error instanceof CodeHostError && error.refusal === 'gone') return;
    look.problems.push({ text: error.message, fix: error.fix });
  }
}
