/** What was started, to be stopped in the reverse order. */
export interface Stops {
  add(stop: () => Promise<void>): void;
  /** Stops it all, the last first. */
  stop(): Promise<void>;
}

/** Nothing is started yet. */
export function createStops(): Stops {
  const stops: (() => Promise<void>)[] = [];
  return {
    add: stop => {
      stops.push(stop);
    },
    async stop() {
      for (const stop of stops.splice(0).reverse()) {
        await stop();
      }
    },
  };
}
