/** The line from a rollout to a lead time by the label of an image: a real registry, the source that asks it, the ledger, and what is derived, on both databases. */
import { ConfigReader } from '@backstage/config';
import {
  instant,
  KUBERNETES_ID,
} from '@landfall/backstage-plugin-fleet-common';
import {
  type ObservationInput,
  type SourceContext,
} from '@landfall/backstage-plugin-fleet-node';
import { MemoryLedger } from '@landfall/backstage-plugin-fleet-node/testUtils';
import { mockServices } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { startRegistry, type Registry } from 'testbed';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports, no-restricted-imports -- the line has two ends
import { readRegistriesConfig } from '../../../fleet-backend-module-registry/src/config/config';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports, no-restricted-imports -- see above
import { createRegistrySource } from '../../../fleet-backend-module-registry/src/source';
import { eachDatabase } from '../database/testing';
import { createImagesExtension } from '../imagesExtension';
import { DAY, MINUTE, NOW, TestCompany } from './testing';

const ORIGIN = 'github.com/acme/cart';
const sha = (letter: string) => letter.repeat(40);
const credentials = { username: 'landfall', password: 'made-up-password' };

eachDatabase(under => {
  let database: Knex;
  let company: TestCompany;
  let registry: Registry;

  beforeAll(async () => {
    database = await under.open();
    registry = await startRegistry({ name: 'line', credentials });
    company = new TestCompany(database);
    await company.know({
      components: {
        cart: {
          [KUBERNETES_ID]: 'cart',
          'github.com/project-slug': 'acme/cart',
        },
      },
      config: {
        environments: [
          { name: 'production', production: true, match: { cluster: 'eu' } },
        ],
        services: [
          {
            match: { namespace: 'shop' },
            service: 'component:default/cart',
          },
        ],
      },
    });
  });
  afterAll(() => registry?.stop());

  const record = async (source: string, observations: ObservationInput[]) => {
    const { refused } = await company.ledger.record({
      ...{ source, scope: registry.host, observations },
    });
    expect(refused).toEqual([]);
  };
  const push = (commit: string, source: string) =>
    registry.push({
      repository: 'shop/cart',
      tag: 'latest',
      labels: {
        'org.opencontainers.image.revision': commit,
        'org.opencontainers.image.source': source,
      },
    });
  const change = (letter: string, at: number): ObservationInput => ({
    ...{ kind: 'change', key: sha(letter), version: 1, at },
    ...{ ended: true, endedAt: at, origin: ORIGIN },
    body: {
      ...{ commit: sha(letter), parents: letter === 'a' ? [] : [sha('a')] },
      ...{ authoredAt: null, reverts: [], directories: null },
    },
  });
  const rollout = (at: number, digest: string): ObservationInput => ({
    ...{ kind: 'rollout', key: `rollout/${at}`, version: 1, at },
    ...{ ended: true, endedAt: at + MINUTE },
    target: {
      ...{ platform: 'kubernetes', cluster: 'eu', namespace: 'shop' },
      ...{ workloadKind: 'Deployment', workload: 'cart' },
    },
    body: {
      images: [
        {
          container: 'app',
          reference: `${registry.host}/shop/cart:latest`,
          digest,
        },
      ],
      ...{ configuration: 'c', outcome: 'succeeded', reason: '' },
      ...{ overdueSince: null, crashLoopingSince: null },
      ...{ revision: Math.round(at / MINUTE), incarnation: 'a', facts: {} },
    },
  });

  /** One look of the source, with the real ledger under it. */
  const look = async () => {
    const { registries, problems } = readRegistriesConfig(
      new ConfigReader({
        fleet: {
          registry: {
            registries: [
              { host: registry.host, url: registry.url, credentials },
            ],
          },
        },
      }),
    );
    expect(problems).toHaveLength(1);
    const { extension, open } = createImagesExtension();
    open(database);
    const source = createRegistrySource({ registries, problems }, extension);
    const [scope] = source.scopes;
    if (scope.mode !== 'poll') throw new Error('It is a poll');
    const reported: number[] = [];
    const context: SourceContext = {
      ...new MemoryLedger().context({
        signal: new AbortController().signal,
        logger: mockServices.logger.mock(),
      }),
      clock: { now: () => instant(NOW) },
      report: async observations => {
        reported.push(observations.length);
        await record('registry', [...observations]);
      },
    };
    const looked = await scope.run(context);
    expect(looked).toEqual({ complete: true, problems: [] });
    await company.projector.settle();
    return reported.length;
  };
  const ways = async () => {
    const rows: { detail: string }[] = await database('deployment_delivery')
      .orderBy('started_at')
      .select('detail');
    return rows.map(({ detail }) => JSON.parse(detail).versionCommit);
  };

  it('leads from the digest of a rollout to its commit and to a lead time, and asks once', async () => {
    const own = 'https://github.com/acme/cart.git';
    const [first, second, base] = [
      await push(sha('a'), own),
      await push(sha('b'), own),
      await push(sha('f'), 'https://github.com/library/base-image'),
    ];
    await record('all', [
      change('a', NOW - 9 * DAY),
      change('b', NOW - 5 * DAY),
      rollout(NOW - 8 * DAY, first),
      rollout(NOW - 4 * DAY, second),
      rollout(NOW - 2 * DAY, base),
    ]);
    await company.projector.settle();
    const none = { commit: null, why: 'no_evidence' };
    expect(await ways()).toEqual([none, none, none]);

    expect(await look()).toBe(3);
    const labelled = { how: 'image_label', sure: 'confirmed' };
    expect(await ways()).toEqual([
      { commit: sha('a'), ...labelled },
      { commit: sha('b'), ...labelled },
      none,
    ]);
    const { metrics } = await database('service_metrics')
      .where({ service: 'component:default/cart', window_days: 30 })
      .first('metrics');
    expect(JSON.parse(metrics)).toContainEqual(
      expect.objectContaining({
        ...{ metric: 'lead_time', n: 1, value: (DAY + MINUTE) / 1_000 },
      }),
    );
    expect(await look()).toBe(0);
  });
});
