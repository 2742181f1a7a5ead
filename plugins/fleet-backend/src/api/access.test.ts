import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { mockCredentials } from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  type PermissionCondition,
  type PermissionCriteria,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import { createConditionAuthorizer } from '@backstage/plugin-permission-node';
import { RESOURCE_TYPE_FLEET_SERVICE } from '@landfall/backstage-plugin-fleet-common';
import fc from 'fast-check';
import type { Knex } from 'knex';
import request from 'supertest';
import { eachDatabase } from '../database/testing';
import { readServiceResources } from '../permissions/readResources';
import {
  fleetServiceConditions as is,
  fleetServiceRules,
} from '../permissions/rules';
import { createTestApp, type Caller } from './testing/app';
import { addScope, addService, addStray, addTeam } from './testing/company';

type Criteria = PermissionCriteria<
  PermissionCondition<typeof RESOURCE_TYPE_FLEET_SERVICE>
>;

function when(conditions: Criteria): PolicyDecision {
  return {
    result: AuthorizeResult.CONDITIONAL,
    pluginId: 'fleet',
    resourceType: RESOURCE_TYPE_FLEET_SERVICE,
    conditions,
  };
}
const DENY = { result: AuthorizeResult.DENY } as const;

eachDatabase(under => {
  let database: Knex;

  beforeAll(async () => {
    database = await under.open();
    await addTeam(database, 'company');
    await addTeam(database, 'payments', { parents: ['company'] });
    await addTeam(database, 'search', { parents: ['company'] });
    await addScope(database, 'prod-eu');
    await addScope(database, 'prod-us');
    await addService(database, 'cart', { deployments: [{ hoursAgo: 1 }] });
    await addService(database, 'ledger', {
      system: 'system:default/money',
      clusters: ['prod-us'],
    });
    await addService(database, 'index', {
      owner: 'search',
      target: { platform: 'helios' },
      deployments: [{ hoursAgo: 1 }],
    });
    await addService(database, 'orphan', { owner: null, clusters: [] });
    await addStray(database, 'claimed', {
      unmatched_reason: 'several_match',
      candidates: '["component:default/cart","component:default/index"]',
      remedy: 'Say cart or index',
    });
    await addStray(database, 'odd', {
      platform: 'helios',
      service: 'component:default/index',
      unmatched_reason: 'unmapped_environment',
    });
  });

  const get = (path: string, caller: Caller) =>
    request(createTestApp({ database, caller })).get(path);
  const seen = async (services: PolicyDecision) => {
    const { body } = await get('/services?sort=name', { services }).expect(200);
    expect(body.total).toBe(body.items.length);
    expect(body.restricted).toBe(services.result !== AuthorizeResult.ALLOW);
    return body.items.map((item: { title: string }) => item.title);
  };
  const ownedBySearch = when(
    is.isOwnedBy({ claims: ['user:default/ann', 'Group:default/Search'] }),
  );

  it.each<[string, Criteria, string[]]>([
    [
      'owned',
      is.isOwnedBy({ claims: ['group:default/payments'] }),
      ['cart', 'ledger'],
    ],
    [
      'owned by a child',
      is.isOwnedBy({ claims: ['group:default/company'] }),
      ['cart', 'index', 'ledger'],
    ],
    [
      'not owned',
      { not: is.isOwnedBy({ claims: ['group:default/payments'] }) },
      ['index', 'orphan'],
    ],
    [
      'named',
      is.hasService({ services: ['component:default/Cart'] }),
      ['cart'],
    ],
    [
      'of a system',
      is.hasSystem({ systems: ['system:default/money'] }),
      ['ledger'],
    ],
    ['on a platform', is.runsOn({ platforms: ['helios'] }), ['index']],
    [
      'on a cluster',
      is.runsOn({ clusters: ['prod-us', 'nowhere'] }),
      ['ledger'],
    ],
    ['nobody', is.isOwnedBy({ claims: [] }), []],
    [
      'nested',
      {
        anyOf: [
          is.hasService({ services: ['component:default/orphan'] }),
          {
            allOf: [
              is.isOwnedBy({ claims: ['group:default/company'] }),
              { not: is.runsOn({ platforms: ['kubernetes'] }) },
            ],
          },
        ],
      },
      ['index', 'orphan'],
    ],
  ])('shows only services that are %s', async (_, criteria, expected) => {
    expect(await seen(when(criteria))).toEqual(expected);
  });

  it('decides in SQL as rules decide one by one', async () => {
    const refs = ['cart', 'ledger', 'index', 'orphan'].map(
      name => `component:default/${name}`,
    );
    const resources = await readServiceResources(database, refs);
    const decide = createConditionAuthorizer(Object.values(fleetServiceRules));
    const condition = fc.oneof(
      fc
        .subarray(['company', 'payments', 'search', 'none'])
        .map(names =>
          is.isOwnedBy({ claims: names.map(name => `group:default/${name}`) }),
        ),
      fc.subarray(refs).map(services => is.hasService({ services })),
      fc
        .subarray(['system:default/money', 'system:default/x'])
        .map(systems => is.hasSystem({ systems })),
      fc
        .record({
          platforms: fc.option(fc.subarray(['kubernetes', 'helios']), {
            nil: undefined,
          }),
          clusters: fc.option(fc.subarray(['prod-eu', 'prod-us']), {
            nil: undefined,
          }),
        })
        .map(places => is.runsOn(places)),
    );
    const { criteria } = fc.letrec<{ criteria: Criteria }>(tie => {
      const some = fc
        .array(tie('criteria'), { minLength: 1, maxLength: 3 })
        .map(list => list as [Criteria, ...Criteria[]]);
      return {
        criteria: fc.oneof(
          { maxDepth: 3, withCrossShrink: true },
          condition,
          some.map(allOf => ({ allOf })),
          some.map(anyOf => ({ anyOf })),
          tie('criteria').map(not => ({ not })),
        ),
      };
    });
    await fc.assert(
      fc.asyncProperty(criteria, async conditions => {
        const decision = when(conditions);
        const expected = resources
          .filter(resource => decide(decision, resource))
          .map(resource => resource?.ref.split('/')[1])
          .sort();
        expect(await seen(decision)).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it('sums only over what the caller may see, and says so', async () => {
    const { body } = await get('/teams/group/default/company', {
      services: ownedBySearch,
    }).expect(200);
    expect(body.summary).toMatchObject({
      services: 1,
      platforms: [{ platform: 'helios', services: 1 }],
      perWeek: { n: 1 },
    });
    expect(body.services).toMatchObject({ total: 1, restricted: true });
    const teams = await get('/teams', { services: ownedBySearch }).expect(200);
    expect(
      teams.body.items.map((team: { services: number }) => team.services),
    ).toEqual([1, 0, 1]);
    expect(teams.body.restricted).toBe(true);
  });

  it('answers a hidden service or deployment like one that is not there', async () => {
    const caller = { services: ownedBySearch };
    await get('/services/component/default/index', caller).expect(200);
    await get('/deployments/index-0', caller).expect(200);
    for (const [hidden, missing] of [
      [
        '/services/component/default/cart',
        '/services/component/default/nowhere',
      ],
      [
        '/services/component/default/cart/deployments',
        '/services/component/default/nowhere/deployments',
      ],
      ['/deployments/cart-0', '/deployments/nowhere-0'],
    ]) {
      const one = await get(hidden, caller).expect(404);
      const other = await get(missing, caller).expect(404);
      expect(one.body.error.message.replace('cart', 'nowhere')).toBe(
        other.body.error.message,
      );
    }
  });

  it.each([
    '/services',
    '/services/component/default/cart',
    '/services/component/default/cart/deployments',
    '/deployments/cart-0',
    '/teams',
    '/teams/group/default/payments',
  ])('refuses %s without the permission', async path => {
    const { body } = await get(path, { services: DENY }).expect(403);
    expect(body.error.message).toBe(
      'You may not see services: that takes the permission fleet.service.read.',
    );
  });

  it.each(['/sources', '/quarantine', '/unmatched'])(
    'refuses %s without the permission to see sources',
    async path => {
      await get(path, {}).expect(200);
      const { body } = await get(path, {
        sources: AuthorizeResult.DENY,
      }).expect(403);
      expect(body.error.message).toBe(
        'You may not see sources: that takes the permission fleet.source.read.',
      );
    },
  );

  it.each(['/services', '/teams/group/default/payments', '/sources'])(
    'refuses %s without credentials',
    async path => {
      const { body } = await get(path, {
        credentials: mockCredentials.none(),
      }).expect(401);
      expect(body.error.name).toBe('AuthenticationError');
    },
  );

  it('lets services of the backend in, as far as their restrictions go', async () => {
    const status = async (path: string, credentials: BackstageCredentials) =>
      (await get(path, { credentials })).status;
    const restricted = (permissionNames: string[]) =>
      mockCredentials.service('external:report', { permissionNames });
    expect(await status('/services', mockCredentials.service())).toBe(200);
    const named = restricted(['fleet.service.read']);
    expect(await status('/services', named)).toBe(200);
    expect(await status('/sources', named)).toBe(403);
    const other = restricted(['catalog.entity.read']);
    expect(await status('/services', other)).toBe(403);
    const writer = mockCredentials.service('external:writer', {
      permissionAttributes: { action: ['create'] },
    });
    expect(await status('/services', writer)).toBe(403);
  });

  it('names services of unmatched workloads only to those who may see them', async () => {
    const all = await get('/unmatched', {}).expect(200);
    expect(all.body).toMatchObject({
      total: 2,
      items: [
        {
          workload: 'claimed',
          candidates: ['component:default/cart', 'component:default/index'],
          remedy: 'Say cart or index',
        },
        { workload: 'odd', reason: 'unmapped_environment' },
      ],
      unseenServices: { total: 1, items: [{ title: 'orphan' }] },
    });
    const some = await get('/unmatched', {
      services: when(is.hasService({ services: ['component:default/cart'] })),
    }).expect(200);
    expect(some.body).toMatchObject({
      total: 1,
      items: [{ candidates: ['component:default/cart'], remedy: '' }],
      unseenServices: { total: 0, items: [] },
    });
    const none = await get('/unmatched?reason=several_match', {
      services: DENY,
    }).expect(200);
    expect(none.body).toMatchObject({ total: 1, items: [{ candidates: [] }] });
  });
});
