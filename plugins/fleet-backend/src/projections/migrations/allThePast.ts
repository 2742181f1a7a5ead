import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import type { Fact } from '../../migration/types';

/** When that was learnt which holds for all the past of a service; see `datedLog`. */
export const ALWAYS = Number.MIN_SAFE_INTEGER as Instant;

/** Whether a fact holds for all the past of a service. */
export function isForAllThePast(fact: Pick<Fact, 'learntAt'>): boolean {
  return fact.learntAt === ALWAYS;
}
