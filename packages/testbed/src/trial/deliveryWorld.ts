import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import {
  ensureAlertmanager,
  NoAlertmanagerError,
} from '../alertmanager/binaries';
import { startAlertmanager } from '../alertmanager/startAlertmanager';
import type { MergeStyle } from '../github/repository';
import {
  GITHUB_STAND_IN,
  startGithub,
  type Github,
} from '../github/startGithub';
import { ensureKubernetesBinaries } from '../kubernetes/binaries';
import { VIEWER } from '../kubernetes/permissions';
import { startCluster } from '../kubernetes/startCluster';
import { chanceFrom } from './chance';
import { ENVIRONMENTS } from './company';
import { deliverAll, imageOf, type DeliveredService } from './deliver';
import { slugOf, writeDeliveryEntities } from './deliveryEntities';
import { deliveryPortalConfig } from './deliveryPortalConfig';
import { PAST_DAYS, tellPast } from './pastOfCode';
import { PORTAL_URL, waitForPortal } from './portalReady';
import type { TrialService } from './services';
import { createStops } from './stops';
import type { World, WorldOptions } from './world';

const PAUSE_MS = 5_000;
const DAY_MS = 86_400_000;
const STYLES: readonly MergeStyle[] = ['squash', 'merge', 'rebase'];

async function hasAlertmanager({
  say,
  signal,
}: WorldOptions): Promise<boolean> {
  try {
    await ensureAlertmanager({ onProgress: say, signal });
    return true;
  } catch (error) {
    if (!(error instanceof NoAlertmanagerError)) {
      throw error;
    }
    say(`No alerts will fire. ${error.message}`);
    return false;
  }
}

/** Gives each service a repository with a past. */
export function withRepositories(
  services: readonly TrialService[],
  options: { github: Github; seed: number; now: number },
): DeliveredService[] {
  const { github, seed, now } = options;
  const chance = chanceFrom(seed);
  return services.flatMap((service, index) => {
    const repository = github.repositories.get(slugOf(service.name));
    if (!repository) return [];
    const style = STYLES[index % STYLES.length];
    const live = tellPast(repository, {
      ...{ chance, style, now },
      imageOf: sha => imageOf(service, sha),
    });
    return [{ ...service, repository, style, live }];
  });
}

/** A cluster, an Alertmanager and a stand-in for GitHub, in which a small company delivers. */
export async function openDeliveryWorld(options: WorldOptions): Promise<World> {
  const { services, folder, seed, say, signal } = options;
  await ensureKubernetesBinaries({ onProgress: say, signal });
  const alerting = await hasAlertmanager(options);
  const stops = createStops();
  try {
    say('Starting a cluster');
    const cluster = await startCluster({ name: 'trial', nodes: 5 });
    stops.add(cluster.stop);
    for (const environment of ENVIRONMENTS) {
      await cluster.ensureNamespace(environment);
    }
    const secret = randomUUID();
    const alertmanager = alerting
      ? await startAlertmanager({
          name: 'trial',
          webhook: {
            url: `${PORTAL_URL}/api/fleet/webhooks/alertmanager/trial`,
            token: secret,
          },
        })
      : undefined;
    if (alertmanager) {
      stops.add(alertmanager.stop);
    }
    const now = Date.now();
    const token = randomUUID();
    const webhookSecret = randomUUID();
    const github = await startGithub({
      repositories: services.map(({ name }) => slugOf(name)),
      bornAt: now - (PAST_DAYS + 30) * DAY_MS,
      token,
      onLost: reason =>
        say(`A webhook was lost, the next look finds it: ${reason}`),
    });
    stops.add(github.stop);
    const delivered = withRepositories(services, { github, seed, now });
    const entities = join(folder, 'entities.yaml');
    await writeDeliveryEntities({ from: options.entities, to: entities });
    say(`The cluster runs: KUBECONFIG=${cluster.adminKubeconfig}`);
    say(
      `GitHub is a stand-in on this machine, ${github.url}; links to ${GITHUB_STAND_IN} lead nowhere.`,
    );
    if (alertmanager) say(`Alertmanager runs: ${alertmanager.url}`);
    return {
      config: deliveryPortalConfig({
        cluster: cluster.name,
        kubeconfig: await cluster.kubeconfigFor(VIEWER),
        entities,
        databases: join(folder, 'databases'),
        github: { url: github.url, token, webhookSecret },
        alertmanager: alertmanager && { url: alertmanager.url, secret },
      }),
      welcome:
        'Choose Enter: you are in the team Checkout. Its page shows how it delivers, each number with the deployments, commits and incidents behind it. What happened before today is read from the stand-in first.',
      live: end =>
        deliverAll({
          services: delivered,
          deployments: cluster,
          alerts: alertmanager,
          chance: chanceFrom(seed),
          signal: end,
          pauseMs: options.pauseMs ?? PAUSE_MS,
          tell: say,
          begin: async () => {
            await waitForPortal({ url: PORTAL_URL, signal: end });
            github.startSending({
              url: `${PORTAL_URL}/api/events/http/github`,
              secret: webhookSecret,
            });
          },
        }),
      stop: stops.stop,
    };
  } catch (error) {
    await stops.stop();
    throw error;
  }
}
