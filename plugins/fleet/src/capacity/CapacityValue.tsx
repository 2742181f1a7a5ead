import type { CapacityNumber } from '@landfall/backstage-plugin-fleet-common';
import { Missing } from '../components/Missing';
import { useT } from '../components/useT';
import type { FleetT } from '../translation';

/** A number of capacity; a dash with the reason where there is none. */
export function CapacityValue({
  number: { value, missing },
  format,
}: {
  number: CapacityNumber;
  format: (t: FleetT, value: number) => string;
}) {
  const t = useT();
  if (value === null) {
    return <Missing reason={t(`capacity.missing.${missing ?? 'not_told'}`)} />;
  }
  return <>{format(t, value)}</>;
}
