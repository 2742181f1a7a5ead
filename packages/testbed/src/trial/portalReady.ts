import { sendRequest } from '../network/request';
import { waitFor } from '../processes/wait';

/** Of its backend, as the portal's own configuration has it. */
export const PORTAL_URL = 'http://localhost:7007';

// However busy the machine: it is built anew first.
const timeoutMs = 600_000;

/** Waits until the portal's backend says that it is ready, or until the signal fires. */
export async function waitForPortal(options: {
  /** Of its backend. */
  url: string;
  signal: AbortSignal;
}): Promise<void> {
  const { url, signal } = options;
  await waitFor({
    what: `the portal at ${url}`,
    timeoutMs,
    everyMs: 1_000,
    look: async () => {
      if (signal.aborted) {
        return true;
      }
      const answer = await sendRequest({
        url: `${url}/.backstage/health/v1/readiness`,
      })
        // It does not listen yet.
        .catch(() => undefined);
      return answer?.status === 200 ? true : undefined;
    },
  });
}
