import { Command } from './context';
import { prepareServers } from './servers';

/** Builds and installs what tests and trials need. Red where something is missing. */
export const buildCommand: Command = async ({ say, signal }) => {
  const { env, missing } = await prepareServers({
    onProgress: say,
    signal,
  });
  for (const [variable, path] of Object.entries(env)) {
    process.stdout.write(`${variable}=${path}\n`);
  }
  for (const [name, reason] of Object.entries(missing)) {
    say(`${name}: ${reason}`);
  }
  return Object.keys(missing).length === 0 ? 0 : 1;
};
