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
  presenceSchema,
  trafficSchema,
  type ServerInput,
} from './schema';
import type { ServerConfig, SubjectTemplates } from './types';

/** The page that says what may stand there. */
export const DOCUMENTATION = 'docs/connect-prometheus.md';
const SERIES = parseTemplate('Series');

/** See the top of the file. */
export function readEntries(
  input: ServerInput,
  path: string,
): Pick<ServerConfig, 'traffic' | 'cpu' | 'presence'> & {
  problems: Problem[];
} {
  const problems: Problem[] = [];
  const read = <T, R extends { id: string }>(
    kind: 'traffic' | 'cpu' | 'presence',
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
      used: entry.used,
      requested: entry.requested,
      subject: subjectOf(entry),
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
