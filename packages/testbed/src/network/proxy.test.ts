import { once } from 'node:events';
import { connect, createServer, Server, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../processes/ports';
import { Proxy, startProxy } from './proxy';

let echo: Server;
let proxy: Proxy;
const clients: Socket[] = [];

beforeEach(async () => {
  const upstreamPort = await freePort();
  echo = createServer(socket => socket.pipe(socket)).listen(
    upstreamPort,
    '127.0.0.1',
  );
  await once(echo, 'listening');
  proxy = await startProxy({ port: await freePort(), upstreamPort });
});

afterEach(async () => {
  clients.splice(0).forEach(client => client.destroy());
  await proxy.close();
  echo.close();
});

async function open() {
  const socket = connect(proxy.port, '127.0.0.1');
  clients.push(socket);
  const client = { socket, heard: '', error: undefined as string | undefined };
  socket.on('data', chunk => {
    client.heard += chunk;
  });
  socket.on('error', (error: NodeJS.ErrnoException) => {
    client.error = error.code;
  });
  await once(socket, 'connect');
  return client;
}

describe('the proxy', () => {
  it('carries bytes both ways', async () => {
    const client = await open();
    client.socket.write('hello');
    await once(client.socket, 'data');
    expect(client.heard).toBe('hello');
    expect(proxy.connections()).toBe(1);
  });

  it('loses nothing of what was said in silence', async () => {
    const client = await open();
    await proxy.cut('silent');
    client.socket.write('first');
    const later = await open();
    later.socket.write('second');
    await sleep(100);
    expect([client.heard, later.heard]).toEqual(['', '']);
    await proxy.restore();
    await sleep(100);
    expect([client.heard, later.heard]).toEqual(['first', 'second']);
  });

  it('resets open connections and refuses new ones when refused', async () => {
    const client = await open();
    client.socket.write('x');
    await once(client.socket, 'data');
    await proxy.cut('refused');
    await sleep(50);
    expect(client.error).toBe('ECONNRESET');
    await expect(open()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await proxy.restore();
    await open();
  });

  it('ends a connection after so many bytes', async () => {
    proxy.breakAfter(10);
    const client = await open();
    client.socket.write('0123456789abcdef');
    await once(client.socket, 'close');
    expect(client.heard).toBe('0123456789');
  });
});
