import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * An answer of a stand-in.
 *
 * @public
 */
export interface StandInAnswer {
  /** Of HTTP. */
  status: number;
  /** Beside the usual ones. */
  headers?: Record<string, string>;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is, instead of a body. */
  text?: string;
}

/**
 * A server of HTTP on this machine that stands in for a system.
 *
 * @public
 */
export abstract class StandInServer {
  /** The clock of the stand-in, ms. */
  date: () => number = () => Date.now();
  private server: Server | undefined;

  /** Starts it. @returns its address */
  async start(): Promise<string> {
    const server = createServer((request, response) =>
      this.handle(request, response),
    );
    this.server = server;
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** Stops it. */
  async stop(): Promise<void> {
    const { server } = this;
    server?.closeAllConnections();
    await new Promise(done => (server ? server.close(done) : done(undefined)));
  }

  /** Answers a request. */
  protected abstract handle(
    request: IncomingMessage,
    response: ServerResponse,
  ): void;
}
