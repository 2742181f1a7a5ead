import { englishT } from '../../dev/testing';
import {
  formatDuration,
  formatNumber,
  formatPercent,
  toSpan,
  toWholeSpan,
  twoDigits,
} from './units';

const t = englishT();

describe('durations', () => {
  it.each([
    [0, '0 s'],
    [0.4, '0.4 s'],
    [42, '42 s'],
    [59.4, '59 s'],
    [59.9, '1 min'],
    [90, '1.5 min'],
    [12 * 60, '12 min'],
    [59.6 * 60, '1 h'],
    [5.2 * 3600, '5.2 h'],
    [23.9 * 3600, '1 d'],
    [3.4 * 86_400, '3.4 d'],
    [123 * 86_400, '123 d'],
    [364.8 * 86_400, '1 y'],
    [1055 * 86_400, '2.9 y'],
  ])('%d seconds are %s', (seconds, text) => {
    expect(formatDuration(t, seconds)).toBe(text);
  });

  it('never need more than two digits that matter below a hundred days', () => {
    for (
      let seconds = 1;
      seconds < 100 * 86_400;
      seconds = seconds * 1.37 + 1
    ) {
      const digits = String(toSpan(seconds).value)
        .replace(/^0\.0*|\./g, '')
        .replace(/^0+/, '');
      expect(digits.length).toBeLessThanOrEqual(2);
    }
  });

  it('grow with the time that passes', () => {
    const seconds = {
      second: 1,
      minute: 60,
      hour: 3600,
      day: 86_400,
      year: 365 * 86_400,
    };
    let last = 0;
    for (let at = 1; at < 1e9; at = at * 1.1 + 1) {
      const { value, unit } = toSpan(at);
      expect(value * seconds[unit]).toBeGreaterThanOrEqual(last);
      last = value * seconds[unit];
    }
  });

  it('that have passed are rounded down', () => {
    expect(toWholeSpan(119)).toEqual({ value: 1, unit: 'minute' });
    expect(toWholeSpan(86_399)).toEqual({ value: 23, unit: 'hour' });
    expect(toWholeSpan(1091 * 86_400)).toEqual({ value: 2.9, unit: 'year' });
    expect(toWholeSpan(0.5)).toEqual({ value: 0, unit: 'second' });
  });
});

describe('numbers', () => {
  it.each([
    [0, '0'],
    [4.123, '4.1'],
    [0.714, '0.71'],
    [12.6, '13'],
    [1312, '1,312'],
  ])('%d is %s', (value, text) => {
    expect(formatNumber(t, value)).toBe(text);
  });

  it('keep two significant digits', () => {
    expect(twoDigits(0.0349)).toBe(0.035);
    expect(twoDigits(1234.5)).toBe(1235);
  });

  it.each([
    [0.64, '64%'],
    [0.006, '0.6%'],
    [0, '0%'],
    [1, '100%'],
  ])('the share %d is %s', (share, text) => {
    expect(formatPercent(t, share)).toBe(text);
  });
});
