import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { instant } from '@landfall/backstage-plugin-fleet-common';
import { fleetSourcesExtensionPoint } from '@landfall/backstage-plugin-fleet-node';
import { createAlertmanagerSource } from './alertmanager/source';
import { readAlertmanagerConfig } from './config/alertmanager';
import { readPagerDutyConfig } from './config/pagerduty';
import { readWebhookConfig } from './config/webhook';
import { createIncidentsRouter } from './http/router';
import { createPagerDutySource } from './pagerduty/source';
import { createWebhookSource } from './webhook/source';

/**
 * Adds the sources `alertmanager`, `pagerduty` and `webhook`, each where it is configured, and the routes under `/api/fleet/webhooks` by which they are told.
 *
 * @public
 */
export const fleetModuleIncidents = createBackendModule({
  pluginId: 'fleet',
  moduleId: 'incidents',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        httpRouter: coreServices.httpRouter,
        logger: coreServices.logger,
        sources: fleetSourcesExtensionPoint,
      },
      async init({ config, httpRouter, logger, sources }) {
        const made = [
          await createAlertmanagerSource(readAlertmanagerConfig(config)),
          createPagerDutySource(readPagerDutyConfig(config)),
          createWebhookSource(readWebhookConfig(config)),
        ];
        for (const { source } of made) {
          const problems = source.problems ?? [];
          if (source.scopes.length === 0 && problems.length === 0) continue;
          for (const { text, fix } of problems) logger.error(`${text}. ${fix}`);
          sources.addSource(source);
        }
        const receivers = made.flatMap(one => one.receivers);
        if (receivers.length === 0) return;
        httpRouter.use(
          createIncidentsRouter({
            receivers,
            clock: { now: () => instant(Date.now()) },
            logger,
          }),
        );
        // Each receiver asks for its own secret.
        httpRouter.addAuthPolicy({
          path: '/webhooks',
          allow: 'unauthenticated',
        });
      },
    });
  },
});
