import type { ServiceSummary } from '@landfall/backstage-plugin-fleet-common';
import {
  aDeployment,
  aFreshness,
  aFrequency,
  aService,
  aTarget,
} from './builders';
import { aScope, aSource, anUnmatched } from './sourceBuilders';
import { before, DAY, HOUR, MINUTE } from './times';
import type { FixtureData } from './fixtureApi';

const TEAMS = [
  { name: 'payments', title: 'Payments', parent: null },
  { name: 'checkout', title: 'Checkout', parent: 'payments' },
  { name: 'ledger', title: 'Ledger', parent: 'payments' },
  { name: 'discovery', title: 'Discovery', parent: null },
  { name: 'search', title: 'Search', parent: 'discovery' },
  {
    name: 'recommendations-and-personalised-listings-experience',
    title: 'Recommendations and Personalised Listings Experience',
    parent: 'discovery',
  },
  { name: 'newcomers', title: 'Newcomers', parent: null },
];

const OWNERS = ['checkout', 'ledger', 'search', TEAMS[5].name];

/** A small company in every state that a service can be in. Test data. */
export function aCompany(now: number): FixtureData {
  const services = aDozenStates(now).concat(
    Array.from({ length: 60 }, (_, index) => aCalmService(index, now)),
  );
  return {
    services,
    freshness: aFreshness({ asOf: before(20_000, now) }),
    teams: TEAMS.map(team => {
      const refs = TEAMS.filter(
        one => one.name === team.name || one.parent === team.name,
      ).map(one => `group:default/${one.name}`);
      const own = services.filter(
        service => service.owner && refs.includes(service.owner.ref),
      );
      return {
        ref: `group:default/${team.name}`,
        title: team.title,
        parent: team.parent ? `group:default/${team.parent}` : null,
        services: own.length,
        attention: own.filter(one => one.attention.length > 0).length,
      };
    }),
    sources: [
      aSource({
        scopes: [
          aScope({
            lastSuccess: before(9000, now),
            lastAttempt: before(9000, now),
          }),
          aScope({
            scope: 'prod-us',
            state: 'error',
            lastSuccess: before(3 * HOUR, now),
            lastAttempt: before(MINUTE, now),
            complete: false,
            problems: [
              {
                text: 'replicasets.apps is forbidden for the role of the token.',
                fix: 'Add the verbs list and watch on replicasets (group apps) to the ClusterRole landfall-read.',
              },
            ],
            quarantined: 3,
          }),
        ],
      }),
      aSource({
        id: 'helios',
        title: 'Helios',
        scopes: [],
        problems: [
          {
            text: 'The token file cannot be read.',
            fix: 'Change fleet.helios.masters[0].tokenFile in app-config.yaml.',
          },
        ],
      }),
    ],
    unmatched: [
      anUnmatched({ lastSeen: before(MINUTE, now) }),
      anUnmatched({
        workload: 'receipt-printer',
        reason: 'several_match',
        candidates: ['component:default/receipts', 'component:default/printer'],
      }),
      anUnmatched({
        workload: 'old-search',
        reason: 'unknown_entity',
        candidates: ['searhc'],
      }),
      anUnmatched({
        workload: 'cart-api',
        namespace: 'shop-lab',
        reason: 'unmapped_environment',
      }),
    ],
    unseen: [
      { ref: 'component:default/legacy-mailer', title: 'legacy-mailer' },
    ],
    quarantine: [
      {
        source: 'kubernetes',
        scope: 'prod-us',
        key: 'rollout/5f2c/3',
        kind: 'rollout',
        reason: 'finishedAt is before startedAt',
        paths: ['body.finishedAt'],
        sizeBytes: 1432,
        count: 3,
        lastAt: before(20 * MINUTE, now),
      },
    ],
  };
}

function ownerOf(index: number) {
  const team = TEAMS.find(one => one.name === OWNERS[index % OWNERS.length]);
  return team ? { ref: `group:default/${team.name}`, title: team.title } : null;
}

function aCalmService(index: number, now: number): ServiceSummary {
  const title = `service-${String(index + 1).padStart(2, '0')}`;
  return aService({
    title,
    owner: ownerOf(index),
    lastDeployment: aDeployment({
      id: `calm-${index}`,
      service: `component:default/${title}`,
      startedAt: before(index * 5 * HOUR + 7 * MINUTE, now),
      finishedAt: before(index * 5 * HOUR + 3 * MINUTE, now),
      version: `v${200 + index}`,
    }),
    frequency: aFrequency({ perWeek: ((index * 7) % 40) / 10 }),
  });
}

function aDozenStates(now: number): ServiceSummary[] {
  const owner = ownerOf(0);
  const base = (title: string, patch: Partial<ServiceSummary>) =>
    aService({ title, owner, ...patch });
  return [
    base('cart-api', {
      readiness: 'not_ready',
      attention: ['not_ready', 'deployment_failed'],
      targets: [
        aTarget({ readiness: 'not_ready', ready: 0 }),
        aTarget({ cluster: 'prod-us', ready: 0, readiness: 'not_ready' }),
      ],
      lastDeployment: aDeployment({
        id: 'failed',
        outcome: 'failed',
        version: 'v142',
        startedAt: before(30 * MINUTE, now),
        finishedAt: before(20 * MINUTE, now),
      }),
    }),
    base('checkout-fe', {
      readiness: 'partly_ready',
      attention: ['deployment_overdue', 'partly_ready'],
      targets: [aTarget({ ready: 4, readiness: 'partly_ready' })],
      lastDeployment: aDeployment({
        id: 'overdue',
        outcome: 'in_progress',
        startedAt: before(25 * MINUTE, now),
        finishedAt: null,
        overdueSince: before(15 * MINUTE, now),
        version: 'v880',
      }),
    }),
    base('ledger-sync', {
      attention: ['data_not_fresh'],
      freshness: 'stale',
      targets: [
        aTarget({ workload: 'ledger-sync' }),
        aTarget({
          platform: 'helios',
          cluster: 'helios-master-1',
          workload: 'ledger-sync',
        }),
      ],
    }),
    base('labs-toy', {
      attention: ['unmapped_environment'],
      readiness: 'unknown',
      targets: [
        aTarget({
          environment: null,
          production: false,
          cluster: 'lab',
          ready: null,
          desired: null,
          readiness: 'unknown',
        }),
      ],
      frequency: aFrequency({
        perWeek: null,
        observedSince: null,
        weeks: [],
        deployments: 0,
      }),
    }),
    base('legacy-mailer', {
      attention: ['not_seen'],
      readiness: 'unknown',
      freshness: 'none',
      targets: [],
      lastDeployment: null,
      frequency: aFrequency({
        perWeek: null,
        deployments: 0,
        weeks: [],
        observedSince: null,
      }),
    }),
    base('rolling-out', {
      lastDeployment: aDeployment({
        id: 'running',
        outcome: 'in_progress',
        startedAt: before(40_000, now),
        finishedAt: null,
        version: 'v17',
      }),
    }),
    base('seasonal', {
      readiness: 'scaled_to_zero',
      targets: [aTarget({ ready: 0, desired: 0, readiness: 'scaled_to_zero' })],
      lastDeployment: aDeployment({
        id: 'rollback',
        class: 'rollback',
        version: 'v12',
        previousVersion: 'v13',
        startedAt: before(9 * DAY, now),
        finishedAt: before(9 * DAY - MINUTE, now),
      }),
    }),
    base(
      'a-service-with-a-name-that-nobody-would-choose-but-somebody-always-does-v2',
      {
        lastDeployment: aDeployment({
          id: 'gap',
          outcome: 'unknown',
          finishedAt: null,
          startedAt: before(4 * DAY, now),
          backfilled: true,
          estimated: { start: true, finish: true },
          version: '2026.11.20-build.48213-7f3a9c1d2e4b5a6f7081',
        }),
      },
    ),
  ];
}
