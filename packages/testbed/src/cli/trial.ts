import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { makeTemporaryFolder } from '../processes/folder';
import { openCompanyWorld } from '../trial/companyWorld';
import { openDeliveryWorld } from '../trial/deliveryWorld';
import { openMoveWorld } from '../trial/moveWorld';
import { readTrialServices } from '../trial/services';
import { World, WorldOptions } from '../trial/world';
import { Command, interrupted } from './context';
import { portalCommand } from './portal';
import { readAddresses, takenPort } from './portalAddresses';
import { numberOf, UsageError } from './usage';

const TRIALS: Record<string, (options: WorldOptions) => Promise<World>> = {
  company: openCompanyWorld,
  helios: openMoveWorld,
  delivery: openDeliveryWorld,
};

function trialCalled(names: string[]) {
  const [name = 'company', ...more] = names;
  const open = TRIALS[name];
  if (!open || more.length > 0) {
    throw new UsageError(
      `There is no trial "${names.join(' ')}", only ${Object.keys(TRIALS).join(
        ', ',
      )}.`,
    );
  }
  return open;
}

/** Opens the portal on real servers in which something happens. */
export const trialCommand: Command = async context => {
  const { root, signal, say } = context;
  const { values, positionals } = parseArgs({
    args: context.args,
    allowPositionals: true,
    options: {
      seed: { type: 'string', default: '1' },
      every: { type: 'string' },
    },
  });
  const open = trialCalled(positionals);
  const seed = numberOf('seed', values.seed, { min: 0 });
  const pauseMs =
    values.every === undefined
      ? undefined
      : numberOf('every', values.every, { min: 0 }) * 1_000;
  const taken = await takenPort(await readAddresses([], root));
  if (taken) {
    say(taken);
    return 1;
  }
  const entities = join(root, 'examples/trial/entities.yaml');
  const folder = await makeTemporaryFolder('trial');
  const failure = new AbortController();
  const end = AbortSignal.any([signal, failure.signal]);
  let world: World | undefined;
  try {
    world = await open({
      services: await readTrialServices(entities),
      entities,
      folder: folder.path,
      seed,
      pauseMs,
      say: line => say(`${new Date().toLocaleTimeString()}  ${line}`),
      signal,
    });
    const config = join(folder.path, 'app-config.trial.yaml');
    await writeFile(config, stringify(world.config), { mode: 0o600 });
    say(
      `The portal opens on http://localhost:3000; a line says when. ${world.welcome}`,
    );
    const portal = portalCommand({
      ...context,
      // So that what happens in the world is not lost among requests.
      env: { LOG_LEVEL: 'warn', ...context.env },
      signal: end,
      args: ['--config', join(root, 'app-config.yaml'), '--config', config],
    });
    const stop = (error: unknown) => failure.abort(error);
    world.live(end).catch(stop);
    const closed = portal.then(code => {
      if (!end.aborted) {
        stop(new Error(`The portal ended with exit code ${code}`));
      }
    }, stop);
    await interrupted(end);
    // What was about to happen is not waited for: its servers go away.
    await closed;
  } finally {
    say('Stopping everything');
    await world?.stop();
    await folder.remove();
  }
  if (!signal.aborted) {
    throw failure.signal.reason;
  }
  return 0;
};
