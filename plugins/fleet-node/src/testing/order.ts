/**
 * Whether a source comes to know the same in whatever order it is told and looks.
 */
import { deepStrictEqual } from 'node:assert/strict';
import type { MemoryLedger } from './memoryLedger';
import { Portal } from './portal';

import type { ConformanceSubject } from './subject';

/**
 * What comes after a fact happened.
 *
 * @public
 */
export interface OrderStep {
  /** Of which of the facts until then messages arrive; counted on from the first again where there are not so many. */
  tell: readonly number[];
  /** Whether somebody looks then. */
  look: boolean;
}

/**
 * Lets all facts of a subject happen, one for each step as long as there are any, and looks at the end. Messages may come late, or twice, but not before what they
 * tell of. That all messages come once more changes nothing, and nothing is refused: it throws otherwise.
 *
 * @returns what the source knows then
 * @public
 */
export async function knownAfter(
  subject: ConformanceSubject,
  steps: readonly OrderStep[],
): Promise<ReturnType<MemoryLedger['known']>> {
  const portal = new Portal(subject);
  const tell = async (index: number) => {
    for (const message of subject.facts[index].messages) {
      await subject.deliver(message);
    }
  };
  try {
    for (const [index, fact] of subject.facts.entries()) {
      fact.happen();
      const step = steps[index];
      for (const one of step?.tell ?? []) await tell(one % (index + 1));
      if (step?.look) await portal.look();
    }
    await portal.look();
    const known = portal.ledger.known();
    for (const index of subject.facts.keys()) await tell(index);
    deepStrictEqual(portal.ledger.known(), known);
    deepStrictEqual(portal.ledger.refused, []);
    return known;
  } finally {
    await subject.close();
  }
}
