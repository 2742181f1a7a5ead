import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { listen } from '../network/listen';
import { sendRequest } from '../network/request';
import { freePort } from '../processes/ports';
import { waitFor } from '../processes/wait';
import { Alertmanager, startAlertmanager } from './startAlertmanager';

jest.setTimeout(60_000);

interface Message {
  authorization: string | undefined;
  body: {
    version: string;
    alerts: { status: string; fingerprint: string; endsAt: string }[];
  };
}

const messages: Message[] = [];
let receiver: Server;
let alertmanager: Alertmanager;

beforeAll(async () => {
  receiver = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    messages.push({
      authorization: request.headers.authorization,
      body: JSON.parse(Buffer.concat(pieces).toString()),
    });
    response.end();
  });
  const port = await freePort();
  await listen(receiver, port);
  alertmanager = await startAlertmanager({
    name: 'behaviour',
    webhook: { url: `http://127.0.0.1:${port}/`, token: 'example-token' },
  });
});

afterAll(async () => {
  await alertmanager?.stop();
  receiver?.closeAllConnections();
  receiver?.close();
});

function waitForMessage(status: string) {
  return waitFor({
    what: `a message that something is ${status}`,
    timeoutMs: 20_000,
    look: async () =>
      messages.find(({ body }) =>
        body.alerts.some(alert => alert.status === status),
      ),
  });
}

const down = { labels: { alertname: 'Down', service: 'cart' } };

describe('Alertmanager', () => {
  it('tells what fires and what is resolved, by its API and by its webhook', async () => {
    await alertmanager.post([down]);
    const [alert] = await alertmanager.alerts();
    expect(alert).toMatchObject({
      labels: down.labels,
      status: { state: 'active' },
    });
    const fired = await waitForMessage('firing');
    expect(fired).toMatchObject({
      authorization: 'Bearer example-token',
      body: { version: '4' },
    });
    expect(fired.body.alerts[0].fingerprint).toBe(alert.fingerprint);
    await alertmanager.post([{ ...down, endsAt: new Date() }]);
    // What is resolved is not in its API any more.
    expect(await alertmanager.alerts()).toEqual([]);
    await waitForMessage('resolved');
  });

  it('says what is silenced, and by what', async () => {
    await alertmanager.post([down]);
    const id = await alertmanager.silence({ label: 'service', value: 'cart' });
    const silenced = await waitFor({
      what: 'the silence',
      timeoutMs: 10_000,
      look: async () => {
        const [alert] = await alertmanager.alerts();
        const { state } = alert.status as { state: string };
        return state === 'suppressed' ? alert : undefined;
      },
    });
    expect(silenced).toMatchObject({ status: { silencedBy: [id] } });
  });

  it('forgets alerts when it restarts, until they are posted again', async () => {
    const { url } = alertmanager;
    await alertmanager.restart({ kill: true });
    expect(alertmanager.url).toBe(url);
    expect(await alertmanager.alerts()).toEqual([]);
    await alertmanager.post([down]);
    expect(await alertmanager.alerts()).toHaveLength(1);
  });

  it('stands behind a gateway that wants a token', async () => {
    const gateway = await alertmanager.startGateway({
      credentials: { token: 'example-token' },
    });
    const ask = (headers?: Record<string, string>) =>
      sendRequest({
        url: `${gateway.url}/api/v2/alerts`,
        caPem: gateway.caPem,
        headers,
      });
    expect((await ask()).status).toBe(401);
    const answer = await ask({ authorization: 'Bearer example-token' });
    expect(answer.status).toBe(200);
  });

  it('says what it does not take, and leaves nothing when it stops', async () => {
    await expect(alertmanager.post([{ labels: {} }])).rejects.toThrow(
      'refused it',
    );
    const other = await startAlertmanager({ name: 'other' });
    expect(await other.alerts()).toEqual([]);
    await other.stop();
    expect(existsSync(other.folder)).toBe(false);
    await expect(sendRequest({ url: other.url })).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
  });
});
