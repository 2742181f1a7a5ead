import { setTimeout as sleep } from 'node:timers/promises';

/** What to wait for, and for how long. */
export interface WaitOptions<T> {
  /** Ends the sentence "Gave up waiting for …". */
  what: string;
  /** Milliseconds. */
  timeoutMs: number;
  /** Milliseconds between two looks. */
  everyMs?: number;
  /** Gives what was waited for, or undefined to go on waiting. What it throws ends the wait. */
  look: () => Promise<T | undefined> | T | undefined;
  /** Adds to the error what was seen last. */
  describe?: () => Promise<string> | string;
}

/**
 * Looks again and again until there is something.
 *
 * @throws Error when the time is over, with what was seen last
 */
export async function waitFor<T>(options: WaitOptions<T>): Promise<T> {
  const { what, timeoutMs, everyMs = 50, look, describe } = options;
  const end = performance.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) {
      return found;
    }
    if (performance.now() > end) {
      const seen = describe ? `: ${await describe()}` : '';
      throw new Error(
        `Gave up waiting for ${what} after ${timeoutMs} ms${seen}`,
      );
    }
    await sleep(everyMs);
  }
}
