import type { Frequency } from '@landfall/backstage-plugin-fleet-common';
import { DAY_MS } from '@landfall/backstage-plugin-fleet-common';
import type { ReactNode } from 'react';
import { useNow } from '../format/now';
import { formatDay } from '../format/times';
import { Hint } from './Hint';
import { Missing } from './Missing';
import { useT } from './useT';

/** A rate as its children tell it, with what limits it: why there is none, or for how much less than its window somebody has looked. */
export function PerWeek({
  frequency,
  children,
}: {
  frequency: Omit<Frequency, 'weeks'>;
  children: ReactNode;
}) {
  const t = useT();
  const now = useNow(3_600_000);
  const { perWeek, observedSince, windowDays } = frequency;
  if (observedSince === null) {
    return <Missing reason={t('common.frequency.notObserved')} />;
  }
  const day = formatDay(t, observedSince);
  if (perWeek === null) {
    return <Missing reason={t('common.frequency.tooShort', { day })} />;
  }
  const observed = Math.floor((now - Date.parse(observedSince)) / DAY_MS) + 1;
  if (observed >= windowDays) return <>{children}</>;
  return (
    <Hint
      text={t('common.frequency.partly', {
        day,
        observed: String(observed),
        days: String(windowDays),
      })}
      underline
    >
      {children}
    </Hint>
  );
}
