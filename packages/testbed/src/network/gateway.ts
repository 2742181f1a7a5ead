/**
 * What stands before a server in a company: a gateway that ends TLS and asks for credentials, on a network that can be slow or gone. Requests that pass are
 * handed on as they are, without the credentials.
 */
import {
  createServer,
  IncomingMessage,
  request as httpRequest,
  ServerResponse,
} from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../processes/ports';
import { makeServerCertificate } from './certificates';
import { listen } from './listen';
import { Proxy, startProxy } from './proxy';

/** What a client has to show. */
export type GatewayCredentials =
  | { username: string; password: string }
  | { token: string };

/** Which gateway to start. */
export interface GatewayOptions {
  /** Whether it speaks TLS, with a certificate of an authority of its own; true by default. */
  tls?: boolean;
  /** By default it asks for none. */
  credentials?: GatewayCredentials;
}

/** A running gateway. */
export interface Gateway
  extends Pick<
    Proxy,
    'cut' | 'restore' | 'dropConnections' | 'breakAfter' | 'connections'
  > {
  /** Address for clients. */
  url: string;
  /** Certificate of the authority that clients have to trust; empty without TLS. */
  caPem: string;
  /** Asks for other credentials from now on, or for none. */
  ask(credentials: GatewayCredentials | undefined): void;
  /** Lets every answer take so many milliseconds more. */
  delay(milliseconds: number): void;
  /** Answers every request with this status, without asking the server; undefined ends it. */
  answerWith(status: number | undefined): void;
  /** Method and path of each request since the last time, also of those that were refused. */
  takeRequests(): string[];
  close(): Promise<void>;
}

const MOST_REQUESTS = 10_000;

function headerOf(credentials: GatewayCredentials): string {
  if ('token' in credentials) {
    return `Bearer ${credentials.token}`;
  }
  const { username, password } = credentials;
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** Starts a gateway before a server on a port of 127.0.0.1 that speaks plain HTTP. */
export async function startGateway(
  options: GatewayOptions & { name: string; upstreamPort: number },
): Promise<Gateway> {
  const { name, upstreamPort, tls = true } = options;
  const closing = new AbortController();
  let { credentials } = options;
  let delayMs = 0;
  let status: number | undefined;
  let requests: string[] = [];

  const refuse = (
    response: ServerResponse,
    code: number,
    message: string,
    headers = {},
  ) => {
    response.writeHead(code, { 'Content-Type': 'text/plain', ...headers });
    response.end(message);
  };
  const handOn = (request: IncomingMessage, response: ServerResponse) => {
    const headers = { ...request.headers };
    delete headers.authorization;
    const upstream = httpRequest(
      {
        host: '127.0.0.1',
        port: upstreamPort,
        method: request.method,
        path: request.url,
        headers,
        agent: false,
      },
      answer => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
        answer.on('error', () => response.destroy());
      },
    );
    upstream.on('error', () => {
      if (response.headersSent) {
        response.destroy();
      } else {
        refuse(response, 502, 'The server behind the gateway does not answer');
      }
    });
    response.on('close', () => upstream.destroy());
    request.pipe(upstream);
  };
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    requests = [
      ...requests.slice(1 - MOST_REQUESTS),
      `${request.method} ${request.url}`,
    ];
    if (delayMs > 0) {
      // Being closed meanwhile ends the connection, and with it this.
      await sleep(delayMs, undefined, { signal: closing.signal }).catch(
        () => {},
      );
    }
    if (status !== undefined) {
      refuse(response, status, 'The gateway was told to answer so');
    } else if (
      credentials &&
      request.headers.authorization !== headerOf(credentials)
    ) {
      refuse(response, 401, 'The gateway wants other credentials', {
        'WWW-Authenticate':
          'token' in credentials ? 'Bearer' : `Basic realm="${name}"`,
      });
    } else {
      handOn(request, response);
    }
  };

  const certificate = tls ? await makeServerCertificate(name) : undefined;
  const server = certificate
    ? createSecureServer(
        { cert: certificate.certificatePem, key: certificate.keyPem },
        handle,
      )
    : createServer(handle);
  const port = await freePort();
  await listen(server, port);
  const proxy = await startProxy({
    port: await freePort(),
    upstreamPort: port,
  });
  return {
    cut: proxy.cut,
    restore: proxy.restore,
    dropConnections: proxy.dropConnections,
    breakAfter: proxy.breakAfter,
    connections: proxy.connections,
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${proxy.port}`,
    caPem: certificate?.caPem ?? '',
    ask(wanted) {
      credentials = wanted;
    },
    delay(milliseconds) {
      delayMs = milliseconds;
    },
    answerWith(code) {
      status = code;
    },
    takeRequests() {
      const taken = requests;
      requests = [];
      return taken;
    },
    async close() {
      closing.abort();
      await proxy.close();
      server.closeAllConnections();
      await new Promise<void>(resolve => {
        server.close(() => resolve());
      });
    },
  };
}
