import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { eventsExtensionPoint } from '@backstage/plugin-events-node/alpha';
import { isOneOf } from '@landfall/backstage-plugin-fleet-node';
import { TOPIC } from './webhooks';

const SECRET = 'events.modules.gitlab.webhookSecret';

/**
 * Takes in webhooks of GitLab at `/api/events/http/gitlab`, when they show the secret of `events.modules.gitlab.webhookSecret` in `X-Gitlab-Token`. It is
 * compared in a time that does not depend on how much of it is right. Without a secret nothing is taken in.
 *
 * @public
 */
export const eventsModuleGitlabWebhooks = createBackendModule({
  pluginId: 'events',
  moduleId: 'fleet-gitlab-webhooks',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        events: eventsExtensionPoint,
        logger: coreServices.logger,
      },
      async init({ config, events, logger }) {
        const secret = config.getOptionalString(SECRET);
        if (!secret) {
          logger.warn(
            `Webhooks of GitLab are not taken in: ${SECRET} is missing. Looks go on.`,
          );
          return;
        }
        events.addHttpPostIngress({
          topic: TOPIC,
          validator: async ({ headers }, context) => {
            const [given = ''] = [headers['x-gitlab-token'] ?? ''].flat();
            if (!isOneOf(given, [secret])) {
              context.reject({
                status: 403,
                payload: { message: 'The secret is missing or wrong' },
              });
            }
          },
        });
      },
    });
  },
});
