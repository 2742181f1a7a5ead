import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import {
  fleetSourcesExtensionPoint,
  targetKey,
} from '@landfall/backstage-plugin-fleet-node';
import { openDatabase } from '../database/migrate';
import { createLedger } from '../ledger/ledger';
import type { Ledger } from '../ledger/types';
import { createSourceRegistry } from './registry';
import { createSourceRunner } from './runner';
import deployLogModule from './testing/deployLogModule';
import { realClock, until } from './testing/values';

const guide = join(__dirname, '../../../../docs/add-a-source.md');

/** Starts a backend with the example and what runs it. */
async function startWithExample(url: string) {
  const ledgers: Ledger[] = [];
  const plugin = createBackendPlugin({
    pluginId: 'fleet',
    register(env) {
      const registry = createSourceRegistry();
      env.registerExtensionPoint(fleetSourcesExtensionPoint, registry);
      env.registerInit({
        deps: {
          database: coreServices.database,
          lifecycle: coreServices.lifecycle,
          logger: coreServices.logger,
          scheduler: coreServices.scheduler,
        },
        async init({ database: service, lifecycle, logger, scheduler }) {
          const database = await openDatabase(service);
          const ledger = createLedger({ database, clock: realClock });
          ledgers.push(ledger);
          const runner = createSourceRunner({
            sources: registry.list(),
            ledger,
            database,
            scheduler,
            logger,
            clock: realClock,
            replicaId: 'one',
            random: Math.random,
          });
          lifecycle.addShutdownHook(() => runner.stop());
          await runner.start();
        },
      });
    },
  });
  const backend = await startTestBackend({
    features: [
      plugin,
      deployLogModule,
      mockServices.rootConfig.factory({
        data: { fleet: { deployLog: { url } } },
      }),
    ],
  });
  return { backend, ledger: ledgers[0] };
}

describe('the guide to adding a source', () => {
  let server: Server;
  const asked: string[] = [];

  beforeEach(async () => {
    server = createServer((request, response) => {
      asked.push(request.url ?? '');
      const deploys = [1, 2].map(id => ({
        id,
        app: 'cart',
        image: `registry.example/cart:${id}`,
        start: `2026-01-0${id}T10:00:00Z`,
        end: `2026-01-0${id}T10:05:00Z`,
        ok: id === 1,
      }));
      response.end(JSON.stringify(deploys));
    });
    await new Promise<void>(resolve =>
      server.listen(0, '127.0.0.1', () => resolve()),
    );
  });
  afterEach(() => server.close());

  it('shows the example as it is', async () => {
    const example = await readFile(
      join(__dirname, 'testing/deployLogModule.ts'),
      'utf8',
    );
    const text = await readFile(guide, 'utf8');
    const [, shown] = /```ts\n([\s\S]*?)```/.exec(text) ?? [];
    expect(shown).toBe(example);
  });

  it('has an example that runs', async () => {
    const { port } = server.address() as AddressInfo;
    const { backend, ledger } = await startWithExample(
      `http://127.0.0.1:${port}`,
    );
    await until(async () => (await ledger.scopes()).length === 1, 20_000);
    const rollouts = await ledger.observations({
      kind: 'rollout',
      targets: [
        targetKey({
          platform: 'heritage',
          cluster: 'main',
          namespace: 'default',
          workloadKind: 'App',
          workload: 'cart',
        }),
      ],
    });
    expect(rollouts.map(({ key, body }) => [key, body.outcome])).toEqual([
      ['deploy/1', 'succeeded'],
      ['deploy/2', 'failed'],
    ]);
    expect(await ledger.cursor({ source: 'deploy-log', scope: 'main' })).toBe(
      2,
    );
    expect(asked[0]).toBe('/deploys?after=0');
    await backend.stop();
  });
});
