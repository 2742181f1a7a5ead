/**
 * What a series tells of, by the templates of its query.
 */
import { entityRefSchema } from '@landfall/backstage-plugin-fleet-common';
import {
  fillTemplate,
  targetKey,
  targetRefSchema,
  type TargetRef,
  type Template,
} from '@landfall/backstage-plugin-fleet-node';
import type { SubjectTemplates } from '../config/types';

const LONGEST_PLATFORM = 63;
const LONGEST_SERVICE = 255;
const LONGEST_CLUSTER = 253;
/** What is left of the longest key of an observation. */
const LONGEST_KEY = 450;

type Named =
  | { service: string; target?: undefined; cluster?: undefined }
  | { target: TargetRef; service?: undefined; cluster?: undefined }
  /** Null where the whole platform is meant. */
  | { cluster: string | null; service?: undefined; target?: undefined };

/** A service on a platform, a target, or a platform. */
export type Subject = {
  /** Tells it from others. */
  key: string;
  platform: string;
} & Named;

/** The subject of a series, or why it has none, in words that follow "series". */
export function subjectOf(
  templates: SubjectTemplates,
  labels: Readonly<Record<string, string>>,
): { subject: Subject } | { trouble: string } {
  const missing = new Set<string>();
  const fill = (template: Template) => {
    const filled = fillTemplate(template, labels);
    if ('text' in filled) return filled.text;
    missing.add(filled.missing);
    return '';
  };
  const platform = fill(templates.platform);
  const named = nameOf(templates, { platform, fill });
  if (missing.size > 0) {
    return { trouble: `without the label ${[...missing].sort().join(', ')}` };
  }
  const key = keyOf(platform, named);
  if (platform.length > LONGEST_PLATFORM || key.length > LONGEST_KEY) {
    return { trouble: 'with names that are too long' };
  }
  if (named.cluster !== undefined) {
    return named.cluster !== null && named.cluster.length > LONGEST_CLUSTER
      ? { trouble: 'with names that are too long' }
      : { subject: { key, platform, ...named } };
  }
  if (named.target) {
    return targetRefSchema.safeParse(named.target).success
      ? { subject: { key, platform, target: named.target } }
      : { trouble: 'with names that are too long' };
  }
  const { service } = named;
  return service.length <= LONGEST_SERVICE &&
    entityRefSchema.safeParse(service).success
    ? { subject: { key, platform, service } }
    : {
        trouble:
          'whose service is no full entity reference such as component:default/cart',
      };
}

function nameOf(
  templates: SubjectTemplates,
  given: { platform: string; fill(template: Template): string },
): Named {
  const { platform, fill } = given;
  if ('service' in templates) {
    return { service: fill(templates.service).toLowerCase() };
  }
  if ('target' in templates) {
    const { cluster, namespace, workloadKind, workload } = templates.target;
    return {
      target: {
        platform,
        cluster: fill(cluster),
        namespace: fill(namespace),
        workloadKind: fill(workloadKind),
        workload: fill(workload),
      },
    };
  }
  const { cluster } = templates;
  return { cluster: cluster === undefined ? null : fill(cluster) };
}

function keyOf(platform: string, { service, target, cluster }: Named): string {
  if (target) return `target/${targetKey(target)}`;
  const place = encodeURIComponent(platform);
  return service === undefined
    ? `platform/${place}/${encodeURIComponent(cluster ?? '')}`
    : `service/${place}/${encodeURIComponent(service)}`;
}
