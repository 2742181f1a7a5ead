import { createBackend } from '@backstage/backend-defaults';
import { portalPolicyModule } from './policy/module';

const backend = createBackend();

backend.add(import('@backstage/plugin-app-backend'));
backend.add(import('@backstage/plugin-auth-backend'));
backend.add(import('@backstage/plugin-auth-backend-module-guest-provider'));
backend.add(import('@backstage/plugin-catalog-backend'));
backend.add(import('@backstage/plugin-events-backend'));
backend.add(import('@backstage/plugin-events-backend-module-github'));
backend.add(import('@backstage/plugin-signals-backend'));
backend.add(import('@backstage/plugin-notifications-backend'));
backend.add(import('@backstage/plugin-permission-backend'));
backend.add(portalPolicyModule);
backend.add(import('@backstage/plugin-search-backend'));
backend.add(import('@backstage/plugin-search-backend-module-catalog'));

backend.add(import('@landfall/backstage-plugin-fleet-backend'));
backend.add(
  import('@landfall/backstage-plugin-fleet-backend-module-kubernetes'),
);
backend.add(import('@landfall/backstage-plugin-fleet-backend-module-helios'));
backend.add(
  import('@landfall/backstage-plugin-fleet-backend-module-prometheus'),
);
backend.add(import('@landfall/backstage-plugin-fleet-backend-module-github'));
backend.add(import('@landfall/backstage-plugin-fleet-backend-module-gitlab'));
backend.add(
  import('@landfall/backstage-plugin-fleet-backend-module-gitlab/webhooks'),
);
backend.add(import('@landfall/backstage-plugin-fleet-backend-module-jenkins'));
backend.add(import('@landfall/backstage-plugin-fleet-backend-module-registry'));
backend.add(
  import('@landfall/backstage-plugin-fleet-backend-module-incidents'),
);
backend.add(import('@landfall/backstage-plugin-fleet-backend-module-demo'));

// What could not start must not go on answering that it is about to: whoever looks after it starts it again.
backend.start().catch((error: Error) => {
  process.stderr.write(`The portal could not start: ${error.message}\n`);
  process.exit(1);
});
