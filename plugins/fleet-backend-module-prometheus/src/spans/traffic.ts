import type { TrafficBody } from '@landfall/backstage-plugin-fleet-node';
import type { SpanRules } from './spanBook';

/** A rate that changed by no more than this share of what was told last is the same. */
const SAME_WITHIN = 0.1;

/** How spans of traffic are told; what is found is a number of requests per second. */
export const trafficRules: SpanRules<TrafficBody, number> = {
  kind: 'traffic',
  next({ subject, found, before, now }) {
    if (before && isSameRate(before.requestsPerSecond, found)) return undefined;
    return {
      platform: subject.platform,
      requestsPerSecond: found,
      since: now,
    };
  },
  last: body => body,
  observation: version => ({ kind: 'traffic', ...version }),
};

/** Whether a rate is still what was told; to 0 and from 0 it never is. */
export function isSameRate(told: number, now: number): boolean {
  if (told === 0 || now === 0) return told === now;
  return Math.abs(now - told) <= told * SAME_WITHIN;
}
