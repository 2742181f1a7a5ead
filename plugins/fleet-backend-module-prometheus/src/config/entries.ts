/**
 * The queries of a server. One that cannot be used is left out and named, and the others go on.
 */
import { createHash } from 'node:crypto';
import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import {
  parseTemplate,
  problemsOfIssues,
  type Template,
} from '@landfall/backstage-plugin-fleet-node';
import type { z } from 'zod';
import {
  cpuSchema,
  platformSchema,
  presenceSchema,
  trafficSchema,
  type ServerInput,
} from './schema';
import { CPU_KEYS, PLATFORM_KEYS } from '../usage/keys';
import type { ServerConfig, SubjectTemplates } from './types';

/** The page that says what may stand there. */
export const DOCUMENTATION = 'docs/connect-prometheus.md';
const SERIES = parseTemplate('Series');

type EntryKind = 'traffic' | 'cpu' | 'platforms' | 'presence';

/** See the top of the file. */
export function readEntries(
  input: ServerInput,
  path: string,
): Pick<ServerConfig, EntryKind> & {
  problems: Problem[];
} {
  const problems: Problem[] = [];
  const read = <T, R extends { id: string }>(
    kind: EntryKind,
    schema: z.ZodType<T> & { shape: object },
    make: (entry: T, at: string, id: string) => R,
  ): R[] => {
    const places = new Map<string, string>();
    return (input[kind] ?? []).flatMap((raw, index) => {
      const at = `${path}.${kind}[${index}]`;
      const parsed = schema.safeParse(raw);
      if (!parsed.success) {
        problems.push(
          ...problemsOfIssues(parsed.error.issues, {
            path: at,
            known: Object.keys(schema.shape),
            documentation: DOCUMENTATION,
          }),
        );
        return [];
      }
      const id = idOf(kind, parsed.data);
      const other = places.get(id);
      if (other !== undefined) {
        problems.push({
          text: `${at} is the same as ${other}`,
          fix: `Remove ${at}.`,
        });
        return [];
      }
      places.set(id, at);
      return [make(parsed.data, at, id)];
    });
  };
  return {
    traffic: read('traffic', trafficSchema, (entry, at, id) => ({
      path: at,
      id,
      query: entry.query,
      subject: subjectOf(entry),
    })),
    cpu: read('cpu', cpuSchema, (entry, at, id) => ({
      path: at,
      id,
      queries: queriesOf(entry, CPU_KEYS),
      subject: subjectOf(entry),
    })),
    platforms: read('platforms', platformSchema, (entry, at, id) => ({
      path: at,
      id,
      queries: queriesOf(entry, PLATFORM_KEYS),
      subject: { platform: entry.platform, cluster: entry.cluster },
    })),
    presence: read('presence', presenceSchema, (entry, at, id) => ({
      path: at,
      id,
      query: entry.query,
      desired: entry.desired,
      image: entry.image,
      subject: subjectOf({ platform: entry.platform, target: entry }),
    })),
    problems,
  };
}

function queriesOf<Key extends string>(
  entry: Readonly<Partial<Record<NoInfer<Key>, string>>>,
  keys: Readonly<Record<Key, unknown>>,
): Partial<Record<Key, string>> {
  const queries: Partial<Record<Key, string>> = {};
  for (const key of Object.keys(keys) as Key[]) {
    if (entry[key] !== undefined) queries[key] = entry[key];
  }
  return queries;
}

function subjectOf(entry: {
  platform: Template;
  service?: Template;
  target?: {
    cluster: Template;
    namespace: Template;
    workloadKind?: Template;
    workload: Template;
  };
}): SubjectTemplates {
  const { platform, service, target } = entry;
  if (service !== undefined) return { platform, service };
  if (target === undefined || !('template' in SERIES)) {
    throw new Error('The schema lets no entry through that names nothing');
  }
  const { cluster, namespace, workload } = target;
  const workloadKind = target.workloadKind ?? SERIES.template;
  return { platform, target: { cluster, namespace, workloadKind, workload } };
}

/** Another query or other templates make another entry: what was seen by the one is not continued by the other. */
function idOf(kind: string, entry: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify([kind, entry]))
    .digest('hex')
    .slice(0, 16);
}
