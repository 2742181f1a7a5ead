/** How a code host says that it wants to be left alone, and until when. Pure. */
import type { CodeHostProfile } from './profile';

/** That long after a secondary limit that names no time, ms. */
const UNNAMED_WAIT_MS = 60_000;
/** Longer is not waited for without asking again, ms. */
const LONGEST_WAIT_MS = 3_600_000;
/** Of what is left, this is left to others who use the same credentials, such as the catalog. */
const RESERVE_SHARE = 0.05;
const MOST_RESERVE = 100;

/** What an answer says of limits. */
export interface LimitedAnswer {
  status: number;
  /** By name in lower case. */
  headers: Readonly<Record<string, string>>;
  /** What the body says, for telling a limit from a missing right. */
  message: string;
}

/**
 * Until when nothing more may be asked, ms; undefined where this answer is no refusal for a limit. Times are counted from the host's own clock, which need
 * not be ours.
 */
export function limitedUntil(
  answer: LimitedAnswer,
  limits: CodeHostProfile['limits'],
  now: number,
): number | undefined {
  const { status, headers, message } = answer;
  if (!limits.statuses.includes(status)) return undefined;
  const retryAfter = Number(headers['retry-after']);
  if (headers['retry-after'] !== undefined && Number.isFinite(retryAfter)) {
    return now + bounded(retryAfter * 1_000);
  }
  if (headers[`${limits.prefix}remaining`] === '0') {
    return now + (resetIn(headers, limits, now) ?? UNNAMED_WAIT_MS);
  }
  return status === 429 || /rate limit|abuse detection/i.test(message)
    ? now + UNNAMED_WAIT_MS
    : undefined;
}

/** Until when to ask no more, so that others who use the same credentials can go on; undefined while enough is left. */
export function reservedUntil(
  headers: LimitedAnswer['headers'],
  limits: CodeHostProfile['limits'],
  now: number,
): number | undefined {
  const limit = Number(headers[`${limits.prefix}limit`] ?? Number.NaN);
  const left = Number(headers[`${limits.prefix}remaining`] ?? Number.NaN);
  if (!Number.isFinite(limit) || !Number.isFinite(left)) return undefined;
  return left <= Math.min(MOST_RESERVE, Math.floor(limit * RESERVE_SHARE))
    ? now + (resetIn(headers, limits, now) ?? UNNAMED_WAIT_MS)
    : undefined;
}

function resetIn(
  headers: LimitedAnswer['headers'],
  limits: CodeHostProfile['limits'],
  now: number,
): number | undefined {
  const reset = Number(headers[`${limits.prefix}reset`] ?? Number.NaN) * 1_000;
  const theirs = Date.parse(headers.date ?? '');
  const wait = reset - (Number.isFinite(theirs) ? theirs : now);
  return Number.isFinite(wait) ? bounded(wait) : undefined;
}

function bounded(waitMs: number): number {
  return Math.min(Math.max(waitMs, 1_000), LONGEST_WAIT_MS);
}
