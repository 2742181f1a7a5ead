/** Lets one wait for something that others announce. What is announced while nobody waits is not lost. */
export class ChangeSignal {
  private announced = false;
  private wake: () => void = () => {};

  announce(): void {
    this.announced = true;
    this.wake();
  }

  /** Resolves when something was announced since the last time, when the time is over, or when the signal is aborted. */
  async next(signal: AbortSignal, timeoutMs?: number): Promise<void> {
    if (!this.announced && !signal.aborted) {
      await new Promise<void>(resolve => {
        const timer =
          timeoutMs === undefined ? undefined : setTimeout(done, timeoutMs);
        function done() {
          clearTimeout(timer);
          signal.removeEventListener('abort', done);
          resolve();
        }
        signal.addEventListener('abort', done, { once: true });
        this.wake = done;
      });
      this.wake = () => {};
    }
    this.announced = false;
  }
}
