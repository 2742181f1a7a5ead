import type { Instant } from '@landfall/backstage-plugin-fleet-common';

/** Collects when time alone would change something, and keeps the next of it. */
export class Timers {
  /** The earliest that lies ahead; null without any. */
  next: Instant | null = null;

  constructor(readonly now: Instant) {}

  /** Whether an instant has come; if not, it is waited for. */
  hasCome(at: Instant): boolean {
    if (at <= this.now) {
      return true;
    }
    if (this.next === null || at < this.next) {
      this.next = at;
    }
    return false;
  }
}
