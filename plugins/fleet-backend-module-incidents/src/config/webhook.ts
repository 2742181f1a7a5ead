import type { Config } from '@backstage/config';
import { readSection } from '@landfall/backstage-plugin-fleet-node';
import { DOCUMENTATION, readEntries } from './entries';
import { toolSchema, toolsSectionSchema } from './schema';
import type { Read, ToolConfig } from './types';

const SECTION = 'fleet.webhook';

/** Reads `fleet.webhook`: the tools that may use the generic webhook. Nothing here throws. */
export function readWebhookConfig(config: Config): Read<ToolConfig> {
  const section = readSection(config, {
    schema: toolsSectionSchema,
    path: SECTION,
    documentation: DOCUMENTATION,
  });
  const read = readEntries(section.value?.tools, {
    path: `${SECTION}.tools`,
    schema: toolSchema,
    make: ({ name, token, kinds, services }, path) => ({
      entry: {
        name,
        path,
        secrets: token,
        kinds: kinds && new Set(kinds),
        services: services && new Set(services),
      },
    }),
  });
  return {
    entries: read.entries,
    problems: [...section.problems, ...read.problems],
  };
}
