/**
 * A platform that only Prometheus knows, as the portal's API tells it: a real Prometheus scrapes what stands for it, and the portal's real backend asks.
 */
import { serviceDetailSchema } from '@landfall/backstage-plugin-fleet-common';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  startMetricsTarget,
  startPortalBackend,
  startPrometheus,
  waitFor,
  type MetricsTarget,
  type PortalBackend,
  type Prometheus,
} from 'testbed';

jest.setTimeout(300_000);

const entities = [
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: { name: 'harbour' },
    spec: { type: 'team', children: [] },
  },
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name: 'cart' },
    spec: { type: 'service', lifecycle: 'production', owner: 'harbour' },
  },
];

describe('a platform that only Prometheus knows', () => {
  let folder: string;
  let target: MetricsTarget;
  let prometheus: Prometheus;
  let portal: PortalBackend;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'landfall-prometheus-'));
    const catalog = join(folder, 'entities.yaml');
    await writeFile(
      catalog,
      entities.map(entity => JSON.stringify(entity)).join('\n---\n'),
    );
    target = await startMetricsTarget();
    prometheus = await startPrometheus({
      name: 'platform',
      scrape: [{ job: 'heritage', address: target.address }],
      scrapeEveryMs: 200,
    });
    const gateway = await prometheus.startGateway({
      credentials: { token: 'made-up-token' },
    });
    target.set('heritage_instances', { app: 'cart' }, 2);
    portal = await startPortalBackend({
      config: {
        catalog: {
          rules: [{ allow: ['Component', 'Group'] }],
          locations: [{ type: 'file', target: catalog }],
        },
        fleet: {
          demo: { enabled: false },
          environments: [
            {
              name: 'production',
              production: true,
              match: { platform: 'heritage' },
            },
          ],
          services: [
            {
              match: { platform: 'heritage', labels: { app: '*' } },
              service: 'component:default/{label:app}',
            },
          ],
          prometheus: {
            servers: [
              {
                name: 'main',
                url: gateway.url,
                ca: gateway.caPem,
                credentials: { token: 'made-up-token' },
                intervalSeconds: 1,
                presence: [
                  {
                    query: 'sum by (app) (heritage_instances)',
                    platform: 'heritage',
                    cluster: 'main',
                    namespace: 'default',
                    workload: '{label:app}',
                  },
                ],
                traffic: [
                  {
                    query: 'sum by (app',
                    platform: 'heritage',
                    service: 'component:default/{label:app}',
                  },
                ],
              },
            ],
          },
        },
      },
    });
  });

  afterAll(async () => {
    await portal?.dispose();
    await prometheus?.stop();
    await target?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const told = async () => {
    const { status, body } = await portal.get(
      '/api/fleet/services/component/default/cart',
    );
    if (status !== 200) return `status ${status}`;
    return serviceDetailSchema
      .parse(body)
      .targets.map(one => `${one.platform} ${one.readiness} ${one.ready}`)
      .join();
  };
  const expectTold = async (expected: string) => {
    let last = '';
    await waitFor({
      what: `cart to be told as ${expected}`,
      timeoutMs: 90_000,
      look: async () => {
        last = await told();
        return last === expected || undefined;
      },
      describe: () => `it was told as ${last}`,
    });
  };

  it('is told of with its instances, also after the portal was killed', async () => {
    await expectTold('heritage ready 2');
    await portal.kill();
    target.set('heritage_instances', { app: 'cart' }, 5);
    await portal.start();
    await expectTold('heritage ready 5');
  });

  it('has the line of a wrong query on the page of sources', async () => {
    const { body } = await portal.get('/api/fleet/sources');
    const text = JSON.stringify(body);
    expect(text).toContain(
      'Prometheus main does not understand fleet.prometheus.servers[0].traffic[0]',
    );
    expect(text).not.toContain('made-up-token');
  });

  it('is gone when its series has gone', async () => {
    target.remove('heritage_instances', { app: 'cart' });
    await expectTold('heritage gone 0');
  });
});
