import { mockServices } from '@backstage/backend-test-utils';
import type { NotificationSendOptions } from '@backstage/plugin-notifications-node';
import { instant } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { addService, NOW } from './api/testing/company';
import {
  addAct,
  addDefinition,
  addStanding,
  DAY,
  HOUR,
  MOVE,
} from './api/testing/migrations';
import { eachDatabase } from './database/testing';
import { TestClock } from './ledger/testing';
import { readNoticed } from './notices/read';
import { claimNotices, confirmNotices, returnNotices } from './notices/store';
import { tellTeams } from './notices/task';

eachDatabase(under => {
  let database: Knex;
  let clock: TestClock;
  let sent: { team: unknown; text: string }[];
  let failing: boolean;

  const replica = (): Parameters<typeof tellTeams>[0] => ({
    database,
    clock,
    logger: mockServices.logger.mock(),
    zone: 'UTC',
    notifications: {
      send: async ({ recipients, payload }: NotificationSendOptions) => {
        await new Promise(resolve => setImmediate(resolve));
        if (failing) throw new Error('no notifications now');
        sent.push({
          team: 'entityRef' in recipients ? recipients.entityRef : null,
          text: `${payload.title}\n${payload.description}`,
        });
      },
    },
  });

  beforeEach(async () => {
    database = await under.open();
    clock = new TestClock(NOW);
    sent = [];
    failing = false;
    for (const name of ['cart', 'pay', 'index', 'quiet']) {
      await addService(database, name);
    }
  });

  /** Two services of payments and one of search that fell back. */
  async function fallBack(migration?: string): Promise<void> {
    for (const [name, owner] of [
      ['cart', 'payments'],
      ['pay', 'payments'],
      ['index', 'search'],
    ]) {
      await addStanding(
        database,
        name,
        [
          {
            daysAgo: 1,
            stage: 'ready',
            owner: `group:default/${owner}`,
            fell_back_at: NOW - HOUR,
          },
        ],
        migration,
      );
    }
  }

  it('tells each team once, all of a migration at once', async () => {
    await addDefinition(database, { target: '2027-12-31' });
    await fallBack();
    await tellTeams(replica());
    await tellTeams(replica());
    expect(sent.map(({ team }) => team).sort()).toEqual([
      'group:default/payments',
      'group:default/search',
    ]);
    const [payments] = sent.filter(
      ({ team }) => team === 'group:default/payments',
    );
    expect(payments.text).toContain('2 things to know');
    expect(payments.text).toContain('cart fell back');
    expect(payments.text).toContain('pay fell back');
  });

  it('tells once however many replicas there are', async () => {
    await addDefinition(database, { target: '2027-12-31' });
    await fallBack();
    await Promise.all([1, 2, 3].map(() => tellTeams(replica())));
    const lines = sent.flatMap(
      ({ text }) => text.match(/\w+ fell back on/g) ?? [],
    );
    expect(lines.sort()).toEqual([
      'cart fell back on',
      'index fell back on',
      'pay fell back on',
    ]);
  });

  it('tells of each migration by itself', async () => {
    await addDefinition(database, { target: '2027-12-31' });
    await addDefinition(database, { id: 'other', target: '2027-12-31' });
    await fallBack();
    await fallBack('other');
    await tellTeams(replica());
    expect(sent).toHaveLength(4);
  });

  it('tries again what could not be sent, and then tells it once', async () => {
    await addDefinition(database, { target: '2027-12-31' });
    await fallBack();
    failing = true;
    await tellTeams(replica());
    expect(sent).toEqual([]);
    failing = false;
    await tellTeams(replica());
    await tellTeams(replica());
    expect(sent).toHaveLength(2);
  });

  it('tells nobody of what is made up', async () => {
    await addDefinition(database, { target: '2027-12-31' }, { demo: true });
    await fallBack();
    await tellTeams(replica());
    expect(sent).toEqual([]);
    expect(await readNoticed(database, instant(NOW))).toEqual([]);
  });

  it('tells of an exemption before it ends, and when it has ended', async () => {
    await addDefinition(database, { target: '2027-12-31' });
    const expires = NOW + 5 * DAY;
    await addStanding(database, 'cart', [
      {
        daysAgo: 1,
        side: 'exempt',
        exemption: JSON.stringify({
          act: 'ask',
          approval: 'yes',
          expiresAt: expires,
        }),
      },
    ]);
    await addAct(database, {
      id: 'ask',
      act: 'request_exemption',
      expires_at: expires,
    });
    await addAct(database, { id: 'yes', act: 'approve_exemption', of: 'ask' });
    await tellTeams(replica());
    expect(sent).toHaveLength(1);
    expect(sent[0].text).toContain('exemption');
    clock.time = expires + HOUR;
    await database('standings').update({ exemption: null, side: null });
    await tellTeams(replica());
    await tellTeams(replica());
    expect(sent).toHaveLength(2);
    expect(sent[1].text).toContain('has ended');
  });

  it('says nothing of an exemption that was refused or taken back', async () => {
    await addDefinition(database, { target: '2027-12-31' });
    await addStanding(database, 'cart', [{ daysAgo: 1, stage: 'ready' }]);
    for (const id of ['refused', 'back']) {
      await addAct(database, {
        id,
        act: 'request_exemption',
        expires_at: NOW - HOUR,
      });
    }
    await addAct(database, {
      id: 'no',
      act: 'reject_exemption',
      of: 'refused',
    });
    await addAct(database, { id: 'yes', act: 'approve_exemption', of: 'back' });
    await addAct(database, { id: 'off', act: 'withdraw', of: 'back' });
    await tellTeams(replica());
    expect(sent).toEqual([]);
  });

  it('takes over what a process that died had claimed, but not what another is telling', async () => {
    const notices = [
      {
        migration: MOVE,
        team: 'group:default/payments',
        kind: 'fell_back',
        subject: 'x',
        services: ['cart'],
        wave: '',
        day: '2026-11-21',
      } as const,
    ];
    const claim = () => claimNotices(database, { notices, now: clock.now() });
    expect(await claim()).toEqual(notices);
    expect(await claim()).toEqual([]);
    clock.time += 11 * 60_000;
    expect(await claim()).toEqual(notices);
    await returnNotices(database, notices);
    expect(await claim()).toEqual(notices);
    await confirmNotices(database, { notices, now: clock.now() });
    clock.time += DAY;
    expect(await claim()).toEqual([]);
  });
});
