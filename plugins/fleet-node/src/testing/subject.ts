import type { Source } from '../source';

/**
 * Something that happens in a system.
 *
 * @public
 */
export interface ConformanceFact {
  /** Lets it happen: whoever looks from now on sees it. */
  happen(): void;
  /** What the system tells of it by itself, such as bodies of webhooks; empty where it tells nothing. */
  messages: readonly unknown[];
}

/**
 * A source beside the system that it reads, or a stand-in of it, in which nothing happened yet.
 *
 * @public
 */
export interface ConformanceSubject {
  /** Makes the source anew, as a start of the portal does. It has one scope, which is polled. */
  createSource(): Source;
  /** Hands a message over to the source that was connected last, on the way that messages take. */
  deliver(message: unknown): Promise<void>;
  /** In the order in which they happen. */
  facts: readonly ConformanceFact[];
  /** Messages that are none: nothing may come of them. */
  malformed: readonly unknown[];
  /** Messages that are well formed and far too large. */
  huge: readonly unknown[];
  /** The time of the looks; later than all facts. */
  now: number;
  /** Ends what was started. */
  close(): Promise<void>;
}
