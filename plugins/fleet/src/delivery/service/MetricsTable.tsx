import { Link } from '@backstage/ui';
import type {
  Metric,
  ServiceMetrics,
} from '@landfall/backstage-plugin-fleet-common';
import { useMemo } from 'react';
import { useLocation, useSearchParams } from 'react-router-dom';
import { DataTable, type DataColumn } from '../../components/DataTable';
import { Hint } from '../../components/Hint';
import { Missing } from '../../components/Missing';
import { useT } from '../../components/useT';
import { formatNumber } from '../../format/units';
import type { FleetT } from '../../translation';
import { useChangedMetric } from '../../url/useChangedMetric';
import { ChangeMark } from '../metrics/ChangeMark';
import { MetricHint } from '../metrics/MetricHint';
import { evidencePath } from '../metrics/evidencePath';
import { formatMetric } from '../metrics/formatMetric';
import { MetricMissing } from '../metrics/MetricMissing';
import { MetricWeeks } from '../metrics/MetricWeeks';
import styles from './MetricsTable.module.css';

type Row = Metric & { id: string };

/** One line per metric of a service: value, change, what it rests on, spread, weeks. The value leads to the evidence. */
export function MetricsTable({ metrics }: { metrics: ServiceMetrics }) {
  const t = useT();
  const hrefOf = useEvidenceHref();
  const { windowDays } = metrics;
  const rows = useMemo(
    () => metrics.metrics.map(one => ({ ...one, id: one.metric })),
    [metrics.metrics],
  );
  return (
    <DataTable<Row>
      label={t('delivery.service.caption', { days: String(windowDays) })}
      columns={columnsOf(t, { windowDays, hrefOf, bands: metrics.bands })}
      rows={rows}
    />
  );
}

function columnsOf(
  t: FleetT,
  options: {
    windowDays: number;
    bands: ServiceMetrics['bands'];
    hrefOf: (metric: Metric['metric']) => string | undefined;
  },
): DataColumn<Row>[] {
  return [
    {
      id: 'metric',
      label: t('delivery.service.metric'),
      isRowHeader: true,
      cell: row => (
        <MetricHint metric={row.metric}>
          {t(`delivery.metric.${row.metric}`)}
        </MetricHint>
      ),
    },
    {
      id: 'value',
      label: t('delivery.service.value'),
      width: 'min(190px, 44cqi)',
      cell: row => (
        <>
          <Value metric={row} href={options.hrefOf(row.metric)} />
          <BandWord metric={row} bands={options.bands} />
          {row.value !== null && (
            <span className={styles.compact}>
              <ChangeMark
                metric={row.metric}
                unit={row.unit}
                value={row.value}
                previous={row.previous}
                windowDays={options.windowDays}
              />
              {row.previous !== null && <Why metric={row.metric} />}{' '}
              {t('delivery.service.compactN', { n: formatNumber(t, row.n) })}
            </span>
          )}
        </>
      ),
    },
    {
      id: 'change',
      label: t('delivery.service.change'),
      hint: t('delivery.service.changeHint'),
      width: '190px',
      hideBelow: 'narrow',
      cell: row =>
        row.value !== null && (
          <>
            <ChangeMark
              metric={row.metric}
              unit={row.unit}
              value={row.value}
              previous={row.previous}
              windowDays={options.windowDays}
            />
            {row.previous !== null && <Why metric={row.metric} />}
          </>
        ),
    },
    {
      id: 'n',
      label: t('delivery.service.n'),
      hint: t('delivery.service.nHint'),
      width: '110px',
      align: 'end',
      hideBelow: 'narrow',
      // Of a number that is not known, that it rests on nothing says nothing more.
      cell: row =>
        (row.value !== null || row.n > 0) && <HowMany metric={row} />,
    },
    {
      id: 'spread',
      label: t('delivery.service.spread'),
      hint: t('delivery.service.spreadHint'),
      width: '150px',
      align: 'end',
      hideBelow: 'medium',
      cell: row => <Spread metric={row} />,
    },
    {
      id: 'weeks',
      label: t('delivery.service.trend'),
      hint: t('delivery.service.trendHint'),
      width: '170px',
      hideBelow: 'medium',
      cell: row => <MetricWeeks metric={row} />,
    },
  ];
}

/** Leads to what changed a number. */
function Why({ metric }: { metric: Metric['metric'] }) {
  const t = useT();
  const { hrefOf, open } = useChangedMetric();
  return (
    <Link
      href={hrefOf(metric)}
      variant="body-small"
      className={styles.why}
      aria-expanded={open === metric}
      aria-label={t('delivery.changed.openLabel', {
        metric: t(`delivery.metric.${metric}`),
      })}
    >
      {t('delivery.changed.open')}
    </Link>
  );
}

function Value({ metric, href }: { metric: Metric; href?: string }) {
  const t = useT();
  const { value, unit, missing } = metric;
  if (value === null) return <MetricMissing reason={missing} />;
  const number = formatMetric(t, value, unit);
  const text =
    unit === 'seconds' ? t('delivery.value.median', { value: number }) : number;
  return href ? (
    <Link
      href={href}
      standalone
      className={styles.value}
      aria-label={`${text}, ${t('delivery.service.evidence', {
        metric: t(`delivery.metric.${metric.metric}`),
      })}`}
    >
      {text}
    </Link>
  ) : (
    <span className={styles.value}>{text}</span>
  );
}

/** The published band that a value lies in, with the edition on hover and focus. */
function BandWord(props: { metric: Metric; bands: ServiceMetrics['bands'] }) {
  const t = useT();
  const { metric, bands } = props;
  if (!metric.band || !bands) return null;
  return (
    <Hint
      text={t('delivery.service.bandHint', {
        title: bands.title,
        edition: bands.edition,
      })}
      className={styles.band}
    >
      {t(`delivery.service.band.${metric.band}`)}
    </Hint>
  );
}

function HowMany({ metric }: { metric: Metric }) {
  const t = useT();
  return (
    <span className={styles.many}>
      {formatNumber(t, metric.n)}
      {metric.open > 0 && (
        <Hint text={t('delivery.service.openHint')} underline>
          {t('delivery.service.open', {
            number: formatNumber(t, metric.open),
          })}
        </Hint>
      )}
    </span>
  );
}

function Spread({ metric }: { metric: Metric }) {
  const t = useT();
  const { p75, p90, unit } = metric;
  const say = (value: number | null) =>
    value === null ? (
      <Missing reason={t('delivery.service.noSpread')} />
    ) : (
      formatMetric(t, value, unit)
    );
  if (p75 === null && p90 === null) return say(null);
  return (
    <>
      {say(p75)} / {say(p90)}
    </>
  );
}

/** Addresses of this page with the evidence of a metric in view; other parameters, for example the window, stay. */
function useEvidenceHref() {
  const { pathname } = useLocation();
  const [params] = useSearchParams();
  return (metric: Metric['metric']): string | undefined => {
    const end = evidencePath(metric);
    if (end === undefined) return undefined;
    const [search, anchor] = end.replace('?', '').split('#');
    const copy = new URLSearchParams(params);
    for (const name of ['class', 'outcome', 'environment', 'cursor']) {
      copy.delete(name);
    }
    new URLSearchParams(search).forEach((value, name) =>
      copy.append(name, value),
    );
    return `${pathname}?${copy}#${anchor}`;
  };
}
