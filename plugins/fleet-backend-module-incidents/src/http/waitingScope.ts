import type { PollScope } from '@landfall/backstage-plugin-fleet-node';

const INTERVAL_SECONDS = 300;

/** The scope of a tool that only tells by itself: nothing can be asked of it, so a look says no more than that the receiver is there. */
export function waitingScope(scope: string): PollScope {
  return {
    mode: 'poll',
    scope,
    intervalSeconds: INTERVAL_SECONDS,
    timeoutSeconds: INTERVAL_SECONDS,
    run: async () => ({ complete: true, problems: [] }),
  };
}
