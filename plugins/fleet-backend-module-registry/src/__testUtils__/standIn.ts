/**
 * A stand-in of a registry for what a real one does not do when it is asked to: wrong contents, limits, loops. The protocol itself is tried with a real registry, see
 * `live.cluster.test.ts`.
 */
import { createHash } from 'node:crypto';
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** An answer. */
export interface Answer {
  status: number;
  headers?: Record<string, string | undefined>;
  text?: string;
}

/** The digest of a content. */
export function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

/** See the top of the file. */
export class RegistryStandIn {
  /** Contents by path, such as `/v2/shop/cart/blobs/sha256:…`. */
  readonly contents = new Map<string, string>();
  /** What was asked, with what was shown. */
  readonly asked: { path: string; authorization: string | undefined }[] = [];
  /** Decides about a request before all else. */
  answer: (
    path: string,
    authorization: string | undefined,
  ) => Answer | undefined = () => undefined;
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

  /** Keeps a content. @returns its digest */
  put(
    repository: string,
    kind: 'manifests' | 'blobs',
    content: unknown,
  ): string {
    const text =
      typeof content === 'string' ? content : JSON.stringify(content);
    const digest = digestOf(text);
    this.contents.set(`/v2/${repository}/${kind}/${digest}`, text);
    return digest;
  }

  /** Keeps an image with labels. @returns its digest */
  image(
    repository: string,
    labels: Record<string, string>,
    given: { created?: string; annotations?: Record<string, string> } = {},
  ): string {
    const { created = '2026-11-01T12:00:00Z', annotations } = given;
    const config = JSON.stringify({
      created,
      config: { Env: ['PASSWORD=hunter2'], Labels: labels },
    });
    return this.put(repository, 'manifests', {
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      config: {
        mediaType: 'application/vnd.oci.image.config.v1+json',
        digest: this.put(repository, 'blobs', config),
        size: config.length,
      },
      layers: [],
      ...(annotations && { annotations }),
    });
  }

  /** Paths that were asked, without their query. */
  paths(): string[] {
    return this.asked.map(({ path }) => path.replace(/\?.*$/, ''));
  }

  private handle(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? '/';
    const { authorization } = request.headers;
    this.asked.push({ path, authorization });
    const text = this.contents.get(path);
    const usual: Answer =
      text === undefined ? { status: 404 } : { status: 200, text };
    const answer = this.answer(path, authorization) ?? usual;
    response.writeHead(answer.status, answer.headers);
    response.end(answer.text);
  }
}
