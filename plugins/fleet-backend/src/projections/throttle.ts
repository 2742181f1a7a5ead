/** Calls a function at once, but again only after a pause, however often it is asked for meanwhile. */
export class Throttle {
  #timer: NodeJS.Timeout | undefined;
  #again = false;

  constructor(
    private readonly options: { pauseMs: number; call: () => void },
  ) {}

  ask(): void {
    if (this.#timer) {
      this.#again = true;
      return;
    }
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#again) {
        this.#again = false;
        this.ask();
      }
    }, this.options.pauseMs);
    this.#timer.unref();
    this.options.call();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#again = false;
  }
}
