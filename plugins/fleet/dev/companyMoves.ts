import type { Standing } from '@landfall/backstage-plugin-fleet-common';
import { aMigration, aStanding } from './migrationBuilders';
import { aBlock, anExemptionRequest, anOverride } from './migrations/acts';
import type { MigrationFixture } from './migrations/fixture';
import { before, DAY } from './times';

/** The company's services that have a tab of their own, in the states of two migrations. Test data. */
export function withCompanyMoves(
  fixtures: MigrationFixture[],
  now: number,
): MigrationFixture[] {
  return fixtures.map((fixture, index) => ({
    ...fixture,
    info: {
      ...fixture.info,
      validation: [
        { rule: 'load_test' },
        ...aMigration().validation,
        { rule: 'manual' },
      ],
    },
    standings: [
      ...fixture.standings,
      ...(index === 0 ? movesOf(now) : [tracedOf(now)]),
    ],
  }));
}

function tracedOf(now: number): Standing {
  return aStanding({
    migration: 'untraced-to-traced',
    title: 'checkout-fe',
    stage: 'planned',
    since: before(20 * DAY, now),
  });
}

function movesOf(now: number): Standing[] {
  const ago = (days: number) => before(days * DAY, now);
  return [
    aStanding({
      title: 'cart-api',
      stage: 'not_started',
      health: 'blocked',
      healthSince: ago(12),
      since: ago(200),
      wave: { id: 'wave-6', title: 'Wave 6' },
      blocked: aBlock('act-cart', now),
      exemption: anExemptionRequest('act-cart-2', now),
      next: [{ step: 'create' }],
    }),
    aStanding({
      title: 'checkout-fe',
      stage: 'validating',
      since: ago(4),
      share: 1,
      shareBy: 'instances',
      from: { targets: 1, ready: 0 },
      to: { targets: 3, ready: 12 },
      next: [
        {
          step: 'report_test',
          rule: 'stress_test',
          failed: false,
          peakRate: 400,
        },
        { step: 'soak', until: before(-2 * DAY, now) },
        { step: 'sign_off' },
      ],
    }),
    aStanding({
      title: 'ledger-sync',
      stage: 'shifting',
      health: 'stalled',
      healthSince: ago(6),
      since: ago(12),
      share: 0.3,
      shareBy: 'traffic',
      data: 'stale',
      to: { targets: 3, ready: 12 },
      next: [{ step: 'finish_shift', by: 'traffic' }],
    }),
    aStanding({
      title: 'rolling-out',
      stage: 'migrated',
      derivedStage: 'side_by_side',
      conflict: true,
      fellBackAt: ago(2),
      since: ago(2),
      to: { targets: 2, ready: 3 },
      override: anOverride('act-rolling', now),
      next: [{ step: 'remove' }],
    }),
    aStanding({
      title:
        'a-service-with-a-name-that-nobody-would-choose-but-somebody-always-does-v2',
      stage: 'side_by_side',
      health: 'lagging',
      healthSince: ago(11),
      since: ago(30),
      to: { targets: 1, ready: 2 },
      next: [{ step: 'shift_traffic', known: false }],
    }),
    aStanding({
      title: 'seasonal',
      stage: 'retired',
      health: null,
      since: ago(40),
      from: { targets: 0, ready: 0 },
      to: { targets: 1, ready: 0 },
      next: [],
    }),
  ];
}
