import { Counts } from './testCounts';

/** Tests that did not run, or not to their end. */
export interface NotRun {
  /** Which. */
  name: string;
  /** Why, and what to do about it. */
  reason: string;
}

/** A file of tests that passed only when it was repeated. */
export interface Repeated {
  path: string;
  /** Names of the tests that failed the first time. */
  failures: string[];
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

const titled = (title: string, lines: string[]) =>
  lines.length === 0 ? [] : [title, ...lines];

/** Judges a run. What passed only when it was repeated is told, for somebody has to look at it. What did not run is forgiven on a person's machine, and never where `ci`. */
export function judge(options: {
  counts: Counts;
  notRun: NotRun[];
  repeated?: Repeated[];
  ci: boolean;
}): Verdict {
  const { counts, notRun, repeated = [], ci } = options;
  const { passed, failed, skipped } = counts;
  const width = Math.max(...notRun.map(({ name }) => name.length), 0);
  const nothingTested = passed === 0 && notRun.length === 0;
  const red = failed > 0 || nothingTested || (ci && notRun.length > 0);
  return {
    complaints: [
      ...titled(
        '== passed only when repeated',
        repeated.flatMap(({ path, failures }) => [
          path,
          ...failures.map(failure => `  ${failure}`),
        ]),
      ),
      ...titled(
        '== did not run',
        notRun.map(({ name, reason }) => `${name.padEnd(width)}  ${reason}`),
      ),
    ],
    count: `${passed} passed, ${failed} failed${
      skipped > 0 ? `, ${skipped} skipped` : ''
    }`,
    exitCode: red ? 1 : 0,
  };
}
