/** The containers of one stand-in engine: what they are, and how they end. No processes are behind them. */
import { createHash, randomBytes } from 'node:crypto';
import { imageDoes } from './imageBehaviour';

/** What the client said when it made a container: only what is used here. */
export interface ContainerConfig {
  Image: string;
  Env?: string[];
  Cmd?: string[];
  Hostname?: string;
  HostConfig?: {
    PortBindings?: Record<
      string,
      { HostIp?: string; HostPort?: string }[] | null
    >;
  };
}

/** A container that only says that it runs. */
export interface Container {
  id: string;
  name: string;
  config: ContainerConfig;
  /** Also its process id and address. */
  number: number;
  running: boolean;
  exitCode: number;
  /** Why it could not be started. */
  error: string;
  createdAt: Date;
  startedAt?: Date;
  finishedAt?: Date;
}

/** All containers of one engine. */
export interface Containers {
  all(): Container[];
  /** By id, start of an id, or name. */
  find(key: string): Container | undefined;
  create(name: string | undefined, config: ContainerConfig): Container;
  start(container: Container): void;
  /** Ends it, and tells who waits. */
  exit(container: Container, code: number): void;
  /** Its exit code, once it has ended. */
  ended(container: Container): Promise<number>;
  remove(container: Container): void;
  /** Lets nothing happen any more. */
  close(): void;
}

const LIFE_OF_THE_SHORT_LIVED_MS = 1_000;

// Helios leaves it to others to remove what has ended.
const MOST = 200;

/** The digest that an image has here: made from its name. */
export function imageId(image: string): string {
  return `sha256:${createHash('sha256').update(image).digest('hex')}`;
}

/** Makes the containers of one engine: none. */
export function createContainers(): Containers {
  const containers = new Map<string, Container>();
  const waiting = new Map<string, ((code: number) => void)[]>();
  const timers = new Map<string, NodeJS.Timeout>();
  let count = 0;

  const remove = ({ id }: Container) => {
    clearTimeout(timers.get(id));
    timers.delete(id);
    waiting.delete(id);
    containers.delete(id);
  };
  const exit: Containers['exit'] = (container, code) => {
    const { id } = container;
    clearTimeout(timers.get(id));
    timers.delete(id);
    container.running = false;
    container.exitCode = code;
    container.finishedAt = new Date();
    for (const tell of waiting.get(id) ?? []) {
      tell(code);
    }
    waiting.delete(id);
  };
  const exitSoon = (container: Container, code: number) =>
    timers.set(
      container.id,
      setTimeout(() => exit(container, code), LIFE_OF_THE_SHORT_LIVED_MS),
    );
  const makeRoom = () => {
    const done = [...containers.values()].filter(
      ({ running, finishedAt }) => !running && finishedAt,
    );
    done.slice(0, Math.max(0, containers.size - MOST)).forEach(remove);
  };

  return {
    all: () => [...containers.values()],
    find(key) {
      const wanted = key.replace(/^\//, '');
      return [...containers.values()].find(
        ({ id, name }) =>
          name === wanted || (wanted.length >= 12 && id.startsWith(wanted)),
      );
    },
    create(name, config) {
      count += 1;
      const id = randomBytes(32).toString('hex');
      const container: Container = {
        id,
        name: name ?? `unnamed_${count}`,
        config,
        number: count,
        running: false,
        exitCode: 0,
        error: '',
        createdAt: new Date(),
      };
      containers.set(id, container);
      makeRoom();
      return container;
    },
    start(container) {
      container.running = true;
      container.exitCode = 0;
      container.error = '';
      container.startedAt = new Date();
      container.finishedAt = undefined;
      if (imageDoes(container.config.Image, 'crash')) {
        exitSoon(container, 1);
      } else if (imageDoes(container.config.Image, 'exit0')) {
        exitSoon(container, 0);
      }
    },
    exit,
    ended: container =>
      container.running
        ? new Promise(resolve => {
            const others = waiting.get(container.id) ?? [];
            waiting.set(container.id, [...others, resolve]);
          })
        : Promise.resolve(container.exitCode),
    remove,
    close: () => [...containers.values()].forEach(remove),
  };
}
