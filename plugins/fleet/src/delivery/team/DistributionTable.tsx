import { Button, Link } from '@backstage/ui';
import type {
  MetricDistribution,
  MetricName,
} from '@landfall/backstage-plugin-fleet-common';
import { useMemo } from 'react';
import { DataTable, type DataColumn } from '../../components/DataTable';
import { ServiceLink } from '../../components/EntityLink';
import { Panel } from '../../components/Frame';
import { useFleetPaths, type FleetPaths } from '../../components/paths';
import { useT } from '../../components/useT';
import { refName } from '../../format/entities';
import { formatNumber } from '../../format/units';
import type { FleetT } from '../../translation';
import { useMetricTable, type MetricSort } from '../../url/useMetricTable';
import { largerIsWorse } from '../metrics/change';
import { evidencePath, failedByRules } from '../metrics/evidencePath';
import { MetricWeeks } from '../metrics/MetricWeeks';
import { formatMetric } from '../metrics/formatMetric';
import { useMetricHint } from '../metrics/useMetricHint';
import styles from './DistributionTable.module.css';

interface Row {
  id: string;
  service: string;
  value: number;
}

/** The table behind a picture: each service with its number, which leads to the evidence. Sorted by what needs somebody, or by name. */
export function DistributionTable(props: {
  distribution: MetricDistribution;
  windowDays: number;
}) {
  const t = useT();
  const paths = useFleetPaths();
  const table = useMetricTable();
  const { distribution, windowDays } = props;
  const { metric, n, missing } = distribution;
  const title = t(`delivery.metric.${metric}`);
  const hint = useMetricHint()(metric);
  const rows = useMemo(
    () => sorted(distribution, table.sort),
    [distribution, table.sort],
  );
  const columns = useMemo(
    () => columnsOf(t, { distribution, paths, hint }),
    [t, distribution, paths, hint],
  );
  return (
    <Panel>
      <div className={styles.head}>
        <h4 className={styles.title}>
          {t('delivery.table.title', { metric: title })}
        </h4>
        {distribution.weeks && (
          <MetricWeeks
            metric={{ ...distribution, weeks: distribution.weeks }}
          />
        )}
        <Button size="small" variant="tertiary" onPress={table.close}>
          {t('delivery.table.close')}
        </Button>
      </div>
      <DataTable<Row>
        label={t('delivery.table.caption', {
          metric: title,
          days: String(windowDays),
        })}
        columns={columns}
        rows={rows}
        sort={{
          column: table.sort,
          descending: table.sort === 'value' && largerIsWorse(metric),
        }}
        onSort={column =>
          table.setSort(column === 'service' ? 'service' : 'value')
        }
      />
      {rows.length < n && (
        <p className={styles.quiet}>
          {t('delivery.table.cut', {
            shown: formatNumber(t, rows.length),
            total: formatNumber(t, n),
          })}
        </p>
      )}
      {missing.length > 0 && (
        <ul className={styles.missing}>
          {missing.map(({ reason, services }) => (
            <li key={reason}>
              {t('delivery.missingServices', {
                count: services,
                reason: t(`delivery.missing.${reason}`),
              })}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function sorted({ metric, values }: MetricDistribution, sort: MetricSort) {
  const rows = values.map(one => ({ id: one.service, ...one }));
  const byName = (a: Row, b: Row) =>
    refName(a.service).localeCompare(refName(b.service));
  if (sort === 'service') return rows.sort(byName);
  const sign = largerIsWorse(metric) ? -1 : 1;
  return rows.sort((a, b) => sign * (a.value - b.value) || byName(a, b));
}

function columnsOf(
  t: FleetT,
  options: {
    distribution: MetricDistribution;
    paths: FleetPaths;
    /** What the metric is. */
    hint: string;
  },
): DataColumn<Row>[] {
  const { distribution, paths } = options;
  const { metric, unit } = distribution;
  return [
    {
      id: 'service',
      label: t('delivery.table.service'),
      isRowHeader: true,
      sortable: true,
      cell: row => (
        <ServiceLink to={row.service} title={refName(row.service)} />
      ),
    },
    {
      id: 'value',
      label: t('delivery.table.value'),
      hint: options.hint,
      width: '40%',
      align: 'end',
      sortable: true,
      cell: row => (
        <Value
          text={formatMetric(t, row.value, unit)}
          label={t('delivery.table.evidence', {
            metric: t(`delivery.metric.${metric}`),
            service: refName(row.service),
          })}
          href={evidenceHref(paths, row.service, metric)}
        />
      ),
    },
  ];
}

function Value(props: { text: string; label: string; href?: string }) {
  return props.href ? (
    <Link
      href={props.href}
      standalone
      className={styles.value}
      aria-label={`${props.text}, ${props.label}`}
    >
      {props.text}
    </Link>
  ) : (
    <>{props.text}</>
  );
}

function evidenceHref(
  paths: FleetPaths,
  service: string,
  metric: MetricName,
): string | undefined {
  const failedBy = failedByRules(metric);
  if (failedBy) return paths.deployments({ service, failedBy });
  const end = evidencePath(metric);
  return end && `${paths.service(service)}${end}`;
}
