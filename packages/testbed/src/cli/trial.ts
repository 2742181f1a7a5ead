import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { ensureKubernetesBinaries } from '../kubernetes/binaries';
import { startCluster } from '../kubernetes/startCluster';
import { VIEWER } from '../kubernetes/permissions';
import { makeTemporaryFolder } from '../processes/folder';
import { chanceFrom } from '../trial/chance';
import { ENVIRONMENTS, live } from '../trial/company';
import { trialPortalConfig } from '../trial/portalConfig';
import { readTrialServices } from '../trial/services';
import { Command, interrupted } from './context';
import { portalCommand } from './portal';

/** Opens the portal on a real cluster in which a small company lives. */
export const trialCommand: Command = async context => {
  const { root, signal, say } = context;
  const { values } = parseArgs({
    args: context.args,
    options: {
      seed: { type: 'string', default: '1' },
      every: { type: 'string', default: '6' },
    },
  });
  const entities = join(root, 'examples/trial/entities.yaml');
  const services = await readTrialServices(entities);
  await ensureKubernetesBinaries({ onProgress: say, signal });
  say('Starting a cluster');
  const cluster = await startCluster({ name: 'trial', nodes: 5 });
  const folder = await makeTemporaryFolder('trial');
  const failure = new AbortController();
  const end = AbortSignal.any([signal, failure.signal]);
  try {
    for (const environment of ENVIRONMENTS) {
      await cluster.ensureNamespace(environment);
    }
    const config = join(folder.path, 'app-config.trial.yaml');
    await writeFile(
      config,
      stringify(
        trialPortalConfig({
          cluster: cluster.name,
          kubeconfig: await cluster.kubeconfigFor(VIEWER),
          entities,
          databases: join(folder.path, 'databases'),
        }),
      ),
      { mode: 0o600 },
    );
    say(`The cluster runs: KUBECONFIG=${cluster.adminKubeconfig}`);
    say(
      'The portal opens on http://localhost:3000 in half a minute. Choose Enter: you are in the team Checkout.',
    );
    const portal = portalCommand({
      ...context,
      // So that what happens in the cluster is not lost among requests.
      env: { LOG_LEVEL: 'warn', ...context.env },
      signal: end,
      args: ['--config', join(root, 'app-config.yaml'), '--config', config],
    });
    const stop = (error: unknown) => failure.abort(error);
    live({
      services,
      deployments: cluster,
      chance: chanceFrom(Number(values.seed)),
      signal: end,
      pauseMs: Number(values.every) * 1_000,
      tell: sentence => say(`${new Date().toLocaleTimeString()}  ${sentence}`),
    }).catch(stop);
    const closed = portal.then(code => {
      if (!end.aborted) {
        stop(new Error(`The portal ended with exit code ${code}`));
      }
    }, stop);
    await interrupted(end);
    // What the company was about to do is not waited for: its cluster goes away.
    await closed;
  } finally {
    say('Stopping everything');
    await cluster.stop();
    await folder.remove();
  }
  if (!signal.aborted) {
    throw failure.signal.reason;
  }
  return 0;
};
