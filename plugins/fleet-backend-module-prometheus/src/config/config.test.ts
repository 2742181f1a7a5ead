import { ConfigReader } from '@backstage/config';
import type { JsonValue } from '@backstage/types';
import { readPrometheusConfig } from './config';

const good = { name: 'main', url: 'https://prometheus.example/base/' };
const traffic = {
  query: 'sum by (app) (rate(requests_total[5m]))',
  platform: '{label:platform}',
  service: 'component:default/{label:app}',
};
const presence = {
  query: 'up{platform="old"}',
  platform: 'heritage',
  cluster: 'main',
  namespace: 'default',
  workload: '{label:app}',
};
const read = (servers: JsonValue) =>
  readPrometheusConfig(
    new ConfigReader({ fleet: { prometheus: { servers } } }),
  );
const texts = (servers: JsonValue) =>
  read(servers).problems.map(({ text }) => text);

describe('fleet.prometheus', () => {
  it('is nothing when it is not there', () => {
    expect(readPrometheusConfig(new ConfigReader({}))).toEqual({
      servers: [],
      problems: [],
    });
  });

  it('takes a server with its queries', () => {
    const { servers, problems } = read([
      {
        ...good,
        credentials: { username: 'a', password: 'b' },
        headers: { 'X-Scope-OrgID': 'shop' },
        traffic: [traffic],
        presence: [{ ...presence, image: '{label:image}' }],
        cpu: [
          {
            used: 'a',
            requested: 'b',
            platform: 'kubernetes',
            target: {
              cluster: 'a',
              namespace: '{label:namespace}',
              workload: 'c',
            },
          },
        ],
      },
    ]);
    expect(problems).toEqual([]);
    expect(servers).toEqual([
      expect.objectContaining({
        name: 'main',
        path: 'fleet.prometheus.servers[0]',
        url: 'https://prometheus.example/base',
        intervalSeconds: 60,
        timeoutSeconds: 10,
        backfillDays: 0,
      }),
    ]);
    const [{ cpu, presence: seen }] = servers;
    expect(cpu[0].subject).toMatchObject({
      target: { workloadKind: { text: 'Series' } },
    });
    expect(seen[0].path).toBe('fleet.prometheus.servers[0].presence[0]');
  });

  it.each<[string, JsonValue, string]>([
    ['an unknown key', { ...good, trafic: [] }, 'servers[0].trafic is not'],
    ['an address without protocol', { ...good, url: 'prometheus' }, '.url'],
    [
      'credentials in the address',
      { ...good, url: 'https://a:hidden@prometheus.example' },
      '.url',
    ],
    ['a time below zero', { ...good, intervalSeconds: -1 }, '.intervalSeconds'],
    ['more history than we read', { ...good, backfillDays: 91 }, '.backfill'],
    ['a header that is none', { ...good, headers: { 'a b': '' } }, '.headers'],
    ['a header of two lines', { ...good, headers: { a: 'x\ny' } }, '.headers'],
  ])('leaves out a server with %s, and names the line', (_, entry, text) => {
    const { servers, problems } = read([
      entry,
      { ...good, traffic: [traffic] },
    ]);
    expect(servers).toHaveLength(1);
    expect(problems[0].text).toContain(text);
    expect(JSON.stringify(problems)).not.toContain('hidden');
  });

  it.each<[string, JsonValue, string]>([
    ['no query', { ...traffic, query: ' ' }, '.query is not right'],
    ['an unknown key', { ...traffic, sevice: 'x' }, '.sevice is not a known'],
    [
      'both service and target',
      {
        ...traffic,
        target: { cluster: 'a', namespace: 'b', workload: 'c' },
      },
      'it needs service or target, and not both',
    ],
    [
      'neither of them',
      { query: 'up', platform: 'x' },
      'it needs service or target, and not both',
    ],
    [
      'a placeholder of another kind',
      { ...traffic, service: 'component:default/{app}' },
      '.service is not right: a placeholder is written {label:NAME}',
    ],
    [
      'a query that waits to be filled',
      { ...traffic, query: 'rate(requests_total{app="{service}"}[5m])' },
      'queries are not filled in service by service',
    ],
    ['no object', 'up', 'traffic[0] is not right'],
  ])('leaves out a query with %s, and asks the others', (_, entry, text) => {
    const { servers, problems } = read([
      { ...good, traffic: [entry, traffic] },
    ]);
    expect(servers[0].traffic.map(({ path }) => path)).toEqual([
      'fleet.prometheus.servers[0].traffic[1]',
    ]);
    expect(problems).toHaveLength(1);
    expect(problems[0].text).toContain(text);
  });

  it.each<[string, JsonValue, string]>([
    ['no query', { platform: 'old' }, 'it needs a query: used, requested'],
    ['no platform', { nodes: 'a' }, '.platform is not right'],
    [
      'an unknown key',
      { platform: 'old', nodes: 'a', node: 'a' },
      '.node is not a known',
    ],
    [
      'a service, of which cpu tells',
      { platform: 'old', nodes: 'a', service: 'x' },
      '.service is not a known',
    ],
  ])('leaves out a platform with %s, and asks the others', (_, entry, text) => {
    const whole = { platform: 'old', cluster: 'north', allocatable: 'a' };
    const { servers, problems } = read([
      { ...good, platforms: [entry, whole] },
    ]);
    expect(servers[0].platforms).toEqual([
      expect.objectContaining({
        path: 'fleet.prometheus.servers[0].platforms[1]',
        queries: { allocatable: 'a' },
      }),
    ]);
    expect(problems).toHaveLength(1);
    expect(problems[0].text).toContain(text);
  });

  it('keeps what is told of processors under the same name as before more could be asked', () => {
    const cpu = {
      used: 'a',
      requested: 'b',
      platform: 'old',
      service: '{label:app}',
    };
    const [entry] = read([{ ...good, cpu: [cpu] }]).servers[0].cpu;
    expect(entry.id).toBe('4dfb7d6baf43945f');
  });

  it('keeps what a query told when its place changes, and not when its meaning does', () => {
    const idOf = (entries: JsonValue, index: number) =>
      read([{ ...good, traffic: entries }]).servers[0].traffic[index].id;
    const other = { ...traffic, platform: 'kubernetes' };
    expect(idOf([traffic, other], 0)).toBe(idOf([other, traffic], 1));
    expect(idOf([traffic], 0)).not.toBe(idOf([other], 0));
  });

  it('says so when there is nothing to ask, when two are the same, and when a secret would be seen', () => {
    expect(texts([good])).toEqual([
      'fleet.prometheus.servers[0] has no query that can be asked',
    ]);
    expect(
      texts([
        { ...good, traffic: [traffic, traffic] },
        { ...good, traffic: [traffic] },
      ]),
    ).toEqual([
      'fleet.prometheus.servers[0].traffic[1] is the same as fleet.prometheus.servers[0].traffic[0]',
      'fleet.prometheus.servers[0] and fleet.prometheus.servers[1] are both called main; only the first is asked',
    ]);
    expect(
      texts([
        {
          name: 'main',
          url: 'http://prometheus.example',
          credentials: { token: 'x' },
          traffic: [traffic],
        },
      ]),
    ).toEqual([
      'fleet.prometheus.servers[0] sends its credentials unencrypted',
    ]);
  });
});
