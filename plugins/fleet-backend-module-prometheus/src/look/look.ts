/**
 * One look at a Prometheus: asks every query of the configuration, and reports what changed since the last look.
 *
 * A server that does not answer fails the look. A query that fails is a problem among others: what it told last stays as it was, and the look is not
 * complete. What one look leaves to the next stands in the ledger, so that any replica can go on.
 */
import type {
  Look,
  SourceContext,
} from '@landfall/backstage-plugin-fleet-node';
import { PrometheusApi } from '../client/prometheusApi';
import type { ServerConfig } from '../config/types';
import { Asker } from './asker';
import { ServerLook } from './serverLook';

/** Looks once. @throws SourceError */
export async function lookAt(
  server: ServerConfig,
  context: SourceContext,
): Promise<Look> {
  const api = new PrometheusApi(server, context.signal);
  try {
    await api.greet(server.path);
    return await new ServerLook(server, context, new Asker(api)).run();
  } finally {
    await api.close();
  }
}
