import { Counts } from './testCounts';

/** Tests that did not run, or not to their end. */
export interface NotRun {
  /** Which. */
  name: string;
  /** Why, and what to do about it. */
  reason: string;
}

/** How a whole run ends. */
export interface Verdict {
  /** What to say about what did not run; empty when all ran. */
  complaints: string[];
  /** The last line. */
  count: string;
  /** 0 when all is well. */
  exitCode: 0 | 1;
}

/** Judges a run. What did not run is forgiven on a person's machine, and never where `ci`. */
export function judge(options: {
  counts: Counts;
  notRun: NotRun[];
  ci: boolean;
}): Verdict {
  const { counts, notRun, ci } = options;
  const { passed, failed, skipped } = counts;
  const width = Math.max(...notRun.map(({ name }) => name.length), 0);
  const nothingTested = passed === 0 && notRun.length === 0;
  const red = failed > 0 || nothingTested || (ci && notRun.length > 0);
  return {
    complaints:
      notRun.length === 0
        ? []
        : [
            '== did not run',
            ...notRun.map(
              ({ name, reason }) => `${name.padEnd(width)}  ${reason}`,
            ),
          ],
    count: `${passed} passed, ${failed} failed${
      skipped > 0 ? `, ${skipped} skipped` : ''
    }`,
    exitCode: red ? 1 : 0,
  };
}
