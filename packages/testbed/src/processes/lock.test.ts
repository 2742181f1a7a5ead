import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeTemporaryFolder, TemporaryFolder } from './folder';
import { withLock } from './lock';

let folder: TemporaryFolder;

beforeEach(async () => {
  folder = await makeTemporaryFolder('lock');
});

afterEach(async () => {
  await folder.remove();
});

describe('withLock', () => {
  it('lets one in after the other', async () => {
    const path = join(folder.path, 'lock');
    let inside = 0;
    let most = 0;
    await Promise.all(
      [1, 2, 3].map(() =>
        withLock(path, async () => {
          inside += 1;
          most = Math.max(most, inside);
          await sleep(20);
          inside -= 1;
        }),
      ),
    );
    expect(most).toBe(1);
    expect(existsSync(path)).toBe(false);
  });

  it('is free again after a failure', async () => {
    const path = join(folder.path, 'lock');
    await expect(
      withLock(path, async () => {
        throw new Error('on purpose');
      }),
    ).rejects.toThrow('on purpose');
    await expect(withLock(path, async () => 'in')).resolves.toBe('in');
  });

  it('does not wait for a holder that has died', async () => {
    const path = join(folder.path, 'lock');
    // No process has the highest id.
    await writeFile(path, '4194304');
    await expect(withLock(path, async () => 'in')).resolves.toBe('in');
  });
});
