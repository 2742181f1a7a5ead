import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { PACKAGE } from '../paths';
import { misuseOf, numberOf, UsageError, wantsHelp } from './usage';

jest.setTimeout(60_000);

function testbed(...args: string[]): Promise<{ code: number; said: string }> {
  return new Promise(resolve => {
    execFile(
      process.execPath,
      [join(PACKAGE, 'bin/testbed.mjs'), ...args],
      // The transformer of tests is none for programs.
      { env: { ...process.env, NODE_OPTIONS: '' } },
      (error, _, said) =>
        resolve({ code: error ? Number(error.code) : 0, said }),
    );
  });
}

describe('the command line', () => {
  it.each([
    [['trial', 'helois'], 'There is no trial "helois"'],
    [['trial', '--sede', '3'], "Unknown option '--sede'"],
    [['trial', '--every', 'often'], '--every wants a number'],
  ])(
    'answers %j with a sentence and the usage, without a stack',
    async (args, sentence) => {
      const { code, said } = await testbed(...args);
      expect(code).toBe(2);
      expect(said).toContain(sentence);
      expect(said).toContain(
        'Usage: testbed trial [company|helios|delivery] [--seed N] [--every SECONDS]',
      );
      expect(said).not.toMatch(/^ +at /m);
    },
  );

  it('tells the usage of a command to who asks for it, and starts nothing', async () => {
    const { code, said } = await testbed('trial', '--help');
    expect(code).toBe(0);
    expect(said).toMatch(/^Usage: testbed trial \[company\|helios\|delivery\]/);
  });
});

describe('arguments', () => {
  it('are wrong in our words or in those of the runtime; all else is a fault', () => {
    expect(misuseOf(new UsageError('No.'))).toBe('No.');
    const unknown = Object.assign(new TypeError('Unknown option'), {
      code: 'ERR_PARSE_ARGS_UNKNOWN_OPTION',
    });
    expect(misuseOf(unknown)).toBe('Unknown option');
    expect(misuseOf(new Error('broken'))).toBeUndefined();
  });

  it('ask for help before a -- only', () => {
    expect(wantsHelp(['company', '--help'])).toBe(true);
    expect(wantsHelp(['-h'])).toBe(true);
    expect(wantsHelp(['--', '--help'])).toBe(false);
  });

  it('are numbers where numbers are meant', () => {
    expect(numberOf('seed', '7', { min: 0 })).toBe(7);
    for (const wrong of ['', 'x', '-1', 'Infinity']) {
      expect(() => numberOf('seed', wrong, { min: 0 })).toThrow(UsageError);
    }
  });
});
