import type { Config } from '@backstage/config';
import { readSection } from '@landfall/backstage-plugin-fleet-node';
import { DOCUMENTATION } from './entries';
import { pagerDutySchema } from './schema';
import type { PagerDutyConfig, Read } from './types';

const SECTION = 'fleet.pagerduty';
const API = 'https://api.pagerduty.com';
const INTERVAL_SECONDS = 60;
const TIMEOUT_SECONDS = 20;
const BACKFILL_DAYS = 30;

/** Reads `fleet.pagerduty`: one account at most. Nothing here throws. */
export function readPagerDutyConfig(config: Config): Read<PagerDutyConfig> {
  const { value: input, problems } = readSection(config, {
    schema: pagerDutySchema,
    path: SECTION,
    documentation: DOCUMENTATION,
  });
  if (!input) return { entries: [], problems };
  const { token, webhook, url = API } = input;
  if (token === undefined && webhook === undefined) {
    return {
      entries: [],
      problems: [
        ...problems,
        {
          text: `${SECTION} has neither token nor webhook: nothing can be learnt from PagerDuty`,
          fix: `Add ${SECTION}.token, or ${SECTION}.webhook with the secret of the subscription.`,
        },
      ],
    };
  }
  return {
    problems,
    entries: [
      {
        account: input.account ?? 'default',
        path: SECTION,
        server:
          token === undefined
            ? undefined
            : {
                url,
                access: { credentials: { type: 'none' } },
                timeoutSeconds: input.timeoutSeconds ?? TIMEOUT_SECONDS,
              },
        token: token ?? '',
        secrets: webhook?.secret,
        intervalSeconds: input.intervalSeconds ?? INTERVAL_SECONDS,
        backfillDays: input.backfillDays ?? BACKFILL_DAYS,
      },
    ],
  };
}
