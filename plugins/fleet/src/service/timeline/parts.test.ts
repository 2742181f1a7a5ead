import { aTimelineLane, aTimelineMark } from '../../../dev/timelineBuilders';
import { clusterMarks, worstOutcome } from './clusters';
import { piecesOf } from './pieces';

const at = (hour: number) =>
  new Date(Date.UTC(2026, 10, 21, hour)).toISOString();
const span = { from: Date.parse(at(0)), to: Date.parse(at(10)) };

describe('marks', () => {
  const mark = (hour: number) => aTimelineMark({ startedAt: at(hour) });

  it('are told apart where there is room, and counted together where not', () => {
    const marks = [mark(1), mark(1.2), mark(5), mark(11)];
    const clusters = clusterMarks(marks, { span, nearest: 0.05 });
    expect(clusters.map(cluster => cluster.marks.length)).toEqual([2, 1]);
    expect(clusters[1].place).toBeCloseTo(0.5);
  });

  it('show the worst of several', () => {
    expect(
      worstOutcome([
        aTimelineMark({ outcome: 'succeeded' }),
        aTimelineMark({ outcome: 'failed' }),
      ]),
    ).toBe('failed');
  });
});

describe('bands', () => {
  const lane = aTimelineLane({
    platform: 'helios',
    presence: [{ from: at(2), to: at(8), ready: 3, desired: 3 }],
  });
  const shares = [
    {
      platform: 'helios',
      spans: [
        { from: at(0), to: at(4), share: 1, by: 'instances' as const },
        { from: at(6), to: at(10), share: 0.25, by: 'traffic' as const },
      ],
    },
  ];

  it('are as high as the share of their platform, where it is known', () => {
    expect(
      piecesOf(lane, shares).map(({ from, to, share, by }) => [
        new Date(from).getUTCHours(),
        new Date(to).getUTCHours(),
        share,
        by,
      ]),
    ).toEqual([
      [2, 4, 1, 'instances'],
      [4, 6, null, null],
      [6, 8, 0.25, 'traffic'],
    ]);
  });

  it('have no share outside of production', () => {
    expect(piecesOf({ ...lane, production: false }, shares)).toMatchObject([
      { share: null, ready: 3 },
    ]);
  });
});
