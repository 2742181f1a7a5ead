import { Hint } from './Hint';
import { Mark } from './Mark';
import { RiErrorWarningLine } from '@remixicon/react';
import { useT } from './useT';

/** "Europe/Stockholm": in which zone the times of a page are shown; on hover and focus, in which days and weeks are cut. */
export function ZoneName({ unknown }: { unknown?: string }) {
  const t = useT();
  if (!t.zones) return null;
  const { display: zone, portal } = t.zones;
  return (
    <>
      <Hint
        text={
          zone === portal
            ? t('common.zone.same', { zone })
            : t('common.zone.differs', { zone, portal })
        }
        underline
      >
        {zone}
      </Hint>
      {unknown !== undefined && (
        <Mark
          tone="warn"
          icon={<RiErrorWarningLine size={14} />}
          word={t('common.zone.unknown', { name: unknown })}
          hint={t('common.zone.unknownHint', { name: unknown, zone })}
        />
      )}
    </>
  );
}
