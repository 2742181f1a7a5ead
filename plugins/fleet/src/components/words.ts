import type { Readiness } from '@landfall/backstage-plugin-fleet-common';
import type { FleetT } from '../translation';

/** The word for a readiness. */
export function readinessWord(t: FleetT, readiness: Readiness): string {
  return t(`common.readiness.${keyOf(readiness)}`);
}

/** What a readiness means, in one sentence. */
export function readinessHint(t: FleetT, readiness: Readiness): string {
  return t(`common.readinessHint.${keyOf(readiness)}`);
}

/** A text's key must not end in `_zero`: that is the plural form of a language. */
function keyOf(readiness: Readiness) {
  return readiness === 'scaled_to_zero' ? 'at_rest' : readiness;
}
