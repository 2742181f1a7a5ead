import {
  DAY_MS,
  instant,
  migrationDefinitionSchema,
  parseInstant,
} from '@landfall/backstage-plugin-fleet-common';
import fc from 'fast-check';
import { dueNotices, type NoticedStanding } from './due';

const now = parseInstant('2026-11-21T10:00:00Z');
const definition = migrationDefinitionSchema.parse({
  id: 'helios-exit',
  title: 'Leave Helios',
  owner: 'group:default/platform',
  template: 'helios-to-kubernetes',
  start: '2026-01-01',
  target: '2027-06-30',
  waves: [
    {
      id: 'w5',
      title: 'Wave 5',
      start: '2026-10-01',
      end: '2026-11-30',
      match: {},
    },
    {
      id: 'w6',
      title: 'Wave 6',
      start: '2026-11-21',
      end: '2027-01-31',
      match: {},
    },
    { id: 'w7', title: 'Wave 7', start: '2026-11-22', match: {} },
  ],
});
const standing = (given: Partial<NoticedStanding>): NoticedStanding => ({
  service: 'component:default/cart',
  title: 'cart',
  owner: 'group:default/payments',
  wave: null,
  stage: 'not_started',
  side: null,
  fellBackAt: null,
  exemption: null,
  ...given,
});
const due = (
  standings: NoticedStanding[],
  given: Partial<Parameters<typeof dueNotices>[0]> = {},
) =>
  dueNotices({
    definition,
    standings,
    endedExemptions: [],
    now,
    zone: 'UTC',
    ...given,
  }).map(({ kind, subject, team, services }) => ({
    kind,
    subject,
    team,
    services,
  }));

describe('what teams are told', () => {
  it('tells a team of a wave on the day when it begins, with its services that are not moved yet', () => {
    expect(
      due([
        standing({ wave: 'w6', title: 'cart' }),
        standing({ wave: 'w6', title: 'arc' }),
        standing({ wave: 'w6', title: 'done', stage: 'migrated' }),
        standing({ wave: 'w6', title: 'exempt', stage: null, side: 'exempt' }),
        standing({ wave: 'w6', title: 'nobody', owner: null }),
        standing({ wave: 'w7', title: 'tomorrow' }),
      ]),
    ).toEqual([
      {
        kind: 'wave_begins',
        subject: 'w6@2026-11-21',
        team: 'group:default/payments',
        services: ['arc', 'cart'],
      },
    ]);
  });

  it('counts days in the zone of the portal', () => {
    const late = parseInstant('2026-11-21T23:30:00Z');
    const standings = [standing({ wave: 'w7' })];
    expect(due(standings, { now: late, zone: 'UTC' })).toEqual([]);
    expect(due(standings, { now: late, zone: 'Europe/Stockholm' })).toEqual([
      expect.objectContaining({ subject: 'w7@2026-11-22' }),
    ]);
  });

  it('tells that the end of a wave and the target date near, as early as the definition asks', () => {
    expect(due([standing({ wave: 'w5' })])).toEqual([
      expect.objectContaining({
        kind: 'date_nears',
        subject: 'w5@2026-11-30',
      }),
    ]);
    expect(
      due([standing({})], {
        now: parseInstant('2027-06-16T00:00:00Z'),
      }),
    ).toEqual([
      expect.objectContaining({ kind: 'date_nears', subject: '@2027-06-30' }),
    ]);
    expect(
      due([standing({})], { now: parseInstant('2027-06-15T00:00:00Z') }),
    ).toEqual([]);
  });

  it('tells of an approved exemption before it ends, and once more when it has', () => {
    const exempt = (approved: boolean, days: number) =>
      standing({
        stage: null,
        side: 'exempt',
        exemption: {
          act: 'a1',
          approved,
          expiresAt: instant(now + days * DAY_MS),
        },
      });
    expect(due([exempt(true, 10)])).toEqual([
      expect.objectContaining({ kind: 'exemption_ends', subject: 'a1' }),
    ]);
    expect(due([exempt(true, 20), exempt(false, 10)])).toEqual([]);
    const ended = {
      act: 'a1',
      service: 'component:default/cart',
      title: 'cart',
      owner: 'group:default/payments',
      endedAt: instant(now - 1),
    };
    expect(due([], { endedExemptions: [ended] })).toEqual([
      expect.objectContaining({ kind: 'exemption_ended', subject: 'a1' }),
    ]);
    const old = { ...ended, endedAt: instant(now - 4 * DAY_MS) };
    expect(due([], { endedExemptions: [old] })).toEqual([]);
  });

  it('tells of a fall-back while it is news', () => {
    const fell = (hours: number) =>
      standing({ fellBackAt: instant(now - hours * 3_600_000) });
    expect(due([fell(1)])).toEqual([
      expect.objectContaining({
        kind: 'fell_back',
        subject: `component:default/cart@${now - 3_600_000}`,
      }),
    ]);
    expect(due([fell(100)])).toEqual([]);
  });

  it('names each thing once for each team', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            title: fc.string({ minLength: 1, maxLength: 8 }),
            owner: fc.constantFrom('group:default/a', 'group:default/b', null),
            wave: fc.constantFrom('w5', 'w6', 'w7', null),
            stage: fc.constantFrom('not_started', 'planned', 'retired'),
          }),
          { maxLength: 30 },
        ),
        given => {
          const notices = due(given.map(standing));
          const keys = notices.map(notice =>
            JSON.stringify([notice.team, notice.kind, notice.subject]),
          );
          expect(new Set(keys).size).toBe(keys.length);
        },
      ),
    );
  });
});
