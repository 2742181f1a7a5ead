import type { Target } from '@landfall/backstage-plugin-fleet-common';
import { Hint } from '../components/Hint';
import { Missing } from '../components/Missing';
import { useT } from '../components/useT';
import { formatNumber } from '../format/units';

/** How many instances of a target are ready of how many that are wanted. */
export function Instances({ target }: { target: Target }) {
  const t = useT();
  if (target.ready === null || target.desired === null) {
    return <Missing reason={t('team.services.instancesUnknown')} />;
  }
  if (target.ready === 0 && target.desired === 0) {
    return (
      <Hint text={t('common.readinessHint.at_rest')} underline>
        {t('service.targets.noneWanted')}
      </Hint>
    );
  }
  return (
    <>
      {formatNumber(t, target.ready)}/{formatNumber(t, target.desired)}
    </>
  );
}
