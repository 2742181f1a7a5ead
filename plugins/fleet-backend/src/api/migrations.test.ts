import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { RESOURCE_TYPE_FLEET_SERVICE } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import request from 'supertest';
import { eachDatabase } from '../database/testing';
import { createLedger } from '../ledger/ledger';
import { TestClock } from '../ledger/testing';
import { fleetServiceConditions as is } from '../permissions/rules';
import { createTestApp, type Caller } from './testing/app';
import { addScope, addService, addTeam, NOW } from './testing/company';
import {
  addAct,
  addDefinition,
  addStanding,
  DAY,
  HOUR,
  MOVE,
} from './testing/migrations';

const names = (body: { items: { service: string }[] }) =>
  body.items.map(({ service }) => service.split('/')[1]);
const iso = (at: number) => new Date(at).toISOString();

const waves = [
  {
    id: 'first',
    title: 'Wave one',
    start: '2026-02-02',
    end: '2026-03-27',
    match: { 'spec.type': 'service' },
    gates: ['Ingress is there'],
  },
  { id: 'second', title: 'Wave two', match: { 'spec.type': 'website' } },
];

/** Six services that stand differently, and one that left the scope. */
async function addCompany(database: Knex): Promise<void> {
  await addTeam(database, 'company');
  await addTeam(database, 'platform', { parents: ['company'] });
  await addTeam(database, 'payments', { parents: ['company'] });
  await addTeam(database, 'search', { parents: ['company'] });
  await addScope(database, 'prod-eu');
  await addScope(database, 'prod-us', { minutesAgo: 600 });
  await addService(database, 'cart', { title: '=Cart, "the" cart' });
  await addService(database, 'ledger', { clusters: ['prod-us'] });
  await addService(database, 'index', {
    owner: 'search',
    target: { platform: 'helios', workload: 'index-job' },
  });
  await addService(database, 'crawl', { owner: 'search' });
  await addService(database, 'legacy', { clusters: [] });
  await addService(database, 'blocked', { owner: 'search' });
  await addService(database, 'gone', {});
  await addDefinition(database, { waves, target: '2026-09-30' });
  await addDefinition(
    database,
    {
      waves,
      target: '2026-12-18',
      validation: [
        { rule: 'load_test', peakRate: 500 },
        { rule: 'soak', hours: 24 },
        { rule: 'manual' },
      ],
    },
    { version: 2, at: NOW - 60 * DAY },
  );
  const base = { wave: 'first', tier: 'gold', system: 'system:default/shop' };
  await addStanding(database, 'cart', [
    { daysAgo: 100, ...base, stage: 'not_started' },
    { daysAgo: 20, ...base, stage: 'ready' },
    {
      daysAgo: 2,
      ...base,
      stage: 'validating',
      from_ready: 1,
      to_targets: 1,
      to_ready: 3,
      traffic_from: 25,
      traffic_to: 75,
      share: 0.75,
      share_by: 'traffic',
      health: 'on_track',
      health_since: NOW - 2 * DAY,
      reached: JSON.stringify({
        not_started: NOW - 100 * DAY,
        ready: NOW - 20 * DAY,
        validating: NOW - 2 * DAY,
      }),
      next: JSON.stringify([{ step: 'soak', until: iso(NOW + HOUR) }]),
    },
  ]);
  await addStanding(database, 'ledger', [
    { daysAgo: 100, ...base, stage: 'side_by_side' },
    {
      daysAgo: 9,
      ...base,
      stage: 'retired',
      from_targets: 0,
      from_ready: 0,
      to_ready: 2,
      reached: JSON.stringify({
        ready: NOW - 200 * DAY,
        retired: NOW - 9 * DAY,
      }),
    },
  ]);
  const search = { owner: 'group:default/search', tier: 'silver' };
  await addStanding(database, 'index', [
    { daysAgo: 100, ...search, stage: 'shifting' },
    {
      daysAgo: 1,
      ...search,
      owner_then: 'group:default/payments',
      stage: 'ready',
      move: 'fall_back',
      fell_back_at: NOW - DAY,
      health: 'stalled',
      health_since: NOW - DAY,
      born_on_from_at: NOW - 2 * DAY,
    },
  ]);
  await addStanding(database, 'crawl', [
    { daysAgo: 100, ...search, stage: 'planned', wave: 'second' },
    {
      daysAgo: 1,
      ...search,
      wave: 'second',
      side: 'exempt',
      exemption: JSON.stringify({
        act: 'exempt-crawl',
        approval: 'approve-crawl',
        expiresAt: NOW + 10 * DAY,
      }),
    },
  ]);
  await addStanding(database, 'legacy', [
    { daysAgo: 100, stage: 'retired', declared: true, from_ready: 0 },
  ]);
  await addStanding(database, 'blocked', [
    {
      daysAgo: 30,
      ...search,
      stage: 'planned',
      health: 'blocked',
      health_since: NOW - 3 * DAY,
      blocked: JSON.stringify({ act: 'block-it' }),
      exemption: JSON.stringify({
        act: 'ask-blocked',
        approval: null,
        expiresAt: NOW + 50 * DAY,
      }),
    },
  ]);
  await addStanding(database, 'gone', [
    { daysAgo: 100, stage: 'not_started' },
    { daysAgo: 1, stage: 'not_started', in_scope: false, move: 'other' },
  ]);
  const of = (name: string) => ({ service: `component:default/${name}` });
  await addAct(database, {
    id: 'exempt-crawl',
    act: 'request_exemption',
    ...of('crawl'),
    expires_at: NOW + 10 * DAY,
  });
  await addAct(database, {
    id: 'approve-crawl',
    act: 'approve_exemption',
    of: 'exempt-crawl',
    author: 'user:default/bob',
    ...of('crawl'),
    recorded_at: NOW - HOUR,
  });
  await addAct(database, {
    id: 'block-it',
    act: 'block',
    ...of('blocked'),
    reason: '@vendor is late',
    link: 'https://tracker.example/1',
    waiting_for: 'the vendor',
  });
  await addAct(database, {
    id: 'ask-blocked',
    act: 'request_exemption',
    ...of('blocked'),
    expires_at: NOW + 50 * DAY,
  });
  await addAct(database, { id: 'signed', act: 'sign_off' });
  for (const [day, scope, done] of [
    ['2026-11-19', 6, 2],
    ['2026-11-20', 6, 2],
  ] as const) {
    await database('migration_snapshots').insert({
      migration: MOVE,
      day,
      scope,
      done,
      migrated: done,
      counts: '{}',
      definition_version: 2,
      reconstructed: false,
      recorded_at: Date.parse(`${day}T23:30:00Z`),
    });
  }
  await database('migration_usual').insert({
    migration: MOVE,
    stage: 'ready',
    days: 12.5,
    recorded_at: NOW - DAY,
  });
}

eachDatabase(under => {
  let database: Knex;

  beforeAll(async () => {
    database = await under.open();
    await addCompany(database);
  });

  const ledger = () => createLedger({ database, clock: new TestClock(NOW) });
  const get = (path: string, caller: Caller = {}) =>
    request(createTestApp({ database, caller, ledger: ledger() })).get(path);
  const onlySearch: Caller = {
    services: {
      result: AuthorizeResult.CONDITIONAL,
      pluginId: 'fleet',
      resourceType: RESOURCE_TYPE_FLEET_SERVICE,
      conditions: is.isOwnedBy({ claims: ['group:default/search'] }),
    },
  };

  it('lists migrations with their sums', async () => {
    const { body } = await get('/migrations').expect(200);
    expect(body).toMatchObject({
      live: true,
      restricted: false,
      asOf: iso(NOW),
    });
    expect(body.items).toHaveLength(1);
    const [item] = body.items;
    expect(item.migration).toMatchObject({
      id: MOVE,
      owner: { ref: 'group:default/platform', title: 'Platform' },
      fromTitle: 'Helios',
      toTitle: 'Kubernetes',
      originalTarget: '2026-09-30',
      target: '2026-12-18',
      slips: [
        { from: '2026-09-30', to: '2026-12-18', at: iso(NOW - 60 * DAY) },
      ],
      version: 2,
      origin: 'configuration',
    });
    expect(item.progress).toMatchObject({
      scope: 5,
      done: 2,
      declared: 1,
      doneShare: 0.4,
      migrated: 2,
      trafficShare: 0.75,
      trafficServices: 1,
      stages: { validating: 1, retired: 2, ready: 1, planned: 1 },
      sides: { exempt: 1, not_seen: 0 },
      health: { on_track: 1, stalled: 1, blocked: 1 },
    });
    // 3 + 2 of 3 + 2 + 1 (cart) + 1 (index) + 1 (blocked).
    expect(item.progress.instancesShare).toBeCloseTo(5 / 8);
    expect(item.burnUp).toEqual([
      {
        day: '2026-11-19',
        scope: 6,
        done: 2,
        migrated: 2,
        reconstructed: false,
      },
      {
        day: '2026-11-20',
        scope: 6,
        done: 2,
        migrated: 2,
        reconstructed: false,
      },
      {
        day: '2026-11-21',
        scope: 5,
        done: 2,
        migrated: 2,
        reconstructed: false,
      },
    ]);
    expect(item.freshness.state).toBe('stale');
  });

  it('tells what happened in this week and the one before', async () => {
    const { body } = await get(`/migrations/${MOVE}`).expect(200);
    expect(body.week).toEqual({
      weekStart: '2026-11-16',
      moved: 1,
      done: 0,
      fellBack: 1,
      scopeAdded: 0,
      scopeRemoved: 2,
      newOnOld: 1,
    });
    expect(body.previousWeek).toMatchObject({
      weekStart: '2026-11-09',
      moved: 1,
      done: 1,
    });
    expect(body.knownSince).toBe(iso(NOW - 100 * DAY));
    expect(body.newOnOld).toMatchObject({
      total: 1,
      items: [{ service: 'component:default/index', at: iso(NOW - 2 * DAY) }],
    });
  });

  it('asks for decisions, the gravest first, with reasons', async () => {
    const { body } = await get(`/migrations/${MOVE}`).expect(200);
    const { decisions } = body;
    expect(decisions).toMatchObject({
      total: 3,
      counts: {
        blocked: 1,
        conflict: 0,
        fell_back: 1,
        lagging: 0,
        stalled: 1,
        exemption_requested: 1,
        exemption_ends: 1,
      },
    });
    expect(
      decisions.items.map((item: { kind: string; title: string }) => [
        item.kind,
        item.title,
      ]),
    ).toEqual([
      ['blocked', 'blocked'],
      ['fell_back', 'index'],
      ['exemption_ends', 'crawl'],
    ]);
    expect(decisions.items[0]).toMatchObject({
      reason: '@vendor is late',
      link: 'https://tracker.example/1',
      waitingFor: 'the vendor',
      act: 'block-it',
      owner: { ref: 'group:default/search', title: 'Search' },
    });
    expect(decisions.items[1]).toMatchObject({ since: iso(NOW - DAY) });
    expect(decisions.items[2]).toMatchObject({ until: iso(NOW + 10 * DAY) });
  });

  it('shows waves against their plan', async () => {
    const { body } = await get(`/migrations/${MOVE}`).expect(200);
    expect(body.waves).toEqual([
      {
        id: 'first',
        title: 'Wave one',
        plannedStart: '2026-02-02',
        plannedEnd: '2026-03-27',
        actualStart: '2026-05-05',
        actualEnd: null,
        scope: 2,
        done: 1,
        migrated: 1,
        behind: 1,
        gates: ['Ingress is there'],
      },
      expect.objectContaining({ id: 'second', scope: 0, actualStart: null }),
    ]);
  });

  it.each<[string, unknown[][]]>([
    [
      'team',
      [
        ['group:default/search', 'Search', 2, 0],
        ['group:default/payments', 'Payments', 3, 2],
      ],
    ],
    ['parent', [['group:default/company', 'Company', 5, 2]]],
    [
      'tier',
      [
        ['silver', 'silver', 2, 0],
        ['gold', 'gold', 2, 1],
        [null, '', 1, 1],
      ],
    ],
    [
      'system',
      [
        [null, '', 3, 1],
        ['system:default/shop', 'shop', 2, 1],
      ],
    ],
    ['domain', [[null, '', 5, 2]]],
    [
      'wave',
      [
        [null, '', 3, 1],
        ['first', 'Wave one', 2, 1],
        ['second', 'Wave two', 0, 0],
      ],
    ],
    [
      'platform',
      [
        ['kubernetes', 'kubernetes', 3, 1],
        ['helios', 'helios', 1, 0],
      ],
    ],
    [
      'cluster',
      [
        ['prod-eu', 'prod-eu', 3, 0],
        ['prod-us', 'prod-us', 1, 1],
      ],
    ],
  ])('cuts by %s, the largest backlog first', async (cut, rows) => {
    const { body } = await get(`/migrations/${MOVE}?cut=${cut}`).expect(200);
    expect(
      body.cut.rows.map((row: Record<string, unknown>) => [
        row.key,
        row.title,
        row.scope,
        row.done,
      ]),
    ).toEqual(rows);
    expect(body.cut).toMatchObject({ by: cut, total: rows.length });
  });

  it.each<[string, string[]]>([
    [
      'team=group:default/company&sort=name',
      ['cart', 'blocked', 'crawl', 'index', 'ledger', 'legacy'],
    ],
    ['team=group:default/search&sort=name', ['blocked', 'crawl', 'index']],
    ['stage=retired&sort=name', ['ledger', 'legacy']],
    ['stage=ready&side=exempt&sort=name', ['crawl', 'index']],
    ['side=exempt', ['crawl']],
    ['health=blocked', ['blocked']],
    ['health=on_track&health=stalled&sort=name', ['cart', 'index']],
    ['decision=exemption_requested', ['blocked']],
    [
      'decision=exemption_ends&decision=fell_back&sort=name',
      ['crawl', 'index'],
    ],
    ['wave=second', ['crawl']],
    ['tier=gold&sort=name', ['cart', 'ledger']],
    ['system=system:default/shop&sort=name', ['cart', 'ledger']],
    ['domain=domain:default/none', []],
    ['platform=helios', ['index']],
    ['cluster=prod-us', ['ledger']],
    ['text=CART', ['cart']],
    ['text=%25', []],
  ])('filters services by %s', async (query, expected) => {
    const { body } = await get(`/migrations/${MOVE}/services?${query}`);
    expect(names(body).sort()).toEqual([...expected].sort());
    expect(body.total).toBe(expected.length);
    const csv = await get(`/migrations/${MOVE}/services.csv?${query}`);
    expect(csv.text.trim().split('\r\n')).toHaveLength(expected.length + 1);
    const review = await get(
      `/migrations/${MOVE}?${query.replace(/&sort=\w+/, '')}`,
    );
    const { progress, burnUp } = review.body;
    expect(
      Object.values<number>(progress.stages).reduce((a, b) => a + b, 0) +
        Object.values<number>(progress.sides).reduce((a, b) => a + b, 0),
    ).toBe(expected.length);
    expect(burnUp.at(-1)).toMatchObject({ scope: progress.scope });
  });

  it.each<[string, string[]]>([
    ['sort=urgency', ['blocked', 'index', 'crawl', 'cart', 'ledger', 'legacy']],
    ['sort=stage', ['blocked', 'index', 'cart', 'ledger', 'legacy', 'crawl']],
    ['sort=since', ['crawl', 'index', 'cart', 'ledger', 'blocked', 'legacy']],
    ['sort=owner', ['cart', 'ledger', 'legacy', 'blocked', 'crawl', 'index']],
    ['sort=name', ['blocked', 'cart', 'crawl', 'index', 'ledger', 'legacy']],
    [
      'sort=name&order=desc',
      ['legacy', 'ledger', 'index', 'crawl', 'cart', 'blocked'],
    ],
  ])('pages through services by %s', async (query, expected) => {
    const found: string[] = [];
    let cursor = '';
    do {
      const { body } = await get(
        `/migrations/${MOVE}/services?${query}&limit=2${cursor}`,
      ).expect(200);
      found.push(...names(body));
      cursor = body.nextCursor ? `&cursor=${body.nextCursor}` : '';
    } while (cursor);
    expect(found).toEqual(expected);
  });

  it('refuses a cursor of another query', async () => {
    const { body } = await get(`/migrations/${MOVE}/services?limit=2`);
    for (const other of [
      'sort=name',
      'health=blocked',
      `at=${iso(NOW - DAY)}`,
    ]) {
      const answer = await get(
        `/migrations/${MOVE}/services?${other}&limit=2&cursor=${body.nextCursor}`,
      ).expect(400);
      expect(answer.body.error.message).toContain('cursor');
    }
  });

  it('says of each service what its row shows', async () => {
    const { body } = await get(`/migrations/${MOVE}/services?sort=name`);
    const [blocked, cart, crawl, index] = body.items;
    expect(cart).toMatchObject({
      stage: 'validating',
      share: 0.75,
      shareBy: 'traffic',
      health: 'on_track',
      data: 'fresh',
      wave: { id: 'first', title: 'Wave one' },
      from: { targets: 1, ready: 1 },
      to: { targets: 1, ready: 3 },
    });
    expect(index.ownerThen).toEqual({
      ref: 'group:default/payments',
      title: 'Payments',
    });
    expect(crawl.exemption).toMatchObject({
      approved: true,
      author: { title: 'ann' },
      approver: { ref: 'user:default/bob', title: 'bob' },
      expiresAt: iso(NOW + 10 * DAY),
    });
    expect(blocked.exemption).toMatchObject({
      approved: false,
      approver: null,
    });
    expect(body.items[4]).toMatchObject({ title: 'ledger', data: 'stale' });
  });

  it('gives a table that spreadsheets read as text', async () => {
    const answer = await get(`/migrations/${MOVE}/services.csv?sort=name`);
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(answer.headers['content-disposition']).toContain(`${MOVE}.csv`);
    const lines = answer.text.split('\r\n');
    expect(lines[0]).toMatch(/^service,title,owner,/);
    expect(lines[2]).toMatch(
      /^component:default\/cart,"'=Cart, ""the"" cart",group:default\/payments,/,
    );
    expect(lines[1]).toContain(`,'@vendor is late,https://tracker.example/1,`);
    expect(lines).toHaveLength(8);
  });

  it('shows on what a stage stands', async () => {
    const { body } = await get(
      `/migrations/${MOVE}/services/component/default/cart`,
    ).expect(200);
    expect(body.standing.title).toBe('=Cart, "the" cart');
    expect(body.ladder.map((rung: { state: string }) => rung.state)).toEqual([
      'passed',
      'passed',
      'passed',
      'passed',
      'passed',
      'current',
      'ahead',
      'ahead',
    ]);
    expect(body.ladder[2].since).toBe(iso(NOW - 20 * DAY));
    expect(body.validation).toMatchObject([
      { rule: { rule: 'load_test' }, state: 'not_reported' },
      { rule: { rule: 'soak' }, state: 'not_met', until: iso(NOW + HOUR) },
      { rule: { rule: 'manual' }, state: 'met', author: { title: 'ann' } },
    ]);
    expect(
      body.changes.map((change: { stage: string }) => change.stage),
    ).toEqual(['validating', 'ready', 'not_started']);
    expect(body.acts).toMatchObject([{ act: 'sign_off', active: true }]);
  });

  it('tells everything of a service and a team', async () => {
    const service = await get(
      '/services/component/default/cart/migrations',
    ).expect(200);
    expect(service.body.items).toHaveLength(1);
    const team = await get('/teams/group/default/company/migrations').expect(
      200,
    );
    expect(team.body.items).toMatchObject([
      { migration: { id: MOVE }, open: 3, progress: { scope: 5, done: 2 } },
    ]);
    expect(
      team.body.items[0].next.map((item: { title: string }) => item.title),
    ).toEqual(['blocked', 'index', '=Cart, "the" cart']);
  });

  it('gives the definition as it was', async () => {
    const now = await get(`/migrations/${MOVE}/definition`).expect(200);
    expect(now.body.definition).toMatchObject({ target: '2026-12-18' });
    const then = await get(
      `/migrations/${MOVE}/definition?at=${iso(NOW - 70 * DAY)}`,
    ).expect(200);
    expect(then.body).toMatchObject({
      definition: { target: '2026-09-30' },
      info: { version: 1, slips: [] },
    });
  });

  it('answers with what was known at a moment', async () => {
    const at = iso(NOW - 10 * DAY);
    const { body } = await get(`/migrations/${MOVE}?at=${at}`).expect(200);
    expect(body).toMatchObject({
      asOf: at,
      live: false,
      progress: {
        scope: 7,
        done: 1,
        stages: { side_by_side: 1, shifting: 1, ready: 1, planned: 2 },
      },
      week: { weekStart: '2026-11-09', done: 0 },
      decisions: { counts: { exemption_ends: 0, fell_back: 0, blocked: 1 } },
    });
    const list = await get(`/migrations/${MOVE}/services?at=${at}&sort=name`);
    expect(names(list.body)).toContain('gone');
    const detail = await get(
      `/migrations/${MOVE}/services/component/default/cart?at=${at}`,
    ).expect(200);
    expect(detail.body).toMatchObject({
      standing: { stage: 'ready' },
      acts: [],
      changes: [{ stage: 'ready' }, { stage: 'not_started' }],
    });
  });

  it('answers with nothing for before anything was known', async () => {
    const at = iso(NOW - 900 * DAY);
    const review = await get(`/migrations/${MOVE}?at=${at}`).expect(200);
    expect(review.body.progress).toMatchObject({ scope: 0, doneShare: null });
    const list = await get(`/migrations/${MOVE}/services?at=${at}`).expect(200);
    expect(list.body).toMatchObject({ items: [], total: 0 });
  });

  it('refuses a moment that is still to come, or is none', async () => {
    for (const at of [iso(NOW + HOUR), 'yesterday']) {
      for (const path of [
        '/migrations',
        `/migrations/${MOVE}`,
        `/migrations/${MOVE}/services`,
        `/migrations/${MOVE}/definition`,
      ]) {
        const { body } = await get(`${path}?at=${at}`).expect(400);
        expect(body.error.message).toContain('"at"');
      }
    }
  });

  it('answers what there is not with a sentence', async () => {
    for (const path of [
      '/migrations/none',
      '/migrations/none/definition',
      '/migrations/none/services',
      '/migrations/none/services.csv',
      '/migrations/none/services/component/default/cart',
      `/migrations/${MOVE}/services/component/default/none`,
      `/migrations/${MOVE}/services/component/default/gone`,
      '/services/component/default/none/migrations',
      '/teams/group/default/none/migrations',
    ]) {
      const { body } = await get(path).expect(404);
      expect(body.error.message).toMatch(/^There is no .*\.$/);
    }
  });

  it('shows to whom may see some only those, and says so', async () => {
    const { body } = await get(`/migrations/${MOVE}`, onlySearch).expect(200);
    expect(body).toMatchObject({
      restricted: true,
      progress: { scope: 2, done: 0 },
      week: { moved: 0, fellBack: 1, scopeRemoved: 1 },
      decisions: { total: 3 },
      cut: { total: 1 },
    });
    expect(body.burnUp.at(-1)).toMatchObject({ scope: 2 });
    // Their own history, since snapshots cover all.
    expect(body.burnUp[0]).toMatchObject({ scope: 2, reconstructed: true });
    const list = await get(
      `/migrations/${MOVE}/services?sort=name`,
      onlySearch,
    ).expect(200);
    expect(names(list.body)).toEqual(['blocked', 'crawl', 'index']);
    await get(
      `/migrations/${MOVE}/services/component/default/cart`,
      onlySearch,
    ).expect(404);
    await get('/services/component/default/cart/migrations', onlySearch).expect(
      404,
    );
  });

  it('shows nothing to whom may see nothing', async () => {
    const nothing: Caller = { services: { result: AuthorizeResult.DENY } };
    for (const path of [
      '/migrations',
      `/migrations/${MOVE}`,
      `/migrations/${MOVE}/services`,
      `/migrations/${MOVE}/services.csv`,
    ]) {
      const { body } = await get(path, nothing).expect(403);
      expect(body.error.message).toContain('fleet.service.read');
    }
  });

  it('finds nothing on track of which nobody has heard', async () => {
    await database('source_scopes')
      .where({ scope: 'prod-eu' })
      .update({ last_success: NOW - 5 * HOUR });
    const { body } = await get(`/migrations/${MOVE}`).expect(200);
    expect(body.progress.health).toMatchObject({ on_track: 0, unknown: 1 });
    const list = await get(`/migrations/${MOVE}/services?health=unknown`);
    expect(names(list.body)).toEqual(['cart']);
    expect(list.body.items[0]).toMatchObject({
      health: 'unknown',
      data: 'stale',
    });
    await database('source_scopes')
      .where({ scope: 'prod-eu' })
      .update({ last_success: NOW });
  });
});

eachDatabase(under => {
  it('asks as many statements for 60 services as for 3', async () => {
    const counts: Record<string, number[]> = {};
    for (const n of [3, 60]) {
      const database = await under.open();
      await addTeam(database, 'payments');
      await addScope(database, 'prod-eu');
      await addDefinition(database, { waves });
      for (let i = 0; i < n; i++) {
        await addService(database, `s${i}`);
        await addStanding(database, `s${i}`, [
          { daysAgo: 10, stage: 'planned' },
          { daysAgo: 2, stage: 'ready', health: 'stalled' },
        ]);
      }
      const app = createTestApp({
        database,
        ledger: createLedger({ database, clock: new TestClock(NOW) }),
      });
      for (const path of [
        '/migrations',
        `/migrations/${MOVE}`,
        `/migrations/${MOVE}?team=group:default/payments&cut=cluster`,
        `/migrations/${MOVE}/services`,
        `/migrations/${MOVE}/services.csv`,
        `/migrations/${MOVE}/services/component/default/s0`,
        '/services/component/default/s0/migrations',
        '/teams/group/default/payments/migrations',
      ]) {
        let statements = 0;
        const onQuery = () => statements++;
        database.on('query', onQuery);
        await request(app).get(path).expect(200);
        database.off('query', onQuery);
        counts[path] = [...(counts[path] ?? []), statements];
      }
    }
    for (const [few, many] of Object.values(counts)) {
      expect(many).toBe(few);
      expect(many).toBeLessThanOrEqual(20);
    }
  });
});
