import { InputError } from '@backstage/errors';
import {
  DAY_MS,
  formatInstant,
  MAX_TIMELINE_DAYS,
  parseInstant,
  type Instant,
  type TimelineQuery,
} from '@landfall/backstage-plugin-fleet-common';
import type { Span } from './bands';

const DEFAULT_MS = 90 * DAY_MS;
/** Shorter ones have nothing to show: clusters cut times to the second. */
const MIN_MS = 60_000;

/**
 * The span that a request asks about. What lies in the future is left out.
 *
 * @throws InputError when it ends before it begins, is longer than the API answers, or lies in the future.
 */
export function spanOf(query: TimelineQuery, now: Instant): Span {
  const to = Math.min(query.to ? parseInstant(query.to) : now, now);
  const from = query.from ? parseInstant(query.from) : to - DEFAULT_MS;
  if (from >= now) {
    throw new InputError(
      `The parameter "from" must not be in the future; it is ${formatInstant(
        now,
      )} now.`,
    );
  }
  if (to - from < MIN_MS) {
    throw new InputError(
      'The parameter "to" must be at least a minute after "from".',
    );
  }
  if (to - from > MAX_TIMELINE_DAYS * DAY_MS) {
    throw new InputError(
      `The span from "from" to "to" must not be longer than ${MAX_TIMELINE_DAYS} days; ask for parts of it.`,
    );
  }
  return { from, to };
}
