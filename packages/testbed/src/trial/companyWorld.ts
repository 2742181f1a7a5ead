import { join } from 'node:path';
import { ensureKubernetesBinaries } from '../kubernetes/binaries';
import { VIEWER } from '../kubernetes/permissions';
import { startCluster } from '../kubernetes/startCluster';
import { chanceFrom } from './chance';
import { ENVIRONMENTS, live } from './company';
import { trialPortalConfig } from './portalConfig';
import { World, WorldOptions } from './world';

const PAUSE_MS = 6_000;

/** A cluster in which a small company lives. */
export async function openCompanyWorld(options: WorldOptions): Promise<World> {
  const { services, entities, folder, seed, say, signal } = options;
  await ensureKubernetesBinaries({ onProgress: say, signal });
  say('Starting a cluster');
  const cluster = await startCluster({ name: 'trial', nodes: 5 });
  try {
    for (const environment of ENVIRONMENTS) {
      await cluster.ensureNamespace(environment);
    }
    say(`The cluster runs: KUBECONFIG=${cluster.adminKubeconfig}`);
    return {
      config: trialPortalConfig({
        cluster: cluster.name,
        kubeconfig: await cluster.kubeconfigFor(VIEWER),
        entities,
        databases: join(folder, 'databases'),
      }),
      welcome: 'Choose Enter: you are in the team Checkout.',
      live: end =>
        live({
          services,
          deployments: cluster,
          chance: chanceFrom(seed),
          signal: end,
          pauseMs: options.pauseMs ?? PAUSE_MS,
          tell: say,
        }),
      stop: cluster.stop,
    };
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}
