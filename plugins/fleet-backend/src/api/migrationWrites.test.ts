import type {
  AuditorService,
  BackstageCredentials,
} from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  fleetMigrationActPermission,
  fleetMigrationApprovePermission,
  fleetMigrationDefinePermission,
  fleetValidationReportPermission,
  KUBERNETES_ID,
  migrationDefinitionSchema,
  RESOURCE_TYPE_FLEET_SERVICE,
} from '@landfall/backstage-plugin-fleet-common';
import request from 'supertest';
import { eachDatabase } from '../database/testing';
import { fleetServiceConditions as is } from '../permissions/rules';
import { putDefinition } from '../projections/migrations/definitions';
import { rebuild } from '../projections/rebuild';
import { NOW, TestCompany } from '../projections/testing';
import { createTestApp, type Caller } from './testing/app';
import { DAY, definitionOf, HOUR, MOVE } from './testing/migrations';

const iso = (at: number) => new Date(at).toISOString();
const ACTS = `/migrations/${MOVE}/services/component/default/cart/acts`;
const DENY = { result: AuthorizeResult.DENY } as const;
const reason = 'The vendor asks for it';

/** What was audited. */
interface Event {
  eventId: string;
  meta: unknown;
  ended: 'success' | 'fail' | 'never';
}

function recordingAuditor(events: Event[]): AuditorService {
  return mockServices.auditor.mock({
    createEvent: async ({ eventId, meta }) => {
      const event: Event = { eventId, meta, ended: 'never' };
      events.push(event);
      return {
        success: async () => {
          event.ended = 'success';
        },
        fail: async () => {
          event.ended = 'fail';
        },
      };
    },
  });
}

eachDatabase(under => {
  let company: TestCompany;
  let events: Event[];

  const user = (name: string, caller: Omit<Caller, 'credentials'> = {}) => ({
    ...caller,
    credentials: mockCredentials.user(`user:default/${name}`),
  });
  const app = (caller: Caller) =>
    createTestApp({
      database: company.database,
      ledger: company.ledger,
      clock: company.clock,
      derive: subject => company.projector.derive(subject),
      auditor: recordingAuditor(events),
      keptAnnotations: [
        {
          kept: ['instrumentation.opentelemetry.io/inject-*'],
          key: 'fleet.kubernetes.annotations',
        },
      ],
      caller,
    });
  const post = (path: string, body: object, caller: Caller = user('ann')) =>
    request(app(caller)).post(path).send(body);
  const put = (path: string, body: object, caller: Caller = user('root')) =>
    request(app(caller)).put(path).send(body);
  const remove = (path: string, caller: Caller = user('root')) =>
    request(app(caller)).delete(path);
  const standing = async () =>
    (
      await request(app(user('ann')))
        .get(ACTS.replace(/\/acts$/, ''))
        .expect(200)
    ).body.standing;

  beforeEach(async () => {
    company = new TestCompany(await under.open());
    events = [];
    await company.know({
      components: {
        cart: { [KUBERNETES_ID]: 'cart' },
        site: { [KUBERNETES_ID]: 'site' },
      },
      owners: {
        cart: 'group:default/payments',
        site: 'group:default/web',
      },
    });
    await company.database.transaction(transaction =>
      putDefinition(transaction, {
        definition: migrationDefinitionSchema.parse(
          definitionOf({
            scope: { 'metadata.name': 'cart' },
            environments: 'all',
            validation: [
              { rule: 'load_test', peakRate: 100 },
              { rule: 'manual' },
            ],
          }),
        ),
        origin: 'configuration',
        demo: false,
        author: null,
        ledger: company.ledger,
        now: company.clock.now(),
      }),
    );
    await company.ledger.record({
      source: 'helios',
      scope: 'eu',
      observations: ['cart', 'site'].map(name => ({
        kind: 'presence',
        key: `presence/${name}`,
        version: 1,
        at: NOW - HOUR,
        ended: false,
        endedAt: null,
        target: {
          platform: 'helios',
          cluster: 'eu',
          namespace: 'shop',
          workloadKind: 'Job',
          workload: name,
        },
        body: {
          images: [{ container: 'app', reference: 'shop:v1' }],
          desired: 1,
          ready: 1,
          since: NOW - HOUR,
          paused: false,
          incarnation: 'a',
          labels: { [KUBERNETES_ID]: name },
          annotations: {},
        },
      })),
    });
    await company.projector.settle();
    company.clock.time += HOUR;
  });

  it('begins where nobody has moved', async () => {
    expect(await standing()).toMatchObject({ stage: 'not_started' });
  });

  it('sets a stage for a while, beside what is derived', async () => {
    const expiresAt = iso(company.clock.time + 5 * DAY);
    const { body } = await post(ACTS, {
      act: 'override',
      stage: 'migrated',
      reason,
      link: 'https://tracker.example/7',
      expiresAt,
    }).expect(200);
    expect(body.standing).toMatchObject({
      stage: 'migrated',
      derivedStage: 'not_started',
      conflict: true,
      override: {
        reason,
        link: 'https://tracker.example/7',
        expiresAt,
        stage: 'migrated',
        author: { ref: 'user:default/ann', title: 'ann' },
      },
    });
    expect(body.acts).toMatchObject([{ act: 'override', active: true }]);
    company.clock.time += 6 * DAY;
    await company.projector.settle();
    expect(await standing()).toMatchObject({
      stage: 'not_started',
      override: null,
    });
  });

  it('exempts a service once somebody else approves', async () => {
    const expiresAt = iso(company.clock.time + 30 * DAY);
    const asked = await post(ACTS, {
      act: 'request_exemption',
      reason,
      expiresAt,
    }).expect(200);
    const { id } = asked.body.standing.exemption;
    expect(asked.body.standing).toMatchObject({
      side: null,
      exemption: { approved: false, approver: null },
    });
    const again = await post(ACTS, {
      act: 'request_exemption',
      reason,
      expiresAt,
    }).expect(409);
    expect(again.body.error.message).toContain('already');
    const self = await post(ACTS, {
      act: 'approve_exemption',
      of: id,
      reason,
    }).expect(403);
    expect(self.body.error.message).toContain('Somebody else');
    const approved = await post(
      ACTS,
      { act: 'approve_exemption', of: id, reason },
      user('bob'),
    ).expect(200);
    expect(approved.body.standing).toMatchObject({
      side: 'exempt',
      stage: null,
      exemption: { approved: true, approver: { title: 'bob' } },
    });
    await post(
      ACTS,
      { act: 'approve_exemption', of: id, reason },
      user('bob'),
    ).expect(409);
    company.clock.time += 31 * DAY;
    await company.projector.settle();
    expect(await standing()).toMatchObject({ side: null, exemption: null });
  });

  it('lets an exemption be rejected, or withdrawn', async () => {
    const expiresAt = iso(company.clock.time + 30 * DAY);
    const ask = { act: 'request_exemption', reason, expiresAt };
    const first = await post(ACTS, ask).expect(200);
    const rejected = await post(
      ACTS,
      {
        act: 'reject_exemption',
        of: first.body.standing.exemption.id,
        reason,
      },
      user('bob'),
    ).expect(200);
    expect(rejected.body.standing.exemption).toBeNull();
    const second = await post(ACTS, ask).expect(200);
    const of = second.body.standing.exemption.id;
    const withdrawn = await post(ACTS, { act: 'withdraw', of, reason });
    expect(withdrawn.status).toBe(200);
    expect(withdrawn.body.standing.exemption).toBeNull();
    await post(ACTS, { act: 'withdraw', of, reason }).expect(409);
  });

  it('blocks and unblocks, signs off, and notes', async () => {
    const block = { act: 'block', reason, waitingFor: 'the vendor' };
    const { body } = await post(ACTS, block).expect(200);
    expect(body.standing).toMatchObject({
      health: 'blocked',
      blocked: { reason, waitingFor: 'the vendor' },
    });
    await post(ACTS, block).expect(409);
    const unblocked = await post(ACTS, { act: 'unblock', reason }).expect(200);
    expect(unblocked.body.standing.blocked).toBeNull();
    await post(ACTS, { act: 'unblock', reason }).expect(409);
    const signed = await post(ACTS, { act: 'sign_off', reason }).expect(200);
    expect(signed.body.validation[1]).toMatchObject({
      state: 'met',
      note: reason,
    });
    await post(ACTS, { act: 'sign_off', reason }).expect(409);
    await post(ACTS, { act: 'note', reason }).expect(200);
  });

  it.each([
    ['in the past', NOW],
    ['beyond the limit', NOW + 200 * DAY],
  ])('refuses an expiry %s', async (_, at) => {
    for (const act of [
      { act: 'override', stage: 'ready' },
      { act: 'request_exemption' },
    ]) {
      const { body } = await post(ACTS, {
        ...act,
        reason,
        expiresAt: iso(at),
      }).expect(400);
      expect(body.error.message).toContain('expiresAt');
    }
  });

  it('refuses acts on what is not in the scope, or not there', async () => {
    const site = ACTS.replace('/cart/', '/site/');
    const { body } = await post(site, {
      act: 'override',
      stage: 'ready',
      reason,
      expiresAt: iso(company.clock.time + DAY),
    }).expect(400);
    expect(body.error.message).toContain('not in the scope');
    for (const path of [
      ACTS.replace('/cart/', '/none/'),
      ACTS.replace(MOVE, 'none'),
    ]) {
      const missing = await post(path, { act: 'note', reason }).expect(404);
      expect(missing.body.error.message).toMatch(/^There is no/);
    }
  });

  it.each<[object | string, RegExp]>([
    [{ act: 'note' }, /"reason" is missing/],
    [{ act: 'note', reason: '  x ' }, /"reason" must say why/],
    [{ act: 'dance', reason }, /"act"/],
    [{ act: 'note', reason, loud: true }, /unknown field "loud"/],
    [{ act: 'override', reason, stage: 'done' }, /"stage" must be one of/],
    [{ act: 'note', reason, link: 'file:///etc/passwd' }, /"link"/],
    [{ act: 'note', reason: 'a\u0000bcd' }, /NUL/],
  ])('refuses the body %j', async (body, sentence) => {
    const answer = await post(ACTS, body as object).expect(400);
    expect(answer.body.error.message).toMatch(sentence);
  });

  it('takes a reason that only looks as if it had a NUL character', async () => {
    await post(ACTS, { act: 'note', reason: 'prints \\u0000 twice' }).expect(
      200,
    );
  });

  it('refuses what is no JSON', async () => {
    const answer = await request(app(user('ann')))
      .post(ACTS)
      .set('content-type', 'text/plain')
      .send('act=note')
      .expect(400);
    expect(answer.body.error.message).toContain('Content-Type');
    await request(app(user('ann')))
      .post(ACTS)
      .set('content-type', 'application/json')
      .send('{"act":')
      .expect(400);
  });

  it('asks for the permission that an act takes, and for its services only', async () => {
    const onlyWeb = {
      result: AuthorizeResult.CONDITIONAL,
      pluginId: 'fleet',
      resourceType: RESOURCE_TYPE_FLEET_SERVICE,
      conditions: is.isOwnedBy({ claims: ['group:default/web'] }),
    } as const;
    const note = { act: 'note', reason };
    for (const decision of [DENY, onlyWeb]) {
      const decisions = { [fleetMigrationActPermission.name]: decision };
      const { body } = await post(
        ACTS,
        note,
        user('eve', { decisions }),
      ).expect(403);
      expect(body.error.message).toContain('fleet.migration.act');
    }
    const onlyPayments = {
      ...onlyWeb,
      conditions: is.isOwnedBy({ claims: ['group:default/payments'] }),
    };
    await post(
      ACTS,
      note,
      user('ann', {
        decisions: { [fleetMigrationActPermission.name]: onlyPayments },
      }),
    ).expect(200);
    const approve = await post(
      ACTS,
      { act: 'approve_exemption', of: 'x', reason },
      user('eve', {
        decisions: { [fleetMigrationApprovePermission.name]: DENY },
      }),
    ).expect(403);
    expect(approve.body.error.message).toContain('fleet.migration.approve');
    // What somebody may not see is not there.
    await post(ACTS, note, user('eve', { services: onlyWeb })).expect(404);
  });

  it('lets no service act, whatever it was given', async () => {
    for (const credentials of [
      mockCredentials.service('plugin:ci'),
      mockCredentials.service('external:ci', {
        permissionNames: [
          'fleet.service.read',
          fleetMigrationActPermission.name,
        ],
      }),
    ] as BackstageCredentials[]) {
      await post(ACTS, { act: 'note', reason }, { credentials }).expect(403);
    }
  });

  it('audits what succeeds and what is refused, without its words', async () => {
    await post(ACTS, { act: 'note', reason }).expect(200);
    await post(ACTS, { act: 'unblock', reason }).expect(409);
    await post(
      ACTS,
      { act: 'note', reason },
      user('eve', { decisions: { [fleetMigrationActPermission.name]: DENY } }),
    ).expect(403);
    expect(events).toEqual([
      {
        eventId: 'migration-act',
        ended: 'success',
        meta: {
          migration: MOVE,
          service: 'component:default/cart',
          act: 'note',
        },
      },
      expect.objectContaining({ ended: 'fail' }),
      expect.objectContaining({ ended: 'fail' }),
    ]);
    expect(JSON.stringify(events)).not.toContain(reason);
  });

  describe('a report of CI', () => {
    const report = {
      service: 'component:default/cart',
      rule: 'load_test',
      result: 'met',
      run: 'build-17',
      at: iso(NOW),
      peakRate: 120,
      durationSeconds: 600,
      link: 'https://ci.example/17',
    };
    const ci: Caller = {
      credentials: mockCredentials.service('external:ci', {
        permissionNames: [fleetValidationReportPermission.name],
      }),
    };
    const validation = async () => {
      await company.projector.settle();
      const { body } = await request(app(user('ann'))).get(
        ACTS.replace(/\/acts$/, ''),
      );
      return body.validation[0];
    };

    it('is taken once, and changed by another word on the same run', async () => {
      const first = await post('/validations', report, ci).expect(200);
      expect(first.body).toEqual({
        outcome: 'added',
        service: report.service,
        run: 'build-17',
      });
      expect(await validation()).toMatchObject({
        state: 'met',
        peakRate: 120,
        durationSeconds: 600,
        link: 'https://ci.example/17',
      });
      company.clock.time += HOUR;
      const second = await post('/validations', report, ci).expect(200);
      expect(second.body.outcome).toBe('unchanged');
      company.clock.time += HOUR;
      const third = await post(
        '/validations',
        { ...report, peakRate: 80 },
        ci,
      ).expect(200);
      expect(third.body.outcome).toBe('amended');
      expect(await validation()).toMatchObject({
        state: 'not_met',
        peakRate: 80,
      });
    });

    it('counts for one migration if it says so', async () => {
      await put('/migrations/other', definitionOf({ id: 'other' })).expect(200);
      await post('/validations', { ...report, migration: 'other' }, ci).expect(
        200,
      );
      expect(await validation()).toMatchObject({ state: 'not_reported' });
    });

    it.each<[object, number, RegExp]>([
      [{ service: 'component:default/none' }, 404, /There is no service/],
      [{ service: 'cart' }, 400, /"service"/],
      [{ migration: 'none' }, 400, /"migration" names none/],
      [{ at: iso(NOW + 30 * DAY) }, 400, /"at" must be when the test ended/],
      [{ at: '1999-01-01T00:00:00Z' }, 400, /"at" must be when the test ended/],
      [{ run: '' }, 400, /"run"/],
      [{ peakRate: -1 }, 400, /"peakRate"/],
      [{ rule: 'soak' }, 400, /"rule"/],
    ])('is refused with %j', async (wrong, status, sentence) => {
      const { body } = await post('/validations', { ...report, ...wrong }, ci);
      expect(body.error.message).toMatch(sentence);
      expect(body.response.statusCode).toBe(status);
    });

    it('takes its permission', async () => {
      for (const caller of [
        {
          credentials: mockCredentials.service('external:ci', {
            permissionNames: ['fleet.service.read'],
          }),
        },
        { credentials: mockCredentials.service('external:ci') },
        user('eve', {
          decisions: { [fleetValidationReportPermission.name]: DENY },
        }),
      ] as Caller[]) {
        const { body } = await post('/validations', report, caller).expect(403);
        expect(body.error.message).toContain('fleet.validation.report');
      }
      expect(events.map(({ eventId, ended }) => [eventId, ended])).toEqual([
        ['validation-report', 'fail'],
        ['validation-report', 'fail'],
        ['validation-report', 'fail'],
      ]);
      await post('/validations', report).expect(200);
    });
  });

  describe('a definition', () => {
    const own = definitionOf({ id: 'rpc', template: 'rpc-to-grpc' });

    it('is made and changed, with its slips', async () => {
      const made = await put('/migrations/rpc', own).expect(200);
      expect(made.body).toMatchObject({
        definition: { id: 'rpc', retiredAfterMinutes: 1440 },
        info: { version: 1, origin: 'api', slips: [] },
      });
      await put('/migrations/rpc', own).expect(200);
      company.clock.time += DAY;
      const changed = await put('/migrations/rpc', {
        ...own,
        target: '2027-03-31',
      }).expect(200);
      expect(changed.body.info).toMatchObject({
        version: 2,
        originalTarget: '2026-12-18',
        slips: [{ from: '2026-12-18', to: '2027-03-31' }],
      });
      await company.projector.settle();
      const { body } = await request(app(user('ann'))).get('/migrations/rpc');
      expect(body.progress.scope + body.progress.sides.born_on_target).toBe(2);
      expect(events).toContainEqual({
        eventId: 'migration-define',
        meta: { migration: 'rpc' },
        ended: 'success',
      });
    });

    it.each<[object, RegExp]>([
      [
        {
          waves: [
            {
              id: 'a',
              title: 'A',
              start: '2026-05-01',
              end: '2026-04-01',
              match: {},
            },
          ],
        },
        /wave|ends|before/i,
      ],
      [{ target: '2025-01-01' }, /target|before|start/i],
      [{ template: undefined }, /from|to/],
      [{ scope: { $any: 7 } }, /scope/],
      [{ id: 'another' }, /"id" says another/],
      [{ owner: 'platform' }, /"owner"/],
      [{ colour: 'red' }, /unknown field "colour"/],
      [{ start: '2026-02-30' }, /"start"/],
    ])('is refused with %j', async (wrong, sentence) => {
      const { body } = await put('/migrations/rpc', {
        ...own,
        ...wrong,
      }).expect(400);
      expect(body.error.message).toMatch(sentence);
      await request(app(user('ann')))
        .get('/migrations/rpc')
        .expect(404);
    });

    it('of the configuration is changed there', async () => {
      const { body } = await put(`/migrations/${MOVE}`, definitionOf()).expect(
        409,
      );
      expect(body.error.message).toContain('fleet.migrations');
      const removed = await remove(`/migrations/${MOVE}`).expect(409);
      expect(removed.body.error.message).toContain('fleet.migrations');
      expect(events).toMatchObject([
        { eventId: 'migration-define', ended: 'fail' },
        { eventId: 'migration-remove', ended: 'fail' },
      ]);
    });

    it('loses no change in between where it says which version it is made to', async () => {
      await put('/migrations/rpc?version=1', own).expect(409);
      await put('/migrations/rpc?version=0', own).expect(200);
      const there = await put('/migrations/rpc?version=0', own).expect(409);
      expect(there.body.error.message).toMatch(/at version 1 by now, not 0/);
      const ours = { ...own, title: 'Ours' };
      const theirs = { ...own, title: 'Theirs' };
      await put('/migrations/rpc?version=1', theirs).expect(200);
      await put('/migrations/rpc?version=1', ours).expect(409);
      await remove('/migrations/rpc?version=1').expect(409);
      const { body } = await put('/migrations/rpc?version=2', ours).expect(200);
      expect(body).toMatchObject({
        definition: { title: 'Ours' },
        info: { version: 3 },
      });
      await put('/migrations/rpc?version=no', own).expect(400);
    });

    it('is changed once of all who mean the same version at once', async () => {
      await put('/migrations/rpc', own).expect(200);
      const answers = await Promise.all(
        ['A', 'B', 'C'].map(title =>
          put('/migrations/rpc?version=1', { ...own, title }),
        ),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([
        200, 409, 409,
      ]);
    });

    it('that asks for an annotation which no source keeps is taken, and its answers and its page say so', async () => {
      const asking = definitionOf({
        id: 'mesh',
        template: undefined,
        from: { not: { annotation: 'corp.example/mesh' } },
        to: { annotation: 'corp.example/mesh' },
      });
      const says = {
        text: expect.stringContaining('corp.example/mesh'),
        fix: expect.stringContaining('fleet.kubernetes.annotations'),
      };
      const { body } = await put('/migrations/mesh', asking).expect(200);
      expect(body.info.problems).toContainEqual(says);
      for (const [path, of] of [
        ['/migrations/mesh/definition', 'info'],
        ['/migrations/mesh', 'migration'],
      ]) {
        const answer = await request(app(user('ann')))
          .get(path)
          .expect(200);
        expect(answer.body[of].problems).toContainEqual(says);
      }
    });

    it('that contradicts itself only with the catalog at hand is taken, and says so', async () => {
      const twice = await put('/migrations/rpc', {
        ...own,
        waves: [
          { id: 'a', title: 'A', match: { 'metadata.name': 'cart' } },
          { id: 'b', title: 'B', match: {} },
        ],
      }).expect(200);
      expect(twice.body.info.problems).toContainEqual({
        text: expect.stringMatching(
          /In the waves a and b at once: component:default\/cart/,
        ),
        fix: expect.any(String),
      });
      const none = await put('/migrations/rpc', {
        ...own,
        scope: { 'metadata.name': 'nothing' },
      }).expect(200);
      expect(none.body.info.problems).toContainEqual({
        text: 'The scope matches none of 2 services.',
        fix: expect.any(String),
      });
    });

    it('whose signal can never hold is refused', async () => {
      const { body } = await put('/migrations/rpc', {
        ...own,
        to: { platform: 'kubernetes', not: { platform: 'kubernetes' } },
      }).expect(400);
      expect(body.error.message).toMatch(/to can never hold.*Remove one of/);
    });

    it('is removed, and what was known of it stays known', async () => {
      await put('/migrations/rpc', {
        ...own,
        from: { platform: 'helios' },
        environments: 'all',
      }).expect(200);
      await company.projector.settle();
      const before = await request(app(user('ann'))).get('/migrations/rpc');
      expect(before.body.progress.scope).toBe(2);
      const at = iso(company.clock.time);
      company.clock.time += HOUR;
      const removed = await remove('/migrations/rpc').expect(200);
      expect(removed.body).toEqual({ id: 'rpc', version: 2 });
      company.clock.time += HOUR;
      await company.projector.settle();
      await rebuild(company);
      await company.projector.settle();

      await request(app(user('ann')))
        .get('/migrations/rpc')
        .expect(404);
      await remove('/migrations/rpc').expect(404);
      const list = await request(app(user('ann'))).get('/migrations');
      expect(list.body.items).toHaveLength(1);
      const past = await request(app(user('ann'))).get(
        `/migrations/rpc?at=${at}`,
      );
      expect(past.body).toMatchObject({
        migration: { version: 1 },
        progress: { scope: 2 },
      });
      const again = await put('/migrations/rpc?version=0', own).expect(200);
      expect(again.body.info.version).toBe(3);
      expect(events).toContainEqual({
        eventId: 'migration-remove',
        meta: { migration: 'rpc' },
        ended: 'success',
      });
    });

    it('takes its permission', async () => {
      const denied = await put(
        '/migrations/rpc',
        own,
        user('eve', {
          decisions: { [fleetMigrationDefinePermission.name]: DENY },
        }),
      ).expect(403);
      expect(denied.body.error.message).toContain('fleet.migration.define');
      const kept = await remove(
        '/migrations/rpc',
        user('eve', {
          decisions: { [fleetMigrationDefinePermission.name]: DENY },
        }),
      ).expect(403);
      expect(kept.body.error.message).toContain('fleet.migration.define');
      await put('/migrations/rpc', own, {
        credentials: mockCredentials.service('external:terraform'),
      }).expect(403);
      await put('/migrations/rpc', own, {
        credentials: mockCredentials.service('external:terraform', {
          permissionNames: [fleetMigrationDefinePermission.name],
        }),
      }).expect(200);
    });
  });
});
