import type { Standing } from '@landfall/backstage-plugin-fleet-common';
import { formatPercent } from '../../format/units';
import type { FleetT } from '../../translation';

/** "30% of the traffic": how much is on the new side and by what; empty where that is not known. */
export function sharePhrase(
  t: FleetT,
  { share, shareBy }: Pick<Standing, 'share' | 'shareBy'>,
): string {
  return share === null || shareBy === null
    ? ''
    : t(`migration.share.${shareBy}`, { share: formatPercent(t, share) });
}
