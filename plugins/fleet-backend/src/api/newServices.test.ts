import { KUBERNETES_ID } from '@landfall/backstage-plugin-fleet-common';
import {
  companyMetricsSchema,
  instant,
} from '@landfall/backstage-plugin-fleet-common';
import type { ObservationInput } from '@landfall/backstage-plugin-fleet-node';
import request from 'supertest';
import { eachDatabase } from '../database/testing';
import { DAY, MINUTE, NOW, TestCompany } from '../projections/testing';
import { createTestApp } from './testing/app';

const target = (workload: string) => ({
  ...{ platform: 'kubernetes', cluster: 'eu', namespace: 'shop' },
  ...{ workloadKind: 'Deployment', workload },
});

function deployed(name: string, at: number): ObservationInput[] {
  const images = [{ container: 'app', reference: 'shop/app:v1' }];
  return [
    {
      ...{ kind: 'presence', key: `presence/${name}`, version: 1, at },
      ...{ ended: false, endedAt: null, target: target(name) },
      body: {
        ...{ images, desired: 1, ready: 1, since: at, paused: false },
        ...{ incarnation: 'a', annotations: {} },
        labels: { [KUBERNETES_ID]: name },
      },
    },
    {
      ...{ kind: 'rollout', key: `rollout/${name}/${at}`, version: 1, at },
      ...{ ended: true, endedAt: at + MINUTE, target: target(name) },
      body: {
        ...{ images, configuration: 'c', outcome: 'succeeded' },
        ...{ overdueSince: null, crashLoopingSince: null, reason: '' },
        ...{ revision: 1, incarnation: 'a', facts: {} },
      },
    },
  ];
}

const commit = (
  name: string,
  letter: string,
  given: { parents: string[]; at: number; directories?: string[] },
): ObservationInput => ({
  ...{ kind: 'change', key: `${name}@${letter}`, version: 1 },
  ...{ at: given.at, ended: true, endedAt: given.at },
  origin: `github.com/acme/${name}`,
  body: {
    commit: letter.repeat(40),
    parents: given.parents.map(parent => parent.repeat(40)),
    ...{ authoredAt: null, reverts: [] },
    directories: given.directories ?? null,
  },
});

eachDatabase(under => {
  it('tells how long it took from the birth of services to production, of those born in the window', async () => {
    const database = await under.open();
    const company = new TestCompany(database);
    const known: Record<string, Record<string, string>> = {};
    const register = async (at: number, ...names: string[]) => {
      company.clock.time = at;
      for (const name of names) {
        known[name] = {
          [KUBERNETES_ID]: name,
          'github.com/project-slug': `acme/${name}`,
        };
      }
      await company.know({
        components: { ...known },
        config: {
          environments: [
            { name: 'production', production: true, match: { cluster: 'eu' } },
          ],
        },
      });
    };
    // It was there before anybody looked.
    await register(NOW - 25 * DAY, 'old');
    await register(NOW - 10 * DAY, 'quick');
    await register(NOW - 9 * DAY, 'written');
    await register(NOW - 5 * DAY, 'waiting');
    company.clock.time = NOW;
    await company.ledger.record({
      ...{ source: 'all', scope: 'all' },
      observations: [
        ...deployed('old', NOW - 24 * DAY),
        ...deployed('quick', NOW - 8 * DAY),
        ...deployed('written', NOW - 8 * DAY),
        commit('written', 'a', { parents: [], at: NOW - 18 * DAY }),
        commit('written', 'b', { parents: ['a'], at: NOW - 17 * DAY }),
        // What is known of it begins in the middle of its history.
        commit('waiting', 'd', { parents: ['c'], at: NOW - 20 * DAY }),
      ],
    });
    await company.projector.settle();
    const app = createTestApp({
      database,
      clock: { now: () => instant(NOW) },
    });
    const of = async (window: number) => {
      const { body } = await request(app).get(`/metrics?window=${window}`);
      return companyMetricsSchema.parse(body).newServices;
    };
    const seconds = (days: number) => days * 86_400 + 60;
    expect(await of(30)).toEqual([
      {
        ...{ platform: 'kubernetes', n: 2, open: 0 },
        medianSeconds: (seconds(2) + seconds(10)) / 2,
        p90Seconds: expect.any(Number),
      },
      {
        ...{ platform: null, n: 1, open: 1 },
        ...{ medianSeconds: null, p90Seconds: null },
      },
    ]);
    expect(await of(7)).toEqual([
      expect.objectContaining({ platform: null, n: 1 }),
    ]);
  });
});
