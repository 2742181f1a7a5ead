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
/** What is left of the longest key of an observation. */
const LONGEST_KEY = 450;

/** A service on a platform, or a target. */
export type Subject = {
  /** Tells it from others. */
  key: string;
  platform: string;
} & (
  | { service: string; target?: undefined }
  | { target: TargetRef; service?: undefined }
);

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
  const named: { service: string } | { target: TargetRef } =
    'service' in templates
      ? { service: fill(templates.service).toLowerCase() }
      : {
          target: {
            platform,
            cluster: fill(templates.target.cluster),
            namespace: fill(templates.target.namespace),
            workloadKind: fill(templates.target.workloadKind),
            workload: fill(templates.target.workload),
          },
        };
  if (missing.size > 0) {
    return { trouble: `without the label ${[...missing].sort().join(', ')}` };
  }
  const key = keyOf(platform, named);
  if (platform.length > LONGEST_PLATFORM || key.length > LONGEST_KEY) {
    return { trouble: 'with names that are too long' };
  }
  if ('target' in named) {
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

function keyOf(
  platform: string,
  named: { service: string } | { target: TargetRef },
): string {
  return 'service' in named
    ? `service/${encodeURIComponent(platform)}/${encodeURIComponent(
        named.service,
      )}`
    : `target/${targetKey(named.target)}`;
}
