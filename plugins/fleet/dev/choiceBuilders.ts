import type {
  Choices,
  DeliveryChoices,
} from '@landfall/backstage-plugin-fleet-common';
import { defaultWindows } from '@landfall/backstage-plugin-fleet-common';

const defaults: DeliveryChoices = {
  windows: defaultWindows,
  timeZone: 'UTC',
  joinMinutes: 60,
  finish: 'last',
  leadTimeFrom: 'committer',
  hotfixLabels: ['hotfix'],
  hotfixBranches: ['hotfix/'],
  rolledBack: 'first',
  failRateWithRollbacks: false,
  incidentHours: 24,
  workingHours: {
    zone: 'UTC',
    days: [1, 2, 3, 4, 5],
    from: '09:00',
    until: '17:00',
    nightFrom: '22:00',
    nightUntil: '06:00',
    shiftFrom: '08:00',
    holidays: { total: 0, items: [] },
  },
  minutesPerLoad: {},
  bands: 'none',
};

/** Test data: what an administrator chose; the defaults where nothing is said. */
export function aChoices(
  chosen: Partial<DeliveryChoices> = {},
  rest: Partial<Omit<Choices, 'chosen' | 'defaults'>> = {},
): Choices {
  const none = { total: 0, items: [] };
  return {
    chosen: { ...defaults, ...chosen },
    defaults,
    teams: none,
    targets: none,
    ci: none,
    ...rest,
  };
}
