import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import { readPolicyConfig } from './config';
import { PortalPolicy } from './policy';

/** Gives the permission backend the portal's own policy. */
export const portalPolicyModule = createBackendModule({
  pluginId: 'permission',
  moduleId: 'portal-policy',
  register(reg) {
    reg.registerInit({
      deps: {
        policy: policyExtensionPoint,
        config: coreServices.rootConfig,
        logger: coreServices.logger,
        userInfo: coreServices.userInfo,
      },
      async init({ policy, config, logger, userInfo }) {
        const { value, problems } = readPolicyConfig(config);
        for (const problem of problems) logger.error(problem);
        policy.setPolicy(new PortalPolicy({ config: value, userInfo }));
      },
    });
  },
});
