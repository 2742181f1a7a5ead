import { GITHUB_STAND_IN } from '../github/startGithub';
import { trialPortalConfig, type TrialPortalOptions } from './portalConfig';

/** What a portal that shows the deliveries has to know. */
export interface DeliveryPortalOptions extends TrialPortalOptions {
  /** The stand-in for GitHub: its API, what it lets in, and by what it signs. */
  github: { url: string; token: string; webhookSecret: string };
  /** Alertmanager, if one runs, and what it shows to be let in. */
  alertmanager?: { url: string; secret: string };
}

/** As often as it may be asked; webhooks tell in between. */
const INTERVAL_SECONDS = 30;

/** Configuration on top of the portal's own: the cluster, the stand-in for GitHub, and Alertmanager. */
export function deliveryPortalConfig(options: DeliveryPortalOptions) {
  const { github, alertmanager } = options;
  const { fleet, ...portal } = trialPortalConfig(options);
  return {
    ...portal,
    organization: { name: 'Landfall trial (GitHub is a stand-in)' },
    integrations: {
      github: [
        {
          host: GITHUB_STAND_IN,
          apiBaseUrl: github.url,
          token: github.token,
        },
      ],
    },
    events: { modules: { github: { webhookSecret: github.webhookSecret } } },
    fleet: {
      ...fleet,
      github: { intervalSeconds: INTERVAL_SECONDS },
      delivery: {
        environments: [
          {
            name: 'production',
            production: true,
            match: { environment: 'production' },
          },
          { name: 'staging', match: { environment: 'staging' } },
        ],
      },
      ...(alertmanager && {
        alertmanager: {
          servers: [
            {
              name: 'trial',
              url: alertmanager.url,
              webhook: { secret: alertmanager.secret },
              service: 'component:default/{label:service}',
            },
          ],
        },
      }),
    },
  };
}
