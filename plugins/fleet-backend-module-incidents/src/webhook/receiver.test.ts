import request from 'supertest';
import type { ToolConfig } from '../config/types';
import { receiving, SECRET } from '../testing/receiving';
import { createWebhookSource } from './source';

const now = Date.parse('2026-11-28T12:00:00Z');
const cart = 'component:default/cart';

function started(
  more: Partial<ToolConfig> = {},
  options: Parameters<typeof receiving>[1] = {},
) {
  const entry: ToolConfig = {
    name: 'pipeline',
    path: 'fleet.webhook.tools[0]',
    secrets: [SECRET],
    kinds: undefined,
    services: undefined,
    ...more,
  };
  const { app, ledger } = receiving(
    createWebhookSource({ entries: [entry], problems: [] }),
    { now, ...options },
  );
  const post = (body: string | object | undefined, token = SECRET) =>
    request(app)
      .post('/webhooks/generic/pipeline')
      .set('authorization', `Bearer ${token}`)
      .set('content-type', 'application/json')
      .send(body);
  return { app, ledger, post, send: (...events: object[]) => post({ events }) };
}

const incident = {
  kind: 'incident',
  id: 'INC-7',
  service: cart,
  updatedAt: '2026-11-28T10:00:00Z',
  openedAt: '2026-11-28T10:00:00Z',
  title: 'Cart is slow, token=abcdef',
};
const acknowledgement = {
  kind: 'acknowledgement',
  incident: 'INC-7',
  at: '2026-11-28T10:05:00+00:00',
};
const resolved = {
  ...incident,
  updatedAt: '2026-11-28T11:00:00Z',
  resolvedAt: '2026-11-28T10:59:00Z',
};
const page = {
  kind: 'page',
  id: '1',
  service: cart,
  at: '2026-11-28T10:01:00Z',
  urgency: 'high',
  incident: 'INC-7',
};
const ticket = {
  kind: 'ticket',
  id: 'T-1',
  service: cart,
  updatedAt: '2026-11-28T10:00:00Z',
  openedAt: '2026-11-28T09:00:00Z',
};
const deployment = {
  kind: 'deployment',
  id: '42',
  service: 'Component:default/Cart',
  updatedAt: '2026-11-28T10:00:00Z',
  startedAt: '2026-11-28T09:00:00Z',
  environment: 'production',
  outcome: 'in_progress',
};
const validation = {
  kind: 'validation',
  id: '9',
  service: cart,
  at: '2026-11-28T10:00:00Z',
  rule: 'load_test',
  result: 'met',
  peakRate: 1200,
};

describe('the generic webhook', () => {
  it('records all that a tool may tell, at once', async () => {
    const { ledger, send } = started();
    const { status, body } = await send(
      incident,
      acknowledgement,
      page,
      ticket,
      deployment,
      validation,
    );
    expect({ status, body }).toEqual({
      status: 200,
      body: { recorded: 6, left: [] },
    });
    expect(ledger.newest('incident')).toMatchObject([
      {
        key: 'INC-7',
        service: cart,
        ended: false,
        body: {
          title: 'Cart is slow, token=[redacted]',
          acknowledgedAt: Date.parse(acknowledgement.at),
        },
      },
    ]);
    expect(ledger.newest('page')).toMatchObject([
      { key: 'page/1', body: { urgency: 'high', incident: 'INC-7' } },
    ]);
    expect(ledger.newest('ticket')).toMatchObject([{ ended: false }]);
    expect(ledger.newest('ci_deployment')).toMatchObject([
      { service: cart, body: { environment: 'production' } },
    ]);
    expect(ledger.newest('validation')).toMatchObject([
      { body: { rule: 'load_test', peakRate: 1200 } },
    ]);
  });

  it('knows an acknowledgement that comes after the same was told once more, and an end that comes before it', async () => {
    const { ledger, send } = started();
    await send(incident);
    await send({ ...incident, updatedAt: '2026-11-28T10:04:00Z' });
    await send(acknowledgement);
    await send(resolved);
    await send({ ...acknowledgement, at: '2026-11-28T10:07:00Z' });
    expect(ledger.newest('incident')).toMatchObject([
      {
        endedAt: Date.parse(resolved.resolvedAt),
        body: { acknowledgedAt: Date.parse(acknowledgement.at) },
      },
    ]);
    const other = started();
    await other.send(resolved);
    await other.send(acknowledgement);
    expect(other.ledger.newest('incident')).toMatchObject([
      {
        ended: true,
        body: { acknowledgedAt: Date.parse(acknowledgement.at) },
      },
    ]);
  });

  it('takes an older message for what it is, and a ticket that is opened again for open', async () => {
    const { ledger, send } = started();
    await send(resolved);
    await send(incident);
    expect(ledger.newest('incident')).toMatchObject([{ ended: true }]);
    await send({ ...ticket, closedAt: '2026-11-28T09:30:00Z' });
    await send({ ...ticket, updatedAt: '2026-11-28T11:00:00Z' });
    expect(ledger.newest('ticket')).toMatchObject([
      { ended: false, correction: 'The tool told it again later' },
    ]);
    await send({ ...ticket, updatedAt: '2026-11-28T10:30:00Z', severity: 'x' });
    expect(ledger.newest('ticket')).toMatchObject([
      { body: { severity: null } },
    ]);
  });

  it('is the same for the same told twice', async () => {
    const { ledger, send } = started();
    const all = [incident, page, ticket, deployment, validation, resolved];
    await send(...all);
    const size = () => [...ledger.versions.values()].flat().length;
    const before = size();
    for (const one of all) await send(one);
    expect(size()).toBe(before);
  });

  it('says of an acknowledgement of what nobody told that it is left out', async () => {
    const { status, body } = await started().send(acknowledgement);
    expect(status).toBe(202);
    expect(body).toEqual({
      recorded: 0,
      left: [
        {
          key: 'INC-7',
          reason: 'service is missing, and nobody told it before',
        },
      ],
    });
  });

  it.each<[string, unknown]>([
    ['The body is no JSON', '{'],
    ['The body is not right', 'null'],
    ['events is not right', {}],
    ['events is not right', { events: [] }],
    ['events[0].kind is not right', { events: [{ kind: 'party' }] }],
    ['events[1].service', { events: [page, { ...page, service: 'cart' }] }],
    ['events[0].openedAt', { events: [{ ...incident, openedAt: 'now' }] }],
    [
      'events[0].openedAt is not right: it lies in the future',
      { events: [{ ...incident, openedAt: '2026-11-28T13:00:00Z' }] },
    ],
    [
      'events[0].at is not right: it lies before 1970',
      { events: [{ ...page, at: '1969-12-31T23:59:59Z' }] },
    ],
    [
      'events[0].resolvedAt is not right: it lies before openedAt',
      { events: [{ ...incident, resolvedAt: '2026-11-28T09:00:00Z' }] },
    ],
    ['events[0]', { events: [{ ...page, who: 'Alice' }] }],
    ['events[0].link', { events: [{ ...page, link: 'ftp://example.com/1' }] }],
    ['events is not right', { events: Array(501).fill(page) }],
  ])('answers what is malformed with the place: %s', async (words, message) => {
    const { ledger, post } = started();
    const { status, body } = await post(
      typeof message === 'string' ? message : (message as object),
    );
    expect(status).toBe(400);
    expect(body.error.message).toContain(words);
    expect(body.error.message).not.toContain('Alice');
    expect(ledger.reported).toBe(0);
  });

  it('refuses who has no token, or that of another', async () => {
    const { app, ledger, post } = started();
    expect((await post({ events: [page] }, 'x'.repeat(20))).status).toBe(401);
    const without = await request(app)
      .post('/webhooks/generic/pipeline')
      .send({ events: [page] });
    expect(without.status).toBe(401);
    expect(without.headers['www-authenticate']).toBe('Bearer');
    expect(ledger.reported).toBe(0);
  });

  it('lets a tool tell only what it may', async () => {
    const { send, ledger } = started({
      kinds: new Set(['page', 'acknowledgement']),
      services: new Set([cart]),
    });
    const wrongKind = await send(page, incident);
    expect(wrongKind.status).toBe(403);
    expect(wrongKind.body.error.message).toBe(
      'events[1].kind is not one that pipeline may tell; it may tell page, acknowledgement',
    );
    const mail = { ...page, service: 'component:default/mail' };
    expect((await send(mail)).status).toBe(403);
    // It might be one of another service.
    expect((await send(acknowledgement)).status).toBe(403);
    expect(ledger.reported).toBe(0);
    expect((await send(page)).status).toBe(200);
  });

  it('refuses what is too large, with and without a stated length', async () => {
    const { ledger, post } = started();
    const { status, body } = await post(
      `{"events":[],"x":"${'x'.repeat(1024 * 1024)}"}`,
    );
    expect(status).toBe(413);
    expect(body.error.message).toContain('larger than 1048576 bytes');
    expect(ledger.reported).toBe(0);
  });

  it('says that it could not be recorded, and when to come again', async () => {
    const { post } = started({}, { connected: false });
    const { status, headers, body } = await post({ events: [page] });
    expect(status).toBe(503);
    expect(headers['retry-after']).toBe('30');
    expect(body.error.message).toBe('It could not be recorded. Send it again.');
  });

  it('has no other receivers, and takes only what is posted', async () => {
    const { app } = started();
    expect((await request(app).get('/webhooks/generic/pipeline')).status).toBe(
      404,
    );
    expect((await request(app).post('/webhooks/generic/other')).status).toBe(
      404,
    );
  });

  it('answers only when all is durable', async () => {
    const { app, ledger } = started();
    const inbox = ledger.inbox();
    let open = () => {};
    const gate = new Promise<void>(resolve => {
      open = resolve;
    });
    const made = createWebhookSource({
      entries: [
        {
          name: 'slow',
          path: 'fleet.webhook.tools[1]',
          secrets: [SECRET],
          kinds: undefined,
          services: undefined,
        },
      ],
      problems: [],
    });
    const slow = receiving(made, { now, connected: false });
    made.source.connect?.({
      ...inbox,
      accept: async (scope, observations) => {
        await gate;
        return inbox.accept(scope, observations);
      },
    });
    expect(app).toBeDefined();
    let answered = false;
    const answer = request(slow.app)
      .post('/webhooks/generic/slow')
      .set('authorization', `Bearer ${SECRET}`)
      .send({ events: [page] })
      .then(response => {
        answered = true;
        return response.status;
      });
    await new Promise(resolve => {
      setTimeout(resolve, 100);
    });
    expect(answered).toBe(false);
    open();
    expect(await answer).toBe(200);
    expect(ledger.newest('page')).toHaveLength(1);
  });
});
