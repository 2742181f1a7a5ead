import { DAY_MS } from '@landfall/backstage-plugin-fleet-common';

/** Milliseconds. */
export const HOUR_MS = 3_600_000;

/** Beginning of the UTC month of an instant: what the dates of migrations are counted from, so that they stay for a while. */
export function monthOf(at: number): number {
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
}

/** The calendar day (UTC) so many weeks after an instant. */
export function dayAfter(at: number, weeks: number): string {
  return new Date(at + weeks * 7 * DAY_MS).toISOString().slice(0, 10);
}

/** The same instant on a working day, between 8 and 16 UTC: nobody moves a service at night. */
export function atWork(at: number): number {
  const day = Math.floor(at / DAY_MS);
  // Day 0 of the epoch was a Thursday; Saturday is 0 here.
  const sinceSaturday = (day + 5) % 7;
  const workday = sinceSaturday < 2 ? day - sinceSaturday - 1 : day;
  const ofDay = at - day * DAY_MS;
  return workday * DAY_MS + 8 * HOUR_MS + Math.floor(ofDay / 3);
}
