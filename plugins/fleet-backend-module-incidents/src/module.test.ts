import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import {
  MemoryLedger,
  moduleUnderTest,
} from '@landfall/backstage-plugin-fleet-node/testUtils';
import request from 'supertest';
import module from '.';

jest.setTimeout(60_000);

const SECRET = 'example-secret-of-20';

async function start(fleet: object) {
  const { sources, extensionPoints, features } = moduleUnderTest(module);
  const backend = await startTestBackend({
    extensionPoints,
    features: [
      ...features,
      mockServices.rootConfig.factory({ data: { fleet } as never }),
    ],
  });
  return { backend, sources };
}

describe('the module', () => {
  it('adds nothing where nothing is configured', async () => {
    const { backend, sources } = await start({});
    await backend.stop();
    expect(sources).toEqual([]);
  });

  it('starts with what is right, and names what is wrong', async () => {
    const { backend, sources } = await start({
      alertmanager: {
        servers: [
          {
            name: 'main',
            url: 'https://a.example',
            webhook: { secret: SECRET },
          },
          { name: 'told', webhook: { secret: [SECRET, `${SECRET}1`] } },
          { name: 'open', webhook: {} },
          { name: 'short', webhook: { secret: 'short' } },
          { name: 'deaf' },
          { name: 'main', url: 'https://b.example' },
          { name: 'Upper', url: 'https://b.example' },
        ],
      },
      pagerduty: { account: 'acme', tokn: 'x' },
      webhook: {
        tools: [{ name: 'pipeline', token: SECRET }, { name: 'bare' }],
      },
    });
    await backend.stop();
    expect(
      sources.map(({ id, scopes, problems }) => ({
        id,
        scopes: scopes.map(({ scope }) => scope),
        problems: problems?.map(({ text }) => text),
      })),
    ).toEqual([
      {
        id: 'alertmanager',
        scopes: ['main', 'told'],
        problems: [
          expect.stringContaining(
            'fleet.alertmanager.servers[2].webhook.secret is not right: a receiver needs a secret',
          ),
          expect.stringContaining(
            'fleet.alertmanager.servers[3].webhook.secret is not right',
          ),
          expect.stringContaining(
            'fleet.alertmanager.servers[4] has neither url nor webhook',
          ),
          expect.stringContaining('are both called main'),
          expect.stringContaining(
            'fleet.alertmanager.servers[6].name is not right: it is part of an address',
          ),
        ],
      },
      {
        id: 'pagerduty',
        scopes: [],
        problems: [
          'fleet.pagerduty.tokn is not a known key',
          expect.stringContaining('has neither token nor webhook'),
        ],
      },
      {
        id: 'webhook',
        scopes: ['pipeline'],
        problems: [
          expect.stringContaining('fleet.webhook.tools[1].token is not right'),
        ],
      },
    ]);
    expect(JSON.stringify(sources)).not.toContain(SECRET);
  });

  it('receives without a login of Backstage, and only with the secret', async () => {
    const { backend, sources } = await start({
      webhook: { tools: [{ name: 'pipeline', token: SECRET }] },
    });
    const ledger = new MemoryLedger();
    sources[0].connect?.(ledger.inbox());
    const post = (token: string) =>
      request(backend.server)
        .post('/api/fleet/webhooks/generic/pipeline')
        .set('authorization', `Bearer ${token}`)
        .send({
          events: [
            {
              kind: 'page',
              id: '1',
              service: 'component:default/cart',
              at: '2026-01-01T00:00:00Z',
              urgency: 'low',
            },
          ],
        });
    expect((await post('example-secret-of-21')).status).toBe(401);
    const { status, body } = await post(SECRET);
    expect({ status, body }).toEqual({
      status: 200,
      body: { recorded: 1, left: [] },
    });
    expect(ledger.newest('page')).toHaveLength(1);
    // Nothing else is open to strangers by it.
    expect((await request(backend.server).get('/api/fleet/other')).status).toBe(
      404,
    );
    await backend.stop();
  });
});
