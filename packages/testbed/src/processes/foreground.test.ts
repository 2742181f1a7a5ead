import { setTimeout as sleep } from 'node:timers/promises';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTemporaryFolder, TemporaryFolder } from './folder';
import { runInForeground } from './foreground';
import { waitFor } from './wait';

let folder: TemporaryFolder;

beforeEach(async () => {
  folder = await makeTemporaryFolder('foreground');
});

afterEach(async () => {
  await folder.remove();
});

const sh = (script: string, signal?: AbortSignal) =>
  runInForeground({
    command: '/bin/sh',
    args: ['-c', script],
    cwd: folder.path,
    signal,
  });

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function writtenPid(): Promise<number> {
  return waitFor({
    what: 'the process id of the child',
    timeoutMs: 5_000,
    look: async () =>
      Number(
        await readFile(join(folder.path, 'pid'), 'utf8').catch(() => ''),
      ) || undefined,
  });
}

describe('a program in the foreground', () => {
  it('says all but what is hidden, up to its last word', async () => {
    const said = { out: '', err: '' };
    const spies = (['out', 'err'] as const).map(name =>
      jest.spyOn(process[`std${name}`], 'write').mockImplementation(text => {
        said[name] += text;
        return true;
      }),
    );
    try {
      const code = await runInForeground({
        command: '/bin/sh',
        args: [
          '-c',
          'echo one; echo noise >&2; echo two >&2; printf last; exit 3',
        ],
        cwd: folder.path,
        hides: /noise/,
      });
      expect(code).toBe(3);
    } finally {
      spies.forEach(spy => spy.mockRestore());
    }
    expect(said).toEqual({ out: 'one\nlast\n', err: 'two\n' });
  });

  it('gives its exit code', async () => {
    expect(await sh('exit 3')).toBe(3);
  });

  it('leaves no child behind when it ends', async () => {
    expect(await sh('sleep 600 & echo $! > pid')).toBe(0);
    expect(isAlive(await writtenPid())).toBe(false);
  });

  it('ends with its children when told to, however they feel about it', async () => {
    const end = new AbortController();
    const done = sh(
      `trap '' TERM; sleep 600 & echo $! > pid; wait; wait`,
      end.signal,
    );
    const child = await writtenPid();
    await sleep(50);
    expect(isAlive(child)).toBe(true);
    end.abort();
    expect(await done).not.toBe(0);
    expect(isAlive(child)).toBe(false);
  }, 15_000);
});
