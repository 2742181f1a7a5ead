import { medianWeeks } from './medianWeeks';
import type { MetricWeek } from './types';

const week = (
  weekStart: string,
  value: number | null,
  running = false,
): MetricWeek => ({
  weekStart,
  running,
  value,
  n: value === null ? 0 : 7,
});

it('is the median over the services that have a number in the week, however much each did', () => {
  expect(
    medianWeeks([
      [week('2026-11-09', 3), week('2026-11-16', 1, true)],
      [
        week('2026-11-02', 5),
        week('2026-11-09', 9),
        week('2026-11-16', null, true),
      ],
      [week('2026-11-09', 4), week('2026-11-16', 2, true)],
    ]),
  ).toEqual([
    { weekStart: '2026-11-02', running: false, value: 5, n: 1 },
    { weekStart: '2026-11-09', running: false, value: 4, n: 3 },
    { weekStart: '2026-11-16', running: true, value: 1.5, n: 2 },
  ]);
});

it('has no number in a week in which no service has one', () => {
  expect(medianWeeks([[week('2026-11-09', null)]])).toEqual([
    { weekStart: '2026-11-09', running: false, value: null, n: 0 },
  ]);
  expect(medianWeeks([])).toEqual([]);
});
