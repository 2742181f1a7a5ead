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
 * The source of the configured servers. One whose files cannot be read tells so itself, and is tried again as long as the portal runs: a file may come
 * later.
 */
export function createPrometheusSource({
  servers,
  problems,
}: PrometheusConfig): Source {
  return {
    id: 'prometheus',
    title: 'Prometheus',
    observes: ['traffic', 'presence', 'usage', 'capacity'],
    problems,
    scopes: servers.map(serverScope),
  };
}

/** Which files that the servers need cannot be used just now. */
export async function unreadableFiles(
  servers: readonly ServerConfig[],
): Promise<Problem[]> {
  const found = await Promise.all(
    servers.map(({ access, name, path }) =>
      authoritiesProblem(access, { server: `Prometheus ${name}`, place: path }),
    ),
  );
  return found.filter(problem => problem !== undefined);
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
