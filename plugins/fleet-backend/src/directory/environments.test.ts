import { directoryConfigSchema } from './config';
import { compileEnvironments } from './environments';

const environmentOf = (
  cluster: string,
  mappings: unknown[],
  labels: Record<string, string> = {},
) =>
  compileEnvironments(
    directoryConfigSchema.parse({ environments: mappings }).environments,
  )({
    platform: 'kubernetes',
    cluster,
    namespace: 'shop',
    workloadKind: 'Deployment',
    workload: 'cart',
    labels,
    annotations: {},
  });

describe('the environment of a target', () => {
  const mappings = [
    {
      name: 'canary',
      production: true,
      match: { labels: { track: 'canary' } },
    },
    { name: 'production', production: true, match: { cluster: 'prod-*' } },
    { name: 'staging', match: { cluster: ['staging', 'test'] } },
  ];

  it.each([
    ['prod-eu', {}, { name: 'production', production: true }],
    ['test', {}, { name: 'staging', production: false }],
    ['prod-eu', { track: 'canary' }, { name: 'canary', production: true }],
  ])(
    'in %s with %j is the first mapping that matches',
    (cluster, labels, is) => {
      expect(environmentOf(cluster, mappings, labels)).toEqual(is);
    },
  );

  it('is unmapped where nothing matches, and never silently production', () => {
    expect(environmentOf('production', mappings)).toEqual({
      name: null,
      production: false,
    });
  });

  it('is not production because of its name', () => {
    expect(environmentOf('eu', [{ name: 'production' }])).toEqual({
      name: 'production',
      production: false,
    });
  });

  it.each([
    ['a*c', 'abc', true],
    ['a*c', 'ac', true],
    ['a*c', 'acb', false],
    ['*-*-prod', 'eu-1-prod', true],
    ['?', '', false],
    ['**', '', true],
    ['a.c', 'abc', false],
  ])('with the pattern %s takes %s: %s', (cluster, name, matches) => {
    const { name: found } = environmentOf(name, [
      { name: 'e', match: { cluster } },
    ]);
    expect(found !== null).toBe(matches);
  });

  it('is found in no time whatever the pattern', () => {
    const began = process.hrtime.bigint();
    environmentOf('a'.repeat(300), [
      { name: 'e', match: { cluster: `${'a*'.repeat(100)}b` } },
    ]);
    expect(Number(process.hrtime.bigint() - began) / 1e6).toBeLessThan(500);
  });
});
