/**
 * How far a service has come, folded from what was learnt of it.
 *
 * - What was known at T rests on the facts learnt up to T and on what time alone brought until then; later facts change nothing of it.
 * - In pieces gives the same as at once, if all facts of one instant come in one piece.
 * - Missing evidence moves nothing down: a way down, and that a service is off the old side, need that somebody looked all the while.
 * - A step costs what the service has of targets, however long its history.
 */
import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import { judge } from './fold/judge';
import { learn } from './fold/learn';
import { takeUp } from './fold/state';
import type { Fact, FoldStanding, StandingChange } from './types';

export { STATE_FORMAT } from './fold/state';

/**
 * Folds a piece of the log of a service in a migration.
 *
 * @throws RangeError when the state is of another format than {@link STATE_FORMAT}.
 */
export const foldStanding: FoldStanding = options => {
  const { service, facts, until, environment } = options;
  const state = takeUp(options.state);
  const changes: StandingChange[] = [];
  const note = (change: StandingChange | undefined) => {
    if (change) changes.push(change);
  };
  const passTime = (to: Instant) => {
    while (state.timer !== null && state.timer <= to) {
      const now = state.timer;
      note(judge(state, { now, learnt: undefined, service, environment }));
    }
  };
  for (let i = 0; i < facts.length; ) {
    const now = facts[i].learntAt;
    const end = endOfInstant(facts, i);
    passTime(now);
    const learnt = learn(state, facts.slice(i, end), environment);
    note(judge(state, { now, learnt, service, environment }));
    i = end;
  }
  passTime(until);
  return { state, changes, nextTimer: state.timer };
};

function endOfInstant(facts: readonly Fact[], begin: number): number {
  let end = begin + 1;
  while (end < facts.length && facts[end].learntAt === facts[begin].learntAt) {
    end++;
  }
  return end;
}
