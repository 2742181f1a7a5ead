/** What CI tells of a repository that several services share, from what is recorded to what pages show. */
import { KUBERNETES_ID } from '@landfall/backstage-plugin-fleet-common';
import type { ObservationInput } from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';
import { eachDatabase } from '../../database/testing';
import { DAY, MINUTE, NOW, TestCompany, type TestDirectory } from '../testing';
import { ciInProduction } from './testing';

jest.setTimeout(120_000);

const ORIGIN = 'github.com/acme/mono';
const sha = (number: number) => `${number}`.padStart(40, 'd');
const START = NOW - 10 * DAY;

const change = (number: number, directory: string): ObservationInput => ({
  kind: 'change',
  key: `${ORIGIN}@${sha(number)}`,
  version: 1,
  at: START + number * DAY - 60 * MINUTE,
  ended: true,
  endedAt: START + number * DAY - 60 * MINUTE,
  origin: ORIGIN,
  body: {
    commit: sha(number),
    parents: number === 0 ? [] : [sha(number - 1)],
    authoredAt: null,
    reverts: [],
    directories: [directory],
  },
});

/** A deployment of a commit, on the day of its number. */
const ci = (
  number: number,
  given: { commit?: number; environment?: string; service?: string } = {},
): ObservationInput => ({
  kind: 'ci_deployment',
  key: `${ORIGIN}#deployment/${number}`,
  version: 1,
  at: START + number * DAY,
  ended: true,
  endedAt: START + number * DAY + 5 * MINUTE,
  origin: ORIGIN,
  ...(given.service && { service: given.service }),
  body: {
    environment: given.environment ?? 'production',
    tier: null,
    commit: sha(given.commit ?? number),
    ref: 'main',
    version: null,
    images: [],
    outcome: 'succeeded',
    pipelineRun: null,
  },
});

const target = (workload: string) => ({
  platform: 'kubernetes',
  cluster: 'eu',
  namespace: 'shop',
  workloadKind: 'Deployment',
  workload,
});

/** That it is there, and whose it is. */
const presence = (service: string): ObservationInput => ({
  kind: 'presence',
  key: `presence/${service}`,
  version: 1,
  at: START - DAY,
  ended: false,
  endedAt: null,
  target: target(service),
  body: {
    images: [{ container: 'app', reference: 'shop/app:v0' }],
    desired: 2,
    ready: 2,
    since: START - DAY,
    paused: false,
    incarnation: 'a',
    labels: { [KUBERNETES_ID]: service },
    annotations: {},
  },
});

const release = (tag: string, number: number): ObservationInput => ({
  kind: 'release',
  key: `${ORIGIN}#release/${tag}`,
  version: 1,
  at: START + number * DAY,
  ended: true,
  endedAt: START + number * DAY,
  origin: ORIGIN,
  body: { tag, commit: sha(number) },
});

const rollout = (
  service: string,
  number: number,
  tag = sha(number),
): ObservationInput => ({
  kind: 'rollout',
  key: `rollout/${service}/${number}`,
  version: 1,
  at: START + number * DAY + MINUTE,
  ended: true,
  endedAt: START + number * DAY + 3 * MINUTE,
  target: target(service),
  body: {
    images: [{ container: 'app', reference: `shop/${service}:${tag}` }],
    configuration: 'c1',
    outcome: 'succeeded',
    overdueSince: null,
    crashLoopingSince: null,
    reason: '',
    revision: number,
    incarnation: 'a',
    facts: {},
  },
});

const components = (
  given: Record<string, Record<string, string>>,
): TestDirectory => ({
  components: Object.fromEntries(
    Object.entries(given).map(([name, annotations]) => [
      name,
      {
        [KUBERNETES_ID]: name,
        'github.com/project-slug': 'acme/mono',
        ...annotations,
      },
    ]),
  ),
  config: {
    environments: [
      { name: 'production', production: true, match: { cluster: 'eu' } },
    ],
  },
});
const paths = (path: string) => ({ 'landfall.dev/source-paths': path });
const named = (environments: string) => ({
  'landfall.dev/ci-environments': environments,
});
const BY_PATHS = components({ cart: paths('cart'), pay: paths('pay') });

/** The days before that, of which commits change what each service is made of. */
const HISTORY = [
  change(0, 'docs'),
  change(1, 'cart'),
  change(2, 'pay'),
  change(3, 'docs'),
  change(4, 'cart'),
];

eachDatabase(under => {
  let database: Knex;
  let company: TestCompany;

  beforeAll(async () => {
    database = await under.open();
  });
  beforeEach(async () => {
    company = new TestCompany(database, { delivery: ciInProduction() });
    await company.clear();
  });
  const record = async (...observations: ObservationInput[]) => {
    const { refused } = await company.ledger.record({
      source: 'all',
      scope: 'all',
      observations,
    });
    expect(refused).toEqual([]);
    await company.projector.settle();
  };
  /** Of each service the days of its deployments, each with what tells of it. */
  const deployments = async () => {
    const rows = await database('deployments as d')
      .join('deployment_delivery as e', 'e.id', 'd.id')
      .orderBy('d.started_at')
      .select('d.service', 'd.started_at', 'd.class', 'e.detail');
    const found: Record<string, string[]> = {};
    for (const row of rows) {
      const name = row.service.replace(/^.*\//, '');
      const day = Math.floor((Number(row.started_at) - START) / DAY);
      const told = JSON.parse(row.detail).ci.length;
      found[name] = [...(found[name] ?? []), `${day} ${row.class} ${told}`];
    }
    return found;
  };
  const quality = async () =>
    (
      await database('service_quality')
        .whereIn('kind', [
          'shared_ci_deployment',
          'ci_without_rollout',
          'ci_of_another_version',
          'unmapped_ci_environment',
        ])
        .orderBy(['what', 'service'])
        .select('service', 'kind', 'what')
    ).map(row => [
      row.service.replace(/^.*\//, ''),
      row.kind,
      JSON.parse(row.what)[2].replace(`${ORIGIN}#deployment/`, ''),
    ]);

  it('is deployed to those whose directories it changes, and its first is nobody’s', async () => {
    await company.know(BY_PATHS);
    await record(...HISTORY, ...[0, 1, 2, 3, 4].map(day => ci(day)));
    expect(await deployments()).toEqual({
      cart: ['1 release 1', '4 release 1'],
      pay: ['2 release 1'],
    });
    expect(await quality()).toEqual([['cart', 'shared_ci_deployment', '0']]);
    const { metrics } = await database('service_metrics')
      .where({ service: 'component:default/cart', window_days: 30 })
      .first('metrics');
    // Of the second: its own commit, and neither that of the other service nor all that came before.
    expect(
      JSON.parse(metrics).find(
        (one: { metric: string }) => one.metric === 'lead_time',
      ),
    ).toMatchObject({ n: 1, value: 65 * 60 });
  });

  it('is rolled back for those whose changes that takes away', async () => {
    await company.know(BY_PATHS);
    await record(
      ...HISTORY,
      ...[0, 1, 2, 3, 4].map(day => ci(day)),
      ci(5, { commit: 3 }),
    );
    expect(await deployments()).toEqual({
      cart: ['1 release 1', '4 release 1', '5 rollback 1'],
      pay: ['2 release 1'],
    });
    const failed = await database('deployment_delivery')
      .where({ service: 'component:default/cart' })
      .orderBy('started_at')
      .pluck('detail');
    expect(failed.map(one => JSON.parse(one).failedBy.length)).toEqual([
      0, 1, 0,
    ]);
  });

  it('joins the services whose clusters rolled it out, whatever becomes known first, and counts for no other', async () => {
    const observations = [
      ...HISTORY,
      presence('cart'),
      presence('pay'),
      ci(1),
      ci(2),
      rollout('cart', 1),
      rollout('pay', 1),
      rollout('pay', 2),
    ];
    for (const order of [observations, [...observations].reverse()]) {
      await company.clear();
      await company.know(
        components({ cart: {}, pay: {}, jobs: {}, mail: paths('mail') }),
      );
      for (const one of order) {
        await record(one);
      }
      expect(await deployments()).toEqual({
        cart: ['1 release 1'],
        pay: ['1 release 1', '2 release 1'],
      });
      expect(await quality()).toEqual([]);
    }
  });

  it('joins the service whose release it is, though all call theirs by the same number', async () => {
    await company.know(components({ cart: {}, pay: {} }));
    await record(...HISTORY, presence('cart'), presence('pay'));
    await record(
      ci(1),
      release('cart-v1.2.0', 1),
      release('pay-v1.2.0', 0),
      rollout('cart', 1, '1.2.0'),
      rollout('pay', 1, '1.2.0'),
    );
    expect(await deployments()).toEqual({
      cart: ['1 release 1'],
      pay: ['1 release 0'],
    });
    expect(await quality()).toEqual([]);
  });

  it('is listed once where it joins no cluster and nothing else tells whose it is', async () => {
    await company.know(components({ cart: {}, pay: {}, jobs: {} }));
    await record(...HISTORY, presence('cart'), presence('pay'));
    await record(rollout('cart', 0), rollout('pay', 0), ci(2));
    expect(await deployments()).toEqual({
      cart: ['0 release 0'],
      pay: ['0 release 0'],
    });
    expect(await quality()).toEqual([['cart', 'shared_ci_deployment', '2']]);
  });

  it('is of the services whose entities name its environment, and listed once where that maps to nothing', async () => {
    await company.know(
      components({ cart: named('production'), pay: named('qa-*, beta') }),
    );
    await record(
      ...HISTORY,
      ci(0),
      ci(1),
      ci(2, { environment: 'qa-eu' }),
      ci(3, { environment: 'nowhere' }),
    );
    expect(await deployments()).toEqual({
      cart: ['0 release 1', '1 release 1'],
    });
    expect(await quality()).toEqual([
      ['pay', 'unmapped_ci_environment', '2'],
      ['cart', 'unmapped_ci_environment', '3'],
    ]);
  });

  it('is only that of the service that the report names', async () => {
    await company.know(BY_PATHS);
    await record(...HISTORY, ci(0, { service: 'component:default/pay' }));
    expect(await deployments()).toEqual({ pay: ['0 release 1'] });
    expect(await quality()).toEqual([]);
  });

  it('is of a service alone that shares it with a library only', async () => {
    await company.know({
      ...BY_PATHS,
      components: {
        cart: { 'github.com/project-slug': 'acme/mono' },
        colours: { 'github.com/project-slug': 'acme/mono' },
      },
      types: { colours: 'library' },
    });
    await record(...HISTORY, ci(0), ci(1));
    expect(await deployments()).toEqual({
      cart: ['0 release 1', '1 release 1'],
    });
    expect(await quality()).toEqual([]);
  });

  it('is of a service alone again once the other has left the catalog', async () => {
    const alone = components({ cart: {} });
    await company.know(components({ cart: {}, pay: {} }));
    await record(...HISTORY, ci(0), ci(1));
    expect(await deployments()).toEqual({});
    await company.know(alone);
    await company.projector.settle();
    expect((await deployments()).cart).toEqual(['0 release 1', '1 release 1']);
    expect(await quality()).toEqual([]);
  });
});
