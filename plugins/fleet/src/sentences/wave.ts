import type { MigrationReview } from '@landfall/backstage-plugin-fleet-common';
import { formatDay } from '../format/times';
import { formatNumber, formatPercent } from '../format/units';
import type { FleetT } from '../translation';

type Wave = MigrationReview['waves'][number];

/** "31 of 40 done (78 %)" */
export function waveDone(t: FleetT, { scope, done }: Wave): string {
  if (scope === 0) return t('migrations.waves.empty');
  return t('migrations.waves.done', {
    done: formatNumber(t, done),
    scope: formatNumber(t, scope),
    share: formatPercent(t, done / scope),
  });
}

/** "5 behind" */
export function waveBehind(t: FleetT, { behind }: Wave): string {
  return t('migrations.waves.behind', { count: behind });
}

/** "plan 6 Oct – 30 Oct" */
export function wavePlan(t: FleetT, wave: Wave): string {
  const { plannedStart, plannedEnd } = wave;
  if (plannedStart === null) {
    return plannedEnd === null
      ? t('migrations.waves.noPlan')
      : t('migrations.waves.planUntil', { end: formatDay(t, plannedEnd) });
  }
  const start = formatDay(t, plannedStart);
  return plannedEnd === null
    ? t('migrations.waves.planOpen', { start })
    : t('migrations.waves.plan', { start, end: formatDay(t, plannedEnd) });
}

/** "running since 8 Oct" */
export function waveActual(t: FleetT, wave: Wave): string {
  const { actualStart, actualEnd } = wave;
  if (actualStart === null) return t('migrations.waves.notBegun');
  const start = formatDay(t, actualStart);
  return actualEnd === null
    ? t('migrations.waves.running', { start })
    : t('migrations.waves.actual', { start, end: formatDay(t, actualEnd) });
}
