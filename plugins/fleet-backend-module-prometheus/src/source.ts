import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import {
  authoritiesProblem,
  type PollScope,
  type Source,
} from '@landfall/backstage-plugin-fleet-node';
import type { PrometheusConfig, ServerConfig } from './config/types';
import { lookAt } from './look/look';

/** A look may have to catch up with history; each of its requests has a limit of its own. */
const LOOK_LIMIT_SECONDS = 600;

/**
 * The source of the configured servers. Files that cannot be read are told as problems, and tried again as long as the portal runs: a file may come later.
 */
export async function createPrometheusSource({
  servers,
  problems,
}: PrometheusConfig): Promise<Source> {
  const unreadable = await Promise.all(
    servers.map(({ access, name, path }) =>
      authoritiesProblem(access, { server: `Prometheus ${name}`, place: path }),
    ),
  );
  return {
    id: 'prometheus',
    title: 'Prometheus',
    observes: ['traffic', 'presence', 'usage'],
    problems: [
      ...problems,
      ...unreadable.filter(
        (problem): problem is Problem => problem !== undefined,
      ),
    ],
    scopes: servers.map(serverScope),
  };
}

/** The scope of a server. */
export function serverScope(server: ServerConfig): PollScope {
  return {
    mode: 'poll',
    scope: server.name,
    intervalSeconds: server.intervalSeconds,
    timeoutSeconds: LOOK_LIMIT_SECONDS,
    run: context => lookAt(server, context),
  };
}
