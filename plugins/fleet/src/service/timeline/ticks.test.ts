import { minuteIn } from '../../format/calendar';
import { ticksOf } from './ticks';

const DAY = 86_400_000;
const zone = 'Europe/Stockholm';
const span = (from: string, to: string) => ({
  from: Date.parse(from),
  to: Date.parse(to),
});
const moments = (ticks: ReturnType<typeof ticksOf>) =>
  ticks.map(({ at }) => new Date(at).toISOString());

it('cuts days at the midnight of the zone, also where clocks change', () => {
  const ticks = ticksOf(span('2026-10-24T12:00:00Z', '2026-10-27T12:00:00Z'), {
    timeZone: zone,
    most: 4,
  });
  expect(moments(ticks)).toEqual([
    '2026-10-24T22:00:00.000Z',
    '2026-10-25T23:00:00.000Z',
    '2026-10-26T23:00:00.000Z',
  ]);
});

it('begins weeks on Monday', () => {
  const ticks = ticksOf(span('2026-09-01T00:00:00Z', '2026-10-20T00:00:00Z'), {
    timeZone: 'UTC',
    most: 8,
  });
  expect(ticks.length).toBeGreaterThan(5);
  for (const { at } of ticks) expect(new Date(at).getUTCDay()).toBe(1);
});

it('tells the day once among times, and the year once among months', () => {
  const times = ticksOf(span('2026-11-20T18:00:00Z', '2026-11-21T06:00:00Z'), {
    timeZone: 'UTC',
    most: 6,
  });
  expect(times.filter(({ label }) => label === 'day')).toEqual([
    { at: Date.parse('2026-11-21T00:00:00Z'), label: 'day' },
  ]);
  const months = ticksOf(span('2026-06-10T00:00:00Z', '2027-05-10T00:00:00Z'), {
    timeZone: 'UTC',
    most: 12,
  });
  expect(months.map(({ label }) => label)).toEqual([
    ...Array(6).fill('month'),
    'year',
    ...Array(4).fill('month'),
  ]);
});

it.each([1 / 24 / 6, 0.1, 1, 3, 10, 30, 90, 365, 1_100])(
  'has some ticks and not too many over %s days',
  days => {
    const to = Date.parse('2026-11-21T12:00:00Z');
    const ticks = ticksOf(
      { from: to - days * DAY, to },
      {
        timeZone: zone,
        most: 8,
      },
    );
    expect(ticks.length).toBeGreaterThanOrEqual(2);
    expect(ticks.length).toBeLessThanOrEqual(10);
  },
);

describe('on a day on which clocks change', () => {
  const clock = (ticks: ReturnType<typeof ticksOf>) =>
    ticks.map(({ at, label }) => {
      const minute = minuteIn(zone, at);
      const time = [Math.floor(minute / 60), minute % 60]
        .map(part => String(part).padStart(2, '0'))
        .join(':');
      return label === 'time' ? time : `${time} ${label}`;
    });

  it.each([
    [
      'goes on with whole steps of the clock after they were put forward',
      span('2026-03-28T23:00:00Z', '2026-03-29T10:00:00Z'),
      4,
      ['00:00 day', '03:00', '06:00', '09:00', '12:00'],
    ],
    [
      'goes on with whole steps of the clock after they were put back',
      span('2026-10-24T22:00:00Z', '2026-10-25T11:00:00Z'),
      5,
      ['00:00 day', '03:00', '06:00', '09:00', '12:00'],
    ],
    [
      'has no tick at an hour that there was not',
      span('2026-03-29T00:00:00Z', '2026-03-29T04:00:00Z'),
      5,
      ['01:00', '03:00', '04:00', '05:00', '06:00'],
    ],
    [
      'tells the hour that there was twice apart',
      span('2026-10-24T23:00:00Z', '2026-10-25T03:00:00Z'),
      5,
      ['01:00', '02:00', '02:00 again', '03:00', '04:00'],
    ],
  ])('%s', (_, shown, most, expected) => {
    expect(clock(ticksOf(shown, { timeZone: zone, most }))).toEqual(expected);
  });

  it('knows zones that put their clocks back by half an hour', () => {
    // Lord Howe Island, 5 April 2026 at 2 in the morning.
    const ticks = ticksOf(
      span('2026-04-04T13:00:00Z', '2026-04-04T19:30:00Z'),
      { timeZone: 'Australia/Lord_Howe', most: 7 },
    );
    expect(
      ticks.map(({ at }) => minuteIn('Australia/Lord_Howe', at) % 60),
    ).toEqual(ticks.map(() => 0));
  });
});
