import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import { SourceError } from '@landfall/backstage-plugin-fleet-node';

/**
 * What a registry does not give. `denied`: we may not read a repository. `unreadable`: an image that is there cannot be used. `failed`: an answer that says nothing.
 */
export type RegistryTrouble = 'denied' | 'unreadable' | 'failed';

/** An answer that leads no further, about one image or one repository. */
export class RegistryError extends SourceError {
  constructor(
    readonly kind: RegistryTrouble,
    message: string,
    options: { fix: string; cause?: unknown },
  ) {
    super(message, options);
    this.name = 'RegistryError';
  }
}

/** The registry wants to be left alone for a while. */
export class LimitedError extends SourceError {
  constructor(
    server: string,
    /** Until then. */
    readonly until: Instant,
  ) {
    super(
      `${server} wants to be asked no more before ${new Date(
        until,
      ).toISOString()}`,
      {
        fix: 'Nothing has to be done: it goes on by itself. With credentials many registries allow more.',
      },
    );
    this.name = 'LimitedError';
  }
}
