import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { instant } from '@landfall/backstage-plugin-fleet-common';
import type { ClusterAccess, ClusterConfig } from '../config/types';
import { ClockOffset } from './clockOffset';
import { ClusterApi, type RequestLimits } from './clusterApi';

jest.setTimeout(60_000);

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

describe('requests to an API server', () => {
  let server: Server;
  let answer: Answer;
  let url: string;
  let folder: string;
  const open: ClusterApi[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'landfall-'));
    server = createServer((request, response) => answer(request, response));
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(() => Promise.all(open.splice(0).map(api => api.close())));

  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true, force: true });
  });

  const connect = (
    token: Extract<ClusterAccess, { type: 'url' }>['token'] = { value: 'one' },
    limits: Partial<RequestLimits> = {},
    address = url,
  ) => {
    const cluster: ClusterConfig = {
      name: 'test',
      path: 'fleet.kubernetes.clusters[3]',
      access: { type: 'url', url: address, token, skipTLSVerify: true },
      namespaces: { include: [], exclude: [] },
      annotations: [],
      ignoredTemplateAnnotations: [],
      fieldManagers: { machines: [], people: [] },
      capacity: true,
    };
    const offset = new ClockOffset();
    const clock = { now: () => instant(Date.now()) };
    const api = new ClusterApi({ cluster, clock, offset, limits });
    open.push(api);
    return { api, offset };
  };
  const { signal } = new AbortController();
  const ask = { path: '/x', query: { a: 'b c' }, signal };

  it('carry path, query and token', async () => {
    answer = ({ url: path, headers }, response) =>
      response.end(`${path} ${headers.authorization}`);
    expect(await connect().api.text(ask)).toBe('/x?a=b+c Bearer one');
    const below = connect({ value: 'one' }, {}, `${url}/k8s/clusters/c-1/`);
    expect(await below.api.text({ path: '/y', signal })).toBe(
      '/k8s/clusters/c-1/y Bearer one',
    );
  });

  it('learn how far the clock of the cluster is off', async () => {
    answer = (_, response) => {
      response.setHeader('date', new Date(Date.now() + 60_000).toUTCString());
      response.end();
    };
    const { api, offset } = connect();
    await api.text(ask);
    expect(offset.ms).toBeGreaterThanOrEqual(59_000);
    expect(offset.ms).toBeLessThanOrEqual(61_000);
  });

  it('read a token file again when the token is refused', async () => {
    const file = join(folder, 'token');
    await writeFile(file, 'old\n');
    const seen: unknown[] = [];
    answer = ({ headers }, response) => {
      seen.push(headers.authorization);
      response.statusCode = headers.authorization === 'Bearer new' ? 200 : 401;
      response.end('welcome');
    };
    const { api } = connect({ file });
    await expect(api.text(ask)).rejects.toMatchObject({
      kind: 'unauthorized',
      fix: 'Renew what fleet.kubernetes.clusters[3] gives as token, as tokenFile or in the kubeconfig; a file is read again by itself.',
    });
    await writeFile(file, 'new\n');
    expect(await api.text(ask)).toBe('welcome');
    await expect(
      connect({ file: join(folder, 'gone') }).api.text(ask),
    ).rejects.toMatchObject({
      kind: 'credentials',
      fix: expect.stringContaining('fleet.kubernetes.clusters[3].tokenFile'),
    });
    expect(seen).toEqual(['Bearer old', 'Bearer old', 'Bearer new']);
  });

  it.each([
    [403, 'forbidden', 'forbids it (403): no rights'],
    [410, 'gone', 'has forgotten that version (410): no rights'],
    [429, 'busy', 'answers /x with status 429: no rights'],
    [500, 'server', 'answers /x with status 500: no rights'],
  ])('tell a refusal with status %i as %s', async (status, kind, message) => {
    answer = (_, response) => {
      response.writeHead(status, { 'retry-after': '7' });
      response.end(JSON.stringify({ kind: 'Status', message: 'no rights' }));
    };
    await expect(connect().api.text(ask)).rejects.toMatchObject({
      kind,
      message: `Cluster test ${message}`,
    });
  });

  it('wait as long as a busy server asks, but not for ever', async () => {
    answer = (_, response) => {
      response.writeHead(429, { 'retry-after': '7' }).end();
    };
    await expect(connect().api.text(ask)).rejects.toMatchObject({
      retryAfterMs: 7_000,
    });
    answer = (_, response) => {
      response.writeHead(429, { 'retry-after': '86400' }).end();
    };
    await expect(connect().api.text(ask)).rejects.toMatchObject({
      retryAfterMs: 60_000,
    });
  });

  it('end when there is no answer, or only half of one', async () => {
    const limits = { answerMs: 300, totalMs: 600, quietMs: 300 };
    answer = () => {};
    await expect(
      connect(undefined, limits).api.text(ask),
    ).rejects.toMatchObject({ kind: 'timeout' });
    answer = (_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half');
    };
    await expect(
      connect(undefined, limits).api.text(ask),
    ).rejects.toMatchObject({ kind: 'timeout' });
    answer = (_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => response.destroy());
    };
    await expect(
      connect(undefined, limits).api.text(ask),
    ).rejects.toMatchObject({ kind: 'unreachable' });
  });

  it('end a watch that is quiet for too long, and one that is no longer wanted', async () => {
    answer = (_, response) => {
      response.writeHead(200);
      response.write('first');
    };
    const read = async (api: ClusterApi, until: AbortSignal) => {
      const pieces: string[] = [];
      const stream = api.stream({ ...ask, signal: until }, () => {});
      for await (const piece of stream)
        pieces.push(Buffer.from(piece).toString());
      return pieces;
    };
    const { api } = connect(undefined, { quietMs: 300 });
    await expect(read(api, signal)).rejects.toMatchObject({ kind: 'timeout' });
    const stop = new AbortController();
    const reading = read(connect().api, stop.signal);
    setTimeout(() => stop.abort(new Error('no longer wanted')), 200);
    await expect(reading).rejects.toThrow('no longer wanted');
  });
});
