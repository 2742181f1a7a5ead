import type { Standing } from '@landfall/backstage-plugin-fleet-common';
import { aStanding } from '../migrationBuilders';
import { DAY, before } from '../times';
import { aBlock, anExemptionRequest, anOverride, robin } from './acts';

/** One service in each state that few are in. */
export function unusualStandings(now: number): Standing[] {
  const ago = (days: number) => before(days * DAY, now);
  return [
    aStanding({
      title: 'ledger',
      stage: 'ready',
      health: 'blocked',
      healthSince: ago(16),
      since: ago(30),
      to: { targets: 1, ready: 0 },
      blocked: aBlock('act-1', now),
      next: [{ step: 'make_ready', ready: 0, desired: 4 }],
    }),
    aStanding({
      title: 'recommendations-and-personalised-listings-experience-gateway',
      owner: {
        ref: 'group:default/recommendations',
        title: 'Recommendations and Personalised Listings Experience',
      },
      ownerThen: { ref: 'group:default/discovery', title: 'Discovery' },
      stage: 'shifting',
      health: 'stalled',
      healthSince: ago(3),
      since: ago(12),
      share: 0.3,
      shareBy: 'traffic',
      to: { targets: 3, ready: 12 },
      blocked: null,
      next: [{ step: 'finish_shift', by: 'traffic' }],
    }),
    aStanding({
      title: 'invoices',
      stage: 'migrated',
      derivedStage: 'side_by_side',
      conflict: true,
      since: ago(5),
      to: { targets: 2, ready: 3 },
      override: anOverride('act-2', now),
      next: [{ step: 'remove' }],
    }),
    aStanding({
      title: 'search-suggest',
      stage: 'side_by_side',
      fellBackAt: ago(2),
      since: ago(2),
      to: { targets: 1, ready: 2 },
      next: [{ step: 'shift_traffic', known: false }],
    }),
    aStanding({
      title: 'payroll',
      stage: 'not_started',
      wave: null,
      since: ago(200),
      exemption: anExemptionRequest('act-3', now),
      next: [{ step: 'plan' }],
    }),
    aStanding({
      title: 'fax-gateway',
      stage: null,
      side: 'exempt',
      health: null,
      since: ago(150),
      exemption: {
        id: 'act-4',
        reason: 'The hardware stands in the old data centre',
        link: null,
        author: robin,
        at: ago(150),
        expiresAt: before(-9 * DAY, now),
        approver: { ref: 'user:default/kim', title: 'Kim Lund' },
        approved: true,
      },
      next: [],
    }),
    aStanding({
      title: 'ghost',
      stage: null,
      side: 'not_seen',
      health: 'unknown',
      data: 'stale',
      from: { targets: 0, ready: 0 },
      since: ago(4),
      owner: null,
      next: [],
    }),
  ];
}
