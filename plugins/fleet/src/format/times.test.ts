import { englishT } from '../../dev/testing';
import {
  formatClock,
  formatDay,
  formatExact,
  formatRelative,
  formatTime,
} from './times';

const t = englishT();
const NOW = Date.parse('2026-11-21T12:00:00Z');

it.each([
  ['2026-11-21T11:59:58Z', 'just now'],
  ['2026-11-21T11:59:40Z', '20 s ago'],
  ['2026-11-21T10:00:01Z', '1 h ago'],
  ['2026-11-21T10:00:00Z', '2 h ago'],
  ['2026-11-12T12:00:00Z', '9 d ago'],
  ['2026-11-21T12:00:30Z', 'just now'],
  ['2026-11-21T12:05:00Z', 'in 5 min'],
])('%s is %s', (at, text) => {
  expect(formatRelative(t, at, NOW)).toBe(text);
});

it('gives the exact time with the name of the zone', () => {
  const at = '2026-11-21T09:20:05.123Z';
  expect(formatExact(t, at, 'Europe/Stockholm')).toBe(
    'Sat 21 Nov 2026 10:20:05 CET',
  );
  expect(formatExact(t, '2026-07-01T09:20:05Z', 'Europe/Stockholm')).toBe(
    'Wed 1 Jul 2026 11:20:05 CEST',
  );
  expect(formatExact(t, at, 'UTC')).toBe('Sat 21 Nov 2026 09:20:05 UTC');
});

it('writes times in the zone of the page, and days of the portal’s calendar as they are', () => {
  const zones = { display: 'America/New_York', portal: 'Europe/Stockholm' };
  const there = Object.assign(englishT(), { zones });
  const at = '2026-11-21T02:20:05Z';
  expect(formatExact(there, at)).toBe('Fri 20 Nov 2026 21:20:05 GMT-5');
  expect(formatClock(there, at)).toBe('20 Nov 21:20:05');
  expect(formatExact(there, at, 'UTC')).toBe('Sat 21 Nov 2026 02:20:05 UTC');
  expect(formatDay(there, '2026-11-21')).toBe('21 Nov');
});

it('names the zone where clocks show the same time twice', () => {
  const timeZone = 'Europe/Stockholm';
  expect(formatTime(t, '2026-10-25T01:20:00Z', { timeZone })).toBe('02:20');
  expect(formatTime(t, '2026-10-25T01:20:00Z', { timeZone, named: true })).toBe(
    '02:20 CET',
  );
  expect(formatTime(t, '2026-10-25T00:20:00Z', { timeZone, named: true })).toBe(
    '02:20 CEST',
  );
});

it('gives the time of the day to the second', () => {
  expect(formatClock(t, '2026-11-21T09:20:05.123Z', 'UTC')).toBe(
    '21 Nov 09:20:05',
  );
});

it('does not move a day into another zone', () => {
  expect(formatDay(t, '2026-11-21')).toBe('21 Nov');
});
