import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { useMemo } from 'react';
import { anyTextRef, type FleetT } from '../translation';
import { useZones } from './InZone';

/** The texts of the fleet's pages in the viewer's language; with them goes the zone in which times are written. */
export function useT(): FleetT {
  const t = useTranslationRef(anyTextRef).t as FleetT;
  const zones = useZones();
  return useMemo(
    () => (zones ? Object.assign(t.bind(undefined) as FleetT, { zones }) : t),
    [t, zones],
  );
}
