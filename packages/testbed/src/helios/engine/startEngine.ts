/**
 * A stand-in for the Docker engine of one host: the part of its remote API that a Helios 0.9.2 agent uses. It runs nothing. Agents pull, start, watch and
 * stop containers as they would; words in the name of an image choose what goes wrong (`imageBehaviour.ts`).
 */
import { createServer, IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { listen } from '../../network/listen';
import {
  containerAnswer,
  containerLine,
  imageAnswer,
  imageLine,
  infoAnswer,
  VERSION_ANSWER,
} from './answers';
import { Container, ContainerConfig, createContainers } from './containers';
import { imageDoes } from './imageBehaviour';

/** The engine of one host, for tests to make things happen that no client asked for. */
export interface DockerEngine {
  /** Address for clients. */
  url: string;
  /** What it was told to run, also what has ended since. */
  containers(): Pick<Container, 'id' | 'name' | 'running' | 'exitCode'>[];
  /** Lets a container end by itself, by id or name. */
  exit(container: string, code: number): void;
  /** Whether every request fails, as with a broken engine. */
  refuse(on: boolean): void;
  /** How many milliseconds every answer takes. */
  delay(milliseconds: number): void;
  close(): Promise<void>;
}

/** One request, taken apart. */
interface Call {
  /** Method and path without version, as in `GET /info`. */
  what: string;
  query: URLSearchParams;
  body: string;
}

/** What to answer: JSON with a status, or lines that come one after the other. */
interface Answer {
  status: number;
  json?: unknown;
  lines?: AsyncIterable<object>;
  text?: string;
}

const done: Answer = { status: 204 };
const already: Answer = { status: 304 };
const json = (value: unknown): Answer => ({ status: 200, json: value });
const fail = (status: number, message: string): Answer => ({
  status,
  json: { message },
});

async function readCall(request: IncomingMessage): Promise<Call> {
  const url = new URL(request.url ?? '/', 'http://engine');
  const path = decodeURIComponent(url.pathname).replace(
    /^\/v\d+(\.\d+)*(?=\/)/,
    '',
  );
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk);
  }
  return {
    what: `${request.method} ${path}`,
    query: url.searchParams,
    body: Buffer.concat(chunks).toString('utf8'),
  };
}

async function send(response: ServerResponse, answer: Answer) {
  const { status, json: value, lines, text } = answer;
  if (lines) {
    response.writeHead(status, { 'Content-Type': 'application/json' });
    for await (const line of lines) {
      response.write(`${JSON.stringify(line)}\r\n`);
    }
    response.end();
  } else if (value !== undefined) {
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(value));
  } else {
    response.writeHead(status, { 'Content-Type': 'text/plain' });
    response.end(text);
  }
}

const isTrue = (text: string | null) => text === '1' || text === 'true';

/** Starts an engine on a port of 127.0.0.1. */
export async function startEngine(options: {
  port: number;
  /** How long what is slow takes, in milliseconds. */
  slowMs: number;
}): Promise<DockerEngine> {
  const { port, slowMs } = options;
  const images = new Set<string>();
  const containers = createContainers();
  const closing = new AbortController();
  let refusing = false;
  let delayMs = 0;

  const wait = (milliseconds: number) =>
    sleep(milliseconds, undefined, { signal: closing.signal });

  async function* pull(image: string): AsyncIterable<object> {
    yield { status: `Pulling from ${image}` };
    if (imageDoes(image, 'slow')) {
      await wait(slowMs);
    }
    const refuse = (message: string) => ({
      error: message,
      errorDetail: { message },
    });
    if (imageDoes(image, 'missing')) {
      yield refuse(`manifest for ${image} not found`);
    } else if (imageDoes(image, 'pullfail')) {
      yield refuse('the registry cannot be reached');
    } else {
      images.add(image);
      yield { status: `Status: Downloaded newer image for ${image}` };
    }
  }

  const start = async (container: Container): Promise<Answer> => {
    const { Image: image } = container.config;
    if (container.running) {
      return already;
    }
    if (imageDoes(image, 'slowstart')) {
      await wait(slowMs);
    }
    if (imageDoes(image, 'nostart')) {
      container.error = 'exec: "/bin/run": no such file or directory';
      container.exitCode = 127;
      return fail(500, container.error);
    }
    containers.start(container);
    return done;
  };
  const stop = async (
    container: Container,
    seconds: number,
  ): Promise<Answer> => {
    if (!container.running) {
      return already;
    }
    const stuck = imageDoes(container.config.Image, 'stuck');
    if (stuck) {
      await wait(seconds * 1_000);
    }
    containers.exit(container, stuck ? 137 : 143);
    return done;
  };
  const kill = (container: Container): Answer => {
    if (!container.running) {
      return fail(500, `Container ${container.id} is not running`);
    }
    containers.exit(container, 137);
    return done;
  };
  const removeContainer = (container: Container, force: boolean): Answer => {
    if (container.running && !force) {
      return fail(409, `Container ${container.id} is running`);
    }
    if (container.running) {
      containers.exit(container, 137);
    }
    containers.remove(container);
    return done;
  };
  const create = ({ query, body }: Call): Answer => {
    const config = JSON.parse(body) as ContainerConfig;
    const name = query.get('name') ?? undefined;
    if (!images.has(config.Image)) {
      return fail(404, `No such image: ${config.Image}`);
    }
    if (name && containers.find(name)) {
      return fail(409, `The name "/${name}" is already in use`);
    }
    const { id } = containers.create(name, config);
    return { status: 201, json: { Id: id, Warnings: null } };
  };

  const ofContainer = async (
    container: Container,
    verb: string,
    { query }: Call,
  ): Promise<Answer | undefined> => {
    switch (verb) {
      case 'GET json':
        return json(containerAnswer(container));
      case 'POST start':
        return start(container);
      case 'POST stop':
        return stop(container, Number(query.get('t') ?? 10));
      case 'POST kill':
        return kill(container);
      case 'POST wait':
        return json({ StatusCode: await containers.ended(container) });
      case 'GET logs':
        return { status: 200, text: '' };
      case 'POST exec':
        // Its id says which container it ran in.
        return { status: 201, json: { Id: container.id } };
      case 'DELETE':
        return removeContainer(container, isTrue(query.get('force')));
      default:
        return undefined;
    }
  };

  const ofImage = (image: string): Answer => {
    if (imageDoes(image, 'pullfail')) {
      return fail(500, 'the registry cannot be reached');
    }
    return images.has(image)
      ? json(imageAnswer(image))
      : fail(404, `No such image: ${image}`);
  };

  const answer = async (call: Call): Promise<Answer | undefined> => {
    const { what, query } = call;
    switch (what) {
      case 'GET /_ping':
        return { status: 200, text: 'OK' };
      case 'GET /version':
        return json(VERSION_ANSWER);
      case 'GET /info':
        return json(
          infoAnswer({
            containers: containers.all().length,
            images: images.size,
          }),
        );
      case 'POST /images/create': {
        const name = query.get('fromImage') ?? '';
        const tag = query.get('tag');
        const image = !tag || name.includes('@') ? name : `${name}:${tag}`;
        return { status: 200, lines: pull(image) };
      }
      case 'GET /images/json':
        return json([...images].map(imageLine));
      case 'GET /containers/json':
        return json(
          containers
            .all()
            .filter(({ running }) => running || isTrue(query.get('all')))
            .map(containerLine),
        );
      case 'POST /containers/create':
        return create(call);
      default:
    }
    const image = /^GET \/images\/(.+)\/json$/.exec(what);
    if (image) {
      return ofImage(image[1]);
    }
    const exec = /^(?:POST|GET) \/exec\/([^/]+)\/(start|json)$/.exec(what);
    const path = /^([A-Z]+) \/containers\/([^/]+)(?:\/([a-z]+))?$/.exec(what);
    const key = exec?.[1] ?? path?.[2] ?? '';
    const container = containers.find(key);
    if ((exec || path) && !container) {
      return fail(404, `No such container: ${key}`);
    }
    if (exec && container) {
      const failed = imageDoes(container.config.Image, 'unhealthy');
      return exec[2] === 'start'
        ? { status: 200, text: '' }
        : json({ ID: key, Running: false, ExitCode: failed ? 1 : 0 });
    }
    return path && container
      ? ofContainer(container, `${path[1]} ${path[3] ?? ''}`.trim(), call)
      : undefined;
  };

  const server = createServer(async (request, response) => {
    try {
      const call = await readCall(request);
      if (delayMs > 0) {
        await wait(delayMs);
      }
      const given = refusing
        ? fail(500, 'the engine was told to refuse everything')
        : await answer(call);
      await send(
        response,
        given ?? fail(404, `This stand-in knows no ${call.what}`),
      );
    } catch (error) {
      if (closing.signal.aborted) {
        response.destroy();
      } else {
        await send(response, fail(500, String(error)));
      }
    }
  });
  await listen(server, port);
  return {
    url: `http://127.0.0.1:${port}`,
    containers: () =>
      containers.all().map(({ id, name, running, exitCode }) => ({
        id,
        name,
        running,
        exitCode,
      })),
    exit(key, code) {
      const container = containers.find(key);
      if (!container) {
        throw new Error(`The engine on port ${port} has no container ${key}`);
      }
      containers.exit(container, code);
    },
    refuse(on) {
      refusing = on;
    },
    delay(milliseconds) {
      delayMs = milliseconds;
    },
    async close() {
      closing.abort();
      containers.close();
      server.closeAllConnections();
      await new Promise<void>(resolve => {
        server.close(() => resolve());
      });
    },
  };
}
