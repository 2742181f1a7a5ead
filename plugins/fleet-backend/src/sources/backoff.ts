/** How long to wait after failures. */
export interface BackoffOptions {
  /** Wait after the first failure, ms. */
  baseMs: number;
  /** Never longer than this, ms. */
  maxMs: number;
}

/**
 * Doubles with each failure in a row up to the maximum; the jitter takes away up to half, so that scopes which failed together do not
 * come back together.
 *
 * @param failures - in a row, from 1
 * @param random - gives a number in [0, 1)
 * @returns milliseconds between half and all of min(max, base × 2^(failures − 1))
 */
export function backoffMs(
  failures: number,
  options: BackoffOptions,
  random: () => number,
): number {
  const full = Math.min(
    options.maxMs,
    options.baseMs * 2 ** Math.min(failures - 1, 40),
  );
  return Math.round(full * (1 - random() / 2));
}
