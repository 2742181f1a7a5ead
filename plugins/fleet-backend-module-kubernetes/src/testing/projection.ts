import { createHmac } from 'node:crypto';
import { instant } from '@landfall/backstage-plugin-fleet-common';
import type { Projection } from '../workloads/projection';

/** A projection without clock correction, that keeps and ignores what it is told. */
export function testProjection(
  options: { keep?: string[]; ignore?: string[] } = {},
): Projection {
  const { keep = [], ignore = [] } = options;
  return {
    instant: text => {
      const ms = typeof text === 'string' ? Date.parse(text) : NaN;
      return Number.isNaN(ms) ? null : instant(ms);
    },
    fingerprint: text =>
      createHmac('sha256', 'test').update(text).digest('hex'),
    intern: text => text,
    share: value => value,
    keepAnnotation: name => keep.includes(name),
    ignoreTemplateAnnotation: name => ignore.includes(name),
  };
}
