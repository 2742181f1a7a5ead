import type { StandingDetail } from '@landfall/backstage-plugin-fleet-common';
import { formatNumber } from '../../format/units';
import type { FleetT } from '../../translation';
import { sharePhrase } from './sharePhrase';

/** On which evidence the stage stands, in one line: "6 ready instances in 1 place on Helios; not on Kubernetes". */
export function holdsPhrase(
  t: FleetT,
  { standing, migration, validation }: StandingDetail,
): string {
  const { stage, from, to, wave, declared } = standing;
  if (declared) return t('migration.holds.declared');
  const { fromTitle, toTitle } = migration;
  const instances = (count: number) =>
    t('migration.holds.instances', { count });
  const places = (count: number) => t('migrations.table.places', { count });
  const met = validation.filter(one => one.state === 'met').length;
  return [
    from.targets > 0
      ? t('migration.holds.onFrom', {
          instances: instances(from.ready),
          places: places(from.targets),
          from: fromTitle,
        })
      : t('migration.holds.notOnFrom', { from: fromTitle }),
    to.targets > 0
      ? t('migration.holds.onTo', {
          instances: instances(to.ready),
          places: places(to.targets),
          to: toTitle,
        })
      : t('migration.holds.notOnTo', { to: toTitle }),
    sharePhrase(t, standing),
    stage === 'planned' && wave
      ? t('migration.holds.wave', { wave: wave.title })
      : '',
    (stage === 'validating' || stage === 'migrated') && validation.length > 0
      ? t('migration.holds.rules', {
          met: formatNumber(t, met),
          total: formatNumber(t, validation.length),
        })
      : '',
  ]
    .filter(Boolean)
    .join('; ');
}
