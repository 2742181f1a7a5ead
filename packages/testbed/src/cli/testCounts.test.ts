import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTemporaryFolder, TemporaryFolder } from '../processes/folder';
import {
  addCounts,
  readFailedFiles,
  readJestCounts,
  readPlaywrightCounts,
  withoutCounts,
} from './testCounts';

let folder: TemporaryFolder;
let report: string;

beforeEach(async () => {
  folder = await makeTemporaryFolder('counts');
  report = join(folder.path, 'report.json');
});

afterEach(async () => {
  await folder.remove();
});

describe('counting tests', () => {
  it('counts a file that could not be loaded as a failed test', async () => {
    await writeFile(
      report,
      JSON.stringify({
        numPassedTests: 5,
        numFailedTests: 2,
        numPendingTests: 1,
        numTodoTests: 1,
        numRuntimeErrorTestSuites: 1,
        testResults: [],
      }),
    );
    expect(await readJestCounts(report)).toEqual({
      passed: 5,
      failed: 3,
      skipped: 2,
    });
  });

  it('reads what browser tests report', async () => {
    await writeFile(
      report,
      JSON.stringify({
        stats: { expected: 3, flaky: 1, unexpected: 2, skipped: 4 },
      }),
    );
    expect(await readPlaywrightCounts(report)).toEqual({
      passed: 4,
      failed: 2,
      skipped: 4,
    });
  });

  it('does not take a missing report for no tests', async () => {
    await expect(readJestCounts(report)).rejects.toThrow('ENOENT');
  });

  it('names the files in which something failed', async () => {
    const test = (fullName: string, status: string) => ({ fullName, status });
    await writeFile(
      report,
      JSON.stringify({
        testResults: [
          {
            name: '/a',
            status: 'passed',
            assertionResults: [test('x', 'passed')],
          },
          {
            name: '/b',
            status: 'failed',
            assertionResults: [
              test('y', 'passed'),
              test('z', 'failed'),
              test('w', 'pending'),
            ],
          },
          { name: '/c', status: 'failed', assertionResults: [] },
        ],
      }),
    );
    expect(await readFailedFiles(report)).toEqual([
      {
        path: '/b',
        counts: { passed: 1, failed: 1, skipped: 1 },
        failures: ['z'],
      },
      {
        path: '/c',
        counts: { passed: 0, failed: 1, skipped: 0 },
        failures: [],
      },
    ]);
  });

  it('adds and takes away', () => {
    const one = { passed: 11, failed: 22, skipped: 33 };
    expect(withoutCounts(one, { passed: 1, failed: 2, skipped: 3 })).toEqual({
      passed: 10,
      failed: 20,
      skipped: 30,
    });
    expect(
      addCounts(
        { passed: 1, failed: 2, skipped: 3 },
        { passed: 10, failed: 20, skipped: 30 },
      ),
    ).toEqual({ passed: 11, failed: 22, skipped: 33 });
  });
});
