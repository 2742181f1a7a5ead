import { createHash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

const SHORTEST_SECRET = 16;

/**
 * Whether a text is one of some secrets; takes as long for a wrong one as for a right one, whatever its length.
 *
 * @public
 */
export function isOneOf(given: string, secrets: readonly string[]): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const asked = digest(given);
  let found = false;
  for (const secret of secrets) {
    if (timingSafeEqual(asked, digest(secret))) found = true;
  }
  return found;
}

/** The token of a header `Authorization: Bearer …`; empty without one. @public */
export function bearerOf(header: string | undefined): string {
  return /^bearer +(\S+)$/i.exec(header ?? '')?.[1] ?? '';
}

/**
 * The password of a header `Authorization: Basic …`, whatever the name before it; empty without one. It is how senders give a secret that can only be told an address.
 *
 * @public
 */
export function basicPasswordOf(header: string | undefined): string {
  const pair = /^basic +([\w+/=-]+)$/i.exec(header ?? '')?.[1];
  if (pair === undefined) return '';
  const text = Buffer.from(pair, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon === -1 ? '' : text.slice(colon + 1);
}

const secret = z
  .string({
    error:
      'a receiver needs a secret; what comes from an environment variable is missing when that is not set',
  })
  .min(SHORTEST_SECRET, `a secret has at least ${SHORTEST_SECRET} characters`)
  .max(512)
  .regex(/^[\x21-\x7e]+$/, 'a secret holds printable ASCII characters only');

/**
 * What configuration says of the secret of a receiver: one, or several while they are being changed.
 *
 * @public
 */
export const webhookSecretsSchema = z
  .union([secret, z.array(secret).min(1).max(10)], {
    error: `a receiver needs a secret of at least ${SHORTEST_SECRET} printable characters, or a list of such; what comes from an environment variable is missing when that is not set`,
  })
  .transform(given => (Array.isArray(given) ? given : [given]));
