/**
 * Reads `fleet.registry`. Nothing here throws: what cannot be used is left out and named with the line to change, and the other registries go on.
 */
import type { Config } from '@backstage/config';
import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import {
  httpAccessOf,
  problemsOfIssues,
  readSection,
} from '@landfall/backstage-plugin-fleet-node';
import { matcherOf } from './pattern';
import { registrySchema, sectionSchema } from './schema';
import type { RegistriesConfig, RegistryConfig } from './types';

const SECTION = 'fleet.registry';
const DOCUMENTATION = 'docs/connect-a-registry.md';
const INTERVAL_SECONDS = 60;
const TIMEOUT_SECONDS = 20;
/** Other names of the registry of references that name none. */
const DOCKER_HUB = ['docker.io', 'index.docker.io', 'registry-1.docker.io'];
const DOCKER_HUB_URL = 'https://registry-1.docker.io';

/** See the top of the file. Without the section there are no registries and no problems. */
export function readRegistriesConfig(config: Config): RegistriesConfig {
  const { value: section, problems } = readSection(config, {
    schema: sectionSchema,
    path: SECTION,
    documentation: DOCUMENTATION,
  });
  const registries: RegistryConfig[] = [];
  (section?.registries ?? []).forEach((entry, index) => {
    const path = `${SECTION}.registries[${index}]`;
    const { registry, problems: found } = readRegistry(entry, path);
    problems.push(...found);
    if (!registry) return;
    const other = registries.find(({ host }) => host === registry.host);
    if (other) {
      problems.push({
        text: `${other.path} and ${path} are both of ${registry.host}; only the first is asked`,
        fix: `Remove ${path}, or give it the host that it is of.`,
      });
      return;
    }
    registries.push(registry);
  });
  return { registries, problems };
}

function readRegistry(
  entry: unknown,
  path: string,
): { registry?: RegistryConfig; problems: Problem[] } {
  const parsed = registrySchema.safeParse(entry);
  if (!parsed.success) {
    return {
      problems: problemsOfIssues(parsed.error.issues, {
        path,
        known: Object.keys(registrySchema.shape),
        documentation: DOCUMENTATION,
      }),
    };
  }
  const input = parsed.data;
  const reached = httpAccessOf(input, path);
  if ('problem' in reached) return { problems: [reached.problem] };
  const { access } = reached;
  const isDockerHub = DOCKER_HUB.includes(input.host);
  const url =
    input.url ?? (isDockerHub ? DOCKER_HUB_URL : `https://${input.host}`);
  const included = matcherOf(input.include ?? ['**']);
  const excluded = matcherOf(input.exclude ?? []);
  return {
    problems:
      access.credentials.type !== 'none' && url.startsWith('http:')
        ? [
            {
              text: `${path} sends its credentials unencrypted`,
              fix: `Use https in ${path}.url.`,
            },
          ]
        : [],
    registry: {
      host: isDockerHub ? DOCKER_HUB[0] : input.host,
      path,
      url,
      access,
      accepts: repository => included(repository) && !excluded(repository),
      intervalSeconds: input.intervalSeconds ?? INTERVAL_SECONDS,
      timeoutSeconds: input.timeoutSeconds ?? TIMEOUT_SECONDS,
    },
  };
}
