import type {
  MetricName,
  MetricUnit,
} from '@landfall/backstage-plugin-fleet-common';
import { formatNumber, formatPercent, twoDigits } from '../../format/units';
import type { FleetT } from '../../translation';
import { formatMetric } from './formatMetric';

/** Of these more is better; of every other metric less is. */
const MORE_IS_BETTER: ReadonlySet<MetricName> = new Set<MetricName>([
  'deployment_frequency',
]);

/** What a comparison takes. */
export interface Compared {
  metric: MetricName;
  unit: MetricUnit;
  value: number;
  previous: number;
}

/** Which way a metric went, how far in words, and whether that is better. */
export interface MetricChange {
  direction: 'up' | 'down' | 'same';
  /** "18%", "2 points"; shares change by points, because percent of percent misleads. */
  amount: string;
  judgement: 'better' | 'worse' | 'same';
}

/** Compares a metric with the window before. */
export function changeOf(t: FleetT, compared: Compared): MetricChange {
  const { metric, unit, value, previous } = compared;
  // What both look alike is no change: an arrow beside two equal numbers would only puzzle.
  if (formatMetric(t, value, unit) === formatMetric(t, previous, unit)) {
    return { direction: 'same', amount: '', judgement: 'same' };
  }
  const up = value > previous;
  return {
    direction: up ? 'up' : 'down',
    amount: amountOf(t, compared),
    judgement: up === MORE_IS_BETTER.has(metric) ? 'better' : 'worse',
  };
}

/** The change in one sentence, for the tooltip and for screen readers. */
export function changeWords(
  t: FleetT,
  compared: Compared & { windowDays: number },
): string {
  const change = changeOf(t, compared);
  const before = formatMetric(t, compared.previous, compared.unit);
  const days = String(compared.windowDays);
  return change.judgement === 'same'
    ? t('delivery.change.sameWords', { days, before })
    : t('delivery.change.words', {
        direction: t(`delivery.change.${change.direction}`),
        amount: change.amount,
        judgement: t(`delivery.change.${change.judgement}`),
        days,
        before,
      });
}

/** Whether the worse values of a metric are the larger ones. */
export function largerIsWorse(metric: MetricName): boolean {
  return !MORE_IS_BETTER.has(metric);
}

function amountOf(t: FleetT, { unit, value, previous }: Compared): string {
  const step = Math.abs(value - previous);
  if (unit === 'share') {
    const points = twoDigits(step * 100);
    return points === 1
      ? t('delivery.change.onePoint')
      : t('delivery.change.points', { value: formatNumber(t, points) });
  }
  // From nothing to something is no percentage; what counts a few, or has become a multiple, is clearer as a number.
  if (unit === 'count' || step > 2 * previous) {
    return formatMetric(t, step, unit);
  }
  return formatPercent(t, Math.max(0.01, step / previous));
}
