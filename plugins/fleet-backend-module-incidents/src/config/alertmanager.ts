import type { Config } from '@backstage/config';
import {
  httpAccessOf,
  parseTemplate,
  readSection,
} from '@landfall/backstage-plugin-fleet-node';
import { DOCUMENTATION, readEntries } from './entries';
import { alertmanagerSchema, alertmanagerSectionSchema } from './schema';
import type { AlertmanagerConfig, Read } from './types';

const SECTION = 'fleet.alertmanager';
const INTERVAL_SECONDS = 30;
const TIMEOUT_SECONDS = 10;
const BY_LABEL = parseTemplate('component:default/{label:service}');

/** Reads `fleet.alertmanager`. Nothing here throws. */
export function readAlertmanagerConfig(
  config: Config,
): Read<AlertmanagerConfig> {
  const section = readSection(config, {
    schema: alertmanagerSectionSchema,
    path: SECTION,
    documentation: DOCUMENTATION,
  });
  const read = readEntries(section.value?.servers, {
    path: `${SECTION}.servers`,
    schema: alertmanagerSchema,
    make: (input, path) => {
      const { url, webhook } = input;
      const reached = httpAccessOf(input, path);
      if ('problem' in reached) return reached;
      if (url === undefined && webhook === undefined) {
        return {
          problem: {
            text: `${path} has neither url nor webhook: nothing can be learnt from it`,
            fix: `Add ${path}.url, or ${path}.webhook with a secret.`,
          },
        };
      }
      const { access } = reached;
      const unencrypted =
        access.credentials.type !== 'none' && url?.startsWith('http:');
      return {
        problems: unencrypted
          ? [
              {
                text: `${path} sends its credentials unencrypted`,
                fix: `Use https in ${path}.url.`,
              },
            ]
          : [],
        entry: {
          name: input.name,
          path,
          server:
            url === undefined
              ? undefined
              : {
                  url,
                  access,
                  timeoutSeconds: input.timeoutSeconds ?? TIMEOUT_SECONDS,
                },
          secrets: webhook?.secret,
          intervalSeconds: input.intervalSeconds ?? INTERVAL_SECONDS,
          service:
            input.service ??
            ('template' in BY_LABEL ? [BY_LABEL.template] : []),
          ignore: input.ignore ?? [],
        },
      };
    },
  });
  return {
    entries: read.entries,
    problems: [...section.problems, ...read.problems],
  };
}
