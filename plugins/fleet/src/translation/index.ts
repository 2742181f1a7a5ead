import {
  createTranslationRef,
  type TranslationRef,
} from '@backstage/core-plugin-api/alpha';
import { texts } from './texts';

export type { FleetT, Zones } from './texts';

/** Every text of the fleet's pages, in English; `common.locale` also chooses how numbers and dates are written. @public */
export const fleetTranslationRef = createTranslationRef({
  id: 'plugin.fleet',
  messages: texts,
});

/** The same, for asking: what its keys and values are is known by `FleetT`. */
export const anyTextRef = fleetTranslationRef as TranslationRef;
