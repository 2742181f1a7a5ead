/**
 * Reads the section `jenkins`, which is that of the community's plugin: several instances, or one without a name, which is then the default one. Nothing here throws.
 */
import type { Config } from '@backstage/config';
import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import {
  httpAccessOf,
  problemsOfIssues,
  type HttpAccessInput,
} from '@landfall/backstage-plugin-fleet-node';
import type { z } from 'zod';
import { DOCUMENTATION } from './documentation';
import { defaultInstanceSchema, instanceSchema } from './schema';
import type { InstanceConfig } from './types';

const SECTION = 'jenkins';
const DEFAULT = 'default';
const PROJECT_COUNT_LIMIT = 50;
const OWN_KEYS = ['baseUrl', 'username', 'apiKey'];

/** What is beside the section. */
export interface InstancesOptions {
  /** Whom all instances trust. */
  authorities: Pick<HttpAccessInput, 'ca' | 'caFile'>;
}

/** See the top of the file. */
export function readInstances(
  config: Config,
  options: InstancesOptions,
): { instances: InstanceConfig[]; problems: Problem[] } {
  const raw: unknown = config.getOptional(SECTION);
  const section = fieldsOf(raw);
  const problems: Problem[] = [];
  const found = new Map<string, InstanceConfig>();
  const add = (made: InstanceConfig | undefined) => {
    if (!made) return;
    const known = found.get(made.name);
    if (known) {
      problems.push({
        text: `${known.path} and ${made.path} are both called ${made.name}; only the first is used`,
        fix: `Give ${made.path}.name another name.`,
      });
      return;
    }
    found.set(made.name, made);
  };
  const list = section.instances ?? [];
  if (!Array.isArray(list)) {
    problems.push({
      text: `${SECTION}.instances is no list`,
      fix: `Make ${SECTION}.instances a list; ${DOCUMENTATION} shows one.`,
    });
  } else {
    list.forEach((entry, index) => {
      const path = `${SECTION}.instances[${index}]`;
      const parsed = read(entry, { schema: instanceSchema, path, problems });
      if (parsed)
        add(instanceOf(parsed.name, parsed, { path, problems, ...options }));
    });
  }
  if (OWN_KEYS.some(key => section[key] !== undefined)) {
    const known = found.get(DEFAULT);
    if (known) {
      problems.push({
        text: `${known.path} is called ${DEFAULT}, and ${SECTION} names a default instance of its own; only the first is used`,
        fix: `Remove ${OWN_KEYS.map(key => `${SECTION}.${key}`).join(', ')}.`,
      });
    } else {
      const path = SECTION;
      const parsed = read(section, {
        schema: defaultInstanceSchema,
        path,
        problems,
      });
      if (parsed)
        add(instanceOf(DEFAULT, parsed, { path, problems, ...options }));
    }
  }
  if (found.size === 0 && problems.length === 0) {
    problems.push({
      text: `fleet.jenkins is there, and ${SECTION} names no instance`,
      fix: `Add ${SECTION}.instances, or remove fleet.jenkins; ${DOCUMENTATION} says what an instance needs.`,
    });
  }
  return { instances: [...found.values()], problems };
}

function read<S extends z.ZodObject>(
  value: unknown,
  options: { schema: S; path: string; problems: Problem[] },
): z.output<S> | undefined {
  const { schema, path, problems } = options;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  problems.push(
    ...problemsOfIssues(parsed.error.issues, {
      path,
      known: Object.keys(schema.shape),
      documentation: DOCUMENTATION,
    }),
  );
  return undefined;
}

function instanceOf(
  name: string,
  input: z.output<typeof defaultInstanceSchema>,
  options: InstancesOptions & { path: string; problems: Problem[] },
): InstanceConfig | undefined {
  const { path, problems, authorities } = options;
  const { baseUrl, username, apiKey } = input;
  const headers = Object.fromEntries(
    Object.entries(input.extraRequestHeaders ?? {}).map(([header, value]) => [
      header.toLowerCase(),
      value,
    ]),
  );
  const reached = httpAccessOf(
    {
      ...authorities,
      // As with the community's plugin, a header of one's own goes before the user and the token.
      credentials:
        'authorization' in headers ? 'none' : { username, password: apiKey },
    },
    'fleet.jenkins',
  );
  if ('problem' in reached) {
    if (!problems.some(({ text }) => text === reached.problem.text)) {
      problems.push(reached.problem);
    }
    return undefined;
  }
  if (baseUrl.startsWith('http:')) {
    problems.push({
      text: `${path} sends its credentials unencrypted`,
      fix: `Use https in ${path}.baseUrl.`,
    });
  }
  return {
    ...{ name, path, baseUrl, headers, access: reached.access },
    projectCountLimit: input.projectCountLimit ?? PROJECT_COUNT_LIMIT,
    allowedBaseUrl: input.allowedBaseUrlOverrideRegex,
  };
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}
