/** What is to be mended of many services: grouped, filtered, paged, for those who may see it. */
import {
  AuthorizeResult,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  formatInstant,
  instant,
  RESOURCE_TYPE_FLEET_SERVICE,
  type QualityGroup,
  type QualityGroupList,
  type QualityItem,
} from '@landfall/backstage-plugin-fleet-common';
import type express from 'express';
import * as fc from 'fast-check';
import type { Knex } from 'knex';
import request from 'supertest';
import { eachDatabase } from '../database/testing';
import { QUALITY_SENTENCES } from '../delivery/quality';
import {
  qualityMetrics,
  type PlacedFinding,
  type QualityPlace,
} from '../delivery/qualityGroups';
import type { QualityKind } from '../delivery/types';
import { fleetServiceConditions as is } from '../permissions/rules';
import { qualityRows } from '../projections/delivery/qualityRows';
import { createTestApp } from './testing/app';
import { addService, addTeam, NOW } from './testing/company';

const RUNS = 8;
const KINDS = Object.keys(QUALITY_SENTENCES) as QualityKind[];
const ref = (name: string) => `component:default/${name}`;

function finding(
  kind: QualityKind,
  what: string,
  given: Partial<PlacedFinding> & { place: QualityPlace },
): PlacedFinding {
  return {
    kind,
    act: kind,
    what,
    detail: { environment: 'canary', version: what },
    improves: 1,
    at: instant(NOW),
    deployment: null,
    link: null,
    ...given,
  };
}

eachDatabase(under => {
  let database: Knex;
  let app: express.Express;

  beforeAll(async () => {
    database = await under.open();
    app = createTestApp({ database });
    await addTeam(database, 'company');
    await addTeam(database, 'payments', { parents: ['company'] });
    await addTeam(database, 'pricing', { parents: ['company'] });
    for (const [name, owner] of [
      ['cart', 'payments'],
      ['ledger', 'payments'],
      ['price', 'pricing'],
      ['stray', null],
    ] as const) {
      await addService(database, name, {
        owner,
        title: `The ${name}`,
      });
    }
  });
  beforeEach(async () => {
    await database('service_quality').del();
    await database('service_quality_groups').del();
  });

  async function keep(service: string, findings: PlacedFinding[]) {
    const rows = qualityRows(ref(service), findings);
    if (findings.length > 0) {
      await database('service_quality').insert(rows.quality);
      await database('service_quality_groups').insert(rows.qualityGroups);
    }
  }
  const only = (...names: string[]): PolicyDecision => ({
    result: AuthorizeResult.CONDITIONAL,
    pluginId: 'fleet',
    resourceType: RESOURCE_TYPE_FLEET_SERVICE,
    conditions: is.hasService({ services: names.map(ref) }),
  });
  const get = async (path: string, services?: PolicyDecision) => {
    const asked = services
      ? createTestApp({ database, caller: { services } })
      : app;
    const { body } = await request(asked).get(path).expect(200);
    return body;
  };
  const groups = (query = '', services?: PolicyDecision) =>
    get(`/quality/groups?${query}`, services) as Promise<QualityGroupList>;
  const canary = { kind: 'environment', name: 'canary' } as const;
  const ofRepository = (name: string) => ({
    kind: 'origin' as const,
    name: `github.com/acme/${name}`,
  });

  it('says once of all services what one mapping mends, and whose they are', async () => {
    await keep('cart', [
      finding('unmapped_ci_environment', 'c1', { place: canary }),
      finding('unmapped_ci_environment', 'c2', {
        place: canary,
        at: instant(NOW - 5_000),
      }),
    ]);
    await keep('price', [
      finding('unmapped_ci_environment', 'p1', { place: canary }),
    ]);
    await keep('stray', [
      finding('unmapped_ci_environment', 's1', { place: canary }),
    ]);
    const { items, kinds } = await groups();
    expect(items).toMatchObject([
      {
        records: 4,
        improves: 4,
        numbers: 12,
        since: formatInstant(instant(NOW - 5_000)),
        latest: formatInstant(instant(NOW)),
        serviceCount: 3,
        services: [
          { ref: ref('cart'), title: 'The cart' },
          { ref: ref('price') },
          { ref: ref('stray') },
        ],
        // What nobody owns has no team.
        teamCount: 2,
        teams: [
          { ref: 'group:default/payments', title: 'Payments' },
          { ref: 'group:default/pricing', title: 'Pricing' },
        ],
      },
    ]);
    expect(kinds).toEqual([
      { kind: 'unmapped_ci_environment', count: 1, records: 4, numbers: 12 },
    ]);
  });

  it('counts a number once of a kind, however many acts would improve it', async () => {
    const other = { kind: 'environment', name: 'preview' } as const;
    await keep('cart', [
      finding('unmapped_ci_environment', 'c1', { place: canary }),
      finding('unmapped_ci_environment', 'c2', { place: other }),
    ]);
    const { kinds } = await groups();
    expect(kinds).toMatchObject([{ count: 2, records: 2, numbers: 4 }]);
  });

  it('puts first what improves most numbers, not what has most records', async () => {
    const place = ofRepository('cart');
    await keep(
      'cart',
      Array.from({ length: 9 }, (_, i) =>
        finding('negative_stage', `#${i}`, { place, at: null }),
      ),
    );
    await keep('ledger', [
      finding('unknown_paths', 'l1', {
        place: ofRepository('ledger'),
        at: instant(NOW + 1),
      }),
    ]);
    await keep('price', [
      finding('version_without_commit', 'p1', { place: ofRepository('price') }),
    ]);
    const { items } = await groups();
    expect(items.map(({ kind, numbers }) => [kind, numbers])).toEqual([
      ['version_without_commit', 3],
      ['unknown_paths', 1],
      ['negative_stage', 0],
    ]);
    expect(items[0].fix).toEqual({
      where: 'workload_annotation',
      text: [
        'spec:',
        '  template:',
        '    metadata:',
        '      annotations:',
        '        org.opencontainers.image.revision: "<commit that the pipeline builds>"',
        '        org.opencontainers.image.source: "https://github.com/acme/price"',
      ].join('\n'),
    });
    expect(items[1].fix).toBeNull();
    const kindsBy = async (sort: string) =>
      (await groups(`sort=${sort}`)).items.map(({ kind }) => kind);
    expect((await kindsBy('records'))[0]).toBe('negative_stage');
    expect(await kindsBy('latest')).toEqual([
      'unknown_paths',
      'version_without_commit',
      'negative_stage',
    ]);
  });

  it('is filtered by team, kind, service and part of a place or name, and the kinds that are left can be chosen', async () => {
    await keep('cart', [
      finding('unmapped_ci_environment', 'c1', { place: canary }),
      finding('version_without_commit', 'c2', { place: ofRepository('cart') }),
    ]);
    await keep('price', [
      finding('unmapped_ci_environment', 'p1', { place: canary }),
      finding('version_without_commit', 'p2', { place: ofRepository('100%') }),
    ]);
    const found = async (query: string) => {
      const { items, total } = await groups(query);
      expect(items).toHaveLength(total);
      return items.map(({ place, serviceCount }) => [place.name, serviceCount]);
    };
    expect(await found('')).toHaveLength(3);
    expect(await found('team=group:default/company')).toHaveLength(3);
    expect(await found('team=group:default/pricing')).toEqual([
      ['canary', 1],
      ['github.com/acme/100%', 1],
    ]);
    expect(await found(`service=${ref('cart')}`)).toEqual([
      ['canary', 1],
      ['github.com/acme/cart', 1],
    ]);
    expect(await found('text=CANARY')).toEqual([['canary', 2]]);
    expect(await found('text=the%20price')).toHaveLength(2);
    // A sign that the database takes for any text is one as any other.
    expect(await found('text=100%25')).toEqual([['github.com/acme/100%', 1]]);
    expect(await found('text=nothing')).toEqual([]);
    const { kinds } = await groups('kind=version_without_commit');
    expect(kinds.map(({ kind }) => kind)).toEqual([
      'unmapped_ci_environment',
      'version_without_commit',
    ]);
    expect(await found('kind=version_without_commit')).toHaveLength(2);
  });

  it('tells a mistyped team from one without anything to mend', async () => {
    const path = '/quality/groups?team=group:default';
    const statusOf = async (team: string) =>
      (await request(app).get(`${path}/${team}`)).status;
    expect(await statusOf('pricing')).toBe(200);
    expect(await statusOf('pricnig')).toBe(404);
  });

  it('shows of an act what it mends of the services that the caller may see, and nothing of others', async () => {
    await keep('cart', [
      finding('unmapped_ci_environment', 'c1', { place: canary }),
    ]);
    await keep('price', [
      finding('unmapped_ci_environment', 'p1', { place: canary }),
      finding('version_without_commit', 'p2', { place: ofRepository('price') }),
    ]);
    const answer = await groups('', only('cart'));
    expect(answer).toMatchObject({
      total: 1,
      records: 1,
      restricted: true,
      items: [
        {
          records: 1,
          numbers: 4,
          serviceCount: 1,
          services: [{ ref: ref('cart') }],
          teams: [{ ref: 'group:default/payments' }],
        },
      ],
    });
    expect(JSON.stringify(answer)).not.toContain('pri');
    const [{ id }] = answer.items;
    const records = await get(`/quality?group=${id}`, only('cart'));
    expect(records.items).toMatchObject([{ service: ref('cart') }]);
  });

  it('names at most five services and teams, and says how many there are', async () => {
    const names = Array.from({ length: 7 }, (_, i) => `wide-${i}`);
    for (const name of names) {
      await addService(database, name, { owner: `t-${name}` });
      await keep(name, [
        finding('unmapped_ci_environment', name, { place: canary }),
      ]);
    }
    const { items } = await groups();
    expect(items).toMatchObject([{ serviceCount: 7, teamCount: 7 }]);
    expect(items[0].services).toHaveLength(5);
    // A team that the catalog does not know is called by its name.
    expect(items[0].teams[0].title).toBe('t-wide-0');
    await database('services').whereLike('name', 'wide-%').del();
  });

  it('adds up to the records, whatever they are, and pages without skipping or repeating', async () => {
    const places = fc.constantFrom<QualityPlace>(
      canary,
      ofRepository('cart'),
      { kind: 'cluster', name: 'kubernetes/eu' },
      { kind: 'incidents', name: ref('cart') },
    );
    const ofOne = fc.uniqueArray(
      fc.record({
        kind: fc.constantFrom(...KINDS),
        what: fc.nat(30).map(String),
        improves: fc.nat(3),
        place: places,
        at: fc.option(fc.nat(1_000).map(ago => instant(NOW - ago))),
      }),
      { maxLength: 8, selector: one => `${one.kind} ${one.what}` },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.record({ cart: ofOne, ledger: ofOne, price: ofOne }),
        fc.integer({ min: 2, max: 7 }),
        fc.constantFrom('improves', 'records', 'latest'),
        async (given, limit, sort) => {
          await database('service_quality').del();
          await database('service_quality_groups').del();
          for (const [service, findings] of Object.entries(given)) {
            await keep(
              service,
              findings.map(one => finding(one.kind, one.what, one)),
            );
          }
          const all = Object.values(given).flat();
          const items: QualityGroup[] = [];
          let cursor = '';
          let answer: QualityGroupList;
          do {
            answer = await groups(`sort=${sort}&limit=${limit}${cursor}`);
            items.push(...answer.items);
            cursor = answer.nextCursor ? `&cursor=${answer.nextCursor}` : '';
          } while (cursor);
          expect(items).toHaveLength(answer.total);
          expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
          const total = (of: (one: QualityGroup) => number) =>
            items.reduce((sum, one) => sum + of(one), 0);
          expect(total(one => one.records)).toBe(all.length);
          expect(answer.records).toBe(all.length);
          expect(total(one => one.improves)).toBe(
            all.reduce((sum, one) => sum + one.improves, 0),
          );
          const order = items.map(one =>
            sort === 'latest'
              ? Date.parse(one.latest ?? '1970-01-01')
              : one[sort === 'records' ? 'records' : 'numbers'],
          );
          expect(order).toEqual([...order].sort((a, b) => b - a));
          for (const { id, kind, place, records, numbers, metrics } of items) {
            const own = (await get(`/quality?group=${id}&limit=200`)) as {
              items: QualityItem[];
              total: number;
            };
            expect(own.total).toBe(records);
            expect(own.items.map(one => one.kind)).toEqual(
              own.items.map(() => kind),
            );
            const improved = new Set(
              own.items.flatMap(one => (one.improves > 0 ? one.service : [])),
            );
            expect(numbers).toBe(improved.size * metrics.length);
            const named = qualityMetrics(
              kind as QualityKind,
              place.kind as QualityPlace['kind'],
            );
            expect(metrics).toEqual(improved.size > 0 ? [...named] : []);
          }
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('lists the records of an act, what improves most first, then the latest', async () => {
    const place = ofRepository('cart');
    await keep(
      'cart',
      [3, 1, 3, 2].map((improves, i) =>
        finding('unknown_paths', `c${i}`, {
          place,
          improves,
          at: i === 1 ? null : instant(NOW + i),
        }),
      ),
    );
    const { items } = await groups();
    const seen: QualityItem[] = [];
    let cursor = '';
    do {
      const body = await get(`/quality?group=${items[0].id}&limit=1${cursor}`);
      seen.push(...body.items);
      cursor = body.nextCursor ? `&cursor=${body.nextCursor}` : '';
    } while (cursor);
    expect(seen.map(({ what }) => what)).toEqual(['c2', 'c0', 'c3', 'c1']);
    expect(seen[3].at).toBeNull();
  });
});
