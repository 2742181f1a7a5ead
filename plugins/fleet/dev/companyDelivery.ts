import { aServiceCapacity, anUntoldCapacity } from './capacityBuilders';
import type { FixtureData } from './fixtureApi';
import {
  aDelivery,
  aMetric,
  anIncident,
  aQualityGroup,
  aQualityItem,
  aServiceMetrics,
  aTeamMetrics,
} from './deliveryBuilders';
import { aPlatformComparison } from './platformBuilders';
import { aTimeline } from './timelineBuilders';
import { before, HOUR, MINUTE } from './times';

/** Test data: how a company delivers, with incidents and what to mend, for every service that is looked at. */
export function aDeliveringCompany(
  now: number,
  services: FixtureData['services'] = [],
): Partial<FixtureData> {
  return {
    serviceMetrics: aServiceMetrics({
      capacity: [anUntoldCapacity('helios'), aServiceCapacity()],
    }),
    teamMetrics: aTeamMetrics({
      rows: services.map(({ ref, title }, index) => ({
        service: ref,
        title,
        metrics: [
          aMetric({ metric: 'lead_time', value: (index + 1) * 3_600 }),
          aMetric({
            metric: 'change_fail_rate',
            unit: 'share',
            value: (index % 9) / 100,
          }),
          aMetric({
            metric: 'time_to_resolution',
            n: index % 4,
            open: index % 4 === 3 ? 1 : 0,
          }),
        ],
      })),
    }),
    companyMetrics: aPlatformComparison(),
    delivery: aDelivery(),
    timeline: aTimeline({}, now),
    incidents: [
      anIncident({
        id: 'elsewhere',
        service: 'component:default/checkout-fe',
        series: 'elsewhere',
        title: 'Nobody can pay',
        openedAt: before(50 * HOUR, now),
        acknowledgedAt: before(50 * HOUR - 4 * MINUTE, now),
        resolvedAt: before(49 * HOUR, now),
        seconds: 3_600,
      }),
      ...services.flatMap(({ ref, title }) => [
        anIncident({ id: `${ref} 1`, service: ref }),
        anIncident({
          id: `${ref} 2`,
          service: ref,
          title:
            'Everything that anybody ever put into a cart on a Saturday night is gone, and nobody knows for how long',
          openedAt: before(35 * MINUTE, now),
          acknowledgedAt: null,
          resolvedAt: null,
          seconds: null,
          severity: null,
          deployments: [],
        }),
        anIncident({
          id: `${ref} 3`,
          service: ref,
          series: 'detected',
          title: `${title} on prod-eu was not available`,
          openedAt: before(9 * HOUR, now),
          resolvedAt: before(9 * HOUR - 4 * MINUTE, now),
          seconds: 240,
          link: null,
        }),
      ]),
    ],
    quality: services.slice(0, 5).flatMap(({ ref, title }) => [
      ...Array.from({ length: 3 }, (_, index) =>
        aQualityItem({
          id: `q-${title}-canary-${index}`,
          service: ref,
          kind: 'unmapped_ci_environment',
          problem: 'CI deployed to canary, which maps to no environment.',
          deployment: null,
          link: `https://ci.example/${title}/deployments/${index}`,
          at: before((2 + 7 * index) * HOUR, now),
        }),
      ),
      ...Array.from({ length: 14 }, (_, index) =>
        aQualityItem({
          id: `q-${title}-${index}`,
          service: ref,
          problem: `Nothing leads from version v${140 - index} to its commit.`,
          at: before((3 + 20 * index) * HOUR, now),
        }),
      ),
    ]),
    qualityGroups: [
      aQualityGroup({
        id: 'canary',
        kind: 'unmapped_ci_environment',
        place: { kind: 'environment', name: 'canary' },
        fix: {
          where: 'configuration',
          text: [
            'fleet:',
            '  delivery:',
            '    environments:',
            '      - name: canary',
            '        # true where customers are',
            '        production: false',
            '        match: { environment: canary }',
          ].join('\n'),
        },
        records: 212,
        metrics: ['deployment_frequency', 'lead_time', 'change_fail_rate'],
        numbers: 3 * services.length,
        services: services
          .slice(0, 5)
          .map(({ ref, title }) => ({ ref, title })),
        serviceCount: services.length,
        latest: before(2 * HOUR, now),
      }),
      ...services.slice(0, 5).map(({ ref, title, owner }, index) =>
        aQualityGroup({
          id: `commits-${index}`,
          place: { kind: 'origin', name: `github.com/acme/${title}` },
          services: [{ ref, title }],
          teams: owner ? [owner] : [],
          teamCount: owner ? 1 : 0,
          latest: before((3 + index) * HOUR, now),
        }),
      ),
    ],
  };
}
