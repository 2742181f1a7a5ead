import { KUBERNETES_ID } from '@landfall/backstage-plugin-fleet-common';
import type { ObservationInput } from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';
import { eachDatabase } from '../../database/testing';
import { DAY, MINUTE, NOW, TestCompany } from '../testing';
import { ciInProduction } from './testing';

jest.setTimeout(120_000);

const target = (name: string) => ({
  platform: 'kubernetes',
  cluster: 'eu',
  namespace: 'shop',
  workloadKind: 'Deployment',
  workload: name,
});

const HOUR = 60 * MINUTE;

const presence = (name: string, since = NOW - 5 * DAY): ObservationInput => ({
  kind: 'presence',
  key: `presence/${name}`,
  version: 1,
  at: since,
  ended: false,
  endedAt: null,
  target: target(name),
  body: {
    images: [{ container: 'app', reference: 'shop/app:v1' }],
    desired: 2,
    ready: 2,
    since,
    paused: false,
    incarnation: 'a',
    labels: { [KUBERNETES_ID]: name },
    annotations: {},
  },
});

const rollout = (name: string, at: number): ObservationInput => ({
  kind: 'rollout',
  key: `rollout/${name}/${at}`,
  version: 1,
  at,
  ended: true,
  endedAt: at + MINUTE,
  target: target(name),
  body: {
    images: [{ container: 'app', reference: `shop/app:${at}` }],
    configuration: 'c1',
    outcome: 'succeeded',
    overdueSince: null,
    crashLoopingSince: null,
    reason: '',
    revision: Math.round(at / MINUTE),
    incarnation: 'a',
    facts: {},
  },
});

const ci = (
  number: number,
  at: number,
  version: string | null,
): ObservationInput => ({
  kind: 'ci_deployment',
  key: `deployment/${number}`,
  version: 1,
  at,
  ended: true,
  endedAt: at + MINUTE,
  origin: 'github.com/acme/cart',
  body: {
    environment: 'production',
    tier: null,
    commit: null,
    ref: null,
    version,
    images: [],
    outcome: 'succeeded',
    pipelineRun: null,
  },
});

const directory = (names: readonly string[]) => ({
  components: Object.fromEntries(
    names.map(name => [
      name,
      {
        [KUBERNETES_ID]: name,
        'github.com/project-slug': `acme/${name}`,
      },
    ]),
  ),
  config: {
    environments: [
      { name: 'production', production: true, match: { cluster: 'eu' } },
    ],
  },
});

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
  const metric = async (name: string, days = 30) => {
    const row = await database('service_metrics')
      .where({ service: 'component:default/cart', window_days: days })
      .first('metrics');
    const metrics: { metric: string; value: number | null; n: number }[] =
      JSON.parse(row.metrics);
    return metrics.find(one => one.metric === name);
  };
  const versions = () =>
    database('deployments').orderBy('started_at').pluck('version');

  it('tells nights in the zone that the catalog gives the team, and anew when that changes', async () => {
    const inZone = (zone: string | null) =>
      company.know({
        ...directory(['cart']),
        owners: { cart: 'group:default/shop' },
        teams: { shop: { zone } },
      });
    await inZone(null);
    // 15:00 in UTC is midnight in Tokyo.
    const at = Math.floor(NOW / DAY) * DAY - 9 * HOUR;
    await record({
      kind: 'page',
      key: 'page/1',
      version: 1,
      at,
      ended: true,
      endedAt: at,
      service: 'component:default/cart',
      body: { urgency: 'high', incident: null },
    });
    expect(await metric('pages_at_night')).toMatchObject({ value: 0 });
    await inZone('Asia/Tokyo');
    await company.projector.settle();
    expect(await metric('pages_at_night')).toMatchObject({ value: 1 });
    await inZone('Mars/Olympus');
    await company.projector.settle();
    expect(await metric('pages_at_night')).toMatchObject({ value: 0 });
  });

  it('counts what CI deployed where no cluster is watched, and shows it among the deployments of the service', async () => {
    await company.know(directory(['cart']));
    await record(
      ci(1, NOW - 3 * DAY, 'v1'),
      ci(2, NOW - 2 * DAY, 'v2'),
      ci(3, NOW - 2 * DAY + 2 * 60 * MINUTE, 'v2'),
    );
    expect(
      await database('deployments')
        .orderBy('started_at')
        .select('version', 'previous_version', 'class', 'targets'),
    ).toEqual([
      {
        version: 'v1',
        previous_version: null,
        class: 'release',
        targets: '[]',
      },
      {
        version: 'v2',
        previous_version: 'v1',
        class: 'release',
        targets: '[]',
      },
      // CI knows no configurations: the same again is a restart.
      {
        version: 'v2',
        previous_version: 'v2',
        class: 'restart',
        targets: '[]',
      },
    ]);
    expect(await metric('deployment_frequency')).toMatchObject({ n: 2 });
  });

  it('counts once what both tell, and lists what of CI joins nothing', async () => {
    await company.know(directory(['cart']));
    const at = NOW - 2 * DAY;
    await record(presence('cart'), rollout('cart', NOW - 4 * DAY));
    await record(rollout('cart', at));
    await record(
      ci(1, at - MINUTE, `${at}`),
      ci(2, NOW - DAY, 'v9'),
      ci(3, NOW - DAY, null),
    );
    expect(await versions()).toEqual([`${NOW - 4 * DAY}`, `${at}`]);
    expect(
      await database('service_quality').orderBy('kind').pluck('kind'),
    ).toEqual(['ci_without_rollout', 'ci_without_version']);
    expect(await metric('deployment_frequency')).toMatchObject({ n: 2 });
  });

  it('forgets what CI deployed of a repository that is not the service’s any more', async () => {
    await company.know(directory(['cart']));
    await record(ci(1, NOW - 300 * DAY, 'v1'), ci(2, NOW - 2 * DAY, 'v2'));
    expect(await versions()).toEqual(['v1', 'v2']);
    await company.know({ components: { cart: {} } });
    await company.projector.settle();
    expect(await versions()).toEqual([]);
    expect(await database('deployment_delivery').select('id')).toEqual([]);
  });

  it('notices an outage and a change by hand of a target that is otherwise as before', async () => {
    await company.know(directory(['cart']));
    await record(presence('cart'), rollout('cart', NOW - 4 * DAY));
    const at = NOW - DAY;
    await record({
      kind: 'outage',
      key: 'outage',
      version: 1,
      at,
      ended: true,
      endedAt: at + 30 * MINUTE,
      target: target('cart'),
      body: { cause: 'Available=False' },
    });
    expect(await metric('time_to_resolution_detected')).toMatchObject({
      value: 30 * 60,
      n: 1,
    });
    await record({
      kind: 'operation',
      key: 'operation',
      version: 1,
      at,
      ended: true,
      endedAt: at,
      target: target('cart'),
      body: { operation: 'scale', actor: 'person', from: 1, to: 2 },
    });
    expect(await metric('manual_operations')).toMatchObject({ value: 1 });
    expect(
      await database('service_incidents').select('series', 'resolved_at'),
    ).toMatchObject([{ series: 'detected' }]);
  });

  it('shows an outage that goes on once it has lasted a minute, though nothing more is observed', async () => {
    await company.know(directory(['cart']));
    const at = NOW - MINUTE / 2;
    await record(presence('cart'), rollout('cart', NOW - 4 * DAY), {
      ...{ kind: 'outage', key: 'outage', version: 1, at },
      ...{ ended: false, endedAt: null, target: target('cart') },
      body: { cause: 'Available=False' },
    });
    const open = () =>
      database('service_incidents').whereNull('resolved_at').pluck('series');
    expect(await open()).toEqual([]);
    company.clock.time = at + MINUTE - 1;
    await company.projector.settle();
    expect(await open()).toEqual([]);
    company.clock.time = at + MINUTE + 1_000;
    await company.projector.settle();
    expect(await open()).toEqual(['detected']);
  });

  it('shows as zero only what the source of its targets tells of, and the rest as missing', async () => {
    await company.know(directory(['cart']));
    const observes = (...kinds: string[]) =>
      database('sources')
        .insert({
          id: 'all',
          title: 'A platform',
          observes: JSON.stringify(kinds),
          demo: false,
          problems: '[]',
        })
        .onConflict('id')
        .merge();
    await observes('presence', 'rollout', 'operation');
    await record(presence('cart'), rollout('cart', NOW - 4 * DAY));
    expect(await metric('manual_operations')).toMatchObject({ value: 0 });
    for (const name of ['restarts', 'time_to_resolution_detected']) {
      expect(await metric(name)).toMatchObject({
        value: null,
        missing: 'nothing_observed',
      });
    }
    await observes('presence', 'rollout', 'outage', 'disruption');
    await record(rollout('cart', NOW - 3 * DAY));
    expect(await metric('restarts')).toMatchObject({ value: 0 });
    expect(await metric('time_to_resolution_detected')).toMatchObject({
      missing: 'none_in_window',
    });
    expect(await metric('manual_operations')).toMatchObject({ value: null });
    await database('sources').where('id', 'all').delete();
  });

  it('blames a deployment for the incident of another service that names one of its commits, whichever is learnt first', async () => {
    await company.know(directory(['cart', 'checkout']));
    const sha = '9f86d08'.padEnd(40, '1');
    const change: ObservationInput = {
      ...{ kind: 'change', key: sha, version: 1, at: NOW - 3 * DAY },
      ...{ ended: true, endedAt: NOW - 3 * DAY },
      origin: 'github.com/acme/cart',
      body: {
        ...{ commit: sha, parents: [], authoredAt: null },
        ...{ reverts: [], directories: null },
      },
    };
    const incident = (
      version: number,
      commits: string[],
      acknowledgedAt: number | null = null,
    ): ObservationInput => ({
      ...{ kind: 'incident', key: 'P1', version, at: NOW - DAY },
      ...{ ended: false, endedAt: null },
      service: 'component:default/checkout',
      body: {
        ...{ severity: null, acknowledgedAt },
        causedBy: { commits, versions: [] },
      },
    });
    const deployed = rollout('cart', NOW - 2 * DAY);
    if (deployed.kind !== 'rollout') throw new Error('It is one');
    const made = { commit: sha, origin: null };
    const failures = async () => {
      const row = await database('deployment_delivery')
        .where({ service: 'component:default/cart' })
        .first('detail');
      return JSON.parse(row.detail).failedBy.map(
        ({ rule }: { rule: string }) => rule,
      );
    };
    await record(presence('cart'), {
      ...deployed,
      body: { ...deployed.body, madeFrom: made },
    });
    await record(change);
    expect(await failures()).toEqual([]);
    await record(incident(1, ['9f86d08']));
    expect(await failures()).toEqual(['incident']);
    // It is not an incident of its own, and told as whose it is.
    const told = () =>
      database('service_incidents')
        .orderBy('service')
        .select('service', 'series', 'of_service', 'acknowledged_at');
    expect(await told()).toMatchObject([
      {
        ...{ service: 'component:default/cart', series: 'elsewhere' },
        ...{ of_service: 'component:default/checkout', acknowledged_at: null },
      },
      { service: 'component:default/checkout', series: 'reported' },
    ]);
    // Nothing else is learnt of the service that it names.
    await record(incident(2, ['9f86d08'], NOW - HOUR));
    expect((await told()).map(row => Number(row.acknowledged_at))).toEqual([
      NOW - HOUR,
      NOW - HOUR,
    ]);
    await record(incident(3, []));
    expect(await failures()).toEqual([]);
    expect((await told()).map(({ service }) => service)).toEqual([
      'component:default/checkout',
    ]);

    const all = [change, incident(4, [sha])];
    await record(...all);
    expect(await failures()).toEqual(['incident']);
    const before = await company.readModels();
    await company.loseReadModels();
    await database('projection_state').where({ name: 'version' }).del();
    const delivery = ciInProduction();
    await new TestCompany(database, { delivery }).projector.settle();
    expect(await failures()).toEqual(['incident']);
    expect((await company.readModels()).deployment_delivery).toEqual(
      before.deployment_delivery,
    );
  });

  it('shows what a tool that is looked at did not tell of as none, and as missing where the tool would not tell of the service', async () => {
    await company.know(directory(['cart']));
    const covers = (scope: string, covered: object | null) =>
      database('source_scopes').insert({
        ...{ source: 'tool', scope, mode: 'poll', interval_seconds: 60 },
        ...{ configured: true, complete: true, problems: '[]' },
        ...{ consecutive_failures: 0, last_complete: NOW },
        covers: covered && JSON.stringify(covered),
      });
    await covers('asked', { kinds: ['incident'], originPrefix: null });
    await covers('annotated', { kinds: ['page'], originPrefix: 'pagerduty:' });
    await covers('told', null);
    const lookedAt = (scope: string) =>
      database('scope_gaps').insert({
        ...{ source: 'tool', scope, from_at: null, to_at: NOW - 40 * DAY },
        told: true,
      });
    await lookedAt('told');
    await record(presence('cart'), rollout('cart', NOW - 4 * DAY));
    expect(await metric('time_to_resolution')).toMatchObject({
      missing: 'no_incident_source',
    });

    // Nothing is observed by that.
    await lookedAt('asked');
    await lookedAt('annotated');
    company.clock.time += 2_000;
    await company.projector.settle();
    expect(await metric('time_to_resolution')).toMatchObject({
      ...{ value: null, missing: 'none_in_window' },
    });
    expect(await metric('busy_shifts')).toMatchObject({ value: 0 });
    expect(await metric('pages')).toMatchObject({
      ...{ value: null, missing: 'no_page_source' },
    });
  });

  it('counts no incident that was withdrawn: the issue is gone, moved, or has lost its label', async () => {
    await company.know(directory(['cart']));
    const incident = (given: object): ObservationInput => ({
      ...{ kind: 'incident', key: 'issue/7', version: 1, at: NOW - DAY },
      ...{ ended: false, endedAt: null, service: 'component:default/cart' },
      body: { severity: null, acknowledgedAt: null },
      ...given,
    });
    await record(incident({}), incident({ key: 'issue/8' }));
    expect(await metric('time_to_resolution')).toMatchObject({ n: 2, open: 2 });
    await record(
      incident({ version: 2, ended: true, correction: 'It is none any more' }),
    );
    expect(await metric('time_to_resolution')).toMatchObject({ n: 1, open: 1 });
  });

  it('finds the commit by what the author says that the artefact was made from, unless that is of another repository', async () => {
    await company.know(directory(['cart']));
    const [first, second, foreign] = ['a', 'b', 'c'].map(one => one.repeat(40));
    const told = (at: number, commit: string, origin: string | null) => {
      const one = rollout('cart', at);
      if (one.kind !== 'rollout') throw new Error('It is one');
      return { ...one, body: { ...one.body, madeFrom: { commit, origin } } };
    };
    const change = (commit: string, parents: string[], at: number) =>
      ({
        ...{ kind: 'change', key: commit, version: 1, at },
        ...{ ended: true, endedAt: at, origin: 'github.com/acme/cart' },
        body: {
          ...{ commit, parents, authoredAt: null },
          ...{ reverts: [], directories: null },
        },
      } satisfies ObservationInput);
    await record(
      presence('cart'),
      change(first, [], NOW - 5 * DAY),
      change(second, [first], NOW - 3 * DAY),
      told(NOW - 4 * DAY, first.slice(0, 8), null),
      told(NOW - 2 * DAY, second, 'github.com/acme/cart'),
      told(NOW - DAY, foreign, 'github.com/acme/base-image'),
    );
    const rows: { detail: string }[] = await database('deployment_delivery')
      .orderBy('started_at')
      .select('detail');
    expect(
      rows.map(({ detail }) => JSON.parse(detail).versionCommit),
    ).toMatchObject([
      { commit: first, how: 'annotation', sure: 'confirmed' },
      { commit: second, how: 'annotation', sure: 'confirmed' },
      { commit: null },
    ]);
    expect(await metric('lead_time')).toMatchObject({
      value: (DAY + MINUTE) / 1_000,
      n: 1,
    });
  });

  it('knows the version that was live before however long ago that was deployed', async () => {
    await company.know(directory(['cart']));
    await record(
      presence('cart', NOW - 900 * DAY),
      rollout('cart', NOW - 800 * DAY),
    );
    await record(rollout('cart', NOW - DAY));
    const rows: { detail: string }[] = await database('deployment_delivery')
      .orderBy('started_at')
      .select('detail');
    expect(rows.map(({ detail }) => JSON.parse(detail).baseline)).toEqual([
      true,
      false,
    ]);
  });

  it('takes as many statements for many services as for two', async () => {
    const statementsFor = async (names: readonly string[]) => {
      await company.clear();
      // A projector keeps the directory as long as it does not change.
      company = new TestCompany(database, { delivery: ciInProduction() });
      await company.know(directory(names));
      await record(...names.map(name => presence(name)));
      let statements = 0;
      const count = () => statements++;
      await company.ledger.record({
        source: 'all',
        scope: 'all',
        observations: names.map(name => rollout(name, NOW - DAY)),
      });
      database.on('query', count);
      await company.projector.settle();
      database.removeListener('query', count);
      expect(await database('deployment_delivery').select('id')).toHaveLength(
        names.length,
      );
      return statements;
    };
    const few = await statementsFor(['a', 'b']);
    const names = Array.from({ length: 40 }, (_, i) => `service-${i}`);
    expect(await statementsFor(names)).toBe(few);
  });
});
