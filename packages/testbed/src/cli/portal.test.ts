import { writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { listen } from '../network/listen';
import { makeTemporaryFolder } from '../processes/folder';
import { freePort } from '../processes/ports';
import { fromRoot } from './portal';
import { announcePortal } from './announcePortal';
import { readAddresses, takenPort } from './portalAddresses';

const takenPorts = async (args: string[], root: string) =>
  takenPort(await readAddresses(args, root));

describe('the files of configuration of the portal', () => {
  it('are found from the root of the repository', () => {
    expect(
      fromRoot(
        ['--config', 'app-config.yaml', '--config', '/etc/mine.yaml'],
        '/portal',
      ),
    ).toEqual([
      '--config',
      '/portal/app-config.yaml',
      '--config',
      '/etc/mine.yaml',
    ]);
  });

  it('may be addresses, and other arguments stay as they are', () => {
    const args = [
      '--config',
      'https://example.com/app-config.yaml',
      'packages/app',
    ];
    expect(fromRoot(args, '/portal')).toEqual(args);
  });
});

describe('the ports of the portal', () => {
  it('are named when somebody listens there, from the files of configuration that count', async () => {
    const [frontend, backend, other] = [
      await freePort(),
      await freePort(),
      await freePort(),
    ];
    const folder = await makeTemporaryFolder('ports');
    const [first, second] = ['first.yaml', 'second.yaml'].map(name =>
      join(folder.path, name),
    );
    await writeFile(
      first,
      `app: { baseUrl: 'http://localhost:${frontend}' }\nbackend: { listen: { port: ${backend} } }`,
    );
    await writeFile(second, `backend: { listen: { port: ${other} } }`);
    const server = createServer();
    await listen(server, backend);
    try {
      await expect(
        takenPorts(['--config', first], folder.path),
      ).resolves.toContain(`Port ${backend} (backend.listen.port) is in use`);
      await expect(
        takenPorts(['--config', first, '--config', second], folder.path),
      ).resolves.toBeUndefined();
    } finally {
      server.close();
      await folder.remove();
    }
  });

  it('are not looked at when a file of configuration cannot be read', async () => {
    await expect(
      takenPorts(['--config', '/nowhere/app-config.yaml'], '/nowhere'),
    ).resolves.toBeUndefined();
  });
});

describe('that the portal is ready', () => {
  async function servers() {
    const states = { backend: 503, frontend: 503 };
    const start = async (name: keyof typeof states) => {
      const port = await freePort();
      const server = createHttpServer((_, response) => {
        response.statusCode = states[name];
        response.end();
      });
      await listen(server, port);
      return { server, url: `http://127.0.0.1:${port}` };
    };
    const [backend, frontend] = [
      await start('backend'),
      await start('frontend'),
    ];
    return {
      states,
      addresses: { app: frontend.url, backend: backend.url },
      stop: () => [backend, frontend].map(({ server }) => server.close()),
    };
  }

  it('is said once, when both of its halves answer', async () => {
    const { states, addresses, stop } = await servers();
    const lines: string[] = [];
    const done = announcePortal({
      addresses,
      signal: new AbortController().signal,
      say: line => lines.push(line),
    });
    await sleep(100);
    states.frontend = 200;
    await sleep(1_500);
    expect(lines).toEqual([]);
    states.backend = 200;
    await done;
    expect(lines).toEqual([`\nThe portal is ready: open ${addresses.app}\n`]);
    stop();
  });

  it('is not said of a portal that ended before', async () => {
    const { addresses, stop } = await servers();
    const end = new AbortController();
    const say = jest.fn();
    const done = announcePortal({ addresses, signal: end.signal, say });
    end.abort();
    await done;
    expect(say).not.toHaveBeenCalled();
    stop();
  });
});
