/**
 * How a server of HTTP is reached, as configuration says it: credentials and the authorities that may have signed its certificate.
 */
import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import { z } from 'zod';

const printable = (what: string) =>
  z
    .string()
    .min(1)
    .max(8192)
    .regex(
      /^[\x20-\x7e]+$/,
      `${what} may hold printable ASCII characters only`,
    );

/** What is sent with each request so that it is let in. @public */
export type HttpCredentials =
  | { type: 'none' }
  | { type: 'basic'; username: string; password: string }
  | { type: 'bearer'; token: string };

/** See the top of the file. @public */
export interface HttpAccess {
  /** Sent with each request. */
  credentials: HttpCredentials;
  /** Certificates of authorities, PEM; those of the system where it is missing. */
  ca?: { pem: string } | { file: string };
}

/** Address of a server: http or https, without credentials, query and fragment. @public */
export const httpUrlSchema = z
  .url({ protocol: /^https?$/, error: 'it is not an http or https URL' })
  .max(2048)
  .refine(text => {
    if (!URL.canParse(text)) return true;
    const { username, password, search, hash } = new URL(text);
    return `${username}${password}${search}${hash}` === '';
  }, 'credentials, a query or a fragment do not belong into the address; credentials have a key of their own')
  .transform(text => text.replace(/\/+$/, ''));

/** The keys of configuration that say how a server is reached, to be spread into the schema of its entry. @public */
export const httpAccessShape = {
  credentials: z
    .union(
      [
        z.literal('none'),
        z.strictObject({
          username: printable('a user name').refine(
            name => !name.includes(':'),
            'a user name has no colon',
          ),
          password: printable('a password'),
        }),
        z.strictObject({ token: printable('a token') }),
      ],
      {
        error:
          'it is none, or has a username and a password, or a token, of printable ASCII characters; what comes from an environment variable is missing when that is not set',
      },
    )
    .optional(),
  ca: z.string().min(1).optional(),
  caFile: z.string().min(1).optional(),
};
/** What {@link httpAccessOf} reads. @public */
export type HttpAccessInput = z.output<z.ZodObject<typeof httpAccessShape>>;

/**
 * How a server is reached, or what is wrong with what configuration says.
 *
 * @param path - where the entry stands in the configuration
 * @public
 */
export function httpAccessOf(
  input: HttpAccessInput,
  path: string,
): { access: HttpAccess } | { problem: Problem } {
  const { ca, caFile } = input;
  if (ca !== undefined && caFile !== undefined) {
    return {
      problem: {
        text: `${path} has both ca and caFile`,
        fix: `Remove ${path}.ca or ${path}.caFile.`,
      },
    };
  }
  const access: HttpAccess = { credentials: credentialsOf(input.credentials) };
  if (ca !== undefined) access.ca = { pem: ca };
  if (caFile !== undefined) access.ca = { file: caFile };
  return { access };
}

function credentialsOf(input: HttpAccessInput['credentials']): HttpCredentials {
  if (input === undefined || input === 'none') return { type: 'none' };
  return 'token' in input
    ? { type: 'bearer', ...input }
    : { type: 'basic', ...input };
}
