import { KUBERNETES_ID } from '@landfall/backstage-plugin-fleet-common';
import { Chance } from '../chance';
import type { DemoOwner, DemoService, DemoWorkload } from './types';

/** The `backstage.io/kubernetes-id` that two services of the catalog claim. */
export const SHARED_ID = 'shared-mirror';

/** The places where the made-up company runs things. */
export const CLUSTERS = {
  eu: 'demo-eu',
  us: 'demo-us',
  staging: 'demo-staging',
  /** The old platform. */
  helios: 'demo-helios',
  /** Answered once and does so no more. */
  edge: 'demo-edge',
  /** Seen in part only, and in no environment. */
  lab: 'demo-lab',
} as const;

/** What else is looked at. */
export const TELLERS = {
  /** Who serves how much. */
  traffic: 'demo-traffic',
  /** Tests that ran before services moved. */
  tests: 'demo-ci',
  /** Code and the pipelines that deliver it. */
  code: 'demo-git',
  /** Incidents, pages and tickets. */
  onCall: 'demo-oncall',
  /** Processors of clusters and services. */
  capacity: 'demo-metrics',
} as const;

/** Services of the guest's team with which something is always the matter. */
const ALWAYS = new Map<string, string>([
  ['refund-api', CLUSTERS.edge],
  ['ledger-gateway', CLUSTERS.lab],
]);

/** Where a service runs, or will run once it has moved: production clusters in the order of its releases. */
function productionOf(chance: Chance): readonly string[] {
  const { eu, us } = CLUSTERS;
  const draw = chance.next();
  if (draw < 0.38) return [eu];
  if (draw < 0.75) return [eu, us];
  if (draw < 0.92) return [eu];
  return [us];
}

/** The workloads that a service has at one time or another, on the old platform and on the new one; none when no source sees it. */
export function placeService(
  seed: string,
  service: DemoService,
): DemoWorkload[] {
  if (!service.seen) return [];
  const chance = new Chance(seed, 'place', service.name);
  const replicas = chance.oneOf([2, 2, 3, 3, 4, 6, 8, 12]);
  const autoscaled = replicas >= 4 && chance.happens(0.5);
  const place = { service, replicas, autoscaled };
  const production = [
    ...productionOf(chance).map((cluster, order) => ({ cluster, order })),
    { cluster: CLUSTERS.helios, order: 0 },
  ].map(where => onCluster({ ...place, ...where, staging: false }));
  const staging = chance.happens(0.55)
    ? [{ cluster: CLUSTERS.staging, order: 0, staging: true }]
    : [];
  const elsewhere = [
    { cluster: CLUSTERS.edge, order: 2, staging: false, share: 0.025 },
    { cluster: CLUSTERS.lab, order: 0, staging: true, share: 0.02 },
  ].filter(
    ({ cluster, share }) =>
      chance.happens(share) || ALWAYS.get(service.name) === cluster,
  );
  return [
    ...production,
    ...[...staging, ...elsewhere].map(({ cluster, order, staging: early }) =>
      onCluster({
        service,
        cluster,
        order,
        staging: early,
        replicas: early ? 1 : replicas,
        autoscaled: false,
      }),
    ),
  ];
}

function onCluster(options: {
  service: DemoService;
  cluster: string;
  order: number;
  staging: boolean;
  replicas: number;
  autoscaled: boolean;
}): DemoWorkload {
  const { service, cluster, ...rest } = options;
  const helios = cluster === CLUSTERS.helios;
  return {
    ...rest,
    autoscaled: rest.autoscaled && !helios,
    owner: service,
    image: `demo/${service.team}/${service.name}`,
    // The old platform knows no labels: there the portal's configuration joins by name.
    labels: helios ? {} : { app: service.name, [KUBERNETES_ID]: service.name },
    target: {
      platform: helios ? 'helios' : 'kubernetes',
      cluster,
      namespace: service.team,
      workloadKind: helios ? 'DeploymentGroup' : 'Deployment',
      workload: service.name,
    },
  };
}

/** What runs and belongs to no service, so that somebody has something to mend. */
export function strayWorkloads(seed: string): DemoWorkload[] {
  const strays: { name: string; labels: Record<string, string> }[] = [
    { name: 'debug-shell', labels: { app: 'debug-shell' } },
    { name: 'load-generator', labels: { app: 'load-generator' } },
    { name: 'old-invoices', labels: { [KUBERNETES_ID]: 'old-invoices' } },
    { name: 'shared-mirror', labels: { [KUBERNETES_ID]: SHARED_ID } },
  ];
  return strays.map(({ name, labels }) => {
    const owner: DemoOwner = {
      name,
      rhythm: 'monthly',
      failRate: 0,
      officeHours: { fromMinute: 7 * 60, toMinute: 16 * 60 },
    };
    return {
      owner,
      staging: false,
      order: 0,
      replicas: new Chance(seed, 'stray', name).whole(1, 2),
      autoscaled: false,
      image: `demo/tools/${name}`,
      labels,
      target: {
        platform: 'kubernetes',
        cluster: CLUSTERS.eu,
        namespace: 'tools',
        workloadKind: 'Deployment',
        workload: name,
      },
    };
  });
}
