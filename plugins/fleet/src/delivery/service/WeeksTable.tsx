import type {
  Metric,
  ServiceMetrics,
} from '@landfall/backstage-plugin-fleet-common';
import { useMemo } from 'react';
import { DataTable, type DataColumn } from '../../components/DataTable';
import { Missing } from '../../components/Missing';
import { useT } from '../../components/useT';
import { withWeekZone } from '../../components/weekZone';
import { formatDate } from '../../format/times';
import { formatNumber } from '../../format/units';
import type { FleetT } from '../../translation';
import { formatMetric } from '../metrics/formatMetric';
import { useMetricHint, type MetricHints } from '../metrics/useMetricHint';

interface Row {
  id: string;
  running: boolean;
}

/** The table behind the bars: a line per week, newest first, a column per metric that has any number. */
export function WeeksTable({ metrics }: { metrics: ServiceMetrics }) {
  const t = useT();
  const hintOf = useMetricHint();
  const shown = useMemo(
    () =>
      metrics.metrics.filter(one =>
        one.weeks.some(week => week.value !== null),
      ),
    [metrics.metrics],
  );
  const rows = useMemo(() => weeksOf(metrics.metrics), [metrics.metrics]);
  return (
    <DataTable<Row>
      label={t('delivery.service.weeksCaption')}
      columns={columnsOf(t, shown, hintOf)}
      rows={rows}
      minWidth={200 + shown.length * 140}
    />
  );
}

function weeksOf(metrics: Metric[]): Row[] {
  const weeks = new Map(
    metrics.flatMap(one =>
      one.weeks.map(week => [week.weekStart, week.running] as const),
    ),
  );
  return [...weeks]
    .map(([id, running]) => ({ id, running }))
    .sort((a, b) => b.id.localeCompare(a.id));
}

/** "4.2 h (n=6)"; of what is counted the number is its own n. */
function weekText(
  t: FleetT,
  { unit }: Metric,
  { value, n }: { value: number; n: number },
): string {
  const number = formatMetric(t, value, unit);
  return unit === 'count'
    ? number
    : t('delivery.service.weekValue', { value: number, n: formatNumber(t, n) });
}

function columnsOf(
  t: FleetT,
  metrics: Metric[],
  hintOf: MetricHints,
): DataColumn<Row>[] {
  return [
    {
      id: 'week',
      label: t('delivery.service.week'),
      hint: withWeekZone(t, t('delivery.service.weekHint')),
      isRowHeader: true,
      width: '200px',
      cell: row =>
        [
          formatDate(t, row.id),
          row.running ? t('delivery.service.running') : '',
        ]
          .filter(Boolean)
          .join(', '),
    },
    ...metrics.map(
      (metric): DataColumn<Row> => ({
        id: metric.metric,
        label: t(`delivery.metric.${metric.metric}`),
        hint: hintOf(metric.metric),
        align: 'end',
        cell: row => {
          const week = metric.weeks.find(one => one.weekStart === row.id);
          return week === undefined || week.value === null ? (
            <Missing reason={t('delivery.service.noWeekHint')} />
          ) : (
            weekText(t, metric, { value: week.value, n: week.n })
          );
        },
      }),
    ),
  ];
}
