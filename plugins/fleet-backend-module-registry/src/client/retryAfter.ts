import { instant, type Instant } from '@landfall/backstage-plugin-fleet-common';

/** That long where an answer names no time, ms. */
const UNNAMED_WAIT_MS = 60_000;
const SHORTEST_WAIT_MS = 1_000;
/** Longer is not waited for without asking again, ms. */
const LONGEST_WAIT_MS = 3_600_000;

/** Until when an answer wants us to wait: its header `Retry-After` has seconds or a date. */
export function retryAfter(header: string | undefined, now: Instant): Instant {
  const text = header?.trim() ?? '';
  const wait = /^\d+$/.test(text)
    ? Number(text) * 1_000
    : Date.parse(text) - now;
  const bounded = Number.isFinite(wait)
    ? Math.min(Math.max(wait, SHORTEST_WAIT_MS), LONGEST_WAIT_MS)
    : UNNAMED_WAIT_MS;
  return instant(now + bounded);
}
