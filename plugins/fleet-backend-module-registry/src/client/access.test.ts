import { instant } from '@landfall/backstage-plugin-fleet-common';
import { MemoryLedger } from '@landfall/backstage-plugin-fleet-node/testUtils';
import type { JsonObject } from '@backstage/types';
import {
  lookOnce,
  registryOf,
  toldBy,
  wantedOf,
} from '../__testUtils__/looking';
import { RegistryStandIn } from '../__testUtils__/standIn';
import { readChallenge } from './challenge';
import { Places } from './places';
import { retryAfter } from './retryAfter';

const labels = {
  'org.opencontainers.image.revision': 'a'.repeat(40),
  'org.opencontainers.image.source': 'https://github.com/acme/cart',
};
const BASIC = `Basic ${Buffer.from('robot:geheim').toString('base64')}`;
const credentials = { username: 'robot', password: 'geheim' };

describe('a registry', () => {
  let registry: RegistryStandIn;
  let other: RegistryStandIn;
  let url: string;
  let otherUrl: string;
  let ledger: MemoryLedger;

  beforeEach(async () => {
    [registry, other] = [new RegistryStandIn(), new RegistryStandIn()];
    url = await registry.start();
    otherUrl = await other.start();
    ledger = new MemoryLedger();
  });
  afterEach(async () => {
    await registry.stop();
    await other.stop();
  });
  const look = (
    images: readonly { repository: string; digest: string }[],
    options: JsonObject = {},
  ) =>
    lookOnce({
      registry: registryOf({ host: 'registry.example', url, ...options }),
      images: wantedOf(images, ledger),
      ledger,
    });
  let pushed = 0;
  const put = (repository = 'shop/cart') => {
    pushed += 1;
    const its = { ...labels, number: `${pushed}` };
    return { repository, digest: registry.image(repository, its) };
  };
  const found = () =>
    Object.values(toldBy(ledger)).filter(one => one.found).length;
  const shown = (by: RegistryStandIn) =>
    by.asked.map(({ authorization }) => authorization);

  /** Lets in by tokens of the other server, each for a time and a repository. */
  const withTokens = (lifeSeconds?: number) => {
    const valid = new Map<string, string>();
    let given = 0;
    registry.answer = (path, authorization) => {
      const [, repository] =
        /^\/v2\/(.*)\/(?:manifests|blobs)\//.exec(path) ?? [];
      return repository && valid.get(authorization ?? '') === repository
        ? undefined
        : {
            status: 401,
            headers: {
              'www-authenticate': `Bearer realm="${otherUrl}/token?x=1",service="registry.example",scope="registry:catalog:*"`,
            },
          };
    };
    other.answer = path => {
      const { searchParams } = new URL(path, otherUrl);
      const [, repository = ''] =
        /^repository:(.*):pull$/.exec(searchParams.get('scope') ?? '') ?? [];
      given += 1;
      valid.set(`Bearer token-${given}`, repository);
      return {
        status: 200,
        text: JSON.stringify({
          token: `token-${given}`,
          ...(lifeSeconds !== undefined && { expires_in: lifeSeconds }),
        }),
      };
    };
    return valid;
  };

  it('that lets everybody in is shown no credentials', async () => {
    await look([put()]);
    expect(found()).toBe(1);
    expect(shown(registry)).toEqual([undefined, undefined]);
  });

  it('that wants a password is shown it when it asks', async () => {
    registry.answer = (_, authorization) =>
      authorization === BASIC
        ? undefined
        : { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } };
    await look([put()], { credentials });
    expect(found()).toBe(1);
    expect(shown(registry)).toEqual([undefined, BASIC, BASIC]);
  });

  it('that takes a token by itself is shown that', async () => {
    await look([put()], { credentials: { token: 'abc' } });
    expect(shown(registry)).toEqual(['Bearer abc', 'Bearer abc']);
  });

  it.each([
    ['with', { credentials }, BASIC],
    ['without', {}, undefined],
  ])(
    'whose tokens somebody else gives is read by one for each repository, %s credentials, which it never sees itself',
    async (_, options, expected) => {
      withTokens();
      await look([put('shop/cart'), put('shop/cart2'), put('a/b/c')], options);
      expect(found()).toBe(3);
      expect(shown(other)).toEqual([expected, expected, expected]);
      expect(
        other.asked.map(({ path }) => new URL(path, url).search).sort(),
      ).toEqual(
        ['a/b/c', 'shop/cart', 'shop/cart2'].map(
          name =>
            `?x=1&service=registry.example&scope=${encodeURIComponent(
              `repository:${name}:pull`,
            )}`,
        ),
      );
      expect(shown(registry)).not.toContain(BASIC);
    },
  );

  it('whose tokens do not live long is asked for new ones', async () => {
    const valid = withTokens(300);
    const images = [put()];
    const blob = [...registry.contents.keys()].find(path =>
      path.includes('/blobs/'),
    );
    const letIn = registry.answer;
    registry.answer = (path, authorization) => {
      // It forgets its tokens earlier than it said.
      if (path === blob && other.asked.length === 1) valid.clear();
      return letIn(path, authorization);
    };
    await look(images);
    expect(found()).toBe(1);
    expect(other.asked).toHaveLength(2);
  });

  it('that lets nobody in with whatever it asked for is left alone after the second time', async () => {
    const challenge = (text: string) => {
      registry.answer = () => ({
        status: 401,
        headers: { 'www-authenticate': text },
      });
    };
    challenge('Basic realm="x"');
    await expect(look([put()], { credentials })).rejects.toThrow(
      'refuses the credentials',
    );
    expect(registry.asked).toHaveLength(2);
    await expect(look([put()])).rejects.toThrow('wants credentials');
    challenge('Negotiate');
    await expect(look([put()], { credentials })).rejects.toThrow(
      'refuses the credentials',
    );
    challenge('');
    await expect(
      look([put()], { credentials: { token: 'abc' } }),
    ).rejects.toThrow('refuses the credentials');
  });

  it('that does not let us read one repository is read as far as it lets us, and the repository is named', async () => {
    withTokens();
    const letIn = registry.answer;
    registry.answer = (path, authorization) =>
      path.includes('/secret/')
        ? {
            status: 401,
            headers: {
              'www-authenticate': `Bearer realm="${otherUrl}/token"`,
            },
          }
        : letIn(path, authorization);
    const images = [put('shop/secret'), put('shop/secret'), put('shop/cart')];
    const { complete, problems } = await look(images);
    expect({ complete, problems }).toEqual({
      complete: false,
      problems: [
        {
          text: 'Registry registry.example does not let us read shop/secret (401)',
          fix: expect.stringContaining('fleet.registry.registries[0].exclude'),
        },
      ],
    });
    expect(Object.keys(toldBy(ledger))).toEqual([images[2].digest]);
  });

  it.each([
    ['refuses the credentials', { status: 401 }, 'refuses the credentials'],
    ['has no token', { status: 200, text: '{}' }, 'there is none'],
    [
      'has none that fits into a header',
      { status: 200, text: '{"token":"a\\nb: c"}' },
      'there is none',
    ],
    ['fails', { status: 500 }, 'there is none'],
  ])('whose giver of tokens %s is not asked on', async (_, answer, words) => {
    withTokens();
    other.answer = () => answer;
    const looking = look([put()], { credentials });
    const said = await looking.then(
      ({ problems }) => problems[0].text,
      (error: Error) => error.message,
    );
    expect(said).toContain(words);
    expect(said).not.toContain('geheim');
    expect(found()).toBe(0);
    expect(registry.asked).toHaveLength(1);
  });

  it('that sends elsewhere for contents is followed there without credentials', async () => {
    const image = put();
    registry.answer = (path, authorization) => {
      if (authorization !== BASIC) {
        return {
          status: 401,
          headers: { 'www-authenticate': 'Basic realm="x"' },
        };
      }
      return path.includes('/blobs/')
        ? {
            status: 307,
            headers: { location: `${otherUrl}/bucket?path=${path}` },
          }
        : undefined;
    };
    other.answer = path => ({
      status: 200,
      text: registry.contents.get(
        new URL(path, otherUrl).searchParams.get('path') ?? '',
      ),
    });
    await look([image], { credentials });
    expect(found()).toBe(1);
    expect(shown(other)).toEqual([undefined]);

    // Nor does it get any when it asks.
    ledger.versions.clear();
    other.answer = () => ({
      status: 401,
      headers: { 'www-authenticate': 'Basic realm="x"' },
    });
    const { problems } = await look([image], { credentials });
    expect(problems).toMatchObject([
      { text: expect.stringContaining('sends elsewhere') },
    ]);
    expect(shown(other)).toEqual([undefined, undefined]);
  });

  it.each([
    ['in a circle', () => `${url}/v2/again`],
    ['to what is no address', () => 'http://'],
    ['to a file', () => 'file:///etc/passwd'],
    ['nowhere', () => ''],
    ['to an address with credentials', () => 'http://a:b@127.0.0.1/'],
  ])('that sends %s is not followed', async (_, locationOf) => {
    const image = put();
    registry.answer = path =>
      /blobs|again/.test(path)
        ? { status: 302, headers: { location: locationOf() } }
        : undefined;
    const { complete } = await look([image]);
    expect(complete).toBe(false);
    expect(found()).toBe(0);
    expect(registry.asked.length).toBeLessThan(10);
  });

  it('that sends to more and more hosts is not followed', async () => {
    const others = await Promise.all(
      Array.from({ length: 9 }, async () => {
        const one = new RegistryStandIn();
        return { one, at: await one.start() };
      }),
    );
    const images = others.map((_, i) => put(`shop/cart${i}`));
    registry.answer = path => {
      const [, i] = /cart(\d)\/blobs/.exec(path) ?? [];
      return i === undefined
        ? undefined
        : { status: 302, headers: { location: `${others[Number(i)].at}/` } };
    };
    const { problems } = await look(images);
    expect(problems.map(({ text }) => text).join()).toContain(
      'more than 8 hosts',
    );
    await Promise.all(others.map(({ one }) => one.stop()));
  });
});

it('follows nothing from https to plain http, nor asks there for tokens', () => {
  const places = new Places(
    registryOf({ host: 'registry.example' }),
    new AbortController().signal,
  );
  expect(() => places.checked('http://registry.example/token')).toThrow(
    'from https to plain http',
  );
  expect(places.checked('https://auth.example/token').host).toBe(
    'auth.example',
  );
});

describe('a challenge', () => {
  it.each([
    [
      'Bearer realm="https://auth.example/token",service="registry.example"',
      {
        scheme: 'bearer',
        realm: 'https://auth.example/token',
        service: 'registry.example',
      },
    ],
    [
      'bearer service=a,realm=https://auth.example/token',
      { scheme: 'bearer', realm: 'https://auth.example/token', service: 'a' },
    ],
    [
      'Basic realm="x", Bearer realm="https://auth.example/token"',
      { scheme: 'bearer', realm: 'https://auth.example/token', service: null },
    ],
    ['Basic realm="x"', { scheme: 'basic' }],
    ['BASIC', { scheme: 'basic' }],
    ['Bearer', null],
    ['Bearer error="insufficient_scope"', null],
    ['Negotiate', null],
    ['', null],
  ])('of %s is read', (header, expected) => {
    expect(readChallenge(header)).toEqual(expected);
  });
});

it.each([
  ['5', 5_000],
  ['0', 1_000],
  ['99999999999999999999', 3_600_000],
  [new Date(30_000).toUTCString(), 30_000],
  ['Thu, 01 Jan 1970 00:00:00 GMT', 1_000],
  ['soon', 60_000],
  ['', 60_000],
  [undefined, 60_000],
])('waits, told to retry after %s, %d ms', (header, expected) => {
  expect(retryAfter(header, instant(0))).toBe(expected);
});
