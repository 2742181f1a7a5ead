import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { anyTextRef, type FleetT } from '../translation';

/** The texts of the fleet's pages in the viewer's language. */
export function useT(): FleetT {
  return useTranslationRef(anyTextRef).t as FleetT;
}
