import { startPostgres } from '../postgres/postgres';
import { Command, interrupted } from './context';

/** Starts PostgreSQL and prints its connection string. */
export const postgresCommand: Command = async ({ args, signal, say }) => {
  const postgres = await startPostgres({ durable: args.includes('--durable') });
  process.stdout.write(`${postgres.url}\n`);
  say('PostgreSQL runs until Ctrl-C');
  await interrupted(signal);
  await postgres.stop();
  return 0;
};
