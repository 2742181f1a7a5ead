import { dayIn, endOfDayIn } from './calendar';
import { weekNumber } from './weeks';

it('takes the day from the calendar of the zone, not from UTC', () => {
  const at = '2026-11-22T23:30:00.000Z';
  expect(dayIn('UTC', at)).toBe('2026-11-22');
  expect(dayIn('Europe/Stockholm', at)).toBe('2026-11-23');
  expect(dayIn('America/Los_Angeles', '2026-11-23T05:00:00.000Z')).toBe(
    '2026-11-22',
  );
});

it('counts the week of that day: Monday has begun in Stockholm while it is Sunday in UTC', () => {
  const at = '2026-11-22T23:30:00.000Z';
  expect(weekNumber(dayIn('UTC', at))).toBe(47);
  expect(weekNumber(dayIn('Europe/Stockholm', at))).toBe(48);
});

it.each([
  ['UTC', '2026-11-21', '2026-11-21T23:59:59.999Z'],
  ['Europe/Stockholm', '2026-11-21', '2026-11-21T22:59:59.999Z'],
  ['Asia/Kathmandu', '2026-11-21', '2026-11-21T18:14:59.999Z'],
  // Clocks are put forward at 2 in the morning of that day, and back on the other.
  ['Europe/Stockholm', '2026-03-29', '2026-03-29T21:59:59.999Z'],
  ['Europe/Stockholm', '2026-10-25', '2026-10-25T22:59:59.999Z'],
  ['America/New_York', '2026-11-01', '2026-11-02T04:59:59.999Z'],
])('ends the day of %s, %s, at %s', (zone, day, end) => {
  expect(endOfDayIn(zone, day)).toBe(end);
  expect(dayIn(zone, end)).toBe(day);
  expect(dayIn(zone, Date.parse(end) + 1)).not.toBe(day);
});
