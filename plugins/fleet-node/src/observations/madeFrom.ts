import { z } from 'zod';
import { originOfRepository } from './origin';

/**
 * What somebody says an artefact was made from.
 *
 * @public
 */
export const madeFromSchema = z.strictObject({
  /** As it is written, perhaps shortened. */
  commit: z.string().regex(/^[0-9a-f]{7,64}$/),
  /** Origin of the repository, such as `github.com/acme/cart`; null where none is named. */
  origin: z.string().max(512).nullable(),
});
/** See {@link madeFromSchema}. @public */
export type MadeFrom = z.infer<typeof madeFromSchema>;

const COMMIT = 'org.opencontainers.image.revision';
const REPOSITORY = 'org.opencontainers.image.source';

/**
 * What annotations say that an artefact was made from, by the names that the Open Container Initiative gave them:
 * `org.opencontainers.image.revision` and `org.opencontainers.image.source`. Undefined where they name no commit of Git.
 *
 * @public
 */
export function madeFromOf(
  annotations: Readonly<Record<string, unknown>>,
): MadeFrom | undefined {
  const commit = String(annotations[COMMIT] ?? '')
    .trim()
    .toLowerCase();
  const made = madeFromSchema.safeParse({
    commit,
    origin: originOfUrl(String(annotations[REPOSITORY] ?? '').trim()),
  });
  return made.success ? made.data : undefined;
}

/** Of `https://host/owner/name`, with or without what follows, or `git@host:owner/name.git`. */
function originOfUrl(text: string): string | null {
  const [, place, path] = /^[\w.-]+@([\w.-]+):(.+)$/.exec(text) ?? [];
  if (place) return originOfRepository({ host: place, slug: path });
  if (!URL.canParse(text)) return null;
  const { host, pathname } = new URL(text);
  const slug = pathname.replace(/\/(-\/|tree\/|blob\/).*$/, '');
  return host && slug.replace(/\//g, '') !== ''
    ? originOfRepository({ host, slug })
    : null;
}
