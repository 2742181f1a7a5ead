/** What a {@link Refresher} needs from its surroundings, so that tests have their own. */
export interface RefresherOptions {
  /** Fetches again what is on the screen; resolves when it is there. Must not reject. */
  refetch: () => Promise<void>;
  /** Least time between the starts of two refetches, in milliseconds. */
  minIntervalMs?: number;
  now?: () => number;
  isHidden?: () => boolean;
}

/**
 * Turns "something changed" into refetches: at once where it can, never two at a time, never more than one in `minIntervalMs`, and not
 * while the tab is hidden. What is heard meanwhile is not lost: one refetch follows.
 */
export class Refresher {
  readonly #refetch: () => Promise<void>;
  readonly #minIntervalMs: number;
  readonly #now: () => number;
  readonly #isHidden: () => boolean;
  #lastStart = -Infinity;
  #running = false;
  #dirty = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: RefresherOptions) {
    this.#refetch = options.refetch;
    this.#minIntervalMs = options.minIntervalMs ?? 1000;
    this.#now = options.now ?? Date.now;
    this.#isHidden = options.isHidden ?? (() => document.hidden);
  }

  /** Something changed. */
  changed(): void {
    this.#dirty = true;
    this.#work();
  }

  /** The tab can be seen again. */
  shown(): void {
    this.#work();
  }

  #work(): void {
    if (!this.#dirty || this.#running || this.#timer || this.#isHidden()) {
      return;
    }
    const wait = this.#lastStart + this.#minIntervalMs - this.#now();
    if (wait > 0) {
      this.#timer = setTimeout(() => {
        this.#timer = undefined;
        this.#work();
      }, wait);
      return;
    }
    this.#dirty = false;
    this.#running = true;
    this.#lastStart = this.#now();
    void this.#refetch().finally(() => {
      this.#running = false;
      this.#work();
    });
  }
}
