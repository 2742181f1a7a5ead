import { sendRequest } from '../network/request';
import { waitFor } from '../processes/wait';
import { waitForPortal } from '../trial/portalReady';
import type { PortalAddresses } from './portalAddresses';

/** However busy the machine: the frontend is built anew first. */
const READY_MS = 1_200_000;

/** Says in one line that the portal can be opened, once both of its halves answer; says nothing where the signal fires before. */
export async function announcePortal(options: {
  addresses: PortalAddresses;
  signal: AbortSignal;
  say(line: string): void;
}): Promise<void> {
  const { addresses, signal, say } = options;
  const { app, backend } = addresses;
  if (app === undefined || backend === undefined) return;
  await waitForPortal({ url: backend, signal });
  await waitFor({
    what: `the frontend at ${app}`,
    timeoutMs: READY_MS,
    everyMs: 1_000,
    look: async () => {
      if (signal.aborted) return true;
      const answer = await sendRequest({ url: `${app}/` })
        // It does not listen yet, or is being built.
        .catch(() => undefined);
      return answer?.status === 200 ? true : undefined;
    },
  });
  if (!signal.aborted) say(`\nThe portal is ready: open ${app}\n`);
}
