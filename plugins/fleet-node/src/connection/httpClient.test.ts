import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HttpAccess } from './access';
import { HttpClient, type HttpClientOptions } from './httpClient';
import { HttpError } from './httpError';

const none: HttpAccess = { credentials: { type: 'none' } };
const secret = 'made-up-secret';

describe('requests to a server', () => {
  let answer: RequestListener;
  let server: Server;
  let client: HttpClient;
  const seen: IncomingMessage[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      seen.push(request);
      answer(request, response);
    });
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  });
  beforeEach(() => {
    seen.length = 0;
  });
  afterEach(() => client.close());
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise(done => server.close(done));
  });

  const send = (
    options: Partial<HttpClientOptions> = {},
    signal = new AbortController().signal,
  ) => {
    const { port } = server.address() as AddressInfo;
    client = new HttpClient({
      server: 'server x',
      place: 'fleet.x[0]',
      url: `http://127.0.0.1:${port}/base`,
      access: none,
      timeoutMs: 5_000,
      maxBytes: 1_000,
      ...options,
    });
    return client.send({
      method: 'POST',
      path: '/path?a=b%20c',
      body: { type: 'application/json', text: '[1]' },
      signal,
    });
  };
  const trouble = async (sent: Promise<unknown>): Promise<HttpError> => {
    const error = await sent.then(
      () => undefined,
      reason => reason,
    );
    expect(error).toBeInstanceOf(HttpError);
    expect(`${error.message} ${error.fix}`).not.toContain(secret);
    return error;
  };

  it('hands on what was asked, below the path of the address', async () => {
    answer = (request, response) => {
      request.pipe(response.writeHead(418));
    };
    expect(await send()).toMatchObject({ status: 418, text: '[1]' });
    expect(seen[0]).toMatchObject({
      method: 'POST',
      url: '/base/path?a=b%20c',
      headers: expect.objectContaining({ 'content-type': 'application/json' }),
    });
    expect(seen[0].headers.authorization).toBeUndefined();
  });

  it('hands headers on, there and back, and refusals to whoever takes them', async () => {
    answer = (request, response) => {
      const etag = String(request.headers['if-none-match']);
      response.writeHead(403, { ETag: etag, 'Retry-After': '7' }).end('wait');
    };
    const { port } = server.address() as AddressInfo;
    client = new HttpClient({
      server: 'server x',
      place: 'fleet.x[0]',
      url: `http://127.0.0.1:${port}`,
      access: none,
      timeoutMs: 5_000,
      maxBytes: 1_000,
    });
    const request = {
      method: 'GET',
      path: '/',
      headers: { 'if-none-match': '"a"' },
      signal: new AbortController().signal,
    } as const;
    expect(await client.send({ ...request, takes: [403] })).toMatchObject({
      status: 403,
      text: 'wait',
      headers: { etag: '"a"', 'retry-after': '7' },
    });
    await trouble(client.send({ ...request, takes: [404] }));
  });

  it.each<[HttpAccess['credentials'], string]>([
    [
      { type: 'basic', username: 'ann', password: secret },
      `Basic ${Buffer.from(`ann:${secret}`).toString('base64')}`,
    ],
    [{ type: 'bearer', token: secret }, `Bearer ${secret}`],
  ])('shows its credentials', async (credentials, header) => {
    answer = (_, response) => response.end('ok');
    await send({ access: { credentials } });
    expect(seen[0].headers.authorization).toBe(header);
  });

  it.each([
    [401, 'unauthorized', 'refuses the credentials', 'fleet.x[0].credentials'],
    [403, 'forbidden', 'forbids it', 'fleet.x[0].credentials'],
    [302, 'redirected', 'redirects are not followed', 'into fleet.x[0]'],
  ])('says what %d means', async (status, kind, text, fix) => {
    answer = (_, response) => {
      response.writeHead(status, { location: '/elsewhere' }).end(secret);
    };
    const error = await trouble(
      send({ access: { credentials: { type: 'bearer', token: secret } } }),
    );
    expect(error).toMatchObject({
      kind,
      message: expect.stringContaining(text),
      fix: expect.stringContaining(fix),
    });
    expect(seen).toHaveLength(1);
  });

  it('says that credentials are missing where none are given', async () => {
    answer = (_, response) => response.writeHead(401).end();
    expect((await trouble(send())).message).toContain('wants credentials');
  });

  it('takes no more than its limit, also where no length was said', async () => {
    answer = (_, response) => {
      response.write('x'.repeat(900));
      response.end('y'.repeat(200));
    };
    expect((await trouble(send())).kind).toBe('too_large');
  });

  it.each<[string, RequestListener]>([
    ['nothing comes', () => {}],
    ['it does not end', (_, response) => response.write('x')],
  ])('gives up in time when %s', async (_, behaviour) => {
    answer = behaviour;
    const error = await trouble(send({ timeoutMs: 200 }));
    expect(error).toMatchObject({
      kind: 'timeout',
      message: expect.stringContaining('within 0.2 s'),
    });
  });

  it('says that nobody listens', async () => {
    const error = await trouble(send({ url: 'http://127.0.0.1:1' }));
    expect(error).toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('ends with the reason of whoever asked', async () => {
    const controller = new AbortController();
    answer = () => controller.abort(new Error('stop'));
    await expect(send({}, controller.signal)).rejects.toThrow('stop');
  });

  it('names the line of an authority that cannot be used', async () => {
    const file = '/nowhere/ca.pem';
    for (const [ca, key] of [
      [{ pem: 'hello' }, 'ca'],
      [{ file }, 'caFile'],
    ] as const) {
      const error = await trouble(send({ access: { ...none, ca } }));
      expect(error.kind).toBe('credentials');
      expect(error.fix).toContain(`Change fleet.x[0].${key}`);
    }
  });
});
