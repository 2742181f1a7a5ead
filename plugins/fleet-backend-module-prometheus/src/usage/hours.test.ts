import { instant } from '@landfall/backstage-plugin-fleet-common';
import { HOUR_MS, hoursDue } from './hours';

const NOON = Date.UTC(2026, 0, 5, 12);
const due = (minutes: number, done?: number, backHours = 0) =>
  hoursDue({
    now: instant(NOON + minutes * 60_000),
    done: done === undefined ? undefined : NOON + done * HOUR_MS,
    backHours,
  }).map(end => (end - NOON) / HOUR_MS);

describe('the hours to tell of', () => {
  it('are the last full one at first, or as many as history is wanted', () => {
    expect(due(30)).toEqual([0]);
    expect(due(30, undefined, 3)).toEqual([-2, -1, 0]);
  });

  it('come when the hour is over and late samples are in', () => {
    expect(due(1, -1)).toEqual([]);
    expect(due(2, -1)).toEqual([0]);
    expect(due(59, 0)).toEqual([]);
  });

  it('are those that were missed, a day at a time and not for ever', () => {
    expect(due(30, -3)).toEqual([-2, -1, 0]);
    expect(due(30, -1_000)).toEqual(
      Array.from({ length: 24 }, (_, hour) => hour - 7 * 24 + 1),
    );
    expect(due(30, -1_000, 40 * 24)[0]).toBe(-40 * 24 + 1);
  });
});
