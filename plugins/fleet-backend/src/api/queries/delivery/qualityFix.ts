/** The lines that mend what does not join, ready to copy, where lines do. */
import {
  KUBERNETES_ID,
  SOURCE_PATHS,
  type QualityGroup,
} from '@landfall/backstage-plugin-fleet-common';
import type { QualityPlace } from '../../../delivery/qualityGroups';
import type { QualityKind } from '../../../delivery/types';
import { lines, quote } from '../../../directory/remedy';

/** Lines and where they belong. */
export type QualityFix = NonNullable<QualityGroup['fix']>;

const REVISION = 'org.opencontainers.image.revision';
const SOURCE = 'org.opencontainers.image.source';

/** What to write to mend findings of a kind at a place; null where that is no matter of a few lines. */
export function qualityFix(
  kind: QualityKind,
  place: QualityPlace,
): QualityFix | null {
  switch (kind) {
    case 'unmapped_ci_environment':
      return {
        where: 'configuration',
        text: lines(
          'fleet:',
          '  delivery:',
          '    environments:',
          `      - name: ${quote(place.name)}`,
          '        # true where customers are',
          '        production: false',
          `        match: { environment: ${quote(place.name)} }`,
        ),
      };
    case 'version_without_commit':
    case 'version_with_ambiguous_commit':
    case 'ci_of_another_version':
      return {
        where: 'workload_annotation',
        text: lines(
          'spec:',
          '  template:',
          '    metadata:',
          '      annotations:',
          `        ${REVISION}: "<commit that the pipeline builds>"`,
          ...(place.kind === 'origin' && !place.name.includes(':')
            ? [`        ${SOURCE}: ${quote(`https://${place.name}`)}`]
            : []),
        ),
      };
    case 'ci_without_rollout':
      return {
        where: 'catalog_annotation',
        text: lines(
          'metadata:',
          '  annotations:',
          `    ${KUBERNETES_ID}: ${quote(place.name.replace(/^.*\//, ''))}`,
        ),
      };
    case 'shared_ci_deployment':
      return {
        where: 'catalog_annotation',
        text: lines(
          'metadata:',
          '  annotations:',
          '    # on each of the services that share it',
          `    ${SOURCE_PATHS}: "<its directories>"`,
        ),
      };
    default:
      return null;
  }
}
