import type { Metric } from '@landfall/backstage-plugin-fleet-common';
import { useT } from '../../components/useT';
import { WeekChart } from '../../components/WeekChart';
import { withWeekZone } from '../../components/weekZone';
import { formatDay } from '../../format/times';
import type { FleetT } from '../../translation';
import { formatMetric } from './formatMetric';

const BAR = 7;
const GAP = 3;

type Trend = Pick<Metric, 'metric' | 'unit' | 'weeks'>;

/** A small bar per week, oldest first: hollow while the week runs, a dash where the week has no number. Says its numbers to those who cannot see it. */
export function MetricWeeks({
  metric,
  height = 20,
}: {
  metric: Trend;
  height?: number;
}) {
  const t = useT();
  const { weeks } = metric;
  if (weeks.length === 0) return null;
  const max = Math.max(...weeks.map(week => week.value ?? 0)) || 1;
  const text = weeksText(t, metric);
  return <WeekChart {...{ weeks, text, max, height }} bar={BAR} gap={GAP} />;
}

function weeksText(t: FleetT, { metric, unit, weeks }: Trend): string {
  const words = t('delivery.service.weeks', {
    metric: t(`delivery.metric.${metric}`),
    since: formatDay(t, weeks[0].weekStart),
    list: weeks
      .map(week =>
        week.value === null
          ? t('delivery.service.noWeek')
          : formatMetric(t, week.value, unit),
      )
      .join(', '),
  });
  return withWeekZone(t, words);
}
