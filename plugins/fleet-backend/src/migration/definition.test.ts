import {
  migrationDefinitionSchema,
  type MigrationDefinitionInput,
  type Signal,
} from '@landfall/backstage-plugin-fleet-common';
import { neverHolds } from './contradictions';
import { checkDefinition } from './definition';
import { titleOfSide } from './describe';
import { unkeptAnnotations } from './keptAnnotations';
import { maturityOf } from './landscape';
import { resolveDefinition } from './resolve';
import { templates } from './templates';
import { definition } from './testing';
import { checkWithCatalog } from './withCatalog';

const plain: MigrationDefinitionInput = {
  id: 'one',
  title: 'One',
  template: 'helios-to-kubernetes',
  owner: 'group:default/platform',
  start: '2026-01-01',
  target: '2026-12-31',
};
const wave = { id: 'first', title: 'First', match: {} };

function check(given: Record<string, unknown>) {
  const { definition: accepted, problems } = checkDefinition(
    { ...plain, ...given },
    {
      checkFilter: filter => ('$bad' in filter ? '$bad is unknown' : undefined),
    },
  );
  return { accepted: accepted !== null, texts: problems.map(p => p.text) };
}

describe('a definition', () => {
  it('is accepted without a word when nothing is wrong', () => {
    expect(check({})).toEqual({ accepted: true, texts: [] });
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['has an unknown key', { sponsors: 'x' }, /sponsors, which nothing knows/],
    ['has an unknown key inside', { from: { plattform: 'x' } }, /plattform/],
    ['has no title', { title: undefined }, /^title: /],
    ['ends before it starts', { target: '2025-12-31' }, /before it starts/],
    [
      'has a wave that ends before it begins',
      { waves: [{ ...wave, start: '2026-03-01', end: '2026-02-01' }] },
      /Wave first ends on 2026-02-01, before it begins/,
    ],
    ['names two waves alike', { waves: [wave, wave] }, /called first/],
    ['says nothing of from', { template: undefined }, /moves from/],
    [
      'moves from and to the same',
      { from: { platform: 'kubernetes' } },
      /both signals are equal/,
    ],
    [
      'has a signal that never holds',
      { from: { allOf: [{ platform: 'a' }, { platform: 'b' }] } },
      /from can never hold/,
    ],
    ['has a filter that is none', { scope: { $bad: 1 } }, /scope is no filter/],
  ])('is refused when it %s', (_, given, text) => {
    const { accepted, texts } = check(given);

    expect(accepted).toBe(false);
    expect(texts).toEqual(
      expect.arrayContaining([expect.stringMatching(text)]),
    );
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    [
      'has a wave outside of its days',
      { waves: [{ ...wave, end: '2027-02-01' }] },
      /partly outside/,
    ],
    [
      'matches images with a tag',
      { to: { image: 'envoyproxy/envoy:v1' } },
      /names a port, tag or digest/,
    ],
    [
      'declares a service twice',
      {
        baseline: [
          { service: 'component:default/a', date: '2026-01-01' },
          { service: 'component:default/a', date: '2026-02-01' },
        ],
      },
      /names twice: component:default\/a/,
    ],
    [
      'has a rule twice',
      { validation: [{ rule: 'manual' }, { rule: 'manual' }] },
      /manual stands there twice/,
    ],
  ])('is accepted with a doubt when it %s', (_, given, text) => {
    const { accepted, texts } = check(given);

    expect(accepted).toBe(true);
    expect(texts).toEqual([expect.stringMatching(text)]);
  });
});

describe('with the catalog at hand', () => {
  const services = ['a', 'b'].map(name => ({
    ref: `component:default/${name}`,
    entity: { name },
  }));
  const texts = (given: Parameters<typeof definition>[0]) =>
    checkWithCatalog({
      definition: definition(given),
      services,
      matchesEntity: (filter, entity) =>
        Object.entries(filter).every(([key, value]) => entity[key] === value),
    }).map(problem => problem.text);

  it('says that the scope matches nothing', () => {
    expect(texts({ scope: { name: 'c' } })).toEqual([
      'The scope matches none of 2 services.',
    ]);
  });

  it('says which services are in two waves, and which waves are empty', () => {
    expect(
      texts({
        waves: [
          wave,
          { ...wave, id: 'second', match: { name: 'b' } },
          { ...wave, id: 'third', match: { name: 'c' } },
        ],
      }),
    ).toEqual([
      'In the waves first and second at once: component:default/b. Each counts in the first.',
      'No service of the scope is in: third.',
    ]);
  });

  it('says what the baseline names outside of the scope', () => {
    expect(
      texts({
        scope: { name: 'a' },
        baseline: [
          { service: 'component:default/a', date: '2026-01-01' },
          { service: 'component:default/b', date: '2026-01-01' },
        ],
      }),
    ).toEqual([
      'The baseline names what is not in the scope: component:default/b.',
    ]);
  });
});

describe('a signal that can never hold', () => {
  it.each<[Signal, boolean]>([
    [{ allOf: [{ platform: 'a' }, { platform: 'b' }] }, true],
    [{ platform: 'a', not: { platform: ['a', 'b'] } }, true],
    [{ platform: 'ab', allOf: [{ platform: 'x*' }] }, true],
    [{ image: 'x/envoy', not: { image: 'envoy' } }, true],
    [
      {
        allOf: [
          { label: { name: 'x', value: '1' } },
          { label: { name: 'x', value: '2' } },
        ],
      },
      true,
    ],
    [{ not: { anyOf: [{ label: 'x' }, { not: { label: 'x' } }] } }, true],
    [{ anyOf: [{ platform: 'a' }, { platform: 'b' }] }, false],
    [{ allOf: [{ image: 'a' }, { image: 'b' }] }, false],
    [{ allOf: [{ platform: 'a*' }, { platform: '*b' }] }, false],
    [{ platform: 'a*', not: { platform: 'ab' } }, false],
    [{ not: { allOf: [{ platform: 'a' }, { cluster: 'b' }] } }, false],
  ])('%j: %s', (signal, expected) => {
    expect(neverHolds(signal)).toBe(expected);
  });
});

describe('what has to be shown', () => {
  const rulesOf = (given: Partial<MigrationDefinitionInput>) =>
    resolveDefinition(migrationDefinitionSchema.parse({ ...plain, ...given }))
      .validation;

  it('is what the template asks for, where the definition does not say', () => {
    expect(rulesOf({})).toEqual([
      { rule: 'load_test' },
      { rule: 'soak', hours: 24 },
    ]);
    expect(rulesOf({ template: 'untraced-to-traced' })).toEqual([]);
  });

  it('is nothing where the definition says so, or nobody says anything', () => {
    expect(rulesOf({ validation: [] })).toEqual([]);
    expect(
      rulesOf({
        template: undefined,
        from: { platform: 'a' },
        to: { platform: 'b' },
      }),
    ).toEqual([]);
  });
});

describe('the annotations that a definition asks for', () => {
  const asking = migrationDefinitionSchema.parse({
    ...plain,
    template: undefined,
    from: { not: { annotation: 'corp.example/mesh' } },
    to: {
      anyOf: [
        { annotation: { name: 'corp.example/mesh', value: 'on' } },
        { allOf: [{ annotation: 'sidecar.istio.io/inject' }] },
      ],
    },
  });
  const source = (...kept: string[]) => ({
    kept,
    key: 'fleet.kubernetes.annotations',
  });
  const missing = (...sources: ReturnType<typeof source>[]) =>
    unkeptAnnotations({ definition: asking, sources });

  it('are named, each once, where no source keeps them, with the line to write', () => {
    expect(missing(source('sidecar.istio.io/*'))).toEqual([
      {
        text: expect.stringContaining('annotation corp.example/mesh, which no'),
        fix: expect.stringContaining(
          'Add corp.example/mesh to fleet.kubernetes.annotations',
        ),
      },
    ]);
    expect(missing(source())).toHaveLength(2);
  });

  it('are no matter where one of the sources keeps them, or all keep everything', () => {
    const istio = source('sidecar.istio.io/inject');
    expect(missing(istio, source('corp.example/*'))).toEqual([]);
    expect(missing()).toEqual([]);
  });
});

describe('words for people', () => {
  it.each<[Signal, string]>([
    [templates['rpc-to-grpc'].from, 'In-house RPC'],
    [{ platform: 'kubernetes' }, 'Kubernetes'],
    [{ not: { image: 'hub/envoyproxy/envoy' } }, 'Not Envoy'],
    [{ protocol: ['grpc', 'http'] }, 'gRPC or HTTP'],
    [{ platform: ['a', 'b', 'c', 'd'] }, 'A, B or 2 others'],
    [
      { platform: 'nomad', label: { name: 'x', value: 'y' } },
      'Nomad with label x y',
    ],
  ])('calls %j %s', (signal, title) => {
    expect(titleOfSide(signal)).toBe(title);
  });

  it('says how mature a technology is, since when that is known and by whom', () => {
    expect(maturityOf({ name: 'Kubernetes' })).toEqual({
      level: 'graduated',
      source: 'table',
      asOf: '2026-09-03',
      link: expect.stringMatching(/^https:\/\/github\.com\/cncf\//),
    });
    expect(maturityOf({ name: 'gRPC' })?.level).toBe('incubating');
    expect(maturityOf({ name: 'Ours' })).toBeNull();
    // An object has this, a table must not.
    expect(maturityOf({ name: 'constructor' })).toBeNull();
    expect(maturityOf({ name: 'gRPC', maturity: 'graduated' })).toMatchObject({
      level: 'graduated',
      source: 'definition',
      asOf: null,
    });
  });

  it.each<[string, string]>([
    ['Argo CD', 'graduated'],
    ['cert-manager', 'graduated'],
    ['OpenTelemetry', 'graduated'],
    ['Open Policy Agent', 'graduated'],
    ['CRI-O', 'graduated'],
    ['Cloud Native Buildpacks', 'graduated'],
    ['Emissary-ingress', 'incubating'],
    ['Chaos Mesh', 'incubating'],
  ])('knows %s, however it is written, as %s', (name, level) => {
    for (const written of [name, name.toUpperCase(), name.replace(/ /g, '-')]) {
      expect(maturityOf({ name: written })?.level).toBe(level);
    }
  });
});
