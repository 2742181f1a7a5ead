/**
 * A quantile by linear interpolation between the two nearest ranks: definition 7 of R. J. Hyndman and Y. Fan, "Sample Quantiles in
 * Statistical Packages", The American Statistician 50 (1996), 361–365, which is R's default.
 *
 * @param share - 0 to 1.
 * @throws RangeError when there are no values.
 */
export function quantile(values: readonly number[], share: number): number {
  return quantileOfSorted(sortedNumbers(values), share);
}

/** Numbers in ascending order, for {@link quantileOfSorted}. */
export function sortedNumbers(values: readonly number[]): Float64Array {
  return Float64Array.from(values).sort();
}

/**
 * As {@link quantile}, for several of the same values, which are sorted once.
 *
 * @throws RangeError when there are no values.
 */
export function quantileOfSorted(sorted: Float64Array, share: number): number {
  if (sorted.length === 0) {
    throw new RangeError('There is no quantile of nothing');
  }
  const rank = (sorted.length - 1) * share;
  const below = Math.floor(rank);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
}
