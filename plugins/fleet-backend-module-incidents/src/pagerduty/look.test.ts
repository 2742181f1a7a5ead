import { MemoryLedger } from '@landfall/backstage-plugin-fleet-node/testUtils';
import { apiIncident } from '../testing/pagerDutyExamples';
import { startPagerDuty } from '../testing/pagerDutyStandIn';
import { accountOf, lookOnce } from '../testing/looking';
import { createPagerDutySource } from './source';

const now = Date.parse('2020-04-10T00:00:00Z');
const DAY = 86_400_000;

type PagerDuty = Awaited<ReturnType<typeof startPagerDuty>>;

describe('a look at PagerDuty', () => {
  let pagerDuty: PagerDuty;
  beforeEach(async () => {
    pagerDuty = await startPagerDuty();
  });
  afterEach(() => pagerDuty.close());

  const begin = (token = 'example-key') => {
    const ledger = new MemoryLedger();
    const { source } = createPagerDutySource({
      entries: [
        accountOf({
          account: 'acme',
          token,
          url: pagerDuty.url,
          backfillDays: 3,
        }),
      ],
      problems: [],
    });
    source.connect?.(ledger.inbox());
    return {
      ledger,
      look: (at = now) => lookOnce(source, ledger, at),
    };
  };
  const tell = (
    type: string,
    at: string,
    incident: ReturnType<typeof apiIncident>,
  ) => {
    const { state } = pagerDuty;
    state.incidents.set(incident.id, incident);
    state.log.unshift({
      id: `R${state.log.length}`,
      type,
      created_at: at,
      incident: incident.id,
    });
  };
  const resolvedIncident = apiIncident({
    status: 'resolved',
    updated_at: '2020-04-09T16:00:00Z',
    resolved_at: '2020-04-09T16:00:00Z',
    last_status_change_at: '2020-04-09T16:00:00Z',
  });

  it('learns incidents, who-ever took them, and pages from the log', async () => {
    const { ledger, look } = begin();
    tell('trigger_log_entry', '2020-04-09T15:16:27Z', apiIncident());
    tell('notify_log_entry', '2020-04-09T15:16:30Z', apiIncident());
    tell('notify_log_entry', '2020-04-09T15:18:30Z', apiIncident());
    tell('acknowledge_log_entry', '2020-04-09T15:20:00Z', apiIncident());
    tell('resolve_log_entry', '2020-04-09T16:00:00Z', resolvedIncident);
    expect(await look()).toEqual({ complete: true, problems: [] });
    expect(ledger.newest('incident')).toMatchObject([
      {
        key: 'PGR0VU2',
        origin: 'pagerduty:PF9KMXH',
        at: Date.parse('2020-04-09T15:16:27Z'),
        endedAt: Date.parse('2020-04-09T16:00:00Z'),
        backfilled: true,
        body: {
          acknowledgedAt: Date.parse('2020-04-09T15:20:00Z'),
          severity: 'P1',
        },
      },
    ]);
    expect(ledger.newest('page')).toMatchObject([
      {
        key: 'page/R1',
        origin: 'pagerduty:PF9KMXH',
        body: { urgency: 'high', incident: 'PGR0VU2' },
      },
      { key: 'page/R2' },
    ]);
  });

  it('adds nothing when nothing happened', async () => {
    const { ledger, look } = begin();
    tell('trigger_log_entry', '2020-04-09T15:16:27Z', apiIncident());
    await look();
    await look(now + 60_000);
    expect(ledger.reported).toBe(1);
  });

  it('knows an open incident however old it is, its new service, and that it was deleted', async () => {
    const { ledger, look } = begin();
    const old = apiIncident({ created_at: '2019-01-01T00:00:00Z' });
    pagerDuty.state.incidents.set(old.id, old);
    await look();
    expect(ledger.newest('incident')).toMatchObject([{ ended: false }]);
    const service = { ...old.service, id: 'PMAIL' };
    pagerDuty.state.incidents.set(old.id, {
      ...old,
      service,
      updated_at: '2020-04-10T00:00:00Z',
    });
    await look();
    expect(ledger.newest('incident')).toMatchObject([
      { origin: 'pagerduty:PMAIL' },
    ]);
    pagerDuty.state.incidents.clear();
    await look();
    expect(ledger.newest('incident')).toMatchObject([
      { ended: true, endedAt: now, estimated: { endedAt: true } },
    ]);
  });

  it('learns the end of one whose log it missed', async () => {
    const { ledger, look } = begin();
    tell('trigger_log_entry', '2020-04-09T15:16:27Z', apiIncident());
    await look();
    pagerDuty.state.incidents.set('PGR0VU2', resolvedIncident);
    await look(now + DAY);
    expect(ledger.newest('incident')).toMatchObject([
      { ended: true, endedAt: Date.parse('2020-04-09T16:00:00Z') },
    ]);
  });

  it('reads history in stretches, page by page, and goes on where it was cut off', async () => {
    const { ledger, look } = begin();
    for (let i = 0; i < 250; i += 1) {
      const at = new Date(now - 2 * DAY + i * 1_000).toISOString();
      tell(
        'trigger_log_entry',
        at,
        apiIncident({ id: `P${i}`, created_at: at, updated_at: at }),
      );
    }
    // The first stretch is read, the second is not.
    pagerDuty.state.trouble = [undefined, { status: 500, body: 'broken' }];
    await expect(look()).rejects.toThrow(
      'PagerDuty answers log_entries with status 500',
    );
    const { length } = pagerDuty.asked;
    expect(await look()).toMatchObject({ complete: true });
    expect(ledger.newest('incident')).toHaveLength(250);
    const again = pagerDuty.asked
      .slice(length)
      .filter(path => path.startsWith('/log_entries'));
    expect(again[0]).toContain('since=2020-04-07T23%3A55');
  });

  it('waits while the limit is used up for a moment, and says so when it is for long', async () => {
    const { look } = begin();
    const limit = (reset: string) => ({
      status: 429,
      headers: { 'ratelimit-reset': reset },
      body: {},
    });
    pagerDuty.state.trouble = [limit('0'), limit('0')];
    expect(await look()).toMatchObject({ complete: true });
    pagerDuty.state.trouble = [limit('3600')];
    await expect(look()).rejects.toThrow(
      'PagerDuty takes no more requests for now (429)',
    );
  });

  it('says that a token was revoked, and what cannot be read, and goes on with the rest', async () => {
    await expect(begin('another').look()).rejects.toThrow(
      'PagerDuty refuses the token; it is wrong or was revoked',
    );
    const { ledger, look } = begin();
    tell('trigger_log_entry', '2020-04-09T15:16:27Z', apiIncident());
    tell(
      'trigger_log_entry',
      '2020-04-09T15:17:00Z',
      apiIncident({ id: 'P2', status: 'confused' }),
    );
    tell(
      'trigger_log_entry',
      '2020-04-09T15:18:00Z',
      apiIncident({ id: 'P3', created_at: '2030-01-01T00:00:00Z' }),
    );
    const { complete, problems } = await look();
    expect(complete).toBe(false);
    expect(problems.map(({ text }) => text)).toEqual([
      'An incident is left out, as it was opened or changed at a time that lies in the future; one is P3',
      '1 entries of PagerDuty cannot be read',
    ]);
    expect(ledger.newest('incident').map(({ key }) => key)).toEqual([
      'PGR0VU2',
    ]);
  });
});
