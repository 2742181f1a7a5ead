import { chosen, moved, partOf, placeOf, zoomed } from './span';

const HOUR = 3_600_000;
const now = 100 * HOUR;
const span = { from: 20 * HOUR, to: 60 * HOUR };

it('zooms around the place that is pointed at', () => {
  expect(zoomed(span, { factor: 0.5, around: 0.25, now })).toEqual({
    from: 25 * HOUR,
    to: 45 * HOUR,
  });
});

it('shows nothing of the future, but keeps its length', () => {
  expect(moved(span, { by: 5, now })).toEqual({
    from: 60 * HOUR,
    to: 100 * HOUR,
  });
});

it('takes what was chosen from whichever side, and ten minutes at least', () => {
  const forwards = chosen([0.25, 0.75], { span, now });
  expect(forwards).toEqual({ from: 30 * HOUR, to: 50 * HOUR });
  expect(chosen([0.75, 0.25], { span, now })).toEqual(forwards);
  const click = chosen([0.5, 0.5], { span, now });
  expect(click.to - click.from).toBe(10 * 60_000);
});

it('cuts what is only partly within', () => {
  expect(partOf({ from: 0, to: 30 * HOUR }, span)).toEqual({
    start: 0,
    width: 0.25,
  });
  expect(partOf({ from: 0, to: 20 * HOUR }, span)).toBeUndefined();
});

it.each([
  [0.001, 0],
  [0.001, 1],
  [0.5, 0.5],
  [3, 0],
  [3, 1],
  [1_000, 0.3],
])(
  'never shows less than ten minutes, more than three years, or the future: by %s at %s',
  (factor, around) => {
    const next = zoomed(span, { factor, around, now });
    const length = next.to - next.from;
    expect(length).toBeGreaterThanOrEqual(10 * 60_000 - 1);
    expect(length).toBeLessThanOrEqual(1_100 * 24 * HOUR + 1);
    expect(next.to).toBeLessThanOrEqual(now + 1);
    expect(placeOf(next.to, next)).toBe(1);
  },
);
