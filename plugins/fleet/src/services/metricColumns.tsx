import { Link } from '@backstage/ui';
import type {
  MetricName,
  TeamMetrics,
} from '@landfall/backstage-plugin-fleet-common';
import type { DataColumn } from '../components/DataTable';
import { Missing } from '../components/Missing';
import { useFleetPaths } from '../components/paths';
import { useT } from '../components/useT';
import { evidencePath, failedByRules } from '../delivery/metrics/evidencePath';
import { formatMetric } from '../delivery/metrics/formatMetric';
import type { MetricHints } from '../delivery/metrics/useMetricHint';
import { formatNumber } from '../format/units';
import type { FleetT } from '../translation';

type Numbers = NonNullable<TeamMetrics['rows']>[number]['metrics'];

/** The metrics of services, by their references. */
export type ServiceNumbers = ReadonlyMap<string, Numbers>;

/** Lead time, change fail rate and incidents of each service. They cannot be sorted by: nobody is ranked. */
export function metricColumns<T extends { ref: string; id: string }>(
  t: FleetT,
  options: {
    metrics: ServiceNumbers;
    hideBelow: DataColumn<T>['hideBelow'];
    hintOf: MetricHints;
  },
): DataColumn<T>[] {
  const { metrics, hideBelow, hintOf } = options;
  const column = (
    metric: MetricName,
    look: Pick<DataColumn<T>, 'label' | 'hint' | 'width'>,
  ): DataColumn<T> => ({
    id: `metric ${metric}`,
    align: 'end',
    hideBelow,
    ...look,
    cell: ({ ref }) => (
      <Value
        service={ref}
        metric={metric}
        number={metrics.get(ref)?.find(one => one.metric === metric)}
      />
    ),
  });
  return [
    column('lead_time', {
      label: t('team.services.lead'),
      hint: hintOf('lead_time'),
      width: '80px',
    }),
    column('change_fail_rate', {
      label: t('team.services.fail'),
      hint: hintOf('change_fail_rate'),
      width: '60px',
    }),
    column('time_to_resolution', {
      label: t('team.services.incidents'),
      hint: t('team.services.incidentsHint'),
      width: '95px',
    }),
  ];
}

function Value(props: {
  service: string;
  metric: MetricName;
  number: Numbers[number] | undefined;
}) {
  const t = useT();
  const paths = useFleetPaths();
  const { service, metric, number } = props;
  if (!number) return <Missing reason={t('team.services.notDerived')} />;
  const text = textOf(t, number);
  if (text === undefined) {
    return number.missing ? (
      <Missing reason={t(`delivery.missing.${number.missing}`)} />
    ) : (
      <Missing reason={t('delivery.noAnswer')} />
    );
  }
  const failedBy = failedByRules(metric);
  return (
    <Link
      href={
        failedBy
          ? paths.deployments({ service, failedBy })
          : `${paths.service(service)}${evidencePath(metric) ?? ''}`
      }
      standalone
    >
      {text}
    </Link>
  );
}

/** Of incidents how many there were, also where none was resolved yet; undefined where nobody knows. */
function textOf(t: FleetT, number: Numbers[number]): string | undefined {
  const { metric, value, unit, n, open } = number;
  if (metric !== 'time_to_resolution') {
    return value === null ? undefined : formatMetric(t, value, unit);
  }
  if (n === 0 && number.missing !== 'none_in_window') return undefined;
  return open > 0
    ? t('team.services.incidentsOpen', {
        number: formatNumber(t, n),
        open: formatNumber(t, open),
      })
    : formatNumber(t, n);
}
