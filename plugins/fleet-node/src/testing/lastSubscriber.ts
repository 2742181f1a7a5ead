/**
 * An event of the portal.
 *
 * @public
 */
export interface PublishedEvent {
  /** What it is about. */
  topic: string;
  /** What it says. */
  eventPayload: unknown;
}

/**
 * Events of the portal that are handed to whoever subscribed last.
 *
 * @public
 */
export class LastSubscriber {
  private onEvent: ((event: PublishedEvent) => Promise<void>) | undefined;

  /** Takes the place of who subscribed before. */
  async subscribe(options: {
    /** Called for each event. */
    onEvent(event: PublishedEvent): Promise<void>;
  }): Promise<void> {
    this.onEvent = options.onEvent;
  }

  /** Hands an event over, whatever its topic. */
  async publish(event: PublishedEvent): Promise<void> {
    await this.onEvent?.(event);
  }
}
