import { Client } from 'pg';
import { startPostgres } from './postgres';

describe('startPostgres', () => {
  it('starts a server of the version that is asked for, and stops it', async () => {
    const postgres = await startPostgres();
    const client = new Client({ connectionString: postgres.url });
    await client.connect();
    const { rows } = await client.query('show server_version_num');
    expect(Number(rows[0].server_version_num)).toBeGreaterThanOrEqual(180_000);
    await client.end();
    await postgres.stop();
    const late = new Client({ connectionString: postgres.url });
    await expect(late.connect()).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
  }, 30_000);
});
