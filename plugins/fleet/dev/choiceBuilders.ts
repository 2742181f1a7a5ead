import type {
  Choices,
  DeliveryChoices,
  EnvironmentUse,
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

/** Test data: what the administrators of the made-up company chose. */
export function companyChoices(): Choices {
  const hours = { ...defaults.workingHours, zone: 'Europe/Stockholm' };
  const production = { name: 'production', production: true };
  return aChoices(
    {
      timeZone: 'Europe/Stockholm',
      incidentHours: 48,
      workingHours: {
        ...hours,
        holidays: { total: 2, items: ['2026-12-24', '2026-12-25'] },
      },
      minutesPerLoad: { pages: 30, tickets: 20, manual_operations: 10 },
      bands: '2023',
    },
    {
      teams: {
        total: 1,
        items: [
          {
            team: 'group:default/search',
            hours: { ...hours, zone: 'America/New_York' },
          },
        ],
      },
      targets: {
        total: 2,
        items: [
          {
            ...production,
            conditions: [{ of: 'cluster', patterns: ['prod-*'] }],
          },
          {
            ...{ name: 'staging', production: false },
            conditions: [
              { of: 'cluster', patterns: ['shared'] },
              { of: 'namespace', patterns: ['*-staging', '*-test'] },
            ],
          },
        ],
      },
      ci: {
        total: 1,
        items: [
          {
            ...production,
            conditions: [
              { of: 'environment', patterns: ['production', 'prod-*'] },
            ],
          },
        ],
      },
    },
  );
}

/** Test data: how much is in the environments of the made-up company. */
export function companyEnvironments(): EnvironmentUse {
  return {
    environments: [
      { name: 'production', targets: 132, ciEnvironments: 40 },
      { name: 'staging', targets: 61, ciEnvironments: 0 },
    ],
    unmapped: {
      ...{ targets: 3, ciEnvironments: 1 },
      named: [{ origin: 'git.example.com/acme/search', environment: 'canary' }],
    },
    restricted: false,
  };
}
