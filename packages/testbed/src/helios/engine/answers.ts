/** How a Docker engine of 2016 describes itself, its images and its containers: the fields that a Helios agent of that time reads. */
import { Container, imageId } from './containers';

const VERSION = '1.12.6';

const NEVER = '0001-01-01T00:00:00Z';

const CREATED = new Date('2017-01-01T00:00:00Z');

const timeOf = (date: Date | undefined) => date?.toISOString() ?? NEVER;

/** Answer to `GET /version`. */
export const VERSION_ANSWER = {
  Version: VERSION,
  ApiVersion: '1.24',
  GitCommit: '0000000',
  GoVersion: 'go1.6.4',
  Os: 'linux',
  Arch: 'amd64',
  KernelVersion: '4.4.0',
};

/** Answer to `GET /info`. */
export function infoAnswer(counts: { containers: number; images: number }) {
  return {
    ID: 'STAND-IN',
    Name: 'stand-in',
    Containers: counts.containers,
    Images: counts.images,
    Driver: 'none',
    DriverStatus: [],
    ExecutionDriver: '',
    OperatingSystem: 'stand-in',
    KernelVersion: '4.4.0',
    NCPU: 1,
    MemTotal: 1024 ** 3,
    ServerVersion: VERSION,
  };
}

/** Answer to `GET /images/…/json`. */
export function imageAnswer(image: string) {
  return {
    Id: imageId(image),
    RepoTags: [image],
    Parent: '',
    Comment: '',
    Created: CREATED.toISOString(),
    Container: '',
    DockerVersion: VERSION,
    Author: '',
    Config: { Cmd: ['/bin/run'], Env: [] },
    Architecture: 'amd64',
    Os: 'linux',
    Size: 1_000_000,
    VirtualSize: 1_000_000,
  };
}

/** One line of `GET /images/json`. */
export function imageLine(image: string) {
  return {
    Id: imageId(image),
    RepoTags: [image],
    Created: CREATED.getTime() / 1_000,
    Size: 1_000_000,
    VirtualSize: 1_000_000,
  };
}

/** One line of `GET /containers/json`. */
export function containerLine(container: Container) {
  const { id, name, config, running, exitCode, createdAt } = container;
  return {
    Id: id,
    Names: [`/${name}`],
    Image: config.Image,
    ImageID: imageId(config.Image),
    Command: '/bin/run',
    Created: Math.floor(createdAt.getTime() / 1_000),
    State: running ? 'running' : 'exited',
    Status: running ? 'Up' : `Exited (${exitCode})`,
    Ports: [],
    Labels: {},
  };
}

function portsOf({ config }: Container) {
  const bindings = config.HostConfig?.PortBindings ?? {};
  return Object.fromEntries(
    Object.entries(bindings).map(([port, hosts]) => [
      port,
      (hosts ?? []).map(({ HostIp, HostPort }) => ({
        HostIp: HostIp || '0.0.0.0',
        HostPort: HostPort ?? '',
      })),
    ]),
  );
}

function statusOf({ running, startedAt }: Container) {
  if (running) {
    return 'running';
  }
  return startedAt ? 'exited' : 'created';
}

/** Answer to `GET /containers/…/json`. */
export function containerAnswer(container: Container) {
  const { id, name, config, number } = container;
  return {
    Id: id,
    Created: timeOf(container.createdAt),
    Path: '/bin/run',
    Args: [],
    Image: imageId(config.Image),
    Name: `/${name}`,
    Driver: 'none',
    MountLabel: '',
    ProcessLabel: '',
    RestartCount: 0,
    Config: {
      Image: config.Image,
      Env: config.Env ?? [],
      Cmd: config.Cmd ?? [],
      Hostname: config.Hostname ?? id.slice(0, 12),
    },
    State: {
      Status: statusOf(container),
      Running: container.running,
      Paused: false,
      Restarting: false,
      OOMKilled: false,
      Pid: container.running ? 10_000 + number : 0,
      ExitCode: container.exitCode,
      Error: container.error,
      StartedAt: timeOf(container.startedAt),
      FinishedAt: timeOf(container.finishedAt),
    },
    NetworkSettings: {
      IPAddress: `172.17.0.${2 + (number % 250)}`,
      IPPrefixLen: 16,
      Gateway: '172.17.0.1',
      Bridge: '',
      MacAddress: '',
      Ports: portsOf(container),
    },
    Mounts: [],
  };
}
