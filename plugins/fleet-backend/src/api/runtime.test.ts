/** What the API tells of what a service runs on, of facts that were recorded as sources report them. */
import {
  instant,
  KUBERNETES_ID,
  serviceDetailSchema,
} from '@landfall/backstage-plugin-fleet-common';
import type {
  ObservationInput,
  UsageBody,
} from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';
import request from 'supertest';
import { eachDatabase } from '../database/testing';
import { DAY, MINUTE, NOW, TestCompany } from '../projections/testing';
import { createTestApp } from './testing/app';

const HOUR = 60 * MINUTE;
const THIS_HOUR = Math.floor(NOW / HOUR) * HOUR;

const target = (workload: string) => ({
  platform: 'kubernetes',
  cluster: 'eu',
  namespace: 'shop',
  workloadKind: 'Deployment',
  workload,
});

const presence = (workload: string, service = 'cart'): ObservationInput => ({
  kind: 'presence',
  key: `presence/${workload}`,
  version: 1,
  at: NOW - 60 * DAY,
  ended: false,
  endedAt: null,
  target: target(workload),
  body: {
    images: [],
    desired: 2,
    ready: 2,
    since: NOW - 60 * DAY,
    paused: false,
    incarnation: 'a',
    labels: { [KUBERNETES_ID]: service },
    annotations: {},
  },
});

const usage = (
  ago: number,
  body: Partial<UsageBody>,
  workload = 'cart',
): ObservationInput => ({
  kind: 'usage',
  key: `usage/${workload}/${ago}/${Object.keys(body)}`,
  version: 1,
  at: THIS_HOUR - ago * HOUR,
  ended: true,
  endedAt: THIS_HOUR - (ago - 1) * HOUR,
  target: target(workload),
  body: {
    cpuUsedCores: null,
    cpuRequestedCores: null,
    requestsPerSecond: null,
    ...body,
  },
});

const ofService = (
  service: string,
  body: Partial<UsageBody> & Pick<UsageBody, 'platform'>,
): ObservationInput => ({
  kind: 'usage',
  key: `usage/${service}/${body.platform}`,
  version: 1,
  at: THIS_HOUR - HOUR,
  ended: true,
  endedAt: THIS_HOUR,
  service: `component:default/${service}`,
  body: {
    cpuUsedCores: null,
    cpuRequestedCores: null,
    requestsPerSecond: null,
    ...body,
  },
});

const disruption = (
  kind: 'restart' | 'out_of_memory' | 'crash_loop',
  daysAgo: number,
  count: number,
): ObservationInput => ({
  kind: 'disruption',
  key: `${kind}/${daysAgo}`,
  version: 1,
  at: NOW - daysAgo * DAY,
  ended: true,
  endedAt: NOW - daysAgo * DAY + MINUTE,
  target: target('cart'),
  body: { disruption: kind, count },
});

const operation = (
  daysAgo: number,
  actor: 'person' | 'machine',
): ObservationInput => ({
  kind: 'operation',
  key: `operation/${daysAgo}/${actor}`,
  version: 1,
  at: NOW - daysAgo * DAY,
  ended: true,
  endedAt: NOW - daysAgo * DAY,
  target: target('cart'),
  body: { operation: 'scale', actor, from: 1, to: 2 },
});

eachDatabase(under => {
  let database: Knex;

  beforeAll(async () => {
    database = await under.open();
    const company = new TestCompany(database, {});
    await company.know({
      components: {
        cart: { [KUBERNETES_ID]: 'cart' },
        old: { [KUBERNETES_ID]: 'old' },
        quiet: {},
      },
      owners: {},
      config: {},
    });
    await database('sources').insert({
      id: 'kubernetes',
      title: 'Kubernetes',
      observes: JSON.stringify(['presence', 'disruption', 'operation']),
      demo: false,
      problems: '[]',
    });
    const record = (source: string, observations: ObservationInput[]) =>
      company.ledger.record({ source, scope: 'eu', observations });
    await record('kubernetes', [
      presence('cart'),
      presence('cart-canary'),
      usage(30, { cpuRequestedCores: 9 }, 'cart-canary'),
      usage(3, { cpuRequestedCores: 2, autoscaled: false }),
      usage(1, {
        ...{ cpuRequestedCores: 1.5, minReplicas: 2, maxReplicas: 6 },
        autoscaled: true,
      }),
      disruption('restart', 1, 3),
      disruption('restart', 10, 40),
      disruption('restart', 45, 500),
      disruption('out_of_memory', 2, 2),
      disruption('crash_loop', 2, 17),
      operation(1, 'person'),
      operation(2, 'machine'),
      operation(20, 'person'),
    ]);
    await record('prometheus', [usage(2, { cpuUsedCores: 0.25 })]);
    await record('prometheus', [
      ofService('cart', { platform: 'kubernetes', cpuUsedCores: 70 }),
      ofService('old', { platform: 'kubernetes', cpuUsedCores: 0.5 }),
      ofService('old', { platform: 'helios', cpuUsedCores: 80 }),
    ]);
    await record('helios', [presence('old', 'old')]);
    await company.projector.settle();
  });

  const runtimeOf = async (service: string, window: number) => {
    const app = createTestApp({
      database,
      clock: { now: () => instant(NOW) },
    });
    const { body } = await request(app)
      .get(`/services/component/default/${service}?window=${window}`)
      .expect(200);
    const { runtime = [] } = serviceDetailSchema.parse(body);
    return new Map(
      runtime.map(one => [one.target.split('/').at(-1) ?? '', one]),
    );
  };
  const known = (value: number) => ({ value, missing: null });
  const notTold = { value: null, missing: 'not_told' };

  it('tells of each target the newest hour of which each number is told, whoever tells it', async () => {
    const targets = await runtimeOf('cart', 30);
    expect(targets.get('cart')).toMatchObject({
      usedCores: known(0.25),
      requestedCores: known(1.5),
      minReplicas: known(2),
      maxReplicas: known(6),
      autoscaled: true,
    });
  });

  it('does not take what was told more than a day ago for what is', async () => {
    const targets = await runtimeOf('cart', 30);
    expect(targets.get('cart-canary')).toMatchObject({
      usedCores: notTold,
      requestedCores: notTold,
      minReplicas: notTold,
      autoscaled: null,
    });
  });

  it('counts what befell it in the window, and nothing that a machine did', async () => {
    const month = await runtimeOf('cart', 30);
    expect(month.get('cart')).toMatchObject({
      restarts: 43,
      outOfMemory: 2,
      crashLoops: 1,
      byHand: 2,
    });
    expect(month.get('cart-canary')).toMatchObject({ restarts: 0, byHand: 0 });
    const week = await runtimeOf('cart', 7);
    expect(week.get('cart')).toMatchObject({ restarts: 3, byHand: 1 });
  });

  it('takes what is told of the service for that of its target, where it has only one on that platform', async () => {
    const old = (await runtimeOf('old', 30)).get('old');
    expect(old).toMatchObject({ usedCores: known(0.5) });
    const cart = await runtimeOf('cart', 30);
    expect(cart.get('cart')?.usedCores).toEqual(known(0.25));
    expect(cart.get('cart-canary')?.usedCores).toEqual(notTold);
  });

  it('counts nothing where the source does not tell such things', async () => {
    const targets = await runtimeOf('old', 30);
    expect(targets.get('old')).toMatchObject({
      restarts: null,
      outOfMemory: null,
      crashLoops: null,
      byHand: null,
    });
  });

  it('is empty for a service that nobody sees', async () => {
    expect((await runtimeOf('quiet', 30)).size).toBe(0);
  });
});
