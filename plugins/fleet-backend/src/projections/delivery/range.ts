/**
 * How far back delivery is derived. What is learnt today changes what was derived before (a rollback, a revert, a late commit), and classes
 * and lead times look back at versions that were live before; but a service need not be derived from its first day whenever it deploys.
 *
 * What began on a day of the calendar or up to `SPARE_DAYS` before is always derived again, further back only what a mark touches; for that,
 * facts of `MARGIN_MS` more are read, and at least `DEEP_DEPLOYMENTS` deployments with their commits, however old: who seldom deploys has its
 * first one long ago. No number looks back further than the calendar.
 */
import { DAY_MS, type Instant } from '@landfall/backstage-plugin-fleet-common';
import type { Calendar } from '../../delivery/calendar';
import { ALL_TIME } from '../../ledger/marks';

/** With windows of up to 90 days, this makes 200. */
const SPARE_DAYS = 13;
const MARGIN_MS = 200 * DAY_MS;
/** See the top of the file. */
export const DEEP_DEPLOYMENTS = 300;

/** What of a service is read, and what of it is written. */
export interface DeliveryRange {
  service: string;
  /** Incidents, pages and what clusters detect from then on are read. */
  readFrom: number;
  /** Rollouts, commits and what CI tells from then on are read; not later than `readFrom`. */
  deepFrom: number;
  /** Deployments and incidents that began then or later are written. */
  writeFrom: number;
  /** What is older counts for no number, however far back is read. */
  numbersFrom: number;
}

/** The range of a service. */
export function deliveryRange(
  work: {
    service: string;
    from: Instant | null;
    /** When the first of the newest `DEEP_DEPLOYMENTS` began; null where there are not so many. */
    deepFrom: Instant | null;
  },
  options: { calendar: Calendar; joinMs: number },
): DeliveryRange {
  const { calendar, joinMs } = options;
  const { starts } = calendar;
  const keptDays = starts.length + SPARE_DAYS;
  const kept = starts[starts.length - 1] - keptDays * DAY_MS;
  const writeFrom =
    work.from === null ? kept : Math.min(kept, work.from - joinMs);
  const readFrom = Math.max(writeFrom - MARGIN_MS, ALL_TIME);
  return {
    service: work.service,
    writeFrom,
    numbersFrom: kept - MARGIN_MS,
    readFrom,
    deepFrom: Math.min(readFrom, work.deepFrom ?? ALL_TIME),
  };
}
