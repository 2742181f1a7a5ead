import { aBurnUp } from '../../../dev/migrationBuilders';
import { aMovingCompany } from '../../../dev/migrations';
import { FIXTURE_NOW } from '../../../dev/times';
import {
  dayAt,
  lastOfWeeks,
  monthTicks,
  timeSpan,
  toChartPoints,
} from './burnUpData';
import { backlog, cutLines, firstLines, type CutRow } from './cutRows';
import { inColumns, PAPER, shareRows } from './paper';
import { actualBar, plannedBar, waveAxis } from './waveAxis';

const WAVES = aMovingCompany(FIXTURE_NOW)[0].waves ?? [];

function aRow(patch: Partial<CutRow>): CutRow {
  return {
    key: patch.title ?? 'a',
    title: 'a',
    parent: null,
    parentTitle: null,
    scope: 10,
    done: 4,
    migrated: 5,
    moved: 1,
    lagging: 0,
    blocked: 0,
    stalled: 0,
    ...patch,
  };
}

it('draws what was reconstructed apart, without a gap where it meets the snapshots', () => {
  const points = toChartPoints(
    aBurnUp({ scope: 10, done: 5, migrated: 6, days: 10 }),
  );
  const first = points.findIndex(point => !point.reconstructed);
  expect(points[first - 1].done).toBeNull();
  expect(points[first].done).not.toBeNull();
  expect(points[first].doneReconstructed).toBe(points[first].done);
  expect(points[first + 1].doneReconstructed).toBeNull();
});

it('keeps room for the forecast, also when the target date has passed', () => {
  const points = toChartPoints(aBurnUp({ scope: 10, done: 5, migrated: 6 }));
  const today = dayAt('2026-11-21');
  for (const target of ['2026-10-01', '2027-06-01']) {
    const [from, to] = timeSpan(points, { today, target: dayAt(target) });
    expect(from).toBe(points[0].at);
    expect((to - today) / (to - from)).toBeGreaterThanOrEqual(0.139);
    expect(to).toBeGreaterThan(dayAt(target));
  }
});

it('has no more months on the axis than fit', () => {
  const span: [number, number] = [dayAt('2024-01-15'), dayAt('2026-12-01')];
  expect(monthTicks(span).length).toBeLessThanOrEqual(9);
  expect(monthTicks([dayAt('2026-11-02'), dayAt('2026-11-20')])).toEqual([]);
});

it('tells the burn-up by week, newest first, with the last day of each', () => {
  const days = lastOfWeeks(
    aBurnUp({ scope: 1, done: 1, migrated: 1, days: 8 }),
  ).map(point => point.day);
  expect(days).toEqual(['2026-11-21', '2026-11-15']);
});

it('puts teams under the team above them, by what is left or by name', () => {
  const below = { parent: 'group:default/pay', parentTitle: 'Payments' };
  const rows = [
    aRow({ title: 'cards', ...below, done: 9 }),
    aRow({ title: 'books', ...below, done: 3 }),
    aRow({ key: 'group:default/pay', title: 'Payments', scope: 2, done: 0 }),
    aRow({ title: 'alone', done: 1 }),
  ];
  const names = (sort: 'backlog' | 'name') =>
    cutLines({ by: 'team', rows }, sort).map(
      line => `${line.group ? '+' : '-'.repeat(line.depth)}${line.title}`,
    );
  expect(names('backlog')).toEqual([
    '+Payments',
    '-books',
    '-Payments',
    '-cards',
    'alone',
  ]);
  expect(names('name')).toEqual([
    'alone',
    '+Payments',
    '-books',
    '-cards',
    '-Payments',
  ]);
  const [sum] = cutLines({ by: 'team', rows }, 'backlog');
  expect([sum.scope, backlog(sum)]).toEqual([22, 10]);
});

it('says how much is left of lines that are not shown, sums of them not counted twice', () => {
  const rows = Array.from({ length: 6 }, (_, index) =>
    aRow({ title: `t${index}`, parent: `p${index % 2}` }),
  );
  const lines = cutLines({ by: 'team', rows }, 'name');
  expect(lines).toHaveLength(8);
  expect(firstLines(lines, 4)).toMatchObject({ more: 3, left: 18 });
});

it('draws plan and actual of waves on one axis', () => {
  const today = FIXTURE_NOW;
  const axis = waveAxis(WAVES, {
    start: '2026-01-12',
    target: '2027-01-31',
    today,
  });
  for (const wave of WAVES) {
    for (const bar of [plannedBar(axis, wave), actualBar(axis, wave, today)]) {
      expect(bar === null || bar.start + bar.length <= 1).toBe(true);
    }
  }
  const running = WAVES[2];
  const bar = actualBar(axis, running, today);
  expect((bar?.start ?? 0) + (bar?.length ?? 0)).toBeCloseTo(axis.at(today));
  expect(
    plannedBar(axis, { ...running, plannedStart: null, plannedEnd: null }),
  ).toBeNull();
});

it('fits decisions and waves on the first page of paper, those not over first', () => {
  const many = Array.from({ length: 40 }, (_, index) => ({
    ...WAVES[0],
    id: `w${index}`,
    actualEnd: index < 30 ? '2026-05-01' : null,
  }));
  const rows = shareRows({ decisions: 50, waves: many });
  expect(rows.decisions + rows.waves.length).toBe(PAPER.lines);
  expect(rows.moreWaves).toBe(40 - rows.waves.length);
  expect(rows.waves.filter(wave => wave.actualEnd === null)).toHaveLength(10);
  expect(shareRows({ decisions: 50, waves: [] }).decisions).toBe(PAPER.lines);
});

it('needs as few columns as it can on the second', () => {
  const lines = Array.from({ length: PAPER.mostLines }, (_, index) => index);
  expect(inColumns(lines)).toHaveLength(3);
  expect(inColumns(lines.slice(0, 5))).toHaveLength(1);
});
