import type {
  Deployment,
  DeploymentDetail,
  FoundDeployment,
  Freshness,
  Frequency,
  ServiceDetail,
  ServiceSummary,
  Target,
  TargetRuntime,
  TeamDashboard,
} from '@landfall/backstage-plugin-fleet-common';

import { before, DAY, FIXTURE_NOW, HOUR, MINUTE, SECOND } from './times';

/** Test data: everything was read ten seconds ago. */
export function aFreshness(patch: Partial<Freshness> = {}): Freshness {
  return {
    state: 'fresh',
    asOf: before(10 * SECOND),
    troubled: [],
    demo: false,
    ...patch,
  };
}

/** Test data: one cluster has not been heard from for three hours. */
export function aStaleFreshness(now = FIXTURE_NOW): Freshness {
  return aFreshness({
    state: 'stale',
    asOf: before(3 * HOUR + MINUTE, now),
    troubled: [
      {
        source: 'kubernetes',
        scope: 'prod-eu',
        state: 'stale',
        lastSuccess: before(3 * HOUR + MINUTE, now),
      },
    ],
  });
}

/** Test data: one ready target in production. */
export function aTarget(patch: Partial<Target> = {}): Target {
  const workload = patch.workload ?? 'cart-api';
  const cluster = patch.cluster ?? 'prod-eu';
  return {
    target: `kubernetes/${cluster}/shop/Deployment/${workload}`,
    platform: 'kubernetes',
    cluster,
    namespace: 'shop',
    workloadKind: 'Deployment',
    workload,
    environment: 'production',
    production: true,
    readiness: 'ready',
    desired: 6,
    ready: 6,
    images: [
      {
        container: 'main',
        reference: `registry.example/shop/${workload}:v141`,
        digest: `sha256:${'3f1c9a2b7e'.repeat(6)}abcd`,
      },
    ],
    version: 'v141',
    since: before(2 * HOUR),
    freshness: 'fresh',
    ...patch,
  };
}

/** Test data: what a target has of which everything is told, in the hands of an autoscaler. */
export function aTargetRuntime(
  patch: Partial<TargetRuntime> = {},
): TargetRuntime {
  return {
    target: aTarget().target,
    usedCores: { value: 0.62, missing: null },
    requestedCores: { value: 1.5, missing: null },
    minReplicas: { value: 2, missing: null },
    maxReplicas: { value: 8, missing: null },
    autoscaled: true,
    countedSince: before(29 * DAY),
    restarts: 3,
    outOfMemory: 1,
    crashLoops: 0,
    byHand: 2,
    ...patch,
  };
}

/** Test data: a release that succeeded two hours ago on one target. */
export function aDeployment(patch: Partial<Deployment> = {}): Deployment {
  const startedAt = patch.startedAt ?? before(2 * HOUR + 3 * MINUTE);
  const finishedAt =
    patch.finishedAt === undefined ? before(2 * HOUR) : patch.finishedAt;
  const outcome = patch.outcome ?? 'succeeded';
  return {
    id: 'd-1',
    service: 'component:default/cart-api',
    environment: 'production',
    production: true,
    version: 'v141',
    previousVersion: 'v140',
    class: 'release',
    outcome,
    counted: true,
    startedAt,
    finishedAt,
    durationSeconds: finishedAt
      ? (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000
      : null,
    estimated: { start: false, finish: false },
    backfilled: false,
    overdueSince: null,
    targets: [
      {
        target: 'kubernetes/prod-eu/shop/Deployment/cart-api',
        platform: 'kubernetes',
        cluster: 'prod-eu',
        namespace: 'shop',
        workload: 'cart-api',
        class: patch.class ?? 'release',
        outcome,
        startedAt,
        finishedAt,
      },
    ],
    ...patch,
  };
}

/** Test data: a deployment with the evidence of one rollout. */
export function aDeploymentDetail(
  patch: Partial<DeploymentDetail> = {},
): DeploymentDetail {
  const deployment = aDeployment(patch);
  const [target] = deployment.targets;
  return {
    ...deployment,
    evidence: [
      {
        source: 'kubernetes',
        scope: target.cluster,
        key: 'rollout/7b0c2f3e-1111-4222-8333-944445555666/17',
        target: target.target,
        platform: target.platform,
        cluster: target.cluster,
        namespace: target.namespace,
        workload: target.workload,
        class: target.class,
        outcome: target.outcome,
        reason:
          target.outcome === 'failed'
            ? 'ProgressDeadlineExceeded: 2 of 6 new instances crash-loop'
            : '',
        startedAt: target.startedAt,
        finishedAt: target.finishedAt,
        estimated: deployment.estimated,
        backfilled: deployment.backfilled,
        images: [
          {
            container: 'main',
            reference: `registry.example/shop/cart-api:${deployment.version}`,
            digest: `sha256:${'3f1c9a2b7e'.repeat(6)}abcd`,
          },
          {
            container: 'migrate',
            reference: 'registry.example/shop/migrate:v7',
          },
        ],
        configuration: '9f2ab4c1',
        facts: {
          revision: '17',
          ReplicaSet: 'cart-api-7d9f6c5b8',
          uid: '7b0c2f3e-1111-4222-8333-944445555666',
        },
        versions: [
          {
            recordedAt: target.startedAt,
            outcome: 'in_progress',
            finishedAt: null,
            note: 'seen by the watch',
          },
          {
            recordedAt: target.finishedAt ?? target.startedAt,
            outcome: target.outcome,
            finishedAt: target.finishedAt,
            note: 'amended by the watch',
          },
        ],
      },
    ],
    ...patch,
  };
}

/** Test data: a release that brought four commits. */
export function aFoundDeployment(
  patch: Partial<FoundDeployment> = {},
): FoundDeployment {
  return {
    ...aDeployment(patch),
    title: 'cart-api',
    owner: { ref: 'group:default/checkout', title: 'Checkout' },
    toldBy: ['kubernetes', 'github'],
    commits: 4,
    leadTimeSeconds: 5 * 3600,
    failedBy: patch.outcome === 'failed' ? ['rollout'] : [],
    ...patch,
  };
}

/** Test data: 4.1 deployments a week over 30 days. */
export function aFrequency(patch: Partial<Frequency> = {}): Frequency {
  return {
    windowDays: 30,
    deployments: 18,
    perWeek: 4.1,
    previousPerWeek: 3.6,
    medianDaysPerWeek: 3,
    medianGapSeconds: 1.6 * 86_400,
    observedSince: '2026-09-01',
    weeks: [3, 2, 0, 4, 5, 6, 4, 1].map((deployments, index) => ({
      weekStart: new Date(Date.parse('2026-09-28T00:00:00Z') + index * 7 * DAY)
        .toISOString()
        .slice(0, 10),
      deployments,
      days: Math.min(deployments, 5),
      failed: 0,
      running: index === 7,
    })),
    ...patch,
  };
}

/** Test data: a service that is well. */
export function aService(patch: Partial<ServiceSummary> = {}): ServiceSummary {
  const name = patch.title ?? 'cart-api';
  const targets = patch.targets ?? [aTarget({ workload: name })];
  return {
    ref: `component:default/${name}`,
    title: name,
    owner: { ref: 'group:default/checkout', title: 'Checkout' },
    system: null,
    readiness: 'ready',
    targets,
    targetCount: targets.length,
    lastDeployment: aDeployment({ service: `component:default/${name}` }),
    frequency: aFrequency(),
    attention: [],
    freshness: 'fresh',
    ...patch,
  };
}

/** Test data: a service that is well, with all windows. */
export function aServiceDetail(
  patch: Partial<ServiceDetail> = {},
): ServiceDetail {
  return {
    ...aService(patch),
    description: 'Keeps what a shopper wants to buy.',
    frequencies: ([7, 30, 90] as const).map(windowDays =>
      aFrequency({ windowDays }),
    ),
    live: [
      {
        environment: 'production',
        version: 'v141',
        since: before(2 * HOUR),
      },
      { environment: 'staging', version: 'v142', since: before(20 * MINUTE) },
    ],
    sources: aFreshness(),
    runtime: (patch.targets ?? [aTarget()]).map(({ target }) =>
      aTargetRuntime({ target }),
    ),
    ...patch,
  };
}

const NO_READINESS = {
  ready: 0,
  partly_ready: 0,
  not_ready: 0,
  scaled_to_zero: 0,
  gone: 0,
  unknown: 0,
};

/** Test data: a team with the services given, whose sums fit to them. */
export function aTeamDashboard(
  services: ServiceSummary[],
  patch: Partial<TeamDashboard> = {},
): TeamDashboard {
  const readiness = { ...NO_READINESS };
  const platforms = new Map<string, number>();
  for (const service of services) {
    readiness[service.readiness] += 1;
    for (const platform of new Set(service.targets.map(one => one.platform))) {
      platforms.set(platform, (platforms.get(platform) ?? 0) + 1);
    }
  }
  const rates = services
    .flatMap(service => service.frequency.perWeek ?? [])
    .sort((a, b) => a - b);
  const at = (share: number) =>
    rates.length ? rates[Math.floor(share * (rates.length - 1))] : null;
  const freshness = patch.freshness ?? aFreshness();
  return {
    team: {
      ref: 'group:default/checkout',
      title: 'Checkout',
      description: 'From cart to receipt.',
      ancestors: [{ ref: 'group:default/payments', title: 'Payments' }],
      children: [],
    },
    timeZone: 'Europe/Stockholm',
    summary: {
      services: services.length,
      attention: services.filter(one => one.attention.length > 0).length,
      readiness,
      platforms: [...platforms].map(([platform, count]) => ({
        platform,
        services: count,
      })),
      perWeek: {
        n: rates.length,
        p25: at(0.25),
        median: at(0.5),
        p75: at(0.75),
      },
      weeks: aFrequency().weeks.map(
        ({ weekStart, deployments, failed, running }) => ({
          weekStart,
          deployments: deployments * services.length,
          failed,
          running,
        }),
      ),
    },
    services: {
      items: services,
      total: services.length,
      restricted: false,
      freshness,
    },
    freshness,
    ...patch,
  };
}
