/** Lets things happen to services: one at a time to each, different services do not wait for each other. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Chance } from './chance';

/** One thing that can happen to a service. Takes as long as it takes. */
export type Happening<State> = (
  state: State,
  /** Ends it. */
  signal: AbortSignal,
) => Promise<void>;

/**
 * Goes on until the signal fires.
 *
 * @throws Error when something could not be done
 */
export async function letHappen<State extends { busy: boolean }>(options: {
  states: readonly State[];
  happenings: readonly { weight: number; value: Happening<State> }[];
  chance: Chance;
  signal: AbortSignal;
  /** Mean pause between two things, in milliseconds. */
  pauseMs: number;
}): Promise<void> {
  const { states, happenings, chance, signal, pauseMs } = options;
  const failure = new AbortController();
  const end = AbortSignal.any([signal, failure.signal]);
  const going = new Set<Promise<void>>();
  const begin = (state: State, happening: Happening<State>) => {
    state.busy = true;
    const done = happening(state, end)
      .catch(error => failure.abort(error))
      .finally(() => {
        state.busy = false;
        going.delete(done);
      });
    going.add(done);
  };
  while (!end.aborted) {
    const idle = states.filter(({ busy }) => !busy);
    if (idle.length > 0) {
      begin(chance.oneOf(idle), chance.pick(happenings));
    }
    // Being told to end is how it ends.
    await sleep(chance.between(0.5, 1.5) * pauseMs, undefined, {
      signal: end,
    }).catch(() => {});
  }
  await Promise.all(going);
  if (!signal.aborted) {
    throw failure.signal.reason;
  }
}
