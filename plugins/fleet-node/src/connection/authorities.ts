import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import type { HttpAccess } from './access';
import { HttpError } from './httpError';
import { errorCode } from './trouble';

/** Which server an access belongs to, and where that stands in the configuration. @public */
export interface HttpPlace {
  /** As people call it, such as `Helios master prod`. */
  server: string;
  /** Such as `fleet.helios.masters[0]`. */
  place: string;
}

/**
 * The certificates that an access names, PEM; undefined for those of the system.
 *
 * @throws HttpError of kind `credentials` that names the line of the configuration to change.
 */
export async function readAuthorities(
  { ca }: HttpAccess,
  where: HttpPlace,
): Promise<string | undefined> {
  if (ca === undefined) return undefined;
  if ('pem' in ca) {
    checkCertificate(ca.pem, where, 'ca');
    return ca.pem;
  }
  let pem: string;
  try {
    pem = await readFile(ca.file, 'utf8');
  } catch (error) {
    throw unusable(where, 'caFile', {
      what: `the file ${ca.file} cannot be read`,
      cause: error,
    });
  }
  checkCertificate(pem, where, 'caFile');
  return pem;
}

/**
 * What is wrong with the certificates that an access names. A file may come later, so it is no reason to leave the server out.
 *
 * @public
 */
export async function authoritiesProblem(
  access: HttpAccess,
  where: HttpPlace,
): Promise<Problem | undefined> {
  try {
    await readAuthorities(access, where);
    return undefined;
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    return { text: error.message, fix: error.fix };
  }
}

function checkCertificate(pem: string, where: HttpPlace, key: string): void {
  try {
    // Only the first: it tells a certificate from something else.
    void new X509Certificate(pem);
  } catch (error) {
    throw unusable(where, key, {
      what: 'it holds no certificate in PEM',
      cause: error,
    });
  }
}

function unusable(
  { server, place }: HttpPlace,
  key: string,
  { what, cause }: { what: string; cause: unknown },
): HttpError {
  return new HttpError(
    'credentials',
    `${place}.${key} of ${server} cannot be used, ${what} (${errorCode(
      cause,
    )})`,
    { fix: `Change ${place}.${key}, or what it refers to.`, cause },
  );
}
