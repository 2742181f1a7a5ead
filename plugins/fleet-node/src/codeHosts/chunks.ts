import type { ObservationInput } from '../observations/observation';

/** So much is asked for at the same time. */
const AT_ONCE = 5;

/**
 * Asks about items, a few at a time, and records what came of them in their order. Where one fails, what came of those before it is recorded all the same.
 *
 * @public
 */
export async function tellInChunks<T>(
  items: readonly T[],
  options: {
    /** What is recorded of an item. */
    tell(item: T): Promise<ObservationInput[]>;
    /** Records; `done` says how many items from the beginning on are done. */
    record(
      observations: readonly ObservationInput[],
      done: number,
    ): Promise<void>;
  },
): Promise<void> {
  for (let start = 0; start < items.length; start += AT_ONCE) {
    const results = await Promise.allSettled(
      items.slice(start, start + AT_ONCE).map(item => options.tell(item)),
    );
    const failed = results.findIndex(({ status }) => status === 'rejected');
    const told = failed === -1 ? results : results.slice(0, failed);
    if (told.length > 0) {
      await options.record(
        told.flatMap(one => (one.status === 'fulfilled' ? one.value : [])),
        start + told.length,
      );
    }
    const failure = results[failed];
    if (failure?.status === 'rejected') throw failure.reason;
  }
}
