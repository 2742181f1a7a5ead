import type { MetricUnit } from '@landfall/backstage-plugin-fleet-common';
import {
  formatDuration,
  formatNumber,
  formatPercent,
} from '../../format/units';
import type { FleetT } from '../../translation';

/** A metric's number with its unit: "5.2 h", "4.1 /week", "6 %", "11". */
export function formatMetric(
  t: FleetT,
  value: number,
  unit: MetricUnit,
): string {
  switch (unit) {
    case 'seconds':
      return formatDuration(t, value);
    case 'per_week':
      return t('delivery.value.perWeek', { value: formatNumber(t, value) });
    case 'share':
      return formatPercent(t, value);
    case 'hours':
      return t('delivery.value.hours', { value: formatNumber(t, value) });
    case 'count':
      return formatNumber(t, value);
    default:
      throw new TypeError(`Unknown unit of a metric: ${String(unit)}`);
  }
}
