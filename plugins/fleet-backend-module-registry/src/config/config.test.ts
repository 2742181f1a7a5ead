import { ConfigReader } from '@backstage/config';
import type { JsonValue } from '@backstage/types';
import { readRegistriesConfig } from './config';
import { matcherOf } from './pattern';

const read = (registry: JsonValue | undefined) =>
  readRegistriesConfig(
    new ConfigReader({ fleet: registry === undefined ? {} : { registry } }),
  );
const textsOf = (entry: JsonValue) =>
  read({ registries: [entry] }).problems.map(({ text }) => text);

describe('the configuration of registries', () => {
  it('is nothing where there is none', () => {
    expect(read(undefined)).toEqual({ registries: [], problems: [] });
    expect(read({})).toEqual({ registries: [], problems: [] });
  });

  it('has defaults for all but the host', () => {
    const { registries, problems } = read({
      registries: [{ host: 'Registry.example:5000' }],
    });
    expect(problems).toEqual([]);
    expect(registries).toMatchObject([
      {
        host: 'registry.example:5000',
        path: 'fleet.registry.registries[0]',
        url: 'https://registry.example:5000',
        access: { credentials: { type: 'none' } },
        intervalSeconds: 60,
        timeoutSeconds: 20,
      },
    ]);
    expect(registries[0].accepts('any/thing')).toBe(true);
  });

  it.each(['docker.io', 'index.docker.io', 'registry-1.docker.io'])(
    'takes %s for the registry of references that name none',
    host => {
      expect(read({ registries: [{ host }] }).registries).toMatchObject([
        { host: 'docker.io', url: 'https://registry-1.docker.io' },
      ]);
      expect(
        read({ registries: [{ host, url: 'https://mirror.example' }] })
          .registries,
      ).toMatchObject([{ host: 'docker.io', url: 'https://mirror.example' }]);
    },
  );

  it('asks for what is included and not excluded', () => {
    const [{ accepts }] = read({
      registries: [
        {
          host: 'a.example',
          include: ['shop/**', 'tools'],
          exclude: ['shop/**/base', 'shop/x-*'],
        },
      ],
    }).registries;
    expect(
      ['shop/cart', 'shop/a/b', 'tools', 'tools/x', 'shop', 'other'].map(
        accepts,
      ),
    ).toEqual([true, true, true, false, false, false]);
    expect(['shop/a/base', 'shop/x-1', 'shop/x-1/y'].map(accepts)).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('names what is wrong and leaves only that out, without a value', () => {
    const { registries, problems } = read({
      registries: [
        { host: 'https://a.example' },
        { host: 'b.example' },
        { host: 'B.example' },
        { host: 'c.example', url: 'ftp://c.example' },
        { host: 'd.example', credentials: { username: 'robot' } },
        { host: 'e.example', passwort: 'geheim' },
        { host: 'f.example', include: ['Shop/['] },
        { host: 'g.example', include: [] },
        { host: 'h.example', ca: 'x', caFile: 'y' },
        null,
      ],
      interval: 5,
    });
    expect(registries.map(({ host }) => host)).toEqual(['b.example']);
    expect(problems.map(({ text }) => text.split(' ')[0])).toEqual([
      'fleet.registry.interval',
      'fleet.registry.registries[0].host',
      'fleet.registry.registries[1]',
      'fleet.registry.registries[3].url',
      'fleet.registry.registries[4].credentials',
      'fleet.registry.registries[5].passwort',
      'fleet.registry.registries[6].include[0]',
      'fleet.registry.registries[7].include',
      'fleet.registry.registries[8]',
      'fleet.registry.registries[9]',
    ]);
    expect(JSON.stringify(problems)).not.toMatch(/geheim|robot/);
  });

  it('says that credentials are sent unencrypted, and sends them as somebody wrote it', () => {
    expect(
      textsOf({
        host: 'a.example',
        url: 'http://a.example',
        credentials: { username: 'robot', password: 'geheim' },
      }),
    ).toEqual([
      'fleet.registry.registries[0] sends its credentials unencrypted',
    ]);
    expect(textsOf({ host: 'a.example', url: 'http://a.example' })).toEqual([]);
  });
});

it('matches nothing without patterns', () => {
  expect(matcherOf([])('a')).toBe(false);
});
