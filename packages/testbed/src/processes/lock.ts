import { readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is alive as well.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function tryTake(path: string): Promise<boolean> {
  try {
    await writeFile(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw error;
    }
    return false;
  }
}

async function dropIfOrphaned(path: string) {
  const holder = await readFile(path, 'utf8').catch(() => undefined);
  // An empty file belongs to a process that is about to write its id.
  if (holder && !isAlive(Number(holder))) {
    await rm(path, { force: true });
  }
}

/** Does something while no other process of this machine does it. A lock whose holder has died does not count. */
export async function withLock<T>(
  path: string,
  action: () => Promise<T>,
): Promise<T> {
  while (!(await tryTake(path))) {
    await dropIfOrphaned(path);
    await sleep(250);
  }
  try {
    return await action();
  } finally {
    await rm(path, { force: true });
  }
}
