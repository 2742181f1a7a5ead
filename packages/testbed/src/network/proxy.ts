/**
 * The network between a server and those who read it: a TCP proxy before the server, which can lose what passes through it.
 */
import { connect, createServer, Socket } from 'node:net';
import { listen } from './listen';

/**
 * How a connection is cut. `silent`: packets vanish, nobody is told, connections hang and go on when the network is back. `refused`: connections
 * are reset and new ones refused, as by a machine that is there without a server.
 */
type CutMode = 'silent' | 'refused';

/** A proxy on a loopback port. */
export interface Proxy {
  port: number;
  /** Cuts the connection until {@link Proxy.restore}. */
  cut(mode?: CutMode): Promise<void>;
  restore(): Promise<void>;
  /** Resets the open connections; new ones are let through. */
  dropConnections(): void;
  /** Resets each connection once it has carried so many bytes towards the client, until {@link Proxy.restore}: answers that end in the middle. */
  breakAfter(bytes: number): void;
  /** How many connections are open. */
  connections(): number;
  close(): Promise<void>;
}

interface Pair {
  client: Socket;
  upstream: Socket;
}

/** Starts a proxy on a port before another port, both of 127.0.0.1. */
export async function startProxy(options: {
  port: number;
  upstreamPort: number;
}): Promise<Proxy> {
  const { port, upstreamPort } = options;
  const pairs = new Set<Pair>();
  let silent = false;
  let limit = Infinity;

  const hold = ({ client, upstream }: Pair) => {
    client.pause();
    upstream.pause();
  };
  const letGo = ({ client, upstream }: Pair) => {
    client.resume();
    upstream.resume();
  };
  const drop = (pair: Pair) => {
    pairs.delete(pair);
    pair.client.resetAndDestroy();
    pair.upstream.destroy();
  };

  const server = createServer(client => {
    const upstream = connect(upstreamPort, '127.0.0.1');
    const pair = { client, upstream };
    let carried = 0;
    pairs.add(pair);
    client.setNoDelay(true);
    upstream.setNoDelay(true);
    const forward = (from: Socket, to: Socket, chunk: Buffer) => {
      if (!to.write(chunk)) {
        from.pause();
        to.once('drain', () => silent || from.resume());
      }
    };
    client.on('data', (chunk: Buffer) => forward(client, upstream, chunk));
    upstream.on('data', (chunk: Buffer) => {
      carried += chunk.length;
      if (carried <= limit) {
        forward(upstream, client, chunk);
        return;
      }
      client.write(
        chunk.subarray(0, Math.max(0, chunk.length - (carried - limit))),
      );
      // Ends rather than resets, so that what was written before still arrives.
      pairs.delete(pair);
      client.destroySoon();
      upstream.destroy();
    });
    client.once('end', () => upstream.end());
    upstream.once('end', () => client.end());
    // Either side may be gone at any time: that is what this proxy is for. The other side is told by closing it.
    client.on('error', () => drop(pair));
    upstream.on('error', () => drop(pair));
    client.once('close', () => drop(pair));
    upstream.once('close', () => {
      pairs.delete(pair);
      client.destroySoon();
    });
    if (silent) {
      hold(pair);
    }
  });
  await listen(server, port);

  const stopListening = () =>
    new Promise<void>(resolve => {
      if (server.listening) {
        server.close(() => resolve());
        pairs.forEach(drop);
      } else {
        resolve();
      }
    });

  return {
    port,
    async cut(mode = 'silent') {
      if (mode === 'silent') {
        silent = true;
        pairs.forEach(hold);
      } else {
        await stopListening();
      }
    },
    async restore() {
      silent = false;
      limit = Infinity;
      pairs.forEach(letGo);
      if (!server.listening) {
        await listen(server, port);
      }
    },
    dropConnections: () => pairs.forEach(drop),
    breakAfter(bytes) {
      limit = bytes;
    },
    connections: () => pairs.size,
    async close() {
      silent = false;
      await stopListening();
    },
  };
}
