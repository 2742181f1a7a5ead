import { createHmac } from 'node:crypto';
import {
  MemoryLedger,
  sourceConformance,
  type ConformanceSubject,
} from '@landfall/backstage-plugin-fleet-node/testUtils';
import type { Express } from 'express';
import request from 'supertest';
import { alertmanagerReceiver } from './alertmanager/receiver';
import { alertmanagerScope } from './alertmanager/source';
import { Recorder } from './incidents/recorder';
import { createPagerDutySource } from './pagerduty/source';
import { accountOf, serverOf } from './testing/looking';
import {
  apiIncident,
  webhookIncident,
  webhookMessage,
} from './testing/pagerDutyExamples';
import { startPagerDuty } from './testing/pagerDutyStandIn';
import { receiving, SECRET, type Made } from './testing/receiving';
import { startStandIn } from './testing/standIn';

const now = Date.parse('2026-11-28T12:00:00Z');
/** A time within the last minutes. */
const ago = (seconds: number) => new Date(now - seconds * 1_000).toISOString();

/** Puts the newest source behind HTTP, without connecting it: that is for the suite. */
function behindHttp() {
  let app: Express | undefined;
  return {
    start(made: Made) {
      app = receiving(made, {
        now,
        connected: false,
        ledger: new MemoryLedger(),
      }).app;
      return made.source;
    },
    async deliver(
      path: string,
      body: string,
      headers: Record<string, string>,
    ): Promise<void> {
      if (!app) throw new Error('Nothing was started');
      const { status } = await request(app)
        .post(path)
        .set({ 'content-type': 'application/json', ...headers })
        .send(body);
      if (![200, 202, 400, 413].includes(status)) {
        throw new Error(`Answered with ${status}`);
      }
    },
  };
}

async function pagerDutySubject(): Promise<ConformanceSubject> {
  const pagerDuty = await startPagerDuty();
  const { state } = pagerDuty;
  const http = behindHttp();
  const config = accountOf({
    token: 'example-key',
    url: pagerDuty.url,
    webhook: { secret: SECRET },
    backfillDays: 1,
  });
  const fact = (
    id: string,
    name: string,
    seconds: number,
    told: Record<string, unknown>,
    asked: Record<string, unknown> = {},
  ) => {
    const at = ago(seconds);
    const common = { id, created_at: ago(id === 'PONE' ? 200 : 190), ...told };
    return {
      happen() {
        state.incidents.set(
          id,
          apiIncident({
            ...common,
            updated_at: at,
            last_status_change_at: at,
            ...asked,
          }),
        );
        state.log.unshift({
          id: `${name}-${id}-${seconds}`,
          type: `${name}_log_entry`,
          created_at: at,
          incident: id,
        });
      },
      messages:
        name === 'notify'
          ? []
          : [
              webhookMessage(
                {
                  trigger: 'incident.triggered',
                  acknowledge: 'incident.acknowledged',
                  resolve: 'incident.resolved',
                  reopen: 'incident.reopened',
                }[name] ?? 'incident.reassigned',
                at,
                webhookIncident(common),
              ),
            ],
    };
  };
  return {
    createSource: () =>
      http.start(createPagerDutySource({ entries: [config], problems: [] })),
    deliver: async message => {
      const body = JSON.stringify(message) ?? '';
      const signature = createHmac('sha256', SECRET).update(body).digest('hex');
      await http.deliver('/webhooks/pagerduty', body, {
        'x-pagerduty-signature': `v1=${signature}`,
      });
    },
    facts: [
      fact('PONE', 'trigger', 200, {}),
      fact('PONE', 'notify', 195, {}),
      fact('PTWO', 'trigger', 190, { urgency: 'low', priority: null }),
      fact('PONE', 'acknowledge', 150, { status: 'acknowledged' }),
      fact('PTWO', 'assign', 140, { service: { id: 'PMAIL' } }),
      fact(
        'PONE',
        'resolve',
        100,
        { status: 'resolved' },
        { resolved_at: ago(100) },
      ),
    ],
    malformed: [
      webhookMessage('incident.triggered', 'yesterday'),
      webhookMessage('incident.triggered', ago(1), { id: 'P1' }),
      webhookMessage('incident.unheard_of', ago(1)),
    ],
    huge: [
      webhookMessage(
        'incident.triggered',
        ago(1),
        webhookIncident({ created_at: ago(1), title: 'x'.repeat(500_000) }),
      ),
      webhookMessage(
        'incident.triggered',
        ago(1),
        webhookIncident({ title: 'x'.repeat(10_000_000) }),
      ),
    ],
    now,
    close: () => pagerDuty.close(),
  };
}

async function alertmanagerSubject(): Promise<ConformanceSubject> {
  const alerts = new Map<string, object>();
  const server = await startStandIn(({ pathname }) => ({
    body:
      pathname === '/api/v2/silences'
        ? [{ id: 'silence', startsAt: ago(50) }]
        : [...alerts.values()],
  }));
  const http = behindHttp();
  const config = serverOf({
    name: 'main',
    url: server.url,
    webhook: { secret: SECRET },
  });
  const fires = (
    fingerprint: string,
    seconds: number,
    more: { silencedBy?: string[]; told?: boolean; title?: string } = {},
  ) => {
    const { silencedBy = [], told = true, title = 'It is slow' } = more;
    const alert = {
      fingerprint,
      startsAt: ago(100),
      endsAt: '0001-01-01T00:00:00Z',
      labels: { alertname: 'Slow', service: 'cart', instance: fingerprint },
      annotations: { summary: title },
      generatorURL: 'https://prometheus.example/graph',
    };
    return {
      alert,
      happen() {
        alerts.set(fingerprint, {
          ...alert,
          endsAt: ago(-300),
          updatedAt: ago(seconds),
          receivers: [{ name: 'told' }],
          status: {
            state: silencedBy.length > 0 ? 'suppressed' : 'active',
            inhibitedBy: [],
            silencedBy,
          },
        });
      },
      messages: told
        ? [{ version: '4', alerts: [{ ...alert, status: 'firing' }] }]
        : [],
    };
  };
  const message = (alert: object, count = 1) => ({
    version: '4',
    alerts: Array(count).fill({ ...alert, status: 'firing' }),
  });
  const { alert: sample } = fires('ff', 1);
  return {
    createSource: () => {
      const recorder = new Recorder();
      return http.start({
        source: {
          id: 'alertmanager',
          title: 'Alertmanager',
          observes: ['incident'],
          scopes: [alertmanagerScope(config, recorder)],
          connect: inbox => recorder.connect(inbox),
        },
        receivers: [
          {
            receiver: alertmanagerReceiver({ ...config, secrets: [SECRET] }),
            sink: recorder,
          },
        ],
      });
    },
    deliver: given =>
      http.deliver('/webhooks/alertmanager/main', JSON.stringify(given) ?? '', {
        authorization: `Bearer ${SECRET}`,
      }),
    facts: [
      fires('a1', 100),
      fires('b2', 90),
      fires('a1', 80, { silencedBy: ['silence'], told: false }),
      fires('c3', 70),
      fires('b2', 60),
    ],
    malformed: [
      { version: '3', alerts: [] },
      { version: '4' },
      { version: '4', alerts: [{ ...sample, status: 'odd' }] },
      message({ ...sample, startsAt: 'yesterday' }),
      message({ ...sample, startsAt: '2030-01-01T00:00:00Z' }),
      message({ ...sample, startsAt: '1960-01-01T00:00:00Z' }),
      message({ ...sample, labels: {} }),
    ],
    huge: [
      message({ ...sample, annotations: { summary: 'x'.repeat(500_000) } }),
      message(sample, 1_500),
      message(sample, 50_000),
    ],
    now,
    close: () => server.close(),
  };
}

describe.each([
  ['PagerDuty', pagerDutySubject],
  ['Alertmanager', alertmanagerSubject],
])('%s, as every source,', (_name, subject) => {
  it.each(sourceConformance(subject).map(({ name, run }) => [name, run]))(
    '%s',
    async (_check, run) => {
      await expect((run as () => Promise<void>)()).resolves.toBeUndefined();
    },
  );
});
