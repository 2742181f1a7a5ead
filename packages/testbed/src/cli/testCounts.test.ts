import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTemporaryFolder, TemporaryFolder } from '../processes/folder';
import { addCounts, readJestCounts, readPlaywrightCounts } from './testCounts';

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

  it('adds', () => {
    expect(
      addCounts(
        { passed: 1, failed: 2, skipped: 3 },
        { passed: 10, failed: 20, skipped: 30 },
      ),
    ).toEqual({ passed: 11, failed: 22, skipped: 33 });
  });
});
