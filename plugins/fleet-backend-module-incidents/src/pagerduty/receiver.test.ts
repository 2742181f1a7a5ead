import { createHmac } from 'node:crypto';
import request from 'supertest';
import type { PagerDutyConfig } from '../config/types';
import { webhookIncident, webhookMessage } from '../testing/pagerDutyExamples';
import { receiving, SECRET } from '../testing/receiving';
import { createPagerDutySource } from './source';

const entry: PagerDutyConfig = {
  account: 'acme',
  path: 'fleet.pagerduty',
  server: undefined,
  token: '',
  secrets: [SECRET],
  intervalSeconds: 60,
  backfillDays: 30,
};
const now = Date.parse('2020-11-01T00:00:00Z');

function started() {
  const { app, ledger } = receiving(
    createPagerDutySource({ entries: [entry], problems: [] }),
    { now },
  );
  const send = (message: unknown, secret = SECRET) => {
    const body = JSON.stringify(message);
    const signature = createHmac('sha256', secret).update(body).digest('hex');
    return request(app)
      .post('/webhooks/pagerduty')
      .set('content-type', 'application/json')
      .set('x-pagerduty-signature', `v1=${'0'.repeat(64)},v1=${signature}`)
      .send(body);
  };
  return { app, ledger, send };
}

const opened = '2020-04-09T15:16:27.000Z';
const taken = '2020-04-09T15:20:00.000Z';
const resolved = '2020-04-09T16:00:00.000Z';
const triggeredMessage = webhookMessage('incident.triggered', opened);
const takenMessage = webhookMessage(
  'incident.acknowledged',
  taken,
  webhookIncident({ status: 'acknowledged' }),
);
const resolvedMessage = webhookMessage(
  'incident.resolved',
  resolved,
  webhookIncident({ status: 'resolved' }),
);

describe('a webhook of PagerDuty', () => {
  it('tells an incident from its beginning to its end, without anybody by name', async () => {
    const { ledger, send } = started();
    expect((await send(triggeredMessage)).status).toBe(200);
    await send(takenMessage);
    await send(resolvedMessage);
    expect(ledger.newest('incident')).toEqual([
      {
        kind: 'incident',
        key: 'PGR0VU2',
        version: Date.parse(resolved),
        origin: 'pagerduty:PF9KMXH',
        at: Date.parse(opened),
        ended: true,
        endedAt: Date.parse(resolved),
        estimated: { at: false, endedAt: false },
        backfilled: false,
        body: {
          title: 'A little bump in the road',
          severity: 'P1',
          acknowledgedAt: Date.parse(taken),
          impactStartedAt: null,
          mergedInto: null,
          aliases: ['d3640fbd41094207a1c11e58e46b1662'],
          causedBy: { commits: [], versions: [] },
          link: 'https://acme.pagerduty.com/incidents/PGR0VU2',
        },
      },
    ]);
    const kept = JSON.stringify([...ledger.versions.values()]);
    expect(kept).not.toMatch(/User 123|Tenex|PTUXL6G|PLH1HKV/);
  });

  it('may come twice, replayed, and in any order', async () => {
    const { ledger, send } = started();
    for (const message of [
      resolvedMessage,
      takenMessage,
      triggeredMessage,
      triggeredMessage,
      resolvedMessage,
    ]) {
      expect((await send(message)).status).toBe(200);
    }
    expect(ledger.newest('incident')).toMatchObject([
      {
        ended: true,
        endedAt: Date.parse(resolved),
        body: { acknowledgedAt: Date.parse(taken) },
      },
    ]);
  });

  it('tells that one is opened again, moved to another service, and merged into another', async () => {
    const { ledger, send } = started();
    await send(triggeredMessage);
    await send(resolvedMessage);
    await send(webhookMessage('incident.reopened', '2020-04-09T17:00:00Z'));
    expect(ledger.newest('incident')).toMatchObject([
      { ended: false, correction: 'It was opened again' },
    ]);
    await send(
      webhookMessage(
        'incident.reassigned',
        '2020-04-09T18:00:00Z',
        webhookIncident({ service: { id: 'PMAIL' } }),
      ),
    );
    expect(ledger.newest('incident')).toMatchObject([
      { origin: 'pagerduty:PMAIL' },
    ]);
    await send(
      webhookMessage(
        'incident.resolved',
        '2020-04-09T19:00:00Z',
        webhookIncident({
          status: 'resolved',
          service: { id: 'PMAIL' },
          resolve_reason: {
            type: 'merge_resolve_reason',
            incident: { id: 'PINTO1', type: 'incident_reference' },
          },
        }),
      ),
    );
    expect(ledger.newest('incident')).toMatchObject([
      { ended: true, body: { mergedInto: 'PINTO1' } },
    ]);
  });

  it('is refused without a right signature, and nothing is learnt from it', async () => {
    const { app, ledger, send } = started();
    expect((await send(triggeredMessage, 'another-secret')).status).toBe(401);
    const without = await request(app)
      .post('/webhooks/pagerduty')
      .send(triggeredMessage);
    expect(without.status).toBe(401);
    expect(ledger.reported).toBe(0);
  });

  it('is taken note of, and no more, when it tells something else', async () => {
    const { ledger, send } = started();
    for (const type of [
      'pagey.ping',
      'incident.annotated',
      'service.updated',
    ]) {
      const { status, body } = await send(webhookMessage(type, opened, {}));
      expect({ status, body }).toEqual({
        status: 202,
        body: {
          recorded: 0,
          left: [
            {
              key: null,
              reason: 'Events of this type tell nothing that is recorded',
            },
          ],
        },
      });
    }
    expect(ledger.reported).toBe(0);
  });

  it.each([
    ['lies in the future', { created_at: '2020-12-01T00:00:00Z' }],
    ['lies before 1970', { created_at: '1969-12-31T00:00:00Z' }],
    ['has no time in created_at', { created_at: 'yesterday' }],
    [
      'ends before it begins',
      { status: 'resolved', created_at: '2020-05-01T00:00:00Z' },
    ],
  ])(
    'that cannot be true is left out, with the reason: %s',
    async (reason, more) => {
      const { ledger, send } = started();
      const { status, body } = await send(
        webhookMessage('incident.resolved', opened, webhookIncident(more)),
      );
      expect(status).toBe(202);
      expect(body.left).toEqual([
        { key: 'PGR0VU2', reason: expect.stringContaining(reason) },
      ]);
      expect(ledger.reported).toBe(0);
    },
  );

  it('that is malformed is answered with the place', async () => {
    const { send } = started();
    const { status, body } = await send(
      webhookMessage('incident.triggered', opened, { id: 'P1' }),
    );
    expect(status).toBe(400);
    expect(body.error.message).toMatch(/^event\.data\.status is not right/);
    expect((await send({})).status).toBe(400);
  });
});
