import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { ensureHelios } from '../helios/binaries';
import { startHelios } from '../helios/startHelios';
import { ensureKubernetesBinaries } from '../kubernetes/binaries';
import { VIEWER } from '../kubernetes/permissions';
import { startCluster } from '../kubernetes/startCluster';
import { ensurePrometheus, NoPrometheusError } from '../prometheus/binaries';
import { startPrometheus } from '../prometheus/startPrometheus';
import { chanceFrom } from './chance';
import { createLoadTests } from './loadTests';
import { move } from './move';
import { movePortalConfig } from './movePortalConfig';
import { createOnHelios, TRIAL_LABELS } from './onHelios';
import { createStops } from './stops';
import { startTraffic } from './traffic';
import { PORTAL_URL, waitForPortal } from './portalReady';
import { World, WorldOptions } from './world';

const PAUSE_MS = 20_000;

const HOSTS = ['helios-1', 'helios-2', 'helios-3'];

async function hasPrometheus({ say, signal }: WorldOptions): Promise<boolean> {
  try {
    await ensurePrometheus({ onProgress: say, signal });
    return true;
  } catch (error) {
    if (!(error instanceof NoPrometheusError)) {
      throw error;
    }
    say(`Shares go by instances instead of requests. ${error.message}`);
    return false;
  }
}

/** A Helios and a Kubernetes cluster, and a company that moves from one to the other. */
export async function openMoveWorld(options: WorldOptions): Promise<World> {
  const { services, entities, folder, seed, say, signal } = options;
  await ensureKubernetesBinaries({ onProgress: say, signal });
  await ensureHelios({ onProgress: say, signal });
  const counted = await hasPrometheus(options);
  const stops = createStops();
  try {
    say('Starting Kubernetes and Helios');
    const cluster = await startCluster({ name: 'kubernetes', nodes: 5 });
    stops.add(cluster.stop);
    const helios = await startHelios({
      name: 'helios',
      agents: HOSTS.map(host => ({ host, labels: TRIAL_LABELS })),
    });
    stops.add(helios.stop);
    const traffic = counted ? await startTraffic() : undefined;
    const prometheus =
      traffic &&
      (await startPrometheus({
        name: 'trial',
        scrape: [{ job: 'gateway', address: traffic.address }],
      }));
    if (traffic && prometheus) {
      stops.add(traffic.stop);
      stops.add(prometheus.stop);
    }
    const token = randomUUID();
    say(`Kubernetes runs: KUBECONFIG=${cluster.adminKubeconfig}`);
    say(`Helios runs: ${helios.url}`);
    return {
      config: movePortalConfig({
        cluster: cluster.name,
        kubeconfig: await cluster.kubeconfigFor(VIEWER),
        entities,
        databases: join(folder, 'databases'),
        heliosName: helios.name,
        masters: helios.masters.map(({ url }) => url),
        prometheus: prometheus?.url,
        token,
        today: new Date(),
      }),
      welcome:
        'Choose Enter, then look at http://localhost:3000/fleet/migrations: each step below moves a service by one stage, a few seconds later. That it is gone from Helios is told a minute and a half later, and that it is back there after two and a half, because somebody must have looked all the while.',
      live: end =>
        move({
          services,
          helios: createOnHelios(helios),
          deployments: cluster,
          traffic,
          loadTests: createLoadTests({ url: PORTAL_URL, token, signal: end }),
          chance: chanceFrom(seed),
          untilWatched: () => waitForPortal({ url: PORTAL_URL, signal: end }),
          signal: end,
          pauseMs: options.pauseMs ?? PAUSE_MS,
          tell: say,
        }),
      stop: stops.stop,
    };
  } catch (error) {
    await stops.stop();
    throw error;
  }
}
