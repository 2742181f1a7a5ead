import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { waitFor } from './wait';

const SOURCE = `
  require('@backstage/cli/config/nodeTransform.cjs');
  const { startServer } = require(${JSON.stringify(
    require.resolve('./server'),
  )});
  const { makeTemporaryFolder } = require(${JSON.stringify(
    require.resolve('./folder'),
  )});
  (async () => {
    const folder = await makeTemporaryFolder('watchdog');
    // A server with a child of its own.
    const { pid } = startServer({
      name: 'sleeper',
      command: '/bin/sh',
      args: ['-c', 'sleep 600 & echo $!; wait'],
      logFile: folder.path + '/log',
    });
    process.stdout.write(JSON.stringify({ pid, folder: folder.path }) + '\\n');
    process.stdin.once('data', word => {
      if (String(word) === 'throw') throw new Error('on purpose');
      if (String(word) === 'exit') process.exit(0);
    });
  })();
`;

const isAlive = (pid: number) => {
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe('the watchdog', () => {
  it.each(['SIGKILL', 'SIGINT', 'SIGTERM', 'throw', 'exit'] as const)(
    'leaves neither process nor folder after %s',
    async end => {
      // NODE_OPTIONS is for Jest, not for this one.
      const starter = spawn(process.execPath, ['-e', SOURCE], {
        cwd: __dirname,
        env: { ...process.env, NODE_OPTIONS: '' },
        stdio: ['pipe', 'pipe', 'ignore'],
      });
      const [line] = await once(starter.stdout, 'data');
      const { pid, folder } = JSON.parse(String(line)) as {
        pid: number;
        folder: string;
      };
      await sleep(50);
      expect(isAlive(pid)).toBe(true);
      expect(existsSync(folder)).toBe(true);

      if (end === 'throw' || end === 'exit') {
        starter.stdin.write(end);
      } else {
        starter.kill(end);
      }
      await once(starter, 'exit');

      await waitFor({
        what: 'everything to be gone',
        timeoutMs: 5_000,
        look: () => (isAlive(pid) || existsSync(folder) ? undefined : true),
      });
    },
    20_000,
  );
});
