import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

// Below what Linux and macOS hand out to outgoing connections, so that none of those takes a port between our look and the server's start.
const LOWEST = 12_000;
const HIGHEST = 32_000;

const handedOut = new Set<number>();

/** Whether nobody listens on a loopback port. */
export function isFree(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

/**
 * Gives a loopback port that nobody listens on, and that it has not given to anybody in this process before.
 *
 * @throws Error when a hundred attempts found none
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const port = randomInt(LOWEST, HIGHEST);
    if (!handedOut.has(port) && (await isFree(port))) {
      handedOut.add(port);
      return port;
    }
  }
  throw new Error(
    `Found no free port between ${LOWEST} and ${HIGHEST} on 127.0.0.1`,
  );
}
