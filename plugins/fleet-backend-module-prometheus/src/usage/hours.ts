import { instant, type Instant } from '@landfall/backstage-plugin-fleet-common';

/** An hour in milliseconds. */
export const HOUR_MS = 3_600_000;
/** What was scraped late still belongs to its hour. */
const GRACE_MS = 2 * 60_000;
/** After a longer absence older hours are given up, so that a look has an end. */
const MOST_BACK_HOURS = 7 * 24;
/** So many are asked for in one look; the others in the next. */
const MOST_AT_ONCE = 24;

/**
 * The ends of the full hours to ask for, oldest first.
 *
 * @param done - end of the newest hour that was told; undefined where none was
 * @param backHours - how many hours the first look goes back, at least one
 */
export function hoursDue(options: {
  now: Instant;
  done: number | undefined;
  backHours: number;
}): Instant[] {
  const { now, done, backHours } = options;
  const newest = Math.floor((now - GRACE_MS) / HOUR_MS) * HOUR_MS;
  const oldest =
    done === undefined
      ? newest - (Math.max(1, backHours) - 1) * HOUR_MS
      : Math.max(
          done + HOUR_MS,
          newest - (Math.max(MOST_BACK_HOURS, backHours) - 1) * HOUR_MS,
        );
  const ends: Instant[] = [];
  for (let end = oldest; end <= newest; end += HOUR_MS) {
    if (ends.length === MOST_AT_ONCE) break;
    ends.push(instant(end));
  }
  return ends;
}
