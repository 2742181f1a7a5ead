/**
 * Reads quantities as Kubernetes writes them: `250m`, `1`, `0.5`, `2k`, `1Ki`, `1E` and `1e3`.
 */

const QUANTITY =
  /^(?<sign>[+-]?)(?<whole>\d*)(?:\.(?<part>\d*))?(?:(?<suffix>n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)|[eE](?<exponent>[+-]?\d{1,3}))?$/;

const DECIMAL: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const BINARY = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
/** More is no number of processors. */
const MOST_DIGITS = 64;

/**
 * A quantity in thousandths, rounded up as the scheduler does; null when it is none, is below zero, or is beyond what can be counted.
 */
export function milliOf(value: unknown): number | null {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || text.length > MOST_DIGITS) return null;
  const parts = QUANTITY.exec(text)?.groups;
  if (!parts) return null;
  const { sign, whole, part = '', suffix, exponent } = parts;
  const digits = whole + part;
  if (digits === '') return null;
  const mantissa = BigInt(digits);
  if (mantissa === 0n) return 0;
  if (sign === '-') return null;
  const power =
    3 - part.length + (DECIMAL[suffix] ?? 0) + Number(exponent ?? 0);
  const binary = BigInt(1024) ** BigInt(BINARY.indexOf(suffix) + 1);
  const milli = Number(scaled(mantissa * binary, power));
  return Number.isSafeInteger(milli) ? milli : null;
}

/** A number times a power of ten, rounded up. */
function scaled(number: bigint, power: number): bigint {
  const factor = 10n ** BigInt(Math.abs(power));
  return power >= 0 ? number * factor : (number + factor - 1n) / factor;
}
