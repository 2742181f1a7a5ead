import type {
  Look,
  SourceContext,
} from '@landfall/backstage-plugin-fleet-node';
import type { PagerDutyConfig, ServerPlace } from '../config/types';
import type { FactSink } from '../incidents/recorder';
import { AccountLook } from './accountLook';
import { PagerDutyApi } from './pagerDutyApi';

/** Looks once. @throws SourceError */
export async function lookAtPagerDuty(
  config: PagerDutyConfig & { server: ServerPlace },
  context: SourceContext,
  sink: FactSink,
): Promise<Look> {
  const api = new PagerDutyApi(config, context.signal);
  try {
    return await new AccountLook(config, context, sink, api).run();
  } finally {
    await api.close();
  }
}
