/**
 * Quantiles of durations some of which are not over yet: the product-limit estimate of E. L. Kaplan and P. Meier, "Nonparametric Estimation from
 * Incomplete Observations", Journal of the American Statistical Association 53 (1958), 457–481. What is still open is at least as long as it
 * has been so far, and is never dropped.
 *
 * The library for it on npm gives the curve only, has no quantiles, and is hardly used; so these lines are ours, tested against published
 * values.
 */

/** A duration; censored where it goes on. */
export interface Duration {
  seconds: number;
  open: boolean;
}

/** One step of the curve: the share that lasts longer than `seconds`. */
export interface SurvivalStep {
  seconds: number;
  share: number;
}

/** The curve, at each duration that ended; durations that go on at the same length are still there when one ends. */
export function survival(durations: readonly Duration[]): SurvivalStep[] {
  const sorted = [...durations].sort((a, b) => a.seconds - b.seconds);
  const steps: SurvivalStep[] = [];
  let share = 1;
  for (let i = 0; i < sorted.length; ) {
    const { seconds } = sorted[i];
    const lasting = sorted.length - i;
    let ended = 0;
    for (; i < sorted.length && sorted[i].seconds === seconds; i++) {
      ended += sorted[i].open ? 0 : 1;
    }
    if (ended > 0) {
      share *= 1 - ended / lasting;
      steps.push({ seconds, share });
    }
  }
  return steps;
}

/** Products of fractions miss what they equal by less than this. */
const TOLERANCE = 1e-9;

/**
 * The duration within which a share of all ended; null where the curve never falls so far ("not reached"), as where most are still open.
 * Where the curve is level at exactly that share, the middle of the level stretch, as `quantile.survfit` of R's `survival` has it; so that
 * with nothing open the median is the ordinary one. Where no later end closes that stretch it is its beginning, as in R.
 *
 * @param share - 0.5 for the median, 0.9 for p90.
 */
export function censoredQuantile(
  durations: readonly Duration[],
  share: number,
): number | null {
  const steps = survival(durations);
  const left = 1 - share;
  const at = steps.findIndex(step => step.share <= left + TOLERANCE);
  if (at < 0) {
    return null;
  }
  const { seconds, share: reached } = steps[at];
  if (Math.abs(reached - left) > TOLERANCE) {
    return seconds;
  }
  const end = steps.at(at + 1)?.seconds ?? seconds;
  return (seconds + end) / 2;
}
