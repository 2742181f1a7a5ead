/**
 * What the API tells of incidents that tools report by webhooks, as they come on bad days: twice, the last first, forged, too large, of times that cannot be. The plugin
 * with its real ledger, once on SQLite and once on PostgreSQL.
 */
import {
  incidentListSchema,
  qualityListSchema,
  quarantineListSchema,
  serviceMetricsSchema,
} from '@landfall/backstage-plugin-fleet-common';
import { createHmac } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import incidentsModule from '@landfall/backstage-plugin-fleet-backend-module-incidents';
import { startPostgres, waitFor, type Postgres } from 'testbed';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports, no-restricted-imports -- what PagerDuty published, as in the tests of its source
import {
  webhookIncident,
  webhookMessage,
} from '../../../plugins/fleet-backend-module-incidents/src/testing/pagerDutyExamples';

import { startFleetBackend, type FleetBackend } from './testing/fleetBackend';

jest.setTimeout(400_000);

const SECRET = 'made-up-secret-of-webhooks';
const DATABASES = ['SQLite', 'PostgreSQL'] as const;

/** Yesterday. */
const beginning = Math.floor(Date.now() / 1_000) * 1_000 - 24 * 3_600_000;
const at = (minute: number) =>
  new Date(beginning + minute * 60_000).toISOString();

type Tool = 'pagerduty' | 'alertmanager' | 'desk';
interface Sent {
  tool: Tool;
  message: unknown;
}

/** A message of PagerDuty about one of its incidents. */
const pager = (
  type: string,
  minute: number,
  given: { id: string; service: string } & Record<string, unknown>,
): Sent => ({
  tool: 'pagerduty',
  message: webhookMessage(
    `incident.${type}`,
    at(minute),
    webhookIncident({
      created_at: at(0),
      incident_key: `key-${given.id}`,
      ...given,
      service: { id: given.service },
    }),
  ),
});
/** One alert, as Alertmanager's webhook tells it in version 4. */
const alert = (
  service: string,
  given: { fingerprint: string; from: number; until?: number },
): Sent => ({
  tool: 'alertmanager',
  message: {
    version: '4',
    status: given.until === undefined ? 'firing' : 'resolved',
    alerts: [
      {
        status: given.until === undefined ? 'firing' : 'resolved',
        labels: { alertname: 'Slow', service, severity: 'page' },
        annotations: {},
        startsAt: at(given.from),
        endsAt:
          given.until === undefined ? '0001-01-01T00:00:00Z' : at(given.until),
        generatorURL: 'http://prometheus.example/graph',
        fingerprint: given.fingerprint,
      },
    ],
  },
});
const desk = (...events: object[]): Sent => ({
  tool: 'desk',
  message: { events },
});
const incident = (service: string, given: Record<string, unknown>) => ({
  ...{ kind: 'incident', id: `desk-${service}`, title: 'It is down' },
  service: `component:default/${service}`,
  ...{ updatedAt: at(0), openedAt: at(0) },
  ...given,
});

/** From when to when incidents went on, in minutes; `…` while one goes on. Value and sample of metrics, in seconds. */
interface Expected {
  incidents: string[];
  metrics?: Record<string, [number | null, number]>;
}

interface Story {
  title: string;
  /** Its service in PagerDuty, where it has one. */
  pagerDuty?: string;
  messages: Sent[];
  expected: Expected;
}

const usual = { id: 'PUSUAL', service: 'SUSUAL' };
const again = { id: 'PAGAIN', service: 'SAGAIN' };
const into = { id: 'PINTO', service: 'SMERGED' };
const merged = { id: 'PMERGED', service: 'SMERGED' };

const STORIES: Record<string, Story> = {
  usual: {
    title: 'told the last first and everything twice is one',
    pagerDuty: 'SUSUAL',
    messages: [
      pager('resolved', 40, { ...usual, status: 'resolved' }),
      pager('acknowledged', 10, { ...usual, status: 'acknowledged' }),
      pager('triggered', 0, usual),
      pager('acknowledged', 10, { ...usual, status: 'acknowledged' }),
      pager('resolved', 40, { ...usual, status: 'resolved' }),
      pager('triggered', 0, usual),
    ],
    expected: {
      incidents: ['0-40'],
      metrics: {
        time_to_resolution: [2_400, 1],
        time_to_acknowledge: [600, 1],
      },
    },
  },
  again: {
    title: 'that is opened again goes on',
    pagerDuty: 'SAGAIN',
    messages: [
      pager('triggered', 0, again),
      pager('resolved', 40, { ...again, status: 'resolved' }),
      pager('reopened', 60, again),
    ],
    expected: {
      incidents: ['0-…'],
      metrics: { time_to_resolution: [null, 1] },
    },
  },
  before: {
    title: 'that is given to another service is none of the first',
    pagerDuty: 'SBEFORE',
    messages: [
      pager('triggered', 0, { id: 'PMOVED', service: 'SBEFORE' }),
      pager('reassigned', 20, { id: 'PMOVED', service: 'SAFTER' }),
      pager('resolved', 50, {
        ...{ id: 'PMOVED', service: 'SAFTER', status: 'resolved' },
      }),
    ],
    expected: { incidents: [], metrics: { time_to_resolution: [null, 0] } },
  },
  after: {
    title: 'that was another service’s is of the one that has it now',
    pagerDuty: 'SAFTER',
    messages: [],
    expected: { incidents: ['0-50'] },
  },
  merged: {
    title: 'that was merged into another ends with that',
    pagerDuty: 'SMERGED',
    messages: [
      pager('triggered', 0, merged),
      pager('triggered', 5, { ...into, created_at: at(5) }),
      pager('resolved', 10, {
        ...merged,
        status: 'resolved',
        resolve_reason: {
          type: 'merge_resolve_reason',
          incident: { id: 'PINTO', type: 'incident_reference' },
        },
      }),
      pager('resolved', 60, { ...into, created_at: at(5), status: 'resolved' }),
    ],
    expected: {
      incidents: ['0-60'],
      metrics: { time_to_resolution: [3_600, 1] },
    },
  },
  never: {
    title: 'that is never resolved goes on, and is in the number as such',
    messages: [desk(incident('never', {}))],
    expected: {
      incidents: ['0-…'],
      metrics: { time_to_resolution: [null, 1] },
    },
  },
  same: {
    title:
      'that two tools report is one, where one knows the name that the other has for it',
    messages: [
      alert('same', { fingerprint: 'f1f1f1f1f1f1f1f1', from: 0 }),
      desk(
        incident('same', {
          ...{ openedAt: at(2), updatedAt: at(30), resolvedAt: at(30) },
          aliases: ['f1f1f1f1f1f1f1f1'],
        }),
      ),
      alert('same', { fingerprint: 'f1f1f1f1f1f1f1f1', from: 0, until: 20 }),
      // The same alert another time is another incident.
      alert('same', { fingerprint: 'f1f1f1f1f1f1f1f1', from: 100, until: 110 }),
    ],
    expected: {
      incidents: ['0-30', '100-110'],
      metrics: { time_to_resolution: [1_200, 2] },
    },
  },
  ahead: {
    title:
      'by a clock that is an hour ahead is left out, and told rightly counts',
    messages: [
      desk(
        incident('ahead', {
          id: 'ahead-1',
          openedAt: new Date(Date.now() + 3_600_000).toISOString(),
        }),
      ),
      desk(
        incident('ahead', { id: 'ahead-2', openedAt: '1969-12-31T23:00:00Z' }),
      ),
      desk(
        incident('ahead', {
          ...{ id: 'ahead-3', openedAt: at(60), resolvedAt: at(0) },
        }),
      ),
      desk(incident('ahead', { id: 'ahead-4', resolvedAt: at(7) })),
    ],
    expected: {
      incidents: ['0-7'],
      metrics: { time_to_resolution: [420, 1] },
    },
  },
};

let postgres: Postgres;

beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres?.stop());

const PATHS: Record<Tool, string> = {
  pagerduty: '/api/fleet/webhooks/pagerduty',
  alertmanager: '/api/fleet/webhooks/alertmanager/eu',
  desk: '/api/fleet/webhooks/generic/desk',
};

/** Sends what a tool sends. @returns the status of the answer. */
async function send(
  backend: FleetBackend,
  tool: Tool,
  given: { body: string; secret?: string },
): Promise<number> {
  const { body, secret = SECRET } = given;
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  const { status } = await fetch(`${backend.url}${PATHS[tool]}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(tool === 'pagerduty'
        ? { 'x-pagerduty-signature': `v1=${signature}` }
        : { authorization: `Bearer ${secret}` }),
    },
    body,
  });
  return status;
}

function annotationsOf(pagerDuty: string | undefined): Record<string, string> {
  return pagerDuty ? { 'pagerduty.com/service-id': pagerDuty } : {};
}

async function tellOf(
  backend: FleetBackend,
  service: string,
  wanted: readonly string[],
): Promise<Expected | undefined> {
  const path = `/services/component/default/${service}`;
  const list = incidentListSchema.safeParse(
    await backend.get(`${path}/incidents`),
  );
  const metrics = serviceMetricsSchema.safeParse(
    await backend.get(`${path}/metrics?window=7`),
  );
  if (!list.success || !metrics.success) return undefined;
  const minute = (time: string | null) =>
    time === null ? '…' : (Date.parse(time) - beginning) / 60_000;
  return {
    incidents: list.data.items
      .map(one => `${minute(one.openedAt)}-${minute(one.resolvedAt)}`)
      .reverse(),
    ...(wanted.length > 0 && {
      metrics: Object.fromEntries(
        metrics.data.metrics
          .filter(({ metric }) => wanted.includes(metric))
          .map(({ metric, value, n }) => [metric, [value, n]]),
      ),
    }),
  };
}

describe.each(DATABASES)('on %s', database => {
  let backend: FleetBackend;
  const TOOLS = Object.keys(PATHS) as Tool[];

  beforeAll(async () => {
    backend = await startFleetBackend({
      database:
        database === 'SQLite'
          ? { client: 'better-sqlite3', connection: ':memory:' }
          : { client: 'pg', connection: postgres.url },
      components: Object.fromEntries(
        Object.entries(STORIES).map(([name, { pagerDuty }]) => [
          name,
          annotationsOf(pagerDuty),
        ]),
      ),
      modules: [incidentsModule],
      config: {
        fleet: {
          alertmanager: {
            servers: [{ name: 'eu', webhook: { secret: SECRET } }],
          },
          pagerduty: { webhook: { secret: SECRET } },
          webhook: { tools: [{ name: 'desk', token: SECRET }] },
        },
      },
    });
  });
  afterAll(() => backend?.stop());

  it.each(TOOLS)(
    'refuses what is forged, malformed or too large: %s',
    async tool => {
      const told = JSON.stringify({ version: '4', alerts: [], events: [] });
      const answers = [
        await send(backend, tool, {
          body: told,
          secret: 'another-secret-123',
        }),
        await send(backend, tool, { body: '{"version":' }),
        await send(backend, tool, { body: JSON.stringify({ events: 7 }) }),
        await send(backend, tool, {
          body: JSON.stringify({ events: ['x'.repeat(10 * 1024 * 1024)] }),
        }),
      ];
      expect(answers).toEqual([401, 400, 400, 413]);
    },
  );

  it('takes note of an event that it does not know, and of no more', async () => {
    const body = JSON.stringify(webhookMessage('service.updated', at(0), {}));
    expect(await send(backend, 'pagerduty', { body })).toBe(202);
  });

  it('takes in what tools tell', async () => {
    for (const { messages } of Object.values(STORIES)) {
      for (const { tool, message } of messages) {
        const body = JSON.stringify(message);
        expect([200, 202, 400]).toContain(await send(backend, tool, { body }));
      }
    }
  });

  it.each(
    Object.entries(STORIES).map(([name, { title }]) => [title, name] as const),
  )('an incident %s', async (_, name) => {
    const { expected } = STORIES[name];
    let last: unknown;
    await waitFor({
      what: `${name} to be told as it was`,
      timeoutMs: 40_000,
      everyMs: 500,
      look: async () => {
        last = await tellOf(backend, name, Object.keys(expected.metrics ?? {}));
        return isDeepStrictEqual(last, expected) || undefined;
      },
    }).catch(() => undefined);
    // Says what is different.
    expect(last).toEqual(expected);
  });

  it('leaves nothing aside, and has nothing to mend', async () => {
    const quarantine = await backend.get('/quarantine');
    expect(quarantineListSchema.parse(quarantine).items).toEqual([]);
    const quality = await backend.get('/quality');
    expect(qualityListSchema.parse(quality).items).toEqual([]);
  });
});
