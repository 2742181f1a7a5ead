import type { MetricDistribution } from '@landfall/backstage-plugin-fleet-common';
import { aDistribution } from '../../../dev/deliveryBuilders';
import { areFew, axisEnd } from './strip';

const box = (p75: number, p90: number): MetricDistribution =>
  aDistribution([], { n: 40, p25: 0, median: p75 / 2, p75, p90, p10: 0 });

it('shows each of so few services that quartiles say nothing more', () => {
  expect(areFew(aDistribution([1, 2, 3, 4]))).toBe(true);
  expect(areFew(aDistribution([1, 2, 3, 4, 5]))).toBe(false);
  // Not all of them are told.
  expect(areFew({ ...aDistribution([1, 2]), n: 3 })).toBe(false);
});

it('ends where the farthest of all outer tenths begins', () => {
  expect(axisEnd([box(4, 9), box(5, 6)])).toBe(9);
});

it('cuts off what lies so far out that the boxes could not be told apart', () => {
  expect(axisEnd([box(4, 900), box(5, 6)])).toBe(15);
});

it('reaches to the last of few services, and never is nothing', () => {
  expect(axisEnd([aDistribution([1, 80]), box(2, 3)])).toBe(80);
  expect(axisEnd([])).toBe(1);
  expect(axisEnd([box(0, 0)])).toBe(1);
});

it.each([
  [[1, 1]],
  [
    [0, 5],
    [3, 3],
  ],
  [
    [7, 100],
    [1, 2],
  ],
  [
    [0.001, 0.002],
    [1e7, 1e9],
  ],
])('holds every box: %j', (...pairs) => {
  const all = pairs.map(([p75, p90]) => box(p75, p90));
  for (const { p75 } of all) expect(p75).toBeLessThanOrEqual(axisEnd(all));
});
