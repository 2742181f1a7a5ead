import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { listen } from '../network/listen';
import { makeTemporaryFolder } from '../processes/folder';
import { freePort } from '../processes/ports';
import { fromRoot, takenPorts } from './portal';

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
