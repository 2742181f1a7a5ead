import { useSignal } from '@backstage/plugin-signals-react';
import {
  CHANGES_ALIVE_MS,
  CHANGES_CHANNEL,
  type ChangesSignal,
} from '@landfall/backstage-plugin-fleet-common';
import { useEffect, useRef } from 'react';
import type { Refresher } from './refresher';

/** How often to ask, in milliseconds. */
export const POLL_MS = {
  /** No signals, none yet, or none any more: asking is the only way to learn of a change. */
  without: 3_000,
  /** Signals come: asking is only for what they do not tell, such as ageing. */
  heard: 60_000,
};

/** Who has heard nothing for so long, though the backend tells every few seconds that it is there, has lost the connection. */
export const SILENCE_MS = 2.5 * CHANGES_ALIVE_MS;

/** Refetches when the backend says that something changed; where it cannot say so, every few seconds. */
export function useLiveUpdates(
  refresher: Pick<Refresher, 'changed' | 'shown'>,
): void {
  const { lastSignal } = useSignal<ChangesSignal>(CHANGES_CHANNEL);
  const heardAt = useRef(-Infinity);

  useEffect(() => {
    if (!lastSignal) return;
    // What was said while nothing could be heard is lost.
    const missed = isSilent(heardAt.current);
    heardAt.current = performance.now();
    if (lastSignal.type === 'changed' || missed) refresher.changed();
  }, [lastSignal, refresher]);

  useEffect(() => {
    let askedAt = performance.now();
    const timer = setInterval(() => {
      const pause = isSilent(heardAt.current) ? POLL_MS.without : POLL_MS.heard;
      if (performance.now() - askedAt < pause) return;
      askedAt = performance.now();
      refresher.changed();
    }, POLL_MS.without);
    const onVisibility = () => refresher.shown();
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', onVisibility);
    };
  }, [refresher]);
}

function isSilent(heardAt: number): boolean {
  return performance.now() - heardAt > SILENCE_MS;
}
