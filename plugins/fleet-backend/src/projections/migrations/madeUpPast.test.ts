import {
  instant,
  KUBERNETES_ID,
  type Instant,
} from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { eachDatabase } from '../../database/testing';
import { ScopeStatus } from '../../sources/scopeStatus';
import { rebuild } from '../rebuild';
import type { StandingHistoryRow } from '../tables';
import { DAY, MINUTE, NOW } from '../testing';
import { standingsAt } from './asOf';
import { MovingCompany } from './testing';

const daysAgo = (days: number): Instant => instant(NOW - days * DAY);
const CART = 'component:default/cart';

describe('a past that made-up data told as if it had been learnt at the time', () => {
  eachDatabase(under => {
    let database: Knex;
    let company: MovingCompany;
    let status: ScopeStatus;
    beforeAll(async () => {
      database = await under.open();
    });
    beforeEach(async () => {
      company = new MovingCompany(database);
      await company.begin();
      // Nobody has looked at anything yet, as when a portal with made-up data is first opened.
      await database('scope_gaps').del();
      await database('source_scopes').update({ last_complete: null });
      status = new ScopeStatus({
        database,
        clock: company.clock,
        madeUp: new Set(['helios', 'kubernetes']),
      });
    });

    const tell = (
      platform: 'helios' | 'kubernetes',
      told: { at: Instant; learntAt: Instant; gone?: Instant },
    ) =>
      company.ledger.record({
        source: platform,
        scope: 'eu',
        learntAt: told.learntAt,
        observations: [
          {
            kind: 'presence',
            key: 'presence/cart',
            version: told.gone ?? told.at,
            at: told.at,
            ended: told.gone !== undefined,
            endedAt: told.gone ?? null,
            target: {
              platform,
              cluster: 'eu',
              namespace: 'shop',
              workloadKind: 'Deployment',
              workload: 'cart',
            },
            body: {
              images: [{ container: 'app', reference: 'shop:v1' }],
              desired: 3,
              ready: 3,
              since: told.at,
              paused: false,
              incarnation: 'one',
              labels: { [KUBERNETES_ID]: 'cart' },
              annotations: {},
            },
          },
        ],
      });
    const looksSince = (since: Instant) =>
      Promise.all(
        ['helios', 'kubernetes'].map(source =>
          status.succeeded(
            { source, scope: 'eu' },
            { complete: true, problems: [], since },
          ),
        ),
      );
    const stageAt = async (at: Instant): Promise<string | null> => {
      const rows: StandingHistoryRow[] = await standingsAt(database, { at });
      const row = rows.find(({ service }) => service === CART);
      return row ? row.side ?? row.stage : null;
    };
    const stages = () =>
      Promise.all(
        [13, 12, 8, 4, 0].map(days =>
          stageAt(instant(daysAgo(days) + DAY / 2)),
        ),
      );
    /** Twelve days ago it was born on the old platform, eight days ago it came to the new one, and six days ago it left the old. */
    const tellAll = async () => {
      await tell('helios', { at: daysAgo(12), learntAt: daysAgo(12) });
      await tell('kubernetes', { at: daysAgo(8), learntAt: daysAgo(8) });
      await tell('helios', {
        at: daysAgo(12),
        learntAt: daysAgo(6),
        gone: daysAgo(6),
      });
    };
    const EXPECTED = [null, 'planned', 'side_by_side', 'retired', 'retired'];

    it('is what an answer for that time says', async () => {
      await tellAll();
      await looksSince(daysAgo(30));
      await company.projector.settle();
      expect(await stages()).toEqual(EXPECTED);
    });

    it('is the same whenever the projector worked while it was told, and after a rebuild', async () => {
      await tell('helios', { at: daysAgo(12), learntAt: daysAgo(12) });
      await company.projector.settle();
      await tell('kubernetes', { at: daysAgo(8), learntAt: daysAgo(8) });
      await company.projector.settle();
      await tell('helios', {
        at: daysAgo(12),
        learntAt: daysAgo(6),
        gone: daysAgo(6),
      });
      company.clock.time += MINUTE;
      await company.projector.settle();
      // Since when somebody looked is told last: until then nothing is retired.
      expect((await stages()).at(-1)).not.toBe('retired');
      await looksSince(daysAgo(30));
      company.clock.time += MINUTE;
      await company.projector.settle();
      expect(await stages()).toEqual(EXPECTED);

      const before = await company.standings();
      await rebuild(company);
      await company.replica().settle();
      expect(await company.standings()).toEqual(before);
    });

    it('says who was born on the old side while somebody looked, and not of others', async () => {
      const bornAt = async () => {
        await company.projector.settle();
        const row = await database('standings')
          .where({ service: CART })
          .first('born_on_from_at');
        return row.born_on_from_at === null
          ? null
          : Number(row.born_on_from_at);
      };
      await tell('helios', { at: daysAgo(12), learntAt: daysAgo(12) });
      expect(await bornAt()).toBeNull();
      await looksSince(daysAgo(30));
      company.clock.time += MINUTE;
      expect(await bornAt()).toBe(daysAgo(12));
    });

    it('is not reached back to by a look that began after it', async () => {
      await tell('helios', { at: daysAgo(12), learntAt: daysAgo(12) });
      await looksSince(daysAgo(11));
      await company.projector.settle();
      const row = await database('standings')
        .where({ service: CART })
        .first('born_on_from_at');
      expect(row.born_on_from_at).toBeNull();
    });
  });
});
