import { DAY_MS, instant } from '@landfall/backstage-plugin-fleet-common';
import { MemoryLedger } from '@landfall/backstage-plugin-fleet-node/testUtils';
import type { JsonObject } from '@backstage/types';
import {
  lookOnce,
  registryOf,
  toldBy,
  wantedOf,
} from '../__testUtils__/looking';
import { digestOf, RegistryStandIn } from '../__testUtils__/standIn';

const NOW = Date.parse('2026-11-29T12:00:00Z');
const sha = (letter: string) => letter.repeat(40);
const revision = 'org.opencontainers.image.revision';
const source = 'org.opencontainers.image.source';
const baseDigest = 'org.opencontainers.image.base.digest';
const baseName = 'org.opencontainers.image.base.name';
const own = (letter: string) => ({
  [revision]: sha(letter),
  [source]: 'https://github.com/acme/cart',
});
const madeFrom = (letter: string) => ({
  ...{ commit: sha(letter), origin: 'github.com/acme/cart' },
});

let registry: RegistryStandIn;
let url: string;
let ledger: MemoryLedger;

beforeEach(async () => {
  registry = new RegistryStandIn();
  url = await registry.start();
  ledger = new MemoryLedger();
  ledger.now = () => instant(NOW);
});
afterEach(() => registry.stop());

const look = (
  images: readonly { repository: string; digest: string }[],
  options: JsonObject = {},
) =>
  lookOnce({
    registry: registryOf({ host: 'registry.example', url, ...options }),
    images: wantedOf(images, ledger),
    ledger,
  });
const cart = (digest: string) => ({ repository: 'shop/cart', digest });

describe('what is told of an image', () => {
  it('is what its labels say that it was made from and when, and nothing else of them', async () => {
    const digest = registry.image('shop/cart', {
      ...own('a'),
      password: 'hunter2',
      'org.opencontainers.image.authors': 'Somebody',
    });
    expect(await look([cart(digest)])).toEqual({
      ...{ complete: true, problems: [] },
    });
    expect(ledger.newest('image')).toEqual([
      {
        kind: 'image',
        key: digest,
        origin: `image:${digest}`,
        version: NOW,
        at: Date.parse('2026-11-01T12:00:00Z'),
        ended: true,
        endedAt: Date.parse('2026-11-01T12:00:00Z'),
        estimated: { at: false, endedAt: false },
        backfilled: false,
        body: { found: true, madeFrom: madeFrom('a'), base: null },
      },
    ]);
    expect(JSON.stringify(ledger.newest('image'))).not.toMatch(
      /hunter2|Somebody/,
    );
  });

  it.each(['1970-01-01T00:00:00Z', '2999-01-01T00:00:00Z', 'yesterday'])(
    'has no time where it says %s',
    async created => {
      const digest = registry.image('shop/cart', own('a'), { created });
      await look([cart(digest)]);
      expect(ledger.newest('image')).toMatchObject([
        { at: NOW, estimated: { at: true, endedAt: true } },
      ]);
    },
  );

  it('is that of the usual platform of a list, attestations left out, in the formats of Docker as well', async () => {
    const platform = (os: string, architecture: string) => ({
      platform: { os, architecture },
    });
    const config = JSON.stringify({ config: { Labels: own('b') } });
    const amd64 = registry.put('shop/cart', 'manifests', {
      mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
      config: {
        mediaType: 'application/vnd.docker.container.image.v1+json',
        digest: registry.put('shop/cart', 'blobs', config),
        size: config.length,
      },
    });
    const list = registry.put('shop/cart', 'manifests', {
      mediaType: 'application/vnd.docker.distribution.manifest.list.v2+json',
      manifests: [
        { digest: digestOf('attestation'), ...platform('unknown', 'unknown') },
        { digest: digestOf('elsewhere'), ...platform('linux', 'arm64') },
        { digest: amd64, ...platform('linux', 'amd64') },
      ],
    });
    await look([cart(list)]);
    expect(toldBy(ledger)).toEqual({
      [list]: { found: true, madeFrom: madeFrom('b'), base: null },
    });
    expect(registry.paths()).toHaveLength(3);
  });

  it('is what its manifest is annotated with, which no base image hands on, before what it is labelled with', async () => {
    const digest = registry.image('shop/cart', own('a'), {
      annotations: own('b'),
    });
    await look([cart(digest)]);
    expect(toldBy(ledger)[digest]).toMatchObject({ madeFrom: madeFrom('b') });
    expect(registry.asked).toHaveLength(1);
  });

  it('is, of a label without a repository, what its base image carries as well', async () => {
    const base = registry.image('base/node', { [revision]: sha('c') });
    const labels = (digest: string, name: string) => ({
      [revision]: sha('c'),
      [baseDigest]: digest,
      [baseName]: name,
    });
    const digests = [
      registry.image('shop/cart', labels(base, 'registry.example/base/node:1')),
      registry.image('shop/cart', labels(base, 'elsewhere.example/node:1')),
      registry.image(
        'shop/cart',
        labels(digestOf('gone'), 'registry.example/base/node:2'),
      ),
      registry.image('shop/cart', {
        ...labels(base, 'registry.example/base/node:1'),
        [source]: 'https://github.com/acme/cart',
      }),
    ];
    await look(digests.map(cart));
    const told = toldBy(ledger);
    expect(digests.map(digest => told[digest].base)).toEqual([
      { digest: base, commit: sha('c') },
      { digest: base, commit: null },
      { digest: digestOf('gone'), commit: null },
      { digest: base, commit: null },
    ]);
    expect(Object.keys(told)).toHaveLength(4);
  });

  it.each([
    ['no labels', {}],
    ['a revision that is no commit', { [revision]: 'v1.2.3' }],
  ])('is that it says nothing: %s', async (_, labels) => {
    const digest = registry.image('shop/cart', labels);
    expect(await look([cart(digest)])).toMatchObject({ complete: true });
    expect(toldBy(ledger)[digest]).toEqual({
      ...{ found: true, madeFrom: null, base: null },
    });
  });

  it.each<[string, unknown]>([
    ['no JSON', 'this is no JSON'],
    ['nothing', 'null'],
    ['an old format', { schemaVersion: 1, history: [] }],
    [
      'no image of containers',
      {
        config: {
          mediaType: 'application/vnd.cncf.helm.config.v1+json',
          digest: digestOf('chart'),
        },
      },
    ],
    ['an empty list', { manifests: [] }],
    ['a list of nonsense', { manifests: [null, 1, { digest: '../x' }] }],
  ])('is that it says nothing where it is %s', async (_, manifest) => {
    const digest = registry.put('shop/cart', 'manifests', manifest);
    expect(await look([cart(digest)])).toMatchObject({ complete: true });
    expect(toldBy(ledger)[digest]).toMatchObject({
      ...{ found: true, madeFrom: null },
    });
    expect(registry.asked).toHaveLength(1);
  });
});

describe('a look', () => {
  it('sends nothing where nothing is wanted', async () => {
    await look([]);
    expect(registry.asked).toEqual([]);
  });

  it('asks for an image once and never again', async () => {
    const digest = registry.image('shop/cart', own('a'));
    await look([cart(digest)]);
    const requests = registry.asked.length;
    await look([cart(digest)]);
    expect(registry.asked).toHaveLength(requests);
  });

  it('asks for what is not there again after a day', async () => {
    const digest = digestOf('gone');
    expect(await look([cart(digest)])).toMatchObject({ complete: true });
    expect(toldBy(ledger)[digest]).toMatchObject({ found: false });
    ledger.now = () => instant(NOW + DAY_MS - 1);
    await look([cart(digest)]);
    expect(registry.asked).toHaveLength(1);
    ledger.now = () => instant(NOW + DAY_MS + 1);
    const found = registry.image('shop/cart', own('a'));
    await look([cart(digest), cart(found)]);
    expect(registry.paths().filter(path => path.includes(digest))).toHaveLength(
      2,
    );
    // That it still is not there is no news.
    expect(ledger.versions.get(digest)).toHaveLength(1);
  });

  it('looks in each repository of a digest, and only in those that it may look in', async () => {
    const digest = registry.image('shop/cart', own('a'));
    const places = ['shop/secret', 'other/cart', 'shop/cart'].map(
      repository => ({
        ...{ repository, digest },
      }),
    );
    await look(places, { include: ['shop/*'], exclude: ['**/secret'] });
    expect(toldBy(ledger)[digest]).toMatchObject({ found: true });
    expect(registry.paths().join()).not.toMatch(/secret|other/);
  });

  it('goes through many, in batches', async () => {
    const images = Array.from({ length: 250 }, (_, i) =>
      cart(registry.image('shop/cart', { ...own('a'), [baseName]: `${i}` })),
    );
    expect(await look(images)).toMatchObject({ complete: true });
    expect(Object.keys(toldBy(ledger))).toHaveLength(250);
    expect(registry.asked).toHaveLength(500);
  });

  it('stops when it is aborted', async () => {
    registry.answer = () => ({ status: 500 });
    const images = wantedOf([cart(digestOf('x'))], ledger);
    const { lookAt } = await import('./look');
    const signal = AbortSignal.abort(new Error('The portal stops'));
    const context = ledger.context({
      ...{ signal, logger: console as never },
    });
    await expect(
      lookAt({
        ...{ source: 'registry', images, context },
        registry: registryOf({ host: 'registry.example', url }),
      }),
    ).rejects.toThrow('The portal stops');
  });
});

describe('a bad answer', () => {
  it('with another content than that of the digest is not taken, said, and asked for again after a day', async () => {
    const good = registry.image('shop/cart', own('a'));
    const manifest = registry.image('shop/cart', own('b'));
    registry.contents.set(
      `/v2/shop/cart/manifests/${manifest}`,
      registry.contents.get(`/v2/shop/cart/manifests/${good}`) ?? '',
    );
    const swapped = registry.image('shop/cart', own('c'));
    for (const [path, text] of registry.contents) {
      if (text.includes(sha('c'))) {
        registry.contents.set(path, text.replace(sha('c'), sha('d')));
      }
    }
    const { complete, problems } = await look(
      [good, manifest, swapped].map(cart),
    );
    expect(complete).toBe(false);
    expect(problems.map(({ text }) => text)).toEqual([
      expect.stringContaining('another digest'),
      expect.stringContaining('another digest'),
    ]);
    const told = toldBy(ledger);
    expect(told[good]).toMatchObject({ madeFrom: madeFrom('a') });
    for (const digest of [manifest, swapped]) {
      expect(told[digest]).toMatchObject({ found: false, madeFrom: null });
    }
    const requests = registry.asked.length;
    await look([good, manifest, swapped].map(cart));
    expect(registry.asked).toHaveLength(requests);
  });

  it('that is huge is not read to its end, nor asked for where that is said before', async () => {
    const said = registry.put('shop/cart', 'manifests', {
      config: {
        mediaType: 'application/vnd.oci.image.config.v1+json',
        ...{ digest: digestOf('said'), size: 5_000_000 },
      },
    });
    const unsaid = registry.put('shop/cart', 'manifests', {
      config: {
        mediaType: 'application/vnd.oci.image.config.v1+json',
        digest: registry.put('shop/cart', 'blobs', ' '.repeat(5_000_000)),
        size: 10,
      },
    });
    const { problems } = await look([said, unsaid].map(cart));
    expect(problems.map(({ text }) => text)).toEqual([
      expect.stringContaining('more than 4194304 bytes'),
      expect.stringContaining('more than 4194304 bytes'),
    ]);
    expect(registry.paths().join()).not.toContain(digestOf('said'));
    expect(toldBy(ledger)[unsaid]).toMatchObject({ found: false });
  });

  it('about one image does not keep the others from being read, and is tried again', async () => {
    const [broken, fine] = ['a', 'b'].map(letter =>
      registry.image('shop/cart', own(letter)),
    );
    registry.answer = path =>
      path.includes(broken) ? { status: 500 } : undefined;
    const { complete, problems } = await look([broken, fine].map(cart));
    expect({ complete, problems }).toMatchObject({
      complete: false,
      problems: [{ text: expect.stringContaining('answers 500') }],
    });
    expect(Object.keys(toldBy(ledger))).toEqual([fine]);
    registry.answer = () => undefined;
    await look([broken, fine].map(cart));
    expect(toldBy(ledger)[broken]).toMatchObject({ found: true });
  });

  it('again and again fails the look', async () => {
    registry.answer = () => ({ status: 502 });
    const images = Array.from({ length: 50 }, (_, i) => cart(digestOf(`${i}`)));
    await expect(look(images)).rejects.toThrow('answers 502');
    expect(registry.asked.length).toBeLessThan(10);
  });

  it.each([
    ['429, of seconds', { status: 429, headers: { 'retry-after': '120' } }],
    [
      '503, of a date',
      {
        status: 503,
        headers: { 'retry-after': new Date(NOW + 120_000).toUTCString() },
      },
    ],
  ])(
    'that wants to be left alone is heeded, also after a restart: %s',
    async (_, limited) => {
      const [first, second] = ['a', 'b'].map(letter =>
        registry.image('shop/cart', own(letter)),
      );
      registry.answer = path => (path.includes(second) ? limited : undefined);
      expect(await look([first, second].map(cart))).toEqual({
        complete: false,
        problems: [
          {
            text: 'Registry registry.example wants to be asked no more before 2026-11-29T12:02:00.000Z',
            fix: expect.stringContaining('goes on by itself'),
          },
        ],
      });
      registry.answer = () => undefined;
      const requests = registry.asked.length;
      ledger.now = () => instant(NOW + 119_000);
      expect(await look([second].map(cart))).toMatchObject({ complete: false });
      expect(registry.asked).toHaveLength(requests);
      ledger.now = () => instant(NOW + 121_000);
      expect(await look([second].map(cart))).toMatchObject({ complete: true });
      expect(toldBy(ledger)[second]).toMatchObject({ found: true });
    },
  );
});
