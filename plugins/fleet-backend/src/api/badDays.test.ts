/** What goes wrong in a migration, from what sources tell to what the API answers. */
import { KUBERNETES_ID } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import request from 'supertest';
import { eachDatabase } from '../database/testing';
import { rebuild } from '../projections/rebuild';
import { createTestApp } from './testing/app';
import { addTeam } from './testing/company';
import { DAY, HOUR, MOVE } from './testing/migrations';
import { LookedAtCompany } from './testing/moving';

const HELIOS = { platform: 'helios', cluster: 'eu' };
const KUBERNETES = { platform: 'kubernetes', cluster: 'eu' };
const iso = (at: number) => new Date(at).toISOString();

eachDatabase(under => {
  let database: Knex;
  let company: LookedAtCompany;

  beforeEach(async () => {
    database = await under.open();
    company = new LookedAtCompany(database);
    await company.know({
      components: { cart: { [KUBERNETES_ID]: 'cart' } },
      owners: { cart: 'group:default/payments' },
    });
  });

  const get = (path: string) =>
    request(
      createTestApp({
        database,
        ledger: company.ledger,
        clock: company.clock,
      }),
    ).get(path);
  const detail = async (service = 'cart', at = '') =>
    (
      await get(
        `/migrations/${MOVE}/services/component/default/${service}${at}`,
      ).expect(200)
    ).body;
  const review = async (query = '') =>
    (await get(`/migrations/${MOVE}${query}`).expect(200)).body;

  /** Both sides serve, all traffic is on the new one. */
  async function moveTraffic(): Promise<void> {
    await company.begin({ validation: [{ rule: 'manual' }] });
    await company.pass(HOUR);
    await company.see('cart', HELIOS);
    await company.see('cart', KUBERNETES);
    await company.hear('cart', 'helios', 0);
    await company.hear('cart', 'kubernetes', 100);
    await company.pass(3 * HOUR);
  }

  it('moves no stage while a master is down for a day, says that its data is stale, and did so then', async () => {
    await moveTraffic();
    company.leave('helios', 'eu');
    await company.pass(DAY);
    const during = iso(company.clock.time);
    expect((await detail()).standing).toMatchObject({
      stage: 'validating',
      data: 'stale',
      health: 'unknown',
    });
    expect((await review()).freshness).toMatchObject({
      state: 'stale',
      troubled: [{ source: 'helios', scope: 'eu' }],
    });

    await company.pass(HOUR);
    await company.return('helios', 'eu');
    await company.pass(HOUR);
    const { standing, changes } = await detail();
    expect(standing).toMatchObject({
      stage: 'validating',
      data: 'fresh',
      health: 'on_track',
    });
    expect(changes).toHaveLength(1);
    expect((await detail('cart', `?at=${during}`)).standing).toMatchObject({
      data: 'stale',
      health: 'unknown',
    });
  });

  it('moves no stage while a cluster is down for a day, and counts its silence as no fall-back', async () => {
    await moveTraffic();
    company.leave('kubernetes', 'eu');
    await company.pass(DAY);
    expect((await detail()).standing).toMatchObject({
      stage: 'validating',
      data: 'stale',
      fellBackAt: null,
    });
    expect((await review()).week.fellBack).toBe(0);
  });

  it('retires nobody while one of two that tell of the old side is away', async () => {
    await company.begin();
    await company.pass(HOUR);
    await company.see('cart', HELIOS);
    await company.see('cart', { ...HELIOS, source: 'prometheus' });
    await company.see('cart', KUBERNETES);
    await company.pass(HOUR);
    expect((await detail()).standing.from).toEqual({ targets: 1, ready: 2 });

    await company.see(
      'cart',
      { ...HELIOS, source: 'prometheus' },
      { gone: true },
    );
    await company.see('cart', HELIOS, { gone: true });
    company.leave('prometheus', 'one');
    await company.pass(3 * DAY);
    expect((await detail()).standing.stage).toBe('migrated');
    await company.return('prometheus', 'one');
    await company.pass(2 * DAY);
    expect((await detail()).standing.stage).toBe('retired');

    const before = await company.database('standing_history').count();
    await rebuild(company);
    await company.projector.settle();
    expect((await detail()).standing.stage).toBe('retired');
    expect(await company.database('standing_history').count()).toEqual(before);
  });

  it('counts traffic once that two tell of the same platform, and says so', async () => {
    await moveTraffic();
    await company.hear('cart', 'helios', 100, 'one');
    await company.hear('cart', 'helios', 80, 'two');
    await company.pass(1_000);
    const { standing, traffic } = await detail();
    expect(standing).toMatchObject({ share: 0.5, shareBy: 'traffic' });
    expect(
      traffic.map((each: Record<string, unknown>) => [
        each.platform,
        each.requestsPerSecond,
        each.claimedTwice,
      ]),
    ).toEqual(
      expect.arrayContaining([
        ['helios', 100, true],
        ['helios', 80, true],
        ['kubernetes', 100, false],
      ]),
    );
    expect((await review()).progress.trafficShare).toBe(0.5);
  });

  it('counts a service that goes back, once, and asks what is to be done', async () => {
    await moveTraffic();
    await company.hear('cart', 'helios', 100);
    await company.hear('cart', 'kubernetes', 0);
    await company.pass(30 * 60_000);
    expect((await detail()).standing.stage).toBe('validating');
    await company.pass(HOUR);
    expect((await detail()).standing).toMatchObject({
      stage: 'side_by_side',
      fellBackAt: expect.any(String),
    });
    const { week, decisions } = await review();
    expect(week.fellBack).toBe(1);
    expect(decisions.items).toMatchObject([{ kind: 'fell_back' }]);
  });

  it('keeps a service in the denominator that is seen nowhere, until it has left the catalog as well', async () => {
    await moveTraffic();
    await company.hear('cart', 'helios', 100);
    await company.pass(1_000);
    for (const place of [HELIOS, KUBERNETES]) {
      await company.see('cart', place, { gone: true });
    }
    await company.pass(20 * HOUR);
    expect((await detail()).standing.side).toBe('not_seen');
    expect((await review()).progress).toMatchObject({
      scope: 1,
      sides: { not_seen: 1 },
    });

    await company.know({ components: {} });
    await company.pass(HOUR);
    expect((await review()).progress).toMatchObject({
      scope: 0,
      sides: { retired_service: 1 },
    });
    expect((await review()).week).toMatchObject({ scopeRemoved: 1 });
  });

  it('follows a service whose workload is renamed, without a fall-back', async () => {
    await moveTraffic();
    await company.see('cart', KUBERNETES, { gone: true });
    await company.see('cart', KUBERNETES, { workload: 'cart-v2' });
    await company.pass(DAY);
    const { standing, evidence } = await detail();
    expect(standing).toMatchObject({ stage: 'validating', fellBackAt: null });
    expect(
      evidence.map((each: Record<string, unknown>) => each.workload),
    ).toEqual(expect.arrayContaining(['cart', 'cart-v2']));
  });

  it('goes on under its new name when its entity is renamed, and shows for the past what was known under the old one', async () => {
    await moveTraffic();
    const then = iso(company.clock.time);
    await company.pass(HOUR);
    await company.know({
      components: { basket: { [KUBERNETES_ID]: 'cart' } },
      owners: { basket: 'group:default/payments' },
    });
    await company.pass(1_000);
    await company.pass(3 * HOUR);
    const { standing, evidence } = await detail('basket');
    expect(standing).toMatchObject({
      side: null,
      from: { targets: 1 },
      to: { targets: 1 },
    });
    expect(evidence).toHaveLength(2);
    expect((await review()).progress).toMatchObject({
      scope: 1,
      sides: { retired_service: 1 },
    });

    const past = await detail('cart', `?at=${then}`);
    expect(past.standing.stage).toBe('validating');
    expect(
      past.evidence.map((each: Record<string, unknown>) => each.side).sort(),
    ).toEqual(['from', 'to']);
    expect(past.traffic).toHaveLength(2);
    const cut = async (by: string) =>
      (await review(`?at=${then}&cut=${by}`)).cut.rows;
    expect(await cut('platform')).toMatchObject([
      { key: 'helios', scope: 1 },
      { key: 'kubernetes', scope: 1 },
    ]);
    expect(await cut('cluster')).toMatchObject([{ key: 'eu', scope: 1 }]);
    const list = await get(
      `/migrations/${MOVE}/services?at=${then}&platform=helios`,
    );
    expect(list.body.items).toMatchObject([
      { service: 'component:default/cart', data: 'fresh' },
    ]);
  });

  it('stays done under its new name when its entity is renamed after the old side is gone', async () => {
    await company.begin();
    await company.pass(HOUR);
    await company.see('cart', HELIOS);
    await company.see('cart', KUBERNETES);
    await company.pass(HOUR);
    await company.see('cart', HELIOS, { gone: true });
    const goneAt = company.clock.time;
    await company.pass(2 * DAY);
    expect((await review()).progress).toMatchObject({ scope: 1, done: 1 });

    await company.know({
      components: { basket: { [KUBERNETES_ID]: 'cart' } },
      owners: { basket: 'group:default/payments' },
    });
    await company.pass(1_000);
    const { standing } = await detail('basket');
    expect(standing).toMatchObject({
      stage: 'retired',
      since: iso(goneAt + DAY),
    });
    await company.pass(3 * HOUR);
    const { progress, week } = await review();
    expect(progress).toMatchObject({
      scope: 1,
      done: 1,
      doneShare: 1,
      sides: { retired_service: 1, born_on_target: 0 },
    });
    expect(week.fellBack).toBe(0);

    await rebuild(company);
    await company.projector.settle();
    expect((await review()).progress).toEqual(progress);
  });

  it('is not done under a name that takes a workload over from a service that is still there', async () => {
    await company.begin();
    await company.pass(HOUR);
    await company.see('cart', HELIOS);
    await company.see('cart', KUBERNETES);
    await company.see('cart', KUBERNETES, { workload: 'cart-jobs' });
    await company.pass(HOUR);
    await company.see('cart', HELIOS, { gone: true });
    await company.pass(2 * DAY);
    await company.know({
      components: { cart: {}, basket: { [KUBERNETES_ID]: 'cart' } },
      owners: { basket: 'group:default/payments' },
    });
    await company.pass(HOUR);
    expect((await detail('basket')).standing.side).toBe('born_on_target');
  });

  it('keeps who owned a service when it came to its stage, beside who owns it now', async () => {
    await moveTraffic();
    const then = iso(company.clock.time);
    await company.pass(HOUR);
    await company.know({
      components: { cart: { [KUBERNETES_ID]: 'cart' } },
      owners: { cart: 'group:default/web' },
    });
    await company.pass(HOUR);
    expect((await detail()).standing).toMatchObject({
      stage: 'validating',
      owner: { ref: 'group:default/web' },
      ownerThen: { ref: 'group:default/payments' },
    });
    expect((await review()).cut.rows).toMatchObject([
      { key: 'group:default/web', scope: 1 },
    ]);
    expect((await review(`?at=${then}`)).cut.rows).toMatchObject([
      { key: 'group:default/payments', scope: 1 },
    ]);
    expect((await detail()).changes).toHaveLength(1);
  });

  it('is not done on three clusters in two regions while one region still runs on the old side', async () => {
    await company.begin();
    await company.pass(HOUR);
    const us = { platform: 'helios', cluster: 'us' };
    for (const place of [
      HELIOS,
      us,
      KUBERNETES,
      { platform: 'kubernetes', cluster: 'us' },
      { platform: 'kubernetes', cluster: 'us-2' },
    ]) {
      await company.see('cart', place);
    }
    await company.pass(HOUR);
    await company.see('cart', HELIOS, { gone: true });
    await company.pass(3 * DAY);
    expect((await detail()).standing).toMatchObject({
      stage: 'side_by_side',
      share: 0.75,
      from: { targets: 1, ready: 2 },
      to: { targets: 3, ready: 6 },
    });
    expect((await review('?cut=cluster')).cut.rows).toMatchObject([
      { key: 'eu', scope: 1, done: 0 },
      { key: 'us', scope: 1, done: 0 },
      { key: 'us-2', scope: 1, done: 0 },
    ]);
    await company.see('cart', us, { gone: true });
    await company.pass(2 * DAY);
    expect((await detail()).standing.stage).toBe('retired');
  });

  it.each([
    `/migrations`,
    `/migrations/${MOVE}`,
    `/migrations/${MOVE}/definition`,
    `/migrations/${MOVE}/services`,
    `/migrations/${MOVE}/services.csv`,
    `/migrations/${MOVE}/services/component/default/cart`,
    `/services/component/default/cart/migrations`,
    `/teams/group/default/payments/migrations`,
  ])('answers %s as of a moment, whatever came after', async path => {
    await addTeam(database, 'payments');
    await moveTraffic();
    const at = iso(company.clock.time);
    const asked = () => get(`${path}?at=${at}`);
    const known = await asked().expect(200);

    await company.pass(DAY);
    await company.see('cart', HELIOS, { gone: true });
    await company.hear('cart', 'helios', 7, 'two');
    await company.define({ title: 'Another', target: '2027-12-31' });
    await company.know({
      components: { basket: { [KUBERNETES_ID]: 'cart' } },
      owners: { basket: 'group:default/web' },
    });
    await company.pass(3 * DAY);

    const later = await asked().expect(200);
    expect(withoutNow(later.body)).toEqual(withoutNow(known.body));
    expect(later.text.length > 0 && later.text).toBe(
      path.endsWith('.csv') ? known.text : later.text,
    );
  });
});

/** What an answer about the moment that was then the present says, without that it was. */
function withoutNow(body: unknown): unknown {
  return JSON.parse(
    JSON.stringify(body, (key, value) => (key === 'live' ? undefined : value)),
  );
}
