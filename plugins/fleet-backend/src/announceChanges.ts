import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { SignalsService } from '@backstage/plugin-signals-node';
import {
  CHANGES_ALIVE_MS,
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

/** Announces the first change at once, and those that follow shortly after it together; while there are none, that it still would. */
export function createChangeAnnouncer(options: {
  signals: SignalsService;
  logger: LoggerService;
}): ChangeAnnouncer {
  const { signals, logger } = options;
  let timer: NodeJS.Timeout | undefined;
  let waiting = false;
  let alive: NodeJS.Timeout;
  let deaf = false;

  const send = (type: ChangesSignal['type']) => {
    clearTimeout(alive);
    alive = setTimeout(() => send('alive'), CHANGES_ALIVE_MS);
    alive.unref();
    signals
      .publish<ChangesSignal>({
        recipients: { type: 'broadcast' },
        channel: CHANGES_CHANNEL,
        message: { type },
      })
      .then(
        () => {
          deaf = false;
        },
        error => {
          // Once: it will be tried again every few seconds.
          if (deaf) return;
          deaf = true;
          logger.warn(
            'Open pages cannot be told of changes; they notice when they next ask',
            toError(error),
          );
        },
      );
  };
  const publish = () => {
    waiting = false;
    timer = setTimeout(() => {
      timer = undefined;
      if (waiting) publish();
    }, QUIET_MS);
    timer.unref();
    send('changed');
  };
  send('alive');

  return {
    changed() {
      if (timer) waiting = true;
      else publish();
    },
    stop() {
      clearTimeout(timer);
      clearTimeout(alive);
    },
  };
}
