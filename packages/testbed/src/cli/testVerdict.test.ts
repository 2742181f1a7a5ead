import { judge } from './testVerdict';

const counts = { passed: 3, failed: 0, skipped: 0 };
const notRun = [
  { name: 'cluster', reason: 'install Go' },
  { name: 'ui', reason: 'install Chromium' },
];

describe('the verdict over all tests', () => {
  it('is green when all ran and passed', () => {
    expect(judge({ counts, notRun: [], ci: true })).toEqual({
      complaints: [],
      count: '3 passed, 0 failed',
      exitCode: 0,
    });
  });

  it('is red when one failed', () => {
    const verdict = judge({
      counts: { ...counts, failed: 1, skipped: 2 },
      notRun: [],
      ci: false,
    });
    expect(verdict).toMatchObject({
      count: '3 passed, 1 failed, 2 skipped',
      exitCode: 1,
    });
  });

  it('lists what did not run, which is red only in CI', () => {
    const verdict = judge({ counts, notRun, ci: false });
    expect(verdict.complaints).toEqual([
      '== did not run',
      'cluster  install Go',
      'ui       install Chromium',
    ]);
    expect(verdict.exitCode).toBe(0);
    expect(judge({ counts, notRun, ci: true }).exitCode).toBe(1);
  });

  it('tells what passed only when it was repeated', () => {
    const repeated = [{ path: 'a.cluster.test.ts', failures: ['b', 'c'] }];
    expect(judge({ counts, notRun: [], repeated, ci: true })).toEqual({
      complaints: [
        '== passed only when repeated',
        'a.cluster.test.ts',
        '  b',
        '  c',
      ],
      count: '3 passed, 0 failed',
      exitCode: 0,
    });
  });

  it('is red when there was nothing to test', () => {
    const nothing = { passed: 0, failed: 0, skipped: 0 };
    expect(judge({ counts: nothing, notRun: [], ci: false }).exitCode).toBe(1);
    expect(judge({ counts: nothing, notRun, ci: false }).exitCode).toBe(0);
  });
});
