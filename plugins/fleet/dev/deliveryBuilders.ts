import type {
  ChangePart,
  DeploymentDelivery,
  Incident,
  Metric,
  MetricChange,
  MetricDistribution,
  MetricName,
  MetricUnit,
  QualityGroup,
  QualityItem,
  ServiceMetrics,
  TeamMetrics,
} from '@landfall/backstage-plugin-fleet-common';
import { aFreshness } from './builders';
import { before, DAY, HOUR, MINUTE } from './times';

const CART = 'component:default/cart-api';

const UNITS: Partial<Record<MetricName, MetricUnit>> = {
  lead_time: 'seconds',
  recovery_time: 'seconds',
  time_to_resolution: 'seconds',
  time_to_acknowledge: 'seconds',
  time_to_resolution_detected: 'seconds',
  deployment_frequency: 'per_week',
  change_fail_rate: 'share',
  rework_rate: 'share',
  load_hours: 'hours',
};

function unitOf(metric: MetricName): MetricUnit {
  return UNITS[metric] ?? 'count';
}

/** Test data: a lead time of 5.2 hours that was 6.3 before, over 48 commits. */
export function aMetric(patch: Partial<Metric> = {}): Metric {
  const metric = patch.metric ?? 'lead_time';
  const value = patch.value === undefined ? 5.2 * 3600 : patch.value;
  return {
    metric,
    unit: unitOf(metric),
    value,
    n: value === null ? 0 : 48,
    p75: value === null ? null : value * 2,
    p90: value === null ? null : value * 5,
    open: 0,
    previous: value === null ? null : 6.3 * 3600,
    previousN: 40,
    missing: value === null ? 'none_in_window' : null,
    weeks: [0.8, 1.2, null, 0.9, 1, 1.4, 0.7, 0.5].map((share, index) => ({
      weekStart: new Date(Date.parse('2026-09-28T00:00:00Z') + index * 7 * DAY)
        .toISOString()
        .slice(0, 10),
      running: index === 7,
      value: share === null || value === null ? null : share * value,
      n: share === null ? 0 : 6,
    })),
    ...patch,
  };
}

/** Test data: what a service delivers, with one number of each kind and two that are missing. */
export function aServiceMetrics(
  patch: Partial<ServiceMetrics> = {},
): ServiceMetrics {
  return {
    service: CART,
    windowDays: 30,
    timeZone: 'Europe/Stockholm',
    metrics: [
      aMetric(),
      aMetric({
        metric: 'deployment_frequency',
        value: 4.1,
        previous: 3.6,
        p75: null,
        p90: null,
        n: 18,
      }),
      aMetric({
        metric: 'change_fail_rate',
        value: 0.06,
        previous: 0.04,
        p75: null,
        p90: null,
        n: 49,
      }),
      aMetric({
        metric: 'recovery_time',
        value: 21 * 60,
        previous: null,
        n: 3,
      }),
      aMetric({
        metric: 'rework_rate',
        value: 0.04,
        previous: 0.04,
        p75: null,
        p90: null,
        n: 49,
      }),
      aMetric({
        metric: 'time_to_resolution',
        value: 42 * 60,
        previous: 42 * 60,
        n: 6,
        open: 1,
      }),
      aMetric({ metric: 'pages', value: null, missing: 'no_page_source' }),
      aMetric({
        metric: 'restarts',
        value: 3,
        previous: 5,
        p75: null,
        p90: null,
        n: 3,
      }),
    ],
    quality: 2,
    freshness: aFreshness(),
    ...patch,
  };
}

/** Test data: how a metric lies over services that are named by letters, those without it for want of an incident source. */
export function aDistribution(
  values: number[],
  patch: Partial<MetricDistribution> & { lacking?: number } = {},
): MetricDistribution {
  const { lacking = 0, ...rest } = patch;
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) =>
    sorted.length ? sorted[Math.round(share * (sorted.length - 1))] : null;
  const metric = rest.metric ?? 'lead_time';
  return {
    metric,
    unit: unitOf(metric),
    n: sorted.length,
    missing: lacking
      ? [{ reason: 'no_incident_source', services: lacking }]
      : [],
    p25: at(0.25),
    median: at(0.5),
    p75: at(0.75),
    previousMedian: at(0.5),
    weeks: aMetric({ metric, value: at(0.5) }).weeks,
    values: sorted.map((value, index) => ({
      service: `component:default/service-${String.fromCharCode(
        97 + (index % 26),
      )}${index >= 26 ? index : ''}`,
      value,
    })),
    ...rest,
  };
}

/** Test data: how the four services of a team deliver. */
export function aTeamMetrics(patch: Partial<TeamMetrics> = {}): TeamMetrics {
  const hours = (value: number) => value * 3600;
  return {
    team: 'group:default/checkout',
    windowDays: 30,
    timeZone: 'Europe/Stockholm',
    services: 4,
    distributions: [
      aDistribution([2, 5.2, 5.2, 74].map(hours), {
        previousMedian: hours(6.3),
      }),
      aDistribution([0.7, 4.1, 4.1, 9.2], {
        metric: 'deployment_frequency',
        previousMedian: 3.6,
      }),
      aDistribution([hours(0.7)], { metric: 'time_to_resolution', lacking: 3 }),
      aDistribution([0, 2, 3, 6], { metric: 'pages', previousMedian: null }),
      aDistribution([0, 0, 1, 2], { metric: 'pages_at_night' }),
      aDistribution([0, 0.06, 0.06, 0.08], {
        metric: 'change_fail_rate',
        previousMedian: 0.04,
      }),
      aDistribution([21 * 60], { metric: 'recovery_time', lacking: 3 }),
      aDistribution([0.02, 0.04, 0.04, 0.06], { metric: 'rework_rate' }),
      aDistribution([], { metric: 'time_to_acknowledge', lacking: 4 }),
    ],
    quality: 7,
    freshness: aFreshness(),
    ...patch,
  };
}

/** Test data: a deployment of two commits by one pull request, that was rolled back after 21 minutes. */
export function aDelivery(
  patch: Partial<DeploymentDelivery> = {},
): DeploymentDelivery {
  const stages = {
    coding: 2 * 3600,
    pickup: 1800,
    review: 5400,
    waiting: null,
    rollout: 180,
  };
  return {
    baseline: false,
    previous: 'd-0',
    leadTime: {
      min: 4.9 * 3600,
      median: 5.2 * 3600,
      max: 5.5 * 3600,
      batchSize: 3,
    },
    commits: [
      {
        commit: '3f1c9a2b7e5d40816243cafe0123456789abcdef',
        at: before(8 * HOUR),
        counts: true,
        seconds: 5.5 * 3600,
        pullRequest: 812,
        link: 'https://github.example/acme/cart/commit/3f1c9a2b7e',
      },
      {
        commit: '77d0b1c2e3f405162738495a6b7c8d9e0f1a2b3c',
        at: before(7 * HOUR),
        counts: false,
        seconds: null,
        pullRequest: null,
        link: null,
      },
    ],
    pullRequests: [
      {
        repository: 'github.example/acme/cart',
        number: 812,
        hotfix: true,
        stages,
        link: 'https://github.example/acme/cart/pull/812',
      },
    ],
    stages,
    failedBy: [
      { rule: 'rolled_back', by: 'd-2', link: null },
      {
        rule: 'incident',
        by: 'INC-7',
        link: 'https://incidents.example/INC-7',
      },
    ],
    recovery: {
      startedAt: before(2 * HOUR),
      restoredAt: before(2 * HOUR - 21 * MINUTE),
      seconds: 21 * 60,
      restoredBy: 'rollback',
    },
    rework: ['hotfix'],
    ci: [
      {
        source: 'github',
        environment: 'production',
        link: 'https://github.example/acme/cart/deployments/9',
      },
    ],
    ...patch,
  };
}

/** Test data: two deployments that brought old commits made the lead time longer. */
export function aMetricChange(patch: Partial<MetricChange> = {}): MetricChange {
  const deployed = (id: string, version: string): ChangePart['of'] => ({
    kind: 'deployment',
    id,
    version,
    environment: 'production',
    startedAt: before(2 * DAY),
  });
  return {
    metric: 'lead_time',
    unit: 'seconds',
    windowDays: 30,
    value: 9.1 * 3_600,
    n: 38,
    previous: 5.2 * 3_600,
    previousN: 31,
    unexplained: null,
    how: 'left_out',
    parts: [
      {
        of: deployed('d-141', 'v141'),
        n: 6,
        previousN: 0,
        value: 3.1 * 86_400,
        previous: null,
        influence: 2.2 * 3_600,
      },
      {
        of: deployed('d-139', 'v139'),
        n: 4,
        previousN: 0,
        value: 2.4 * 86_400,
        previous: null,
        influence: 1.4 * 3_600,
      },
      {
        of: deployed('d-102', 'v102'),
        n: 0,
        previousN: 3,
        value: null,
        previous: 1_800,
        influence: -900,
      },
    ],
    rest: { parts: 11, influence: null },
    without: 5.4 * 3_600,
    ...patch,
  };
}

/** Test data: an incident of 42 minutes that a person reported. */
export function anIncident(patch: Partial<Incident> = {}): Incident {
  return {
    id: 'INC-7',
    service: CART,
    series: 'reported',
    title: 'Carts are lost at checkout',
    severity: 'high',
    openedAt: before(5 * HOUR),
    acknowledgedAt: before(5 * HOUR - 4 * MINUTE),
    resolvedAt: before(5 * HOUR - 42 * MINUTE),
    seconds: 42 * 60,
    deployments: ['d-1'],
    link: 'https://incidents.example/INC-7',
    ...patch,
  };
}

/** Test data: a version without a commit, which keeps one number from being known. */
export function aQualityItem(patch: Partial<QualityItem> = {}): QualityItem {
  return {
    id: 'q-1',
    service: CART,
    kind: 'version_without_commit',
    what: 'd-1',
    sentence:
      'Nothing leads from version v141 to its commit. Tag the image with its commit.',
    problem: 'Nothing leads from version v141 to its commit.',
    improves: 4,
    at: before(3 * HOUR),
    deployment: 'd-1',
    link: null,
    ...patch,
  };
}

/** Test data: images of a repository that say nothing of their commits. */
export function aQualityGroup(patch: Partial<QualityGroup> = {}): QualityGroup {
  return {
    id: 'g-1',
    kind: 'version_without_commit',
    place: { kind: 'origin', name: 'github.com/acme/cart' },
    problem:
      'Nothing leads from versions of github.com/acme/cart to their commits.',
    remedy: 'Tag the image with its commit.',
    fix: {
      where: 'workload_annotation',
      text: 'metadata:\n  annotations:\n    org.opencontainers.image.revision: "<commit>"',
    },
    records: 14,
    improves: 14,
    metrics: ['lead_time', 'change_fail_rate', 'rework_rate'],
    numbers: 3,
    since: before(40 * DAY),
    latest: before(3 * HOUR),
    services: [{ ref: CART, title: 'cart-api' }],
    serviceCount: 1,
    teams: [{ ref: 'group:default/checkout', title: 'Checkout' }],
    teamCount: 1,
    ...patch,
  };
}
