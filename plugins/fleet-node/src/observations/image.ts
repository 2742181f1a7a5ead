import { z } from 'zod';
import type { ContainerImage } from './bodies';
import { digestOfImage } from './conventions';
import { madeFromSchema } from './madeFrom';

/**
 * What a registry tells of an image, which never changes: a digest names its content. Of its labels only what leads to a commit; none of the
 * others, nor of its environment, which may hold secrets. While it was not found there it has not ended.
 *
 * @public
 */
export const imageBodySchema = z.strictObject({
  /** Whether the registry has it. */
  found: z.boolean(),
  /** What its labels say that it was made from; null where they name no commit. */
  madeFrom: madeFromSchema.nullable(),
  /** The image that it was built upon, where its labels name one. */
  base: z
    .strictObject({
      /** Its digest. */
      digest: z.string().max(256),
      /** The commit that its own labels name; null where they name none, or where nobody could read them. */
      commit: madeFromSchema.shape.commit.nullable(),
    })
    .nullable(),
});
/** See {@link imageBodySchema}. @public */
export type ImageBody = z.infer<typeof imageBodySchema>;

const PREFIX = 'image:';
const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;
const PART = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
/** As the distribution specification has it: no `..` that would lead out of what may be asked for. */
const REPOSITORY = new RegExp(`^${PART}(?:/${PART})*$`);
const DOCKER_HUB = 'docker.io';

/**
 * The origin of what is told of an image: `image:<digest>`.
 *
 * @public
 */
export function originOfImage(digest: string): string {
  return `${PREFIX}${digest}`;
}

/**
 * The digest that an origin names; null where it is that of something else, such as a repository.
 *
 * @public
 */
export function imageOfOrigin(origin: string): string | null {
  return origin.startsWith(PREFIX) ? origin.slice(PREFIX.length) : null;
}

/**
 * An image with its place.
 *
 * @public
 */
export interface RegistryImage {
  /** Host of the registry as references name it, with its port where it has one; `docker.io` where they name none. */
  registry: string;
  /** Its path there, such as `shop/cart`. */
  repository: string;
  /** `sha256:…`. */
  digest: string;
}

/**
 * Where an image is that a rollout resolved to: what its author pinned, else what it resolved to. Null where nobody knows its digest.
 *
 * @public
 */
export function registryImageOf(
  image: Pick<ContainerImage, 'reference' | 'digest'>,
): RegistryImage | null {
  const { reference } = image;
  const digest = digestOfImage(reference) ?? image.digest ?? '';
  const [named] = reference.split('@', 1);
  const [first, ...rest] = named.split('/');
  const hasHost =
    rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  const path = (hasHost ? rest.join('/') : named).replace(/:[^/:]*$/, '');
  const registry = hasHost ? first.toLowerCase() : DOCKER_HUB;
  const ofDockerHub = registry === DOCKER_HUB || registry === 'index.docker.io';
  const repository =
    ofDockerHub && !path.includes('/') ? `library/${path}` : path;
  return DIGEST.test(digest) && REPOSITORY.test(repository)
    ? {
        registry: ofDockerHub ? DOCKER_HUB : registry,
        repository,
        digest,
      }
    : null;
}
