import { createBackendPlugin } from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import type { HttpPostIngressOptions } from '@backstage/plugin-events-node';
import {
  eventsExtensionPoint,
  type EventsExtensionPoint,
} from '@backstage/plugin-events-node/alpha';
import ingress from '../webhooks';

jest.setTimeout(60_000);

describe('the receiver of webhooks', () => {
  const start = async (webhookSecret: string | undefined) => {
    const ingresses: HttpPostIngressOptions[] = [];
    const backend = await startTestBackend({
      features: [
        ingress,
        createBackendPlugin({
          pluginId: 'events',
          register(env) {
            env.registerExtensionPoint(eventsExtensionPoint, {
              addHttpPostIngress: options => ingresses.push(options),
            } as Partial<EventsExtensionPoint> as EventsExtensionPoint);
            env.registerInit({ deps: {}, async init() {} });
          },
        }),
        mockServices.rootConfig.factory({
          data: { events: { modules: { gitlab: { webhookSecret } } } },
        }),
      ],
    });
    await backend.stop();
    return ingresses;
  };

  it('takes nothing in without a secret', async () => {
    expect(await start(undefined)).toEqual([]);
  });

  it('takes in what shows the secret, and refuses all else', async () => {
    const [{ topic, validator }] = await start('made-up-secret');
    expect(topic).toBe('gitlab');
    const refused = async (token: string | string[] | undefined) => {
      const reject = jest.fn();
      await validator?.(
        {
          body: {},
          headers: { 'x-gitlab-token': token },
          raw: { body: Buffer.alloc(0), encoding: 'utf8' },
        },
        { reject },
      );
      return reject.mock.calls.map(([{ status }]) => status);
    };
    expect(await refused('made-up-secret')).toEqual([]);
    for (const wrong of [undefined, '', 'made-up-secre', 'made-up-secret ']) {
      expect(await refused(wrong)).toEqual([403]);
    }
    expect(await refused(['wrong', 'made-up-secret'])).toEqual([403]);
  });
});
