/** A real registry of the distribution project, by all the ways in which it lets in. */
import { execFileSync } from 'node:child_process';
import { sign, X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '@backstage/types';
import { MemoryLedger } from '@landfall/backstage-plugin-fleet-node/testUtils';
import { startRegistry, type Registry } from 'testbed';
import {
  lookOnce,
  registryOf,
  toldBy,
  wantedOf,
} from './__testUtils__/looking';

jest.setTimeout(120_000);

const labels = {
  'org.opencontainers.image.revision': 'a'.repeat(40),
  'org.opencontainers.image.source': 'https://github.com/acme/cart.git',
};
const expected = {
  found: true,
  madeFrom: { commit: 'a'.repeat(40), origin: 'github.com/acme/cart' },
  base: null,
};
/** What the testbed needs for gateways, too. */
const OPENSSL = 'openssl';
const credentials = { username: 'robot', password: 'made-up-password' };

const look = async (
  images: readonly { repository: string; digest: string }[],
  options: JsonObject,
) => {
  const ledger = new MemoryLedger();
  const looked = await lookOnce({
    registry: registryOf({ host: 'registry.example', ...options }),
    images: wantedOf(images, ledger),
    ledger,
  });
  return { ...looked, told: toldBy(ledger) };
};

describe('a real registry', () => {
  let registry: Registry;
  afterEach(() => registry?.stop());

  it('that lets everybody in tells the labels of an image, of a list of images, and what it does not have', async () => {
    registry = await startRegistry({ name: 'open' });
    const { url } = registry;
    const repository = 'shop/cart';
    const image = await registry.push({ repository, labels, tag: 'v1' });
    const list = await registry.push({
      ...{ repository, labels, architectures: ['arm64', 'amd64'] },
    });
    const bare = await registry.push({ repository, created: '2026-01-02' });
    const gone = `sha256:${'0'.repeat(64)}`;
    const { told, complete, problems } = await look(
      [
        ...[image, list, bare, gone].map(digest => ({ repository, digest })),
        { repository: 'shop/nothing', digest: `sha256:${'1'.repeat(64)}` },
      ],
      { url },
    );
    expect({ complete, problems }).toEqual({ complete: true, problems: [] });
    expect(told).toEqual({
      [image]: expected,
      [list]: expected,
      [bare]: { found: true, madeFrom: null, base: null },
      [gone]: { found: false, madeFrom: null, base: null },
      [`sha256:${'1'.repeat(64)}`]: {
        ...{ found: false, madeFrom: null, base: null },
      },
    });
  });

  it('that wants a password is read with the right one', async () => {
    registry = await startRegistry({ name: 'closed', credentials });
    const { url } = registry;
    const repository = 'shop/cart';
    const digest = await registry.push({ repository, labels });
    const { told, complete } = await look([{ repository, digest }], {
      ...{ url, credentials },
    });
    expect({ complete, told }).toEqual({
      complete: true,
      told: { [digest]: expected },
    });
    await expect(
      look([{ repository, digest }], {
        url,
        credentials: { ...credentials, password: 'wrong' },
      }),
    ).rejects.toThrow('refuses the credentials');
    await expect(look([{ repository, digest }], { url })).rejects.toThrow(
      'wants credentials',
    );
  });

  it('behind TLS of an authority of our own is read where that is named', async () => {
    registry = await startRegistry({ name: 'secret' });
    const repository = 'shop/cart';
    const digest = await registry.push({ repository, labels });
    const { url, caPem: ca } = await registry.startGateway();
    const { told } = await look([{ repository, digest }], { url, ca });
    expect(told).toEqual({ [digest]: expected });
    await expect(look([{ repository, digest }], { url })).rejects.toThrow(
      'is not trusted',
    );
  });

  it('whose tokens somebody else gives is read by those of its repositories', async () => {
    const authority = await startTokens();
    try {
      const { realm, certificates, grant } = authority;
      registry = await startRegistry({
        name: 'tokens',
        tokens: {
          ...{ realm, certificates },
          service: 'testbed',
          issuer: 'us',
        },
      });
      const { url } = registry;
      const images: { repository: string; digest: string }[] = [];
      for (const repository of ['shop/cart', 'shop/secret']) {
        const token = grant(repository, ['pull', 'push']);
        images.push({
          repository,
          digest: await registry.push(
            { repository, labels: { ...labels, repository } },
            `Bearer ${token}`,
          ),
        });
      }
      const { told, complete, problems } = await look(images, {
        ...{ url, credentials },
      });
      expect(told).toEqual({ [images[0].digest]: expected });
      expect({ complete, problems }).toMatchObject({
        complete: false,
        problems: [{ text: expect.stringContaining('shop/secret') }],
      });
    } finally {
      await authority.stop();
    }
  });
});

/** Gives tokens as a registry takes them, to one account, which may not pull what is secret. */
async function startTokens() {
  const folder = await mkdtemp(join(tmpdir(), 'landfall-tokens-'));
  const [keyFile, certificateFile] = ['key.pem', 'certificate.pem'].map(name =>
    join(folder, name),
  );
  execFileSync(
    OPENSSL,
    [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2'],
      ...['-subj', '/CN=tokens', '-keyout', keyFile, '-out', certificateFile],
    ],
    { stdio: 'ignore' },
  );
  const key = await readFile(keyFile, 'utf8');
  const certificates = await readFile(certificateFile, 'utf8');
  await rm(folder, { recursive: true });
  const encode = (part: object) =>
    Buffer.from(JSON.stringify(part)).toString('base64url');
  const grant = (name: string, actions: string[]) => {
    const now = Math.floor(Date.now() / 1_000);
    const signed = [
      encode({
        ...{ typ: 'JWT', alg: 'RS256' },
        x5c: [new X509Certificate(certificates).raw.toString('base64')],
      }),
      encode({
        ...{ iss: 'us', aud: 'testbed', sub: 'robot', jti: `${now}` },
        ...{ iat: now, nbf: now - 10, exp: now + 300 },
        access: [{ type: 'repository', name, actions }],
      }),
    ].join('.');
    const signature = sign('sha256', Buffer.from(signed), key);
    return `${signed}.${signature.toString('base64url')}`;
  };
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://tokens');
    const [, name = ''] =
      /^repository:(.*):pull$/.exec(searchParams.get('scope') ?? '') ?? [];
    const { username, password } = credentials;
    const pair = Buffer.from(`${username}:${password}`).toString('base64');
    const isKnown = request.headers.authorization === `Basic ${pair}`;
    response.writeHead(isKnown ? 200 : 401);
    // As the protocol has it: a token that allows less than was asked for.
    const actions = name.endsWith('secret') ? [] : ['pull'];
    response.end(JSON.stringify({ token: grant(name, actions) }));
  });
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    ...{ realm: `http://127.0.0.1:${port}/token`, certificates, grant },
    stop: async () => {
      server.closeAllConnections();
      await new Promise(done => server.close(done));
    },
  };
}
