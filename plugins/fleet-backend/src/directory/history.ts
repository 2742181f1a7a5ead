/**
 * Attribution is data, after `ledger.md`: "A target's first attribution covers all its past; a change from one service to
 * another holds from then on, unless marked as a correction." Entries are appended, never rewritten. Pure.
 */
import type { Instant } from '@landfall/backstage-plugin-fleet-common';

/** From when on a target belongs to a service, or to none. Of those that apply to an instant, the last appended holds. */
export interface AttributionEntry {
  service: string | null;
  /** Null: all the past. */
  validFrom: Instant | null;
}

/** To whom a target belonged at an instant. `history` is in the order of appending. */
export function serviceAt(
  history: readonly AttributionEntry[],
  at: Instant,
): string | null {
  return (
    history.findLast(entry => entry.validFrom === null || entry.validFrom <= at)
      ?.service ?? null
  );
}

/** To whom it belongs now. */
export function currentService(
  history: readonly AttributionEntry[],
): string | null {
  return history.at(-1)?.service ?? null;
}

/**
 * What has to be appended now that a target is found to belong to a service, or to none; null if nothing changed. Where it belonged to
 * none so far, the service also gets the time since nobody had it.
 */
export function nextEntry(
  history: readonly AttributionEntry[],
  found: { service: string | null; correction: boolean },
  now: Instant,
): AttributionEntry | null {
  const last = history.at(-1);
  if (!last) {
    return { service: found.service, validFrom: null };
  }
  if (last.service === found.service) {
    return null;
  }
  if (found.correction) {
    return { service: found.service, validFrom: null };
  }
  return {
    service: found.service,
    validFrom: last.service === null ? last.validFrom : now,
  };
}
