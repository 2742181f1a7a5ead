import { ProblemLog } from './problemLog';
import { captureLogger } from './testing/captureLogger';

const key = { source: 'kubernetes', scope: 'prod-eu' };
const forbidden = {
  text: 'The role may not list replicasets',
  fix: 'Allow it.',
};

function setUp() {
  const logger = captureLogger();
  const log = new ProblemLog();
  return {
    lines: logger.lines,
    see: (problems: { text: string; fix: string }[], scope = key.scope) =>
      log.log({ ...key, scope }, problems, logger),
  };
}

describe('what a look could not see', () => {
  it('is said once with what to do, and once when it is over', () => {
    const { lines, see } = setUp();
    see([forbidden]);
    see([forbidden]);
    expect(lines).toEqual([
      expect.stringMatching(
        /^warn The role may not list replicasets\. Allow it\./,
      ),
    ]);
    see([]);
    see([]);
    expect(lines.slice(1)).toEqual([
      expect.stringMatching(/^info No longer so: The role may not list/),
    ]);
    see([forbidden]);
    expect(lines).toHaveLength(3);
  });

  it('is the same while only a number in it changes', () => {
    const { lines, see } = setUp();
    for (const seconds of [3, 4.25, 61]) {
      see([{ text: `The clock is ${seconds} s ahead`, fix: '' }]);
    }
    expect(lines).toHaveLength(1);
  });

  it('is said of each scope by itself', () => {
    const { lines, see } = setUp();
    see([forbidden], 'prod-eu');
    see([forbidden], 'prod-us');
    see([], 'prod-us');
    see([forbidden], 'prod-eu');
    expect(lines.map(line => line.split(' ')[0])).toEqual([
      'warn',
      'warn',
      'info',
    ]);
  });

  it('is redacted', () => {
    const { lines, see } = setUp();
    see([{ text: 'refused, token=abc123', fix: '' }]);
    expect(lines.join()).not.toContain('abc123');
  });
});
