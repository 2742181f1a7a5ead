/**
 * Reads `fleet.prometheus`. Nothing here throws: what cannot be used is left out and named with the line to change, and the other servers and queries go on.
 */
import type { Config } from '@backstage/config';
import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import {
  httpAccessOf,
  problemsOfIssues,
  readSection,
} from '@landfall/backstage-plugin-fleet-node';
import { DOCUMENTATION, readEntries } from './entries';
import { sectionSchema, serverSchema } from './schema';
import type { PrometheusConfig, ServerConfig } from './types';

const SECTION = 'fleet.prometheus';
const INTERVAL_SECONDS = 60;
const TIMEOUT_SECONDS = 10;

/** See the top of the file. Without the section there are no servers and no problems. */
export function readPrometheusConfig(config: Config): PrometheusConfig {
  const { value: section, problems } = readSection(config, {
    schema: sectionSchema,
    path: SECTION,
    documentation: DOCUMENTATION,
  });
  const servers: ServerConfig[] = [];
  const places = new Map<string, string>();
  (section?.servers ?? []).forEach((entry, index) => {
    const path = `${SECTION}.servers[${index}]`;
    const { server, problems: found } = readServer(entry, path);
    problems.push(...found);
    if (!server) return;
    const other = places.get(server.name);
    if (other !== undefined) {
      problems.push({
        text: `${other} and ${path} are both called ${server.name}; only the first is asked`,
        fix: `Give ${path}.name another name.`,
      });
      return;
    }
    places.set(server.name, path);
    servers.push(server);
  });
  return { servers, problems };
}

function readServer(
  entry: unknown,
  path: string,
): { server?: ServerConfig; problems: Problem[] } {
  const parsed = serverSchema.safeParse(entry);
  if (!parsed.success) {
    return {
      problems: problemsOfIssues(parsed.error.issues, {
        path,
        known: Object.keys(serverSchema.shape),
        documentation: DOCUMENTATION,
      }),
    };
  }
  const input = parsed.data;
  const reached = httpAccessOf(input, path);
  if ('problem' in reached) return { problems: [reached.problem] };
  const { access } = reached;
  const { problems, ...entries } = readEntries(input, path);
  if (
    [
      ...entries.traffic,
      ...entries.cpu,
      ...entries.platforms,
      ...entries.presence,
    ].length === 0
  ) {
    problems.push({
      text: `${path} has no query that can be asked`,
      fix: `Add one to ${path}.traffic, ${path}.cpu, ${path}.platforms or ${path}.presence; ${DOCUMENTATION} shows some.`,
    });
  }
  if (access.credentials.type !== 'none' && input.url.startsWith('http:')) {
    problems.push({
      text: `${path} sends its credentials unencrypted`,
      fix: `Use https in ${path}.url.`,
    });
  }
  return {
    problems,
    server: {
      name: input.name,
      path,
      url: input.url,
      access,
      headers: input.headers ?? {},
      intervalSeconds: input.intervalSeconds ?? INTERVAL_SECONDS,
      timeoutSeconds: input.timeoutSeconds ?? TIMEOUT_SECONDS,
      backfillDays: input.backfillDays ?? 0,
      ...entries,
    },
  };
}
