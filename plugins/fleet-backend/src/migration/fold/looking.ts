/**
 * Whether somebody looked all the while. That nobody did is learnt late, after twice the interval of the scope: so what needs a span to be
 * looked at becomes known only when a gap in it would have been told.
 */
import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import type { Looks, State } from './state';

/** Of a scope of which nobody told how often it is looked at. */
const DEFAULT_EVERY_SECONDS = 60;
/** How late a gap may be told after twice the interval, ms. */
const TELLING_MS = 60_000;

/** Names a scope. */
export function scopeKey(of: { source: string; scope: string }): string {
  return `${of.source}\n${of.scope}`;
}

/** A scope of which nothing is known yet. */
export const noLooks: Looks = {
  everySeconds: null,
  gap: null,
  first: null,
  from: false,
  to: false,
};

/** How long after a span it is certain that no gap in it is still to be told, ms. */
export function allowance(state: State, scopes: readonly string[]): number {
  const slowest = scopes.reduce(
    (most, key) =>
      Math.max(most, state.looks[key]?.everySeconds ?? DEFAULT_EVERY_SECONDS),
    0,
  );
  return 2 * 1000 * (slowest || DEFAULT_EVERY_SECONDS) + TELLING_MS;
}

/** From when on a span of `length` ms was looked at, beginning at `start` at the earliest; `paused` while a gap goes on. */
export function lookedAtFrom(options: {
  state: State;
  scopes: readonly string[];
  start: Instant;
  length: number;
}): { start: Instant; paused: boolean } {
  const { state, scopes, length } = options;
  let { start } = options;
  for (let moved = true; moved; ) {
    moved = false;
    for (const key of scopes) {
      const gap = state.looks[key]?.gap;
      if (!gap || (gap.from !== null && gap.from >= start + length)) continue;
      if (gap.to === null) {
        return { start, paused: true };
      }
      if (gap.to > start) {
        start = gap.to;
        moved = true;
      }
    }
  }
  return { start, paused: false };
}

/** The scopes that ever showed the service on a side. */
export function scopesOf(
  state: State,
  side: 'from' | 'either',
): readonly string[] {
  return Object.keys(state.looks).filter(key => {
    const looks = state.looks[key];
    return looks.from || (side === 'either' && looks.to);
  });
}
