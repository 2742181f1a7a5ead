import { join } from 'node:path';
import {
  GITHUB_STAND_IN,
  startGithub,
  type Github,
} from '../github/startGithub';
import { Cluster } from '../kubernetes/cluster';
import { VIEWER } from '../kubernetes/permissions';
import { startCluster } from '../kubernetes/startCluster';
import { ROOT } from '../paths';
import type { PortalBackend } from '../portal/backend';
import { waitFor } from '../processes/wait';
import { chanceFrom } from './chance';
import { ENVIRONMENTS } from './company';
import { deliverAll, type DeliveredService } from './deliver';
import { slugOf, writeDeliveryEntities } from './deliveryEntities';
import { deliveryPortalConfig } from './deliveryPortalConfig';
import { withRepositories } from './deliveryWorld';
import { readTrialServices } from './services';
import { startTrialPortal } from './testing';

jest.setTimeout(240_000);

const DAY_MS = 86_400_000;
const secrets = { token: 'letmein', webhookSecret: 'signed-by-the-stand-in' };

let cluster: Cluster;
let github: Github;
let portal: PortalBackend;
let delivered: DeliveredService[];

const example = join(ROOT, 'examples/trial/entities.yaml');
const services = async () =>
  (await readTrialServices(example)).filter(({ team }) => team === 'checkout');

beforeAll(async () => {
  cluster = await startCluster({ name: 'trial' });
  for (const environment of ENVIRONMENTS) {
    await cluster.ensureNamespace(environment);
  }
  github = await startGithub({
    repositories: (await services()).map(({ name }) => slugOf(name)),
    bornAt: Date.now() - 60 * DAY_MS,
    token: secrets.token,
  });
  delivered = withRepositories(await services(), {
    github,
    seed: 1,
    now: Date.now(),
  });
  const entities = join(cluster.folder, 'entities.yaml');
  await writeDeliveryEntities({ from: example, to: entities });
  portal = await startTrialPortal(
    deliveryPortalConfig({
      cluster: cluster.name,
      kubeconfig: await cluster.kubeconfigFor(VIEWER),
      entities,
      databases: join(cluster.folder, 'databases'),
      github: { url: github.url, ...secrets },
    }),
  );
});

afterAll(async () => {
  await portal?.dispose();
  await github?.stop();
  await cluster?.stop();
});

describe('the portal of the trial of deliveries', () => {
  it('shows how the team delivers: of the past, and of what webhooks tell now', async () => {
    const end = new AbortController();
    const told: string[] = [];
    const life = deliverAll({
      services: delivered,
      deployments: cluster,
      chance: chanceFrom(1),
      signal: end.signal,
      pauseMs: 2_000,
      pace: 0.2,
      tell: sentence => told.push(sentence),
      begin: async () =>
        github.startSending({
          url: `${portal.url}/api/events/http/github`,
          secret: secrets.webhookSecret,
        }),
    });
    let seen: unknown;
    try {
      await waitFor({
        what: 'the numbers of the team',
        timeoutMs: 150_000,
        everyMs: 1_000,
        look: async () => {
          const { body } = await portal.get(
            '/api/fleet/teams/group/default/checkout/metrics?window=30',
          );
          seen = body;
          const { distributions = [] } = body as {
            distributions?: { metric: string; median: number | null }[];
          };
          const known = distributions.flatMap(({ metric, median }) =>
            median === null ? [] : [metric],
          );
          return [
            'lead_time',
            'deployment_frequency',
            'change_fail_rate',
            'time_to_resolution',
          ].every(metric => known.includes(metric)) && github.taken() > 20
            ? true
            : undefined;
        },
        describe: () =>
          `${github.taken()} webhooks; ${JSON.stringify(seen).slice(0, 2_000)}`,
      });
      const shown = await waitFor({
        what: 'a deployment to the cluster with its pull request',
        timeoutMs: 60_000,
        everyMs: 1_000,
        look: async () => {
          const { body } = await portal.get(
            '/api/fleet/deployments?limit=20&environment=production',
          );
          seen = body;
          const { items = [] } = body as { items?: { id: string }[] };
          const details = await Promise.all(
            items.map(({ id }) => portal.get(`/api/fleet/deployments/${id}`)),
          );
          return details
            .map(detail => JSON.stringify(detail.body))
            .find(
              text => text.includes('/pull/') && text.includes('replicaSet'),
            );
        },
        describe: () => JSON.stringify(seen).slice(0, 2_000),
      });
      expect(shown).toContain(GITHUB_STAND_IN);
      expect(told.some(sentence => / is live\.$/.test(sentence))).toBe(true);
    } finally {
      end.abort();
      await life;
    }
  });
});
