import { useSyncExternalStore } from 'react';

/** One ticking clock for all relative times of a page, so that they change together and there is one timer. */
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => listeners.forEach(one => one()), 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/**
 * The time, in milliseconds since the epoch, anew after every `stepMs`.
 *
 * @param stepMs - render no more often than this
 */
export function useNow(stepMs = 1000): number {
  return useSyncExternalStore(
    subscribe,
    () => Math.floor(Date.now() / stepMs) * stepMs,
  );
}
