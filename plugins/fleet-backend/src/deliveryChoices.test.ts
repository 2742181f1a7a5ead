/** What administrators choose under `fleet.delivery`, from the line of configuration to the number that the API tells. */
import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import {
  serviceMetricsSchema,
  type MetricName,
} from '@landfall/backstage-plugin-fleet-common';
import type { ObservationInput } from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';
import request from 'supertest';
import { createTestApp } from './api/testing/app';
import { readFleetConfig } from './config';
import { eachDatabase } from './database/testing';
import { deliveryOptions } from './deliveryConfig';
import { DAY, MINUTE, NOW, TestCompany } from './projections/testing';

const CART = 'component:default/cart';
const ORIGIN = 'github.com/acme/cart';
const HOUR = 60 * MINUTE;
const commit = (version: number) => `${version}`.repeat(40);
const once = { version: 1, ended: true } as const;

/** In CI's environment `live`; takes ten minutes. Its commit was committed an hour before the version was first deployed, and written two hours before. */
function deployed(version: number, at: number): ObservationInput[] {
  return [
    {
      ...{ kind: 'ci_deployment', key: `${at}`, ...once },
      ...{ at, endedAt: at + 10 * MINUTE, origin: ORIGIN },
      body: {
        ...{ environment: 'live', tier: null, ref: null, images: [] },
        ...{ commit: commit(version), version: `v${version}` },
        ...{ outcome: 'succeeded', pipelineRun: null },
      },
    },
  ];
}

function committed(version: number, before: number): ObservationInput {
  return {
    ...{ kind: 'change', key: commit(version), ...once, origin: ORIGIN },
    ...{ at: before - HOUR, endedAt: before - HOUR },
    body: {
      commit: commit(version),
      parents: version === 1 ? [] : [commit(version - 1)],
      authoredAt: before - 2 * HOUR,
      ...{ reverts: [], directories: null },
    },
  };
}

const paged = (time: string): ObservationInput => ({
  ...{ kind: 'page', key: time, ...once, service: CART },
  ...{ at: Date.parse(time), endedAt: Date.parse(time) },
  body: { urgency: 'high', incident: null },
});

const incident = (at: number): ObservationInput => ({
  ...{ kind: 'incident', key: `incident ${at}`, ...once, service: CART },
  ...{ at, endedAt: at + 20 * MINUTE },
  body: { severity: null, acknowledgedAt: null },
});

/** NOW is a Wednesday, at noon UTC. */
const life: ObservationInput[] = [
  ...[20, 15, 10].map((days, i) => committed(i + 1, NOW - days * DAY)),
  committed(4, NOW - 5 * DAY),
  ...deployed(1, NOW - 20 * DAY),
  ...deployed(2, NOW - 15 * DAY),
  ...deployed(3, NOW - 10 * DAY),
  // Back to the first.
  ...deployed(1, NOW - 9 * DAY),
  ...deployed(4, NOW - 5 * DAY),
  // Thirty hours after the last.
  incident(NOW - 5 * DAY + 10 * MINUTE + 30 * HOUR),
  // Three on Thursday, long after any deployment.
  ...[7, 9, 10].map(hour => incident(Date.UTC(2026, 10, 12, hour))),
  {
    ...{ kind: 'pull_request', key: 'pr/2', ...once, origin: ORIGIN },
    ...{ at: NOW - 16 * DAY, endedAt: NOW - 15 * DAY - HOUR },
    body: {
      ...{ number: 2, state: 'merged', base: 'main', head: 'rescue/2' },
      ...{ labels: ['Urgent'], commits: null, mergeCommit: commit(2) },
      ...{ readyAt: null, firstReviewAt: null },
      ...{ mergedAt: NOW - 15 * DAY - HOUR, reverts: null, fixes: [] },
    },
  },
  paged('2026-11-14T12:00:00Z'),
  paged('2026-11-16T10:00:00Z'),
  paged('2026-11-17T16:30:00Z'),
  paged('2026-11-17T23:30:00Z'),
  paged('2026-11-18T05:30:00Z'),
  {
    ...{ kind: 'ticket', key: 'ticket', ...once, service: CART },
    ...{ at: NOW - DAY, endedAt: NOW - HOUR },
    body: { severity: null },
  },
];

const environments = [
  { name: 'production', production: true, match: { environment: 'live' } },
];
const hours = (given: JsonObject) => ({ environments, workingHours: given });

/** A choice, the number that it changes, what that is without the choice, and with it. */
const choices: [
  choice: JsonObject,
  metric: MetricName,
  without: number | null,
  value: number | null,
][] = [
  [{ environments, leadTimeFrom: 'author' }, 'lead_time', 436_200, 439_800],
  [{ environments, hotfixLabels: ['urgent'] }, 'rework_rate', 0.2, 0.6],
  [{ environments, hotfixBranches: ['rescue/'] }, 'rework_rate', 0.2, 0.6],
  [{ environments, incidentHours: 48 }, 'change_fail_rate', 0.25, 0.5],
  [
    { environments, failRateWithRollbacks: true },
    ...(['change_fail_rate', 0.25, 0.2] as const),
  ],
  [hours({ zone: 'Europe/Stockholm' }), 'pages_out_of_hours', 3, 4],
  [
    hours({ days: ['monday', 'tuesday', 'wednesday', 'saturday'] }),
    ...(['pages_out_of_hours', 3, 2] as const),
  ],
  [hours({ from: '10:30' }), 'pages_out_of_hours', 3, 4],
  [hours({ until: '16:00' }), 'pages_out_of_hours', 3, 4],
  [hours({ holidays: ['2026-11-16'] }), 'pages_out_of_hours', 3, 4],
  [hours({ nightFrom: '23:45' }), 'pages_at_night', 2, 1],
  [hours({ nightUntil: '05:00' }), 'pages_at_night', 2, 1],
  [hours({ shiftFrom: '06:00' }), 'busy_shifts', 0, 1],
  [
    hours({ teams: [{ team: 'group:default/search', from: '10:30' }] }),
    ...(['pages_out_of_hours', 3, 4] as const),
  ],
  [
    hours({ teams: [{ team: 'group:default/other', from: '10:30' }] }),
    ...(['pages_out_of_hours', 3, 3] as const),
  ],
  [
    { environments, minutesPerLoad: { pages: 30, tickets: 60 } },
    ...(['load_hours', null, 3.5] as const),
  ],
];

const fleetOf = (delivery: JsonObject) => {
  const { value, problems } = readFleetConfig({
    config: new ConfigReader({ fleet: { delivery } }),
    sources: [],
  });
  expect(problems).toEqual([]);
  return value;
};

eachDatabase(under => {
  let database: Knex;

  beforeAll(async () => {
    database = await under.open();
    const company = new TestCompany(database);
    await company.know({
      components: { cart: { 'github.com/project-slug': 'acme/cart' } },
      owners: { cart: 'group:default/search' },
    });
    const { refused } = await company.ledger.record({
      ...{ source: 'all', scope: 'all', observations: life },
    });
    if (refused.length > 0) throw new Error(JSON.stringify(refused));
  });

  /** What the API tells by a configuration: the portal starts with it on what was there. */
  async function metricsBy(delivery: JsonObject) {
    const { delivery: config, timeZone } = fleetOf(delivery);
    const company = new TestCompany(database, {
      delivery: deliveryOptions(config, { timeZone }),
    });
    await company.projector.settle();
    const { bands } = config;
    const app = createTestApp({
      database,
      bands: bands === 'none' ? undefined : bands,
    });
    const { body } = await request(app).get(
      '/services/component/default/cart/metrics?window=30',
    );
    const { metrics } = serviceMetricsSchema.parse(body);
    return (name: MetricName) => metrics.find(({ metric }) => metric === name);
  }

  it('counts as production only what `environments` maps', async () => {
    const unmapped = await metricsBy({});
    expect(unmapped('deployment_frequency')).toMatchObject({ n: 0 });
    const mapped = await metricsBy({ environments });
    expect(mapped('deployment_frequency')).toMatchObject({ n: 5 });
  });

  it.each(choices)('goes by %j: %s', async (choice, name, without, value) => {
    const before = await metricsBy({ environments });
    expect(before(name)?.value ?? null).toBe(without);
    const after = await metricsBy(choice);
    expect(after(name)?.value ?? null).toBe(value);
  });

  it('takes for failed what `rolledBack` says', async () => {
    const failed = async (delivery: JsonObject) => {
      await metricsBy(delivery);
      const rows: { version: string; detail: string }[] = await database(
        'deployment_delivery as d',
      )
        .join('deployments as p', 'p.id', 'd.id')
        .orderBy('d.started_at')
        .select('p.version', 'd.detail');
      return rows.flatMap(({ version, detail }) =>
        JSON.parse(detail).failedBy.length > 0 ? [version] : [],
      );
    };
    expect(await failed({ environments })).toEqual(['v2']);
    expect(
      await failed({ environments, rolledBack: 'directly_before' }),
    ).toEqual(['v3']);
  });

  it('carries the bands of the edition that is chosen, and none by default', async () => {
    const none = await metricsBy({ environments });
    expect(none('lead_time')).not.toHaveProperty('band');
    for (const bands of ['2021', '2023']) {
      const some = await metricsBy({ environments, bands });
      expect(some('lead_time')?.band).toEqual(expect.any(String));
    }
  });
});
