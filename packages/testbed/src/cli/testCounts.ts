import { readFile } from 'node:fs/promises';

/** How tests went. */
export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** What is left of the first without the second. */
export function withoutCounts(a: Counts, b: Counts): Counts {
  return {
    passed: a.passed - b.passed,
    failed: a.failed - b.failed,
    skipped: a.skipped - b.skipped,
  };
}

/** The sum of both. */
export function addCounts(a: Counts, b: Counts): Counts {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
  };
}

/** A file of tests that did not all pass. */
export interface FailedFile {
  path: string;
  counts: Counts;
  /** Names of those that failed; empty when it could not be loaded. */
  failures: string[];
}

/**
 * Files of a report that Jest wrote in which something failed.
 *
 * @throws Error when there is no such report
 */
export async function readFailedFiles(report: string): Promise<FailedFile[]> {
  const { testResults } = JSON.parse(await readFile(report, 'utf8')) as {
    testResults: {
      name: string;
      status: string;
      assertionResults: { fullName: string; status: string }[];
    }[];
  };
  return testResults
    .filter(({ status }) => status === 'failed')
    .map(({ name, assertionResults: tests }) => {
      const failures = tests
        .filter(({ status }) => status === 'failed')
        .map(({ fullName }) => fullName);
      const passed = tests.filter(({ status }) => status === 'passed').length;
      return {
        path: name,
        counts: {
          passed,
          // What could not be loaded counts as one.
          failed: failures.length || 1,
          skipped: tests.length - passed - failures.length,
        },
        failures,
      };
    });
}

async function readNumbers(report: string): Promise<Record<string, number>> {
  const { stats, ...rest } = JSON.parse(await readFile(report, 'utf8'));
  return stats ?? rest;
}

/**
 * Counts of a report that Jest wrote. A file that could not even be loaded counts as one failed test.
 *
 * @throws Error when there is no such report
 */
export async function readJestCounts(report: string): Promise<Counts> {
  const numbers = await readNumbers(report);
  return {
    passed: numbers.numPassedTests,
    failed: numbers.numFailedTests + numbers.numRuntimeErrorTestSuites,
    skipped: numbers.numPendingTests + numbers.numTodoTests,
  };
}

/**
 * Counts of a report that Playwright wrote. A test that passed only when it was repeated counts as passed.
 *
 * @throws Error when there is no such report
 */
export async function readPlaywrightCounts(report: string): Promise<Counts> {
  const numbers = await readNumbers(report);
  return {
    passed: numbers.expected + numbers.flaky,
    failed: numbers.unexpected,
    skipped: numbers.skipped,
  };
}
