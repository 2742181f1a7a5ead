import { RiShieldUserLine } from '@remixicon/react';
import { Mark } from './Mark';
import { useT } from './useT';

/** Says that sums leave out what the viewer may not see. */
export function Restricted({ restricted }: { restricted: boolean }) {
  const t = useT();
  if (!restricted) return null;
  return (
    <Mark
      tone="quiet"
      icon={<RiShieldUserLine size={14} />}
      word={t('states.restricted')}
      hint={t('states.restrictedHint')}
    />
  );
}
