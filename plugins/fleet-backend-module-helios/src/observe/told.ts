/**
 * Whether a history tells yet what the state of the cluster shows: an agent says what it does a moment, or on a busy host some seconds, before it is in the history.
 * What is not told yet is asked for again by the next looks, for a while, so that no moment of a look stands where the history knows the moment.
 */
import type { Stay } from '../model/history';

/** For so long a history that does not tell yet is waited for. */
const LATE_MS = 60_000;

/** Whether it is still worth waiting for a history that was first missed at a moment. */
export function isWorthWaiting({
  since,
  now,
}: {
  since: number;
  now: number;
}): boolean {
  return now - since < LATE_MS;
}

/** The last stay on a host of which a history tells. */
export function lastOn(
  history: readonly Stay[],
  host: string,
): Stay | undefined {
  return history.filter(stay => stay.host === host).at(-1);
}

/** Whether a history tells that a job is on a host. */
export function tellsOf(history: readonly Stay[], host: string): boolean {
  return lastOn(history, host)?.end === null;
}

/** Whether a history tells how a job came to a host where it was seen then, also if it was taken away since. */
export function tellsOfStay(
  history: readonly Stay[],
  { host, seen }: { host: string; seen: number },
): boolean {
  const { end = -Infinity } = lastOn(history, host) ?? {};
  return end === null || end >= seen;
}

/** Whether a history tells when a job that is on a host first ran there, or has forgotten it for good. */
export function tellsOfRun(history: readonly Stay[], host: string): boolean {
  const last = lastOn(history, host);
  return last?.end === null && (last.running !== null || last.start === null);
}

/** Whether a history tells all that it ever will of how a job was taken from a host. */
export function tellsOfEnd(history: readonly Stay[], host: string): boolean {
  const last = lastOn(history, host);
  return last !== undefined && (last.end !== null || last.stopped);
}
