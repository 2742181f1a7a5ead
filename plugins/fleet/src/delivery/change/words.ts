import type {
  ChangePart,
  MetricChange,
} from '@landfall/backstage-plugin-fleet-common';
import { formatNumber, twoDigits } from '../../format/units';
import type { FleetT } from '../../translation';
import { formatMetric } from '../metrics/formatMetric';

type Told = Pick<MetricChange, 'metric' | 'unit'>;

/** "5.2 h (n=31) in the 30 days before, 9.1 h (n=38) now." */
export function leadOf(t: FleetT, change: MetricChange): string {
  const { unit, value, previous, n, previousN, windowDays } = change;
  if (value === null || previous === null) return '';
  const said = (number: number, many: number) =>
    unit === 'count'
      ? formatMetric(t, number, unit)
      : t('delivery.changed.number', {
          value: formatMetric(t, number, unit),
          n: formatNumber(t, many),
        });
  return t('delivery.changed.lead', {
    before: said(previous, previousN),
    now: said(value, n),
    days: String(windowDays),
  });
}

/** What the parts are, and what the number would be without those that took it there. */
export function howOf(t: FleetT, change: MetricChange): string {
  const { how, without, unit } = change;
  if (how === 'adds_up') return t('delivery.changed.addsUp');
  const leftOut = t('delivery.changed.leftOut');
  if (without === null) return leftOut;
  return `${t('delivery.changed.without', {
    value: formatMetric(t, without, unit),
    names: namesOf(t, change),
  })} ${leftOut}`;
}

/** Those of this window that took the number where it is: "v141, v139 and 2 more". */
function namesOf(t: FleetT, { parts, value, previous }: MetricChange): string {
  const direction = Math.sign((value ?? 0) - (previous ?? 0));
  const names = parts
    .filter(one => one.n > 0 && Math.sign(one.influence) === direction)
    .map(one => nameOf(t, one));
  const shown = names.slice(0, 3).join(', ');
  return names.length <= 3
    ? shown
    : t('delivery.changed.andMore', {
        names: shown,
        number: formatNumber(t, names.length - 3),
      });
}

/** What a part is about, in words. */
export function nameOf(t: FleetT, { of }: Pick<ChangePart, 'of'>): string {
  switch (of.kind) {
    case 'deployment':
      return of.version;
    case 'incident':
      return of.title || t(`delivery.incidents.untitled.${of.series}`);
    case 'service':
      return of.title;
    case 'class':
      return t(`delivery.changed.class.${of.class}`);
    case 'load':
      return t(`delivery.metric.${of.load}`);
    default:
      return '';
  }
}

/** "+2.2 h", "−3 points": which way a part takes the difference, and how far. */
export function influenceOf(
  t: FleetT,
  influence: number,
  { unit }: Told,
): string {
  const far = Math.abs(influence);
  const amount =
    unit === 'share'
      ? t('delivery.change.points', {
          value: formatNumber(t, twoDigits(far * 100)),
        })
      : formatMetric(t, far, unit);
  return t(
    influence < 0 ? 'delivery.changed.smaller' : 'delivery.changed.larger',
    { amount },
  );
}

/** What a part is in one of the two windows: "median 3.1 d, 6 commits"; undefined where it is not in it. */
export function sideOf(
  t: FleetT,
  part: Pick<ChangePart, 'of'> & { value: number | null; n: number },
  { metric, unit }: Told,
): string | undefined {
  const { of, value, n } = part;
  if (value === null) return undefined;
  if (of.kind === 'class') {
    return t('delivery.changed.deployments', { count: n });
  }
  if (unit === 'share' && of.kind !== 'service') {
    return metric === 'rework_rate'
      ? t('delivery.changed.unplanned')
      : t('delivery.changed.failed');
  }
  const number = formatMetric(t, value, unit);
  return metric === 'lead_time' && of.kind === 'deployment'
    ? t('delivery.changed.commits', { count: n, value: number })
    : number;
}
