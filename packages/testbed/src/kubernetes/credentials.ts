import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { run } from '../processes/run';

/** Somebody who may talk to a cluster by a token. */
export interface ClusterUser {
  /** Also the name of the user in the cluster. */
  user: string;
  groups?: string[];
}

/** The keys, certificates, tokens and kubeconfig files of one cluster. */
export interface Credentials {
  caPem: string;
  /** Path of a file that the certificates were written to, such as `ca.crt`. */
  file(name: string): string;
  /** Path of the file that the API server reads tokens from when it starts. */
  tokenFile: string;
  /** @throws Error when nobody has that name */
  tokenOf(user: string): string;
  /** Gives the user a new token, and writes the token file and the user's kubeconfig, if it has one. */
  issueToken(user: ClusterUser): Promise<string>;
  /** Takes the token out of the token file; who has it goes on using it. */
  revokeToken(user: string): Promise<void>;
  /** Writes a kubeconfig file with the user's token for a server address. */
  writeKubeconfig(options: { user: string; url: string }): Promise<string>;
  /** Writes a kubeconfig file with a client certificate for a server address. */
  writeCertificateKubeconfig(options: {
    certificate: string;
    url: string;
  }): Promise<string>;
}

/** Makes new credentials in a folder. */
export async function makeCredentials(options: {
  binaries: string;
  folder: string;
  clusterName: string;
  users: ClusterUser[];
}): Promise<Credentials> {
  const { binaries, folder, clusterName, users } = options;
  const keys = join(folder, 'keys');
  await mkdir(keys, { mode: 0o700 });
  await run({
    command: join(binaries, 'certificates'),
    args: [keys, clusterName],
  });
  const caPem = await readFile(join(keys, 'ca.crt'), 'utf8');
  const tokenFile = join(keys, 'tokens.csv');
  const tokens = new Map<string, { token: string; groups: string[] }>();
  const revoked = new Set<string>();
  const addresses = new Map<string, string>();

  const writeTokens = () =>
    writeFile(
      tokenFile,
      [...tokens]
        .filter(([user]) => !revoked.has(user))
        .map(
          ([user, { token, groups }]) =>
            `${token},${user},${user},"${groups.join(',')}"\n`,
        )
        .join(''),
      { mode: 0o600 },
    );

  const tokenOf = (user: string) => {
    const known = tokens.get(user);
    if (!known) {
      throw new Error(
        `Cluster ${clusterName} has no user ${user}, only ${[
          ...tokens.keys(),
        ].join(', ')}`,
      );
    }
    return known.token;
  };

  const write = async (file: string, url: string, user: object) => {
    const path = join(folder, file);
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [
        {
          name: clusterName,
          cluster: {
            server: url,
            'certificate-authority-data': Buffer.from(caPem).toString('base64'),
          },
        },
      ],
      users: [{ name: 'user', user }],
      contexts: [
        { name: clusterName, context: { cluster: clusterName, user: 'user' } },
      ],
      'current-context': clusterName,
    };
    await writeFile(path, stringify(config), { mode: 0o600 });
    return path;
  };

  const writeKubeconfig: Credentials['writeKubeconfig'] = async ({
    user,
    url,
  }) => {
    addresses.set(user, url);
    return write(`kubeconfig-${user}.yaml`, url, { token: tokenOf(user) });
  };

  const issueToken: Credentials['issueToken'] = async ({ user, groups }) => {
    const token = randomBytes(20).toString('hex');
    tokens.set(user, {
      token,
      groups: groups ?? tokens.get(user)?.groups ?? [],
    });
    revoked.delete(user);
    await writeTokens();
    const url = addresses.get(user);
    if (url) {
      await writeKubeconfig({ user, url });
    }
    return token;
  };

  for (const user of users) {
    await issueToken(user);
  }

  return {
    caPem,
    file: name => join(keys, name),
    tokenFile,
    tokenOf,
    issueToken,
    async revokeToken(user) {
      tokenOf(user);
      revoked.add(user);
      await writeTokens();
    },
    writeKubeconfig,
    writeCertificateKubeconfig: ({ certificate, url }) =>
      write(`kubeconfig-${certificate}.yaml`, url, {
        'client-certificate': join(keys, `${certificate}.crt`),
        'client-key': join(keys, `${certificate}.key`),
      }),
  };
}
