import { Link } from '@backstage/ui';
import type {
  CompanyMetrics,
  MetricDistribution,
  MetricName,
} from '@landfall/backstage-plugin-fleet-common';
import { useMemo } from 'react';
import { DataTable, type DataColumn } from '../../components/DataTable';
import { Panel, Section } from '../../components/Frame';
import { Hint } from '../../components/Hint';
import { useFleetPaths, type FleetPaths } from '../../components/paths';
import { Restricted } from '../../components/Restricted';
import { useT } from '../../components/useT';
import { WindowSelect } from '../../components/WindowSelect';
import type { FleetT } from '../../translation';
import { ChangeMark } from '../metrics/ChangeMark';
import { MetricHint } from '../metrics/MetricHint';
import { failedByRules } from '../metrics/evidencePath';
import { formatMetric } from '../metrics/formatMetric';
import { MetricMissing } from '../metrics/MetricMissing';
import { ServiceDots } from '../metrics/ServiceDots';
import { SHOWN_METRICS } from '../metrics/shownMetrics';
import { BoxStrip } from '../platforms/BoxStrip';
import { axisEnd } from '../platforms/strip';
import { HowMany } from '../team/HowMany';
import { mainReason } from '../team/missingReasons';
import styles from './CompanyDelivery.module.css';

/** Numbers that rest on deployments, which one page lists. */
const OF_DEPLOYMENTS: readonly MetricName[] = [
  'lead_time',
  'deployment_frequency',
  'change_fail_rate',
  'recovery_time',
  'rework_rate',
];

type Row = MetricDistribution & { id: string };

/** How all services deliver: every number as it lies over them, never as one mean of all. */
export function CompanyDelivery({ metrics }: { metrics: CompanyMetrics }) {
  const t = useT();
  const paths = useFleetPaths();
  const { distributions, windowDays } = metrics;
  const rows = useMemo(
    () =>
      SHOWN_METRICS.flatMap(name =>
        distributions
          .filter(one => one.metric === name)
          .map((one): Row => ({ ...one, id: one.metric })),
      ),
    [distributions],
  );
  const columns = useMemo(
    () => columnsOf(t, { metrics, paths }),
    [t, metrics, paths],
  );
  if (rows.length === 0 || metrics.services === 0) return null;
  const days = String(windowDays);
  return (
    <Section
      title={
        <Hint text={t('delivery.company.hint')} underline>
          {t('delivery.company.title')}
        </Hint>
      }
      aside={
        <>
          <Restricted restricted={metrics.restricted ?? false} />
          {metrics.quality > 0 && (
            <Link href={paths.quality()} variant="body-small">
              {t('delivery.strip.quality', { count: metrics.quality })}
            </Link>
          )}
          <Link href={paths.measures} variant="body-small">
            {t('measures.link')}
          </Link>
          <WindowSelect />
        </>
      }
    >
      <Panel flush>
        <p className={styles.sentence}>
          {t('delivery.company.sentence', {
            days,
            services: t('common.services', { count: metrics.services }),
          })}
        </p>
        <DataTable<Row>
          label={t('delivery.company.caption', { days })}
          columns={columns}
          rows={rows}
        />
      </Panel>
    </Section>
  );
}

function columnsOf(
  t: FleetT,
  options: { metrics: CompanyMetrics; paths: FleetPaths },
): DataColumn<Row>[] {
  const { metrics, paths } = options;
  return [
    {
      id: 'metric',
      label: t('delivery.company.metric'),
      isRowHeader: true,
      cell: ({ metric }) => (
        <span className={styles.metric}>
          <MetricHint metric={metric}>
            {metric === 'pages'
              ? t('delivery.strip.load')
              : t(`delivery.metric.${metric}`)}
          </MetricHint>
        </span>
      ),
    },
    {
      id: 'median',
      label: t('delivery.company.median'),
      hint: t('delivery.company.hint'),
      width: 'min(220px, 38cqi)',
      cell: row => <Median row={row} windowDays={metrics.windowDays} />,
    },
    {
      id: 'middle',
      label: t('delivery.company.middle'),
      hint: t('delivery.company.middleHint'),
      width: '17%',
      hideBelow: 'medium',
      cell: ({ p25, p75, unit }) =>
        p25 !== null &&
        p75 !== null &&
        `${formatMetric(t, p25, unit)} – ${formatMetric(t, p75, unit)}`,
    },
    {
      id: 'spread',
      label: t('delivery.company.spread'),
      width: '22%',
      hideBelow: 'medium',
      cell: row =>
        row.values.length === row.n ? (
          <ServiceDots distribution={row} />
        ) : (
          // Of many only the least are told one by one, which would draw a false picture.
          <BoxStrip
            distribution={row}
            where={t('platforms.everywhere')}
            end={axisEnd([row])}
          />
        ),
    },
    {
      id: 'services',
      label: t('delivery.company.services'),
      hint: t('delivery.company.servicesHint'),
      width: 'min(140px, 26cqi)',
      cell: row => <HowMany distribution={row} services={metrics.services} />,
    },
    {
      id: 'evidence',
      label: t('delivery.company.evidence'),
      width: '120px',
      hideBelow: 'narrow',
      cell: ({ metric }) =>
        OF_DEPLOYMENTS.includes(metric) && (
          <Link
            href={paths.deployments({ failedBy: failedByRules(metric) })}
            standalone
            aria-label={t('delivery.company.deploymentsOf', {
              metric: t(`delivery.metric.${metric}`),
            })}
          >
            {t('delivery.company.deployments')}
          </Link>
        ),
    },
  ];
}

function Median({ row, windowDays }: { row: Row; windowDays: number }) {
  const t = useT();
  const { metric, unit, median, previousMedian } = row;
  if (median === null) {
    return <MetricMissing reason={mainReason(row)} />;
  }
  return (
    <span className={styles.median}>
      <span className={styles.value}>{formatMetric(t, median, unit)}</span>
      <ChangeMark
        metric={metric}
        unit={unit}
        value={median}
        previous={previousMedian}
        windowDays={windowDays}
      />
    </span>
  );
}
