import type { Frequency } from '@landfall/backstage-plugin-fleet-common';
import { formatDay } from '../format/times';
import { useT } from './useT';
import { withWeekZone } from './weekZone';
import { WeekChart } from './WeekChart';

/** A week of one service or of several together. */
type Week = Pick<
  Frequency['weeks'][number],
  'weekStart' | 'deployments' | 'running'
>;

/** Widths of a bar and of the gap after it, in pixels. */
const SIZES = { small: [5, 2], large: [14, 4] } as const;

/**
 * A small bar per week, oldest first; the running week is hollow. Says its numbers to those who cannot see it.
 *
 * @param props.max - the number that fills the height, so that several may share a scale; by default the largest week
 */
export function WeekBars(props: {
  weeks: Week[];
  height?: number;
  size?: keyof typeof SIZES;
  max?: number;
}) {
  const t = useT();
  const { weeks, height = 18, size = 'small' } = props;
  const [bar, gap] = SIZES[size];
  if (weeks.length === 0) return null;
  const max = Math.max(1, props.max ?? 0, ...weeks.map(w => w.deployments));
  const text = withWeekZone(
    t,
    t('team.services.weeks', {
      list: weeks.map(week => week.deployments).join(', '),
      since: formatDay(t, weeks[0].weekStart),
    }),
  );
  return (
    <WeekChart
      weeks={weeks.map(week => ({ ...week, value: week.deployments }))}
      {...{ text, max, height, bar, gap }}
    />
  );
}
