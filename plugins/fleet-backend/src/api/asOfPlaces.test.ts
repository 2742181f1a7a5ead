/** Where services were known to run at a moment of the past, whatever became known of it later. */
import { KUBERNETES_ID } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import request from 'supertest';
import { eachDatabase } from '../database/testing';
import { createTestApp } from './testing/app';
import { HOUR, MOVE } from './testing/migrations';
import { LookedAtCompany } from './testing/moving';

const HELIOS = { platform: 'helios', cluster: 'eu' };
const KUBERNETES = { platform: 'kubernetes', cluster: 'eu' };

eachDatabase(under => {
  let database: Knex;
  let company: LookedAtCompany;

  beforeEach(async () => {
    database = await under.open();
    company = new LookedAtCompany(database);
    await company.know({ components: { cart: { [KUBERNETES_ID]: 'cart' } } });
    await company.begin();
    await company.pass(HOUR);
    await company.see('cart', HELIOS);
    await company.pass(HOUR);
  });

  const body = async (path: string) => {
    const app = createTestApp({
      database,
      ledger: company.ledger,
      clock: company.clock,
    });
    return (await request(app).get(path).expect(200)).body;
  };
  /** The platforms of the cut, and of the filter that is asked for, now or at a moment. */
  const platforms = async (at?: number) => {
    const then = at === undefined ? '' : `&at=${new Date(at).toISOString()}`;
    const { cut } = await body(`/migrations/${MOVE}?cut=platform${then}`);
    const cuts = cut.rows.map(({ key }: { key: string }) => key).sort();
    const filtered: string[] = [];
    for (const platform of ['helios', 'kubernetes']) {
      const list = await body(
        `/migrations/${MOVE}/services?platform=${platform}${then}`,
      );
      if (list.total > 0) filtered.push(platform);
    }
    expect(filtered).toEqual(cuts);
    return cuts;
  };

  it('knows of a place until somebody told that it is gone, also when it went before', async () => {
    const between = company.clock.time;
    await company.pass(2 * HOUR);
    const before = company.clock.time;
    expect(await platforms()).toEqual(['helios']);
    await company.pass(HOUR);
    await company.see('cart', HELIOS, { gone: true, late: 2 * HOUR });
    const told = company.clock.time;
    await company.pass(HOUR);
    expect(await platforms()).toEqual([]);
    expect(await platforms(between)).toEqual(['helios']);
    expect(await platforms(before)).toEqual(['helios']);
    expect(await platforms(told - 1)).toEqual(['helios']);
    expect(await platforms(told)).toEqual([]);
  });

  it('tells what was seen in part from what nobody looked at', async () => {
    const known = async (at?: number) => {
      const then = at === undefined ? '' : `?at=${new Date(at).toISOString()}`;
      const list = await body(`/migrations/${MOVE}/services${then}`);
      const { data, health } = list.items[0];
      return { data, health, freshness: list.freshness.state };
    };
    const inPart = {
      data: 'partial',
      health: 'on_track',
      freshness: 'partial',
    };
    const stale = { data: 'stale', health: 'unknown', freshness: 'stale' };
    company.limit('helios', 'eu', true);
    await company.pass(HOUR);
    const partly = company.clock.time;
    expect(await known()).toEqual(inPart);
    company.leave('helios', 'eu');
    await company.pass(HOUR);
    const away = company.clock.time;
    expect(await known()).toEqual(stale);
    await company.pass(HOUR);
    expect(await known(partly)).toEqual(inPart);
    expect(await known(away)).toEqual(stale);
    expect((await known(partly - HOUR)).data).toBe('fresh');
    company.limit('helios', 'eu', false);
    await company.return('helios', 'eu');
    await company.pass(HOUR);
    expect(await known(partly)).toEqual(inPart);
  });

  it('says that a scope of which all was never seen was seen in part', async () => {
    await database('source_scopes').update({
      last_complete: null,
      complete: false,
    });
    await database('scope_gaps').del();
    const then = new Date(company.clock.time - 60_000).toISOString();
    for (const at of ['', `?at=${then}`]) {
      const list = await body(`/migrations/${MOVE}/services${at}`);
      expect(list.freshness.state).toBe('partial');
    }
  });

  it('knows of no place while something was gone that is back by now', async () => {
    await company.see('cart', HELIOS, { gone: true });
    await company.pass(HOUR);
    const away = company.clock.time;
    expect(await platforms()).toEqual([]);
    await company.pass(HOUR);
    await company.see('cart', HELIOS);
    await company.see('cart', KUBERNETES);
    await company.pass(HOUR);
    expect(await platforms()).toEqual(['helios', 'kubernetes']);
    expect(await platforms(away)).toEqual([]);
    expect(await platforms(away - HOUR - 1)).toEqual(['helios']);
  });
});
