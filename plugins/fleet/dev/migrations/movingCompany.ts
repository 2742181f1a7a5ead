import type { Standing } from '@landfall/backstage-plugin-fleet-common';
import { aMigration } from '../migrationBuilders';
import { DAY, before } from '../times';
import type { MigrationFixture } from './fixture';
import { aMover } from './mover';
import { progressOf } from './progress';
import { unusualStandings } from './unusual';

/** A company in the middle of two migrations, in every state that a service can be in. Test data. */
export function aMovingCompany(
  now: number,
  size: 'small' | 'large' = 'small',
): MigrationFixture[] {
  const count = size === 'large' ? 2000 : 150;
  const teams = size === 'large' ? 110 : 14;
  const ago = (days: number) => before(days * DAY, now);
  const standings = Array.from({ length: count }, (_, index) =>
    aMover(index, { count, teams, now }),
  );
  standings.push(...unusualStandings(now));
  const waves = wavesOf(standings, now);
  return [
    {
      info: aMigration({
        demo: true,
        originalTarget: '2026-09-30',
        slips: [
          { from: '2026-09-30', to: '2026-12-31', at: ago(120) },
          { from: '2026-12-31', to: '2027-01-31', at: ago(40) },
        ],
      }),
      standings,
      waves,
      week: { moved: 9, done: 3, fellBack: 1 },
      previousWeek: {
        moved: 61,
        done: 34,
        fellBack: 3,
        scopeAdded: 12,
        newOnOld: 2,
      },
      newOnOld: {
        total: 2,
        items: [
          {
            service: 'component:default/gift-cards',
            title: 'gift-cards',
            at: ago(9),
          },
          {
            service: 'component:default/returns-portal',
            title: 'returns-portal',
            at: ago(11),
          },
        ],
      },
      parents: Object.fromEntries(
        Array.from({ length: teams }, (_, index) => [
          `group:default/team-${index}`,
          `group:default/tribe-${index % 9}`,
        ]),
      ),
    },
    {
      info: aMigration({
        id: 'untraced-to-traced',
        title: 'Untraced → traced',
        fromTitle: 'untraced',
        toTitle: 'OpenTelemetry',
        target: '2026-10-31',
        originalTarget: '2026-10-31',
        technology: null,
        sponsor: null,
        demo: true,
        problems: [
          {
            text: 'Wave “pilots” matches no service of the scope.',
            fix: 'Change its match in fleet.migrations[1].waves[0].',
          },
        ],
      }),
      standings: standings.slice(0, 40),
    },
  ];
}

/** Eight waves, one after the other; the last has no dates yet. */
function wavesOf(
  standings: readonly Standing[],
  now: number,
): NonNullable<MigrationFixture['waves']> {
  return Array.from({ length: 8 }, (_, index) => {
    const own = standings.filter(one => one.wave?.id === `wave-${index + 1}`);
    const { scope, done, migrated } = progressOf(own);
    const day = (age: number) =>
      new Date(now - age * DAY).toISOString().slice(0, 10);
    const begin = 290 - index * 45;
    return {
      id: `wave-${index + 1}`,
      title: `Wave ${index + 1}`,
      plannedStart: index === 7 ? null : day(begin),
      plannedEnd: index >= 6 ? null : day(begin - 40),
      actualStart: begin > 0 ? day(begin - 4) : null,
      actualEnd: index < 2 ? day(begin - 52) : null,
      scope,
      done,
      migrated,
      behind: own.filter(one => one.health === 'lagging').length,
      gates:
        index === 5
          ? [
              'The new load balancers are in both regions',
              'On-call has been trained',
            ]
          : [],
    };
  });
}
