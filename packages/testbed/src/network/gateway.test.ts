import { createServer, IncomingHttpHeaders, Server } from 'node:http';
import { freePort } from '../processes/ports';
import { Gateway, GatewayOptions, startGateway } from './gateway';
import { listen } from './listen';
import { sendRequest } from './request';

let server: Server;
let upstreamPort: number;
let seen: IncomingHttpHeaders | undefined;
const gateways: Gateway[] = [];

beforeEach(async () => {
  upstreamPort = await freePort();
  seen = undefined;
  server = createServer((request, response) => {
    seen = request.headers;
    request.resume().on('end', () => {
      response.setHeader('x-answered', 'yes');
      response.statusCode = 201;
      response.end(`${request.method} ${request.url}`);
    });
  });
  await listen(server, upstreamPort);
});

afterEach(async () => {
  await Promise.all(gateways.splice(0).map(gateway => gateway.close()));
  server.closeAllConnections();
  server.close();
});

async function start(options: GatewayOptions) {
  const gateway = await startGateway({
    ...options,
    name: 'test',
    upstreamPort,
  });
  gateways.push(gateway);
  return gateway;
}

describe('the gateway', () => {
  it('hands requests on without what let them through', async () => {
    const gateway = await start({ credentials: { token: 'example-token' } });
    const answer = await sendRequest({
      url: `${gateway.url}/a?b=c`,
      method: 'POST',
      body: 'hello',
      caPem: gateway.caPem,
      headers: { authorization: 'Bearer example-token', 'x-kept': 'kept' },
    });
    expect(answer).toMatchObject({
      status: 201,
      headers: { 'x-answered': 'yes' },
      text: 'POST /a?b=c',
    });
    expect(seen).toMatchObject({ 'x-kept': 'kept' });
    expect(seen).not.toHaveProperty('authorization');
  });

  it.each([
    [{ token: 'a' }, 'Bearer b', 'Bearer'],
    [{ username: 'a', password: 'b' }, 'Bearer a', 'Basic realm="test"'],
  ])('turns others away, and says what it wants', async (...given) => {
    const [credentials, authorization, wants] = given;
    const { url } = await start({ tls: false, credentials });
    expect(
      await sendRequest({ url, headers: { authorization } }),
    ).toMatchObject({
      status: 401,
      headers: { 'www-authenticate': wants },
    });
    expect(seen).toBeUndefined();
  });

  it('answers late, or otherwise than the server, as told', async () => {
    const gateway = await start({ tls: false });
    const { url } = gateway;
    gateway.delay(400);
    await expect(sendRequest({ url, timeoutMs: 100 })).rejects.toThrow(
      'no answer for 100 ms',
    );
    expect((await sendRequest({ url })).status).toBe(201);
    gateway.delay(0);
    gateway.answerWith(503);
    expect((await sendRequest({ url })).status).toBe(503);
    gateway.answerWith(undefined);
    expect((await sendRequest({ url: `${url}/last` })).status).toBe(201);
    expect(gateway.takeRequests()).toEqual([
      'GET /',
      'GET /',
      'GET /',
      'GET /last',
    ]);
    expect(gateway.takeRequests()).toEqual([]);
  });

  it('is refused, or breaks in the middle of an answer, like a bad network', async () => {
    const gateway = await start({ tls: false });
    gateway.breakAfter(10);
    await expect(sendRequest({ url: gateway.url })).rejects.toThrow();
    await gateway.cut('refused');
    await expect(sendRequest({ url: gateway.url })).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
    await gateway.restore();
    expect((await sendRequest({ url: gateway.url })).status).toBe(201);
  });

  it('says when nobody is behind it', async () => {
    const { url } = await start({ tls: false });
    server.closeAllConnections();
    await new Promise(resolve => {
      server.close(resolve);
    });
    expect((await sendRequest({ url })).status).toBe(502);
  });
});
