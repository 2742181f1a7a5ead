import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a stand-in answers. */
export interface StandInAnswer {
  status?: number;
  headers?: Record<string, string>;
  body: unknown;
}

/** A server of HTTP that answers as a test says. */
export interface StandIn {
  url: string;
  /** Paths that were asked for, with their queries. */
  asked: string[];
  close(): Promise<void>;
}

/** Starts a stand-in. */
export async function startStandIn(
  answer: (url: URL, headers: IncomingHttpHeaders) => StandInAnswer,
): Promise<StandIn> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const url = new URL(request.url ?? '', 'http://stand-in.example');
    const { status = 200, headers, body } = answer(url, request.headers);
    response.writeHead(status, {
      'content-type': 'application/json',
      ...headers,
    });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    async close() {
      server.closeAllConnections();
      await new Promise<void>(resolve => {
        server.close(() => resolve());
      });
    },
  };
}
