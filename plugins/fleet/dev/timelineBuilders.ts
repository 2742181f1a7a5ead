import type {
  Timeline,
  TimelineLane,
  TimelineMark,
} from '@landfall/backstage-plugin-fleet-common';
import { aFreshness } from './builders';
import { before, DAY, FIXTURE_NOW, HOUR, MINUTE } from './times';

/** Test data: a release that succeeded. */
export function aTimelineMark(patch: Partial<TimelineMark> = {}): TimelineMark {
  return {
    deployment: 'd-142',
    class: 'release',
    outcome: 'succeeded',
    startedAt: before(2 * HOUR),
    finishedAt: before(2 * HOUR - 3 * MINUTE),
    version: 'v142',
    ...patch,
  };
}

/** Test data: a target on Kubernetes that was there for forty days. */
export function aTimelineLane(
  patch: Partial<TimelineLane> = {},
  now = FIXTURE_NOW,
): TimelineLane {
  const cluster = patch.cluster ?? 'prod-eu';
  const platform = patch.platform ?? 'kubernetes';
  return {
    target: `${platform}/${cluster}/shop/Deployment/cart-api`,
    platform,
    cluster,
    namespace: 'shop',
    workload: 'cart-api',
    environment: 'production',
    production: true,
    observedSince: before(40 * DAY, now),
    goneAt: null,
    freshness: 'fresh',
    seenAt: before(20_000, now),
    presence: [
      {
        from: before(40 * DAY, now),
        to: before(0, now),
        ready: 6,
        desired: 6,
      },
    ],
    marks: [],
    outages: [],
    ...patch,
  };
}

/** Test data: a service that moved from Helios to two clusters in ninety days, with all that can happen meanwhile. */
export function aTimeline(
  patch: Partial<Timeline> = {},
  now = FIXTURE_NOW,
): Timeline {
  const day = (ago: number) => before(ago * DAY, now);
  const mark = (
    ago: number,
    given: Partial<TimelineMark> & { version: string },
  ): TimelineMark =>
    aTimelineMark({
      deployment: `d-${given.version}-${ago}`,
      startedAt: day(ago),
      finishedAt: before(ago * DAY - 4 * MINUTE, now),
      ...given,
    });
  const fading = [1, 0.9, 0.7, 0.4, 0.15, 0].map((share, index) => ({
    share,
    from: day(index === 0 ? 90 : 45 - 6 * index),
    to: day(index === 5 ? 0 : 39 - 6 * index),
    by: 'traffic' as const,
  }));
  const eu = aTimelineLane(
    {
      marks: [
        mark(40, { version: 'v120' }),
        mark(31, { version: 'v121', class: 'config' }),
        mark(30.8, { version: 'v122', outcome: 'failed' }),
        mark(30.7, { version: 'v121', class: 'rollback' }),
        mark(22, { version: 'v123', outcome: 'superseded' }),
        mark(21.9, { version: 'v124' }),
        mark(12, { version: 'v124', class: 'restart' }),
        mark(6, { version: 'v141', outcome: 'unknown', finishedAt: null }),
        mark(0.02, {
          version: 'v142',
          outcome: 'in_progress',
          finishedAt: null,
        }),
      ],
      outages: [
        {
          from: day(30.8),
          to: day(30.6),
          cause: 'MinimumReplicasUnavailable',
          link: null,
        },
      ],
    },
    now,
  );
  return {
    service: 'component:default/cart-api',
    from: day(90),
    to: day(0),
    timeZone: 'Europe/Stockholm',
    resolutionSeconds: 21_600,
    lanes: [
      eu,
      aTimelineLane(
        {
          cluster: 'prod-us-the-one-with-a-name-that-does-not-end',
          presence: [{ from: day(20), to: day(0), ready: 2, desired: 3 }],
          marks: [mark(20, { version: 'v124' })],
          freshness: 'stale',
          seenAt: day(2),
        },
        now,
      ),
      aTimelineLane(
        {
          platform: 'helios',
          cluster: 'lon',
          goneAt: day(10),
          presence: [{ from: day(90), to: day(10), ready: 6, desired: 6 }],
          marks: Array.from({ length: 24 }, (_, index) =>
            mark(89 - index * 0.2, {
              version: `v${90 + index}`,
              outcome: index === 7 ? 'failed' : 'succeeded',
            }),
          ),
        },
        now,
      ),
    ],
    shares: [
      { platform: 'helios', spans: fading },
      {
        platform: 'kubernetes',
        spans: fading.map(span => ({
          ...span,
          share: Number((1 - span.share).toFixed(2)),
        })),
      },
    ],
    elsewhere: [mark(50, { version: 'v100' })],
    incidents: [
      {
        id: 'i-1',
        title: 'Carts are empty',
        severity: 'high',
        openedAt: day(30.75),
        resolvedAt: day(30.5),
        link: 'https://pager.example/i-1',
        targets: [eu.target],
      },
    ],
    stages: (
      [
        [45, 'side_by_side'],
        [39, 'shifting'],
        [15, 'validating'],
        [10, 'retired'],
      ] as const
    ).map(([ago, stage]) => ({
      migration: 'helios-to-kubernetes',
      title: 'Helios → Kubernetes',
      at: day(ago),
      stage,
      side: null,
      back: false,
    })),
    more: {
      lanes: 0,
      deployments: 0,
      outages: 0,
      incidents: 0,
      stages: 0,
      presenceBefore: null,
    },
    freshness: aFreshness({ asOf: before(20_000, now) }),
    ...patch,
  };
}
