import { readFile } from 'node:fs/promises';

/** How tests went. */
export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** The sum of both. */
export function addCounts(a: Counts, b: Counts): Counts {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
  };
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
