/** What cluster and portal may differ by without being corrected, ms. */
export const TOLERATED_OFFSET_MS = 2_000;

/**
 * Learns how far the cluster's clock is ahead of ours, from the `Date` header of its answers, which tells whole seconds.
 *
 * Only what differs by more than {@link TOLERATED_OFFSET_MS} is corrected, by whole seconds, and a correction in use stays as it is while it fits: the same
 * timestamp is read in the same way tomorrow.
 */
export class ClockOffset {
  private inUse: number;

  /** @param remembered - the correction that was in use before a restart, ms */
  constructor(remembered = 0) {
    this.inUse = remembered;
  }

  /** By how much the cluster's timestamps are ahead of ours, ms; 0 while within what is tolerated. */
  get ms(): number {
    return this.inUse;
  }

  /** Takes note of an answer whose head came between two moments of our clock (ms). */
  observe(header: string | undefined, sent: number, received: number): void {
    const told = header === undefined ? NaN : Date.parse(header);
    // A slow answer tells too little.
    if (Number.isNaN(told) || received - sent > TOLERATED_OFFSET_MS) return;
    // The header is cut to the second, half a second is what is missing on average.
    const offset = told + 500 - (sent + received) / 2;
    if (Math.abs(offset - this.inUse) <= TOLERATED_OFFSET_MS) return;
    this.inUse =
      Math.abs(offset) <= TOLERATED_OFFSET_MS
        ? 0
        : Math.round(offset / 1000) * 1000;
  }
}
