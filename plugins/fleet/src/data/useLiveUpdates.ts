import { useSignal } from '@backstage/plugin-signals-react';
import {
  CHANGES_CHANNEL,
  type ChangesSignal,
} from '@landfall/backstage-plugin-fleet-common';
import { useEffect, useRef } from 'react';
import type { Refresher } from './refresher';

/** How often to ask, in milliseconds. */
export const POLL_MS = {
  /** No signals: asking is the only way to learn of a change. */
  without: 3_000,
  /** Signals are installed, but none has come yet: the connection may be broken. */
  silent: 15_000,
  /** Signals come: asking is only for what they do not tell, such as ageing. */
  heard: 60_000,
};

/** Refetches when the backend says that something changed; where it cannot say so, every few seconds. */
export function useLiveUpdates(
  refresher: Pick<Refresher, 'changed' | 'shown'>,
): void {
  const { lastSignal, isSignalsAvailable } =
    useSignal<ChangesSignal>(CHANGES_CHANNEL);
  const heard = useRef(false);

  useEffect(() => {
    if (lastSignal) {
      heard.current = true;
      refresher.changed();
    }
  }, [lastSignal, refresher]);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const schedule = () => {
      timer = setTimeout(() => {
        refresher.changed();
        schedule();
      }, pollInterval(isSignalsAvailable, heard.current));
    };
    schedule();
    const onVisibility = () => refresher.shown();
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onVisibility);
    };
  }, [isSignalsAvailable, refresher]);
}

function pollInterval(available: boolean, heard: boolean): number {
  if (!available) return POLL_MS.without;
  return heard ? POLL_MS.heard : POLL_MS.silent;
}
