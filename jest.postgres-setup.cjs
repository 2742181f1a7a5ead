// Starts a real PostgreSQL once per run and tells Backstage's TestDatabases where it is. One that the variable already names is used instead.
const { spawnPostgres } = require('./packages/testbed/src/postgres/spawn.cjs');

const VARIABLE = 'BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING';

module.exports = async () => {
  if (!process.env[VARIABLE]) {
    globalThis.testbedPostgres = await spawnPostgres();
    process.env[VARIABLE] = globalThis.testbedPostgres.url;
  }
};
