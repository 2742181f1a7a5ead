import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTemporaryFolder } from '../processes/folder';
import { run } from '../processes/run';

/** What a server on 127.0.0.1 needs to speak TLS, and its clients to believe it. */
export interface ServerCertificate {
  /** Certificate of an authority that signed nothing else. */
  caPem: string;
  certificatePem: string;
  keyPem: string;
}

/**
 * Makes a certificate for 127.0.0.1 and localhost, and an authority for it, with openssl.
 *
 * @throws Error with the words of openssl, also when it is not installed
 */
export async function makeServerCertificate(
  name: string,
): Promise<ServerCertificate> {
  const folder = await makeTemporaryFolder('certificate');
  const openssl = (...args: string[]) =>
    run({ command: 'openssl', args, cwd: folder.path });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
  const request = ['req', '-new', ...newKey, '-nodes', '-sha256'];
  try {
    await openssl(
      ...request,
      ...['-x509', '-days', '30', '-subj', `/CN=testbed ${name}`],
      ...['-keyout', 'ca.key', '-out', 'ca.crt'],
    );
    await openssl(
      ...request,
      ...['-subj', `/CN=${name}`, '-keyout', 'server.key', '-out', 'request'],
    );
    await writeFile(
      join(folder.path, 'extensions'),
      'subjectAltName=IP:127.0.0.1,DNS:localhost\nextendedKeyUsage=serverAuth\n',
    );
    await openssl(
      ...['x509', '-req', '-sha256', '-days', '30', '-in', 'request'],
      ...['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial'],
      ...['-extfile', 'extensions', '-out', 'server.crt'],
    );
    const [caPem, certificatePem, keyPem] = await Promise.all(
      ['ca.crt', 'server.crt', 'server.key'].map(file =>
        readFile(join(folder.path, file), 'utf8'),
      ),
    );
    return { caPem, certificatePem, keyPem };
  } finally {
    await folder.remove();
  }
}
