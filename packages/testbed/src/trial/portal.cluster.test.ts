import { join } from 'node:path';
import { Cluster } from '../kubernetes/cluster';
import { VIEWER } from '../kubernetes/permissions';
import { startCluster } from '../kubernetes/startCluster';
import { ROOT } from '../paths';
import type { PortalBackend } from '../portal/backend';
import { waitFor } from '../processes/wait';
import { chanceFrom } from './chance';
import { live } from './company';
import { trialPortalConfig } from './portalConfig';
import { readTrialServices } from './services';
import { startTrialPortal } from './testing';

jest.setTimeout(180_000);

const entities = join(ROOT, 'examples/trial/entities.yaml');

let cluster: Cluster;
let portal: PortalBackend;

beforeAll(async () => {
  cluster = await startCluster({ name: 'trial' });
  portal = await startTrialPortal(
    trialPortalConfig({
      cluster: cluster.name,
      kubeconfig: await cluster.kubeconfigFor(VIEWER),
      entities,
      databases: join(cluster.folder, 'databases'),
    }),
  );
});

afterAll(async () => {
  await portal?.dispose();
  await cluster?.stop();
});

describe('the portal of the trial', () => {
  it('shows every service of the cluster with its teams, and misses none', async () => {
    const end = new AbortController();
    const life = live({
      services: await readTrialServices(entities),
      deployments: cluster,
      chance: chanceFrom(1),
      signal: end.signal,
      // Only the first versions: what happens later is told by other tests.
      pauseMs: 600_000,
      tell: () => {},
    });
    let seen: unknown;
    try {
      await waitFor({
        what: 'the deployments of twelve services',
        timeoutMs: 90_000,
        everyMs: 500,
        look: async () => {
          const { body } = await portal.get('/api/fleet/services?limit=50');
          seen = body;
          const { items } = body as { items?: { lastDeployment: unknown }[] };
          return items?.filter(item => item.lastDeployment).length === 12
            ? true
            : undefined;
        },
        describe: () => JSON.stringify(seen).slice(0, 2_000),
      });
      const { body } = await portal.get('/api/fleet/unmatched');
      expect(body).toMatchObject({ total: 0 });
      const teams = await portal.get('/api/fleet/teams');
      expect(teams.body).toMatchObject({ total: 4 });
    } finally {
      end.abort();
      await life;
    }
  });
});
