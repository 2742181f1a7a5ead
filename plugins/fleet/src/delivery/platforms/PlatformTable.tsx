import type {
  MetricDistribution,
  MetricName,
  PlatformMetrics,
} from '@landfall/backstage-plugin-fleet-common';
import { useMemo } from 'react';
import { DataTable, type DataColumn } from '../../components/DataTable';
import { useT } from '../../components/useT';
import type { FleetT } from '../../translation';
import { ChangeMark } from '../metrics/ChangeMark';
import { formatMetric } from '../metrics/formatMetric';
import { MetricMissing } from '../metrics/MetricMissing';
import { HowMany } from '../team/HowMany';
import { mainReason } from '../team/missingReasons';
import { groupKey, groupName } from './groupWords';

interface Row extends MetricDistribution {
  id: string;
  group: PlatformMetrics;
}

/** The table behind the pictures: a line for each metric on each platform. */
export function PlatformTable(props: {
  metrics: readonly MetricName[];
  groups: readonly PlatformMetrics[];
  windowDays: number;
}) {
  const t = useT();
  const { metrics, groups, windowDays } = props;
  const rows = useMemo(
    () =>
      metrics.flatMap(metric =>
        groups.flatMap(group =>
          group.distributions
            .filter(one => one.metric === metric)
            .map((one): Row => {
              const id = `${metric} ${groupKey(group)}`;
              return { ...one, id, group };
            }),
        ),
      ),
    [metrics, groups],
  );
  const columns = useMemo(() => columnsOf(t, windowDays), [t, windowDays]);
  return (
    <DataTable<Row>
      label={t('platforms.caption', { days: String(windowDays) })}
      columns={columns}
      rows={rows}
      minWidth={640}
    />
  );
}

function columnsOf(t: FleetT, windowDays: number): DataColumn<Row>[] {
  const between = (
    row: Row,
    from: number | null | undefined,
    to: number | null | undefined,
  ) =>
    typeof from === 'number' && typeof to === 'number'
      ? `${formatMetric(t, from, row.unit)} – ${formatMetric(t, to, row.unit)}`
      : t('common.none');
  return [
    {
      id: 'metric',
      label: t('platforms.metric'),
      isRowHeader: true,
      cell: ({ metric }) => t(`delivery.metric.${metric}`),
    },
    {
      id: 'platform',
      label: t('platforms.platform'),
      isRowHeader: true,
      width: '15%',
      cell: ({ group }) => groupName(t, group),
    },
    {
      id: 'median',
      label: t('platforms.medianService'),
      width: '16%',
      cell: row =>
        row.median === null ? (
          <MetricMissing reason={mainReason(row)} />
        ) : (
          formatMetric(t, row.median, row.unit)
        ),
    },
    {
      id: 'change',
      label: t('platforms.change'),
      hint: t('platforms.changeHint'),
      width: '15%',
      cell: ({ metric, unit, median, previousMedian }) =>
        median !== null && (
          <ChangeMark
            metric={metric}
            unit={unit}
            value={median}
            previous={previousMedian}
            windowDays={windowDays}
          />
        ),
    },
    {
      id: 'middle',
      label: t('platforms.middle'),
      hint: t('platforms.middleHint'),
      width: '16%',
      cell: row => between(row, row.p25, row.p75),
    },
    {
      id: 'tenths',
      label: t('platforms.tenths'),
      hint: t('platforms.tenthsHint'),
      width: '16%',
      hideBelow: 'medium',
      cell: row => between(row, row.p10, row.p90),
    },
    {
      id: 'services',
      label: t('platforms.services'),
      hint: t('platforms.servicesHint'),
      width: '12%',
      cell: row => <HowMany distribution={row} services={row.group.services} />,
    },
  ];
}
