import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { SignalsService } from '@backstage/plugin-signals-node';
import {
  CHANGES_CHANNEL,
  type ChangesSignal,
} from '@landfall/backstage-plugin-fleet-common';

/** At most so often, so that a first sync of a cluster does not make every open page ask without end. */
const QUIET_MS = 500;

/** Tells open pages that read models changed. */
export interface ChangeAnnouncer {
  changed(): void;
  stop(): void;
}

/** Announces the first change at once, and those that follow shortly after it together. */
export function createChangeAnnouncer(options: {
  signals: SignalsService;
  logger: LoggerService;
}): ChangeAnnouncer {
  const { signals, logger } = options;
  let timer: NodeJS.Timeout | undefined;
  let waiting = false;

  const publish = () => {
    waiting = false;
    timer = setTimeout(() => {
      timer = undefined;
      if (waiting) publish();
    }, QUIET_MS);
    timer.unref();
    signals
      .publish<ChangesSignal>({
        recipients: { type: 'broadcast' },
        channel: CHANGES_CHANNEL,
        message: { type: 'changed' },
      })
      .catch(error =>
        logger.warn(
          'Open pages were not told of a change; they notice it when they next ask',
          toError(error),
        ),
      );
  };

  return {
    changed() {
      if (timer) waiting = true;
      else publish();
    },
    stop() {
      clearTimeout(timer);
    },
  };
}
