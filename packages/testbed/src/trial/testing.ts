import { PortalBackend, startPortalBackend } from '../portal/backend';
import type { trialPortalConfig } from './portalConfig';

/** Starts the portal of a trial as tests need it: guests may come in, and the catalog takes what the trial has. */
export function startTrialPortal({
  backend,
  ...config
}: ReturnType<typeof trialPortalConfig>): Promise<PortalBackend> {
  return startPortalBackend({
    config: {
      ...config,
      auth: {
        providers: {
          guest: {
            ...config.auth.providers.guest,
            dangerouslyAllowOutsideDevelopment: true,
          },
        },
      },
      catalog: {
        ...config.catalog,
        rules: [{ allow: ['Component', 'Group', 'User'] }],
      },
    },
    database: { client: 'better-sqlite3', ...backend.database },
  });
}
