import { loadTestAccess } from './loadTests';
import { PEAK_RATE } from './move';
import { trialPortalConfig, TrialPortalOptions } from './portalConfig';
import { REQUESTS } from './traffic';

/** What a portal that shows the move has to know. */
export interface MovePortalOptions extends TrialPortalOptions {
  /** Name of the Helios cluster. */
  heliosName: string;
  /** Addresses of its masters. */
  masters: string[];
  /** Address of the Prometheus that counts requests, if one does. */
  prometheus?: string;
  /** What the pipeline that reports load tests shows to be let in. */
  token: string;
  /** The day on which the trial takes place. */
  today: Date;
}

/** Often enough to watch, and seldom enough that a busy machine misses none: who has not looked for twice as long tells nothing. */
const INTERVAL_SECONDS = 4;

const DAY_MS = 24 * 60 * 60 * 1_000;

/** Configuration on top of the portal's own: both platforms, and the migration from one to the other. */
export function movePortalConfig(options: MovePortalOptions) {
  const { cluster, heliosName, masters, prometheus, token, today } = options;
  const { fleet, backend, ...portal } = trialPortalConfig(options);
  const day = (distance: number) =>
    new Date(today.getTime() + distance * DAY_MS).toISOString().slice(0, 10);
  return {
    ...portal,
    backend: { ...backend, auth: { externalAccess: [loadTestAccess(token)] } },
    fleet: {
      ...fleet,
      environments: [
        {
          name: 'production',
          production: true,
          match: { cluster: [cluster, heliosName] },
        },
      ],
      services: [
        {
          match: { platform: 'helios' },
          service: 'component:default/{workload}',
        },
      ],
      helios: {
        masters: [
          {
            name: heliosName,
            urls: masters,
            intervalSeconds: INTERVAL_SECONDS,
          },
        ],
      },
      ...(prometheus && {
        prometheus: { servers: [trafficServer(prometheus)] },
      }),
      migrations: [
        {
          id: 'helios-to-kubernetes',
          template: 'helios-to-kubernetes',
          title: 'From Helios to Kubernetes',
          description: 'Every service of the web shop leaves Helios.',
          owner: 'group:default/web-shop',
          sponsor: 'Head of engineering',
          start: day(-14),
          target: day(60),
          waves: [
            {
              id: 'storefront',
              title: 'Storefront',
              match: { 'spec.owner': 'storefront' },
              start: day(-14),
              end: day(-1),
            },
            {
              id: 'checkout',
              title: 'Checkout',
              match: { 'spec.owner': 'checkout' },
              start: day(-3),
              end: day(11),
            },
            // Without dates: its services are not planned yet.
            {
              id: 'fulfilment',
              title: 'Fulfilment',
              match: { 'spec.owner': 'fulfilment' },
            },
          ],
          validation: [{ rule: 'load_test', peakRate: PEAK_RATE }],
          // Seconds instead of hours, for those who watch.
          retiredAfterMinutes: 0.25,
          fallBackAfterMinutes: 0.25,
        },
      ],
    },
  };
}

function trafficServer(url: string) {
  return {
    name: 'traffic',
    url,
    intervalSeconds: INTERVAL_SECONDS,
    traffic: [
      {
        query: `sum by (service, platform) (rate(${REQUESTS}[10s]))`,
        platform: '{label:platform}',
        service: 'component:default/{label:service}',
      },
    ],
  };
}
