import {
  instant,
  KUBERNETES_ID,
} from '@landfall/backstage-plugin-fleet-common';
import {
  originOfImage,
  type ObservationInput,
} from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';
import { eachDatabase } from '../database/testing';
import { rebuild } from './rebuild';
import { DAY, MINUTE, NOW, TestCompany } from './testing';
import { wantedImages } from './wantedImages';

jest.setTimeout(120_000);

const ORIGIN = 'github.com/acme/cart';
const sha = (letter: string) => letter.repeat(40);
const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const HOST = 'registry.example:5000';

const rollout = (
  at: number,
  image: { reference?: string; digest?: string },
  options: { workload?: string; annotated?: string } = {},
): ObservationInput => {
  const { workload = 'cart', annotated } = options;
  return {
    kind: 'rollout',
    key: `rollout/${workload}/${at}`,
    version: 1,
    at,
    ended: true,
    endedAt: at + MINUTE,
    target: {
      platform: 'kubernetes',
      cluster: 'eu',
      namespace: 'shop',
      workloadKind: 'Deployment',
      workload,
    },
    body: {
      images: [
        {
          container: 'app',
          reference: image.reference ?? `${HOST}/shop/cart:latest`,
          digest: image.digest,
        },
      ],
      configuration: 'c1',
      outcome: 'succeeded',
      overdueSince: null,
      crashLoopingSince: null,
      reason: '',
      revision: Math.round(at / MINUTE),
      incarnation: 'a',
      facts: {},
      ...(annotated ? { madeFrom: { commit: annotated, origin: ORIGIN } } : {}),
    },
  };
};

const change = (letter: string, at: number): ObservationInput => ({
  ...{ kind: 'change', key: sha(letter), version: 1, at },
  ...{ ended: true, endedAt: at, origin: ORIGIN },
  body: {
    ...{ commit: sha(letter), parents: letter === 'a' ? [] : [sha('a')] },
    ...{ authoredAt: null, reverts: [], directories: null },
  },
});

const image = (
  letter: string,
  body: Partial<Extract<ObservationInput, { kind: 'image' }>['body']> = {},
  version = NOW,
): ObservationInput => {
  const { found = true } = body;
  return {
    ...{ kind: 'image', key: digest(letter), version, at: NOW - 30 * DAY },
    ...{ ended: found, endedAt: found ? NOW - 30 * DAY : null },
    origin: originOfImage(digest(letter)),
    body: {
      found,
      madeFrom: found ? { commit: sha(letter), origin: ORIGIN } : null,
      base: null,
      ...body,
    },
  };
};

eachDatabase(under => {
  let database: Knex;
  let company: TestCompany;

  beforeAll(async () => {
    database = await under.open();
  });
  beforeEach(async () => {
    company = new TestCompany(database);
    await company.clear();
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
            match: { namespace: 'shop', workload: 'cart' },
            service: 'component:default/cart',
          },
        ],
      },
    });
  });
  const record = async (
    observations: readonly ObservationInput[],
    scope = 'all',
  ) => {
    const { refused } = await company.ledger.record({
      ...{ source: 'registry', scope, observations },
    });
    expect(refused).toEqual([]);
    await company.projector.settle();
  };
  const ways = async () => {
    const rows: { detail: string }[] = await database('deployment_delivery')
      .orderBy('started_at')
      .select('detail');
    return rows.map(({ detail }) => JSON.parse(detail).versionCommit);
  };
  const wanted = (query: Partial<Parameters<typeof wantedImages>[1]> = {}) =>
    wantedImages(database, {
      source: 'registry',
      scope: 'all',
      registry: HOST,
      accepts: () => true,
      triedBefore: company.clock.now(),
      limit: 10,
      ...query,
    });

  const commits = [change('a', NOW - 9 * DAY), change('b', NOW - 5 * DAY)];
  const rollouts = [
    rollout(NOW - 8 * DAY, { digest: digest('a') }),
    rollout(NOW - 4 * DAY, { digest: digest('b') }),
  ];
  const labelled = [sha('a'), sha('b')].map(commit => ({
    ...{ commit, how: 'image_label', sure: 'confirmed' },
  }));

  it('lead from a digest to its commit, and to a lead time, whether the label is known before the rollout or long after', async () => {
    for (const order of [
      [commits, rollouts, [image('a'), image('b')]],
      [[image('a'), image('b')], rollouts, commits],
      [rollouts, [image('b')], commits, [image('a')]],
    ]) {
      await database('observations').del();
      await company.loseReadModels();
      await database('service_images').del();
      await rebuild(company);
      await company.projector.settle();
      for (const part of order) await record(part);
      expect(await ways()).toEqual(labelled);
      const { metrics } = await database('service_metrics')
        .where({ service: 'component:default/cart', window_days: 30 })
        .first('metrics');
      expect(JSON.parse(metrics)).toContainEqual(
        expect.objectContaining({
          ...{ metric: 'lead_time', n: 1, value: (DAY + MINUTE) / 1_000 },
        }),
      );
    }
  });

  it('derive only the services again that ran it, and nobody when it was not found', async () => {
    await record([...commits, ...rollouts]);
    const derived: unknown[] = [];
    database.on('query', ({ sql }: { sql: string }) => {
      if (/insert into "(service_metrics|deployment_delivery)"/.test(sql)) {
        derived.push(sql);
      }
    });
    await record([image('c')]);
    await record([image('b', { found: false })]);
    expect(derived).toEqual([]);
    await record([image('b', {}, NOW + 1)]);
    database.removeAllListeners('query');
    expect(derived).not.toEqual([]);
    expect((await ways())[1]).toEqual(labelled[1]);
  });

  it('do not count where another repository, or the base image, is meant', async () => {
    const foreign = { commit: sha('c'), origin: 'github.com/library/base' };
    await record([
      ...commits,
      ...rollouts,
      image('a', { madeFrom: foreign }),
      image('b', {
        madeFrom: { commit: sha('b'), origin: null },
        base: { digest: digest('e'), commit: sha('b') },
      }),
    ]);
    expect(await ways()).toEqual([
      { commit: null, why: 'no_evidence' },
      { commit: null, why: 'no_evidence' },
    ]);
  });

  it('are asked for where nobody knows better, the newest first, and never again once told', async () => {
    await record([
      ...rollouts,
      rollout(NOW - 3 * DAY, { digest: digest('c') }, { annotated: sha('a') }),
      rollout(NOW - 2 * DAY, { reference: 'shop/cart', digest: digest('d') }),
      rollout(NOW - 1 * DAY, {}),
      // Nobody's.
      rollout(NOW, { digest: digest('f') }, { workload: 'other' }),
    ]);
    const both = [
      { digest: digest('b'), repositories: ['shop/cart'] },
      { digest: digest('a'), repositories: ['shop/cart'] },
    ];
    expect(await wanted()).toEqual(both);
    expect(await wanted({ limit: 1 })).toEqual([both[0]]);
    expect(await wanted({ accepts: name => name !== 'shop/cart' })).toEqual([]);
    expect(await wanted({ registry: 'docker.io' })).toEqual([
      { digest: digest('d'), repositories: ['shop/cart'] },
    ]);

    await company.ledger.record({
      ...{ source: 'registry', scope: 'all' },
      observations: [image('b', { madeFrom: null })],
    });
    // Before anything is derived of it, and after.
    expect(await wanted()).toEqual([both[1]]);
    await company.projector.settle();
    expect(await wanted()).toEqual([both[1]]);
    await company.loseReadModels();
    await rebuild(company);
    await company.projector.settle();
    expect(await wanted()).toEqual([both[1]]);
  });

  it('are asked for again after a while where they were not found, meanwhile elsewhere', async () => {
    await record(rollouts.slice(0, 1));
    await record([image('a', { found: false }, NOW)], 'mirror');
    const asked = await wanted({ triedBefore: company.clock.now() });
    expect(asked).toHaveLength(1);
    await record([image('a', { found: false }, NOW)]);
    const since = (version: number) =>
      wanted({ triedBefore: instant(version) });
    expect(await since(NOW)).toEqual([]);
    expect(await since(NOW + 1)).toEqual(asked);
    // The same again adds nothing to the ledger, but moves the time of the attempt.
    await record([image('a', { found: false }, NOW + 5)]);
    expect(await since(NOW + 5)).toEqual([]);
    expect(await since(NOW + 6)).toEqual(asked);
    expect(
      await database('observations').where({ scope: 'all', kind: 'image' }),
    ).toHaveLength(1);
  });

  it('name all places of a digest', async () => {
    await record([
      rollout(NOW - DAY, { digest: digest('a') }),
      rollout(NOW - MINUTE, {
        reference: `${HOST}/released/cart:v1@${digest('a')}`,
        digest: digest('b'),
      }),
    ]);
    expect(await wanted()).toEqual([
      { digest: digest('a'), repositories: ['released/cart', 'shop/cart'] },
    ]);
  });
});
