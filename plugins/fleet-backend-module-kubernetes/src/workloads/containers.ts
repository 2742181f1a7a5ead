/**
 * What signals ask of containers: images, ports and names of environment variables. Values are never read.
 */
import {
  protocolOfPortName,
  type ContainerFacts,
  type Port,
} from '@landfall/backstage-plugin-fleet-node';
import { fields, list, text, type Projection } from './projection';

/** What the schema of observations takes. */
const MOST = { containers: 64, ports: 64, environment: 512 };
const LONGEST = { container: 253, image: 1024, portName: 63, variable: 253 };

/** Containers as they stand in the specification of a pod or of a template. */
export type SpecContainers = readonly Omit<ContainerFacts, 'injected'>[];

/**
 * The containers that run beside each other: the ordinary ones, then the init containers that stay (sidecars). Equal ones are one object, however many
 * pods have them.
 */
export function containersOf(
  spec: unknown,
  projection: Projection,
): SpecContainers {
  const { containers, initContainers } = fields(spec);
  const staying = list(initContainers).filter(
    entry => fields(entry).restartPolicy === 'Always',
  );
  const found = [];
  for (const entry of [...list(containers), ...staying]) {
    const { name, image, ports, env } = fields(entry);
    const container = text(name);
    const reference = text(image);
    if (
      container === undefined ||
      reference === undefined ||
      container.length > LONGEST.container ||
      reference.length > LONGEST.image
    ) {
      continue;
    }
    found.push({
      container,
      image: reference,
      ports: portsOf(ports),
      environment: variablesOf(env),
    });
  }
  return projection.share(found.slice(0, MOST.containers));
}

/**
 * What runs: the containers of the author's template, with what was added to them in the pods, and the injected ones, which only pods have.
 *
 * @param pods - containers of the pods, the newest last: they tell where pods differ
 * @param before - what ran before: without pods, what was injected then is taken to come again
 */
export function runningContainers(options: {
  template: SpecContainers;
  pods: readonly SpecContainers[];
  before: readonly ContainerFacts[];
}): ContainerFacts[] {
  const { template, pods, before } = options;
  const seen = new Map<string, SpecContainers[number]>();
  const newestFirst =
    pods.length > 0
      ? [...pods].reverse()
      : [before.filter(({ injected }) => injected)];
  for (const containers of new Set(newestFirst)) {
    for (const facts of containers) {
      if (!seen.has(facts.container)) seen.set(facts.container, facts);
    }
  }
  const authored = template.map(facts => {
    const running = seen.get(facts.container);
    seen.delete(facts.container);
    return { ...withAdded(facts, running ?? facts), injected: false };
  });
  const injected = [...seen.values()]
    .sort((a, b) => (a.container < b.container ? -1 : 1))
    .map(facts => ({ ...facts, injected: true }));
  return [...authored, ...injected].slice(0, MOST.containers);
}

/** Ports and variables that something added on the way to the pod, such as an agent for tracing, count as the container's. */
function withAdded(
  author: SpecContainers[number],
  running: SpecContainers[number],
): SpecContainers[number] {
  const known = new Set(author.ports.map(portKey));
  const ports = running.ports.filter(port => !known.has(portKey(port)));
  return {
    ...author,
    ports: [...author.ports, ...ports].slice(0, MOST.ports),
    environment: distinct([...author.environment, ...running.environment]),
  };
}

function portKey({ port, name }: Port): string {
  return `${port} ${name}`;
}

function portsOf(ports: unknown): Port[] {
  const found: Port[] = [];
  for (const entry of list(ports)) {
    const { containerPort, name } = fields(entry);
    const port = Number.isInteger(containerPort) ? Number(containerPort) : 0;
    const called = text(name) ?? '';
    if (port < 1 || port > 65_535 || called.length > LONGEST.portName) continue;
    found.push({ port, name: called, protocol: protocolOfPortName(called) });
  }
  return found.slice(0, MOST.ports);
}

/** Names of variables that are set one by one, with a value or a reference to one. */
function variablesOf(env: unknown): string[] {
  const names: string[] = [];
  for (const entry of list(env)) {
    const name = text(fields(entry).name);
    if (name !== undefined && name.length <= LONGEST.variable) names.push(name);
  }
  return distinct(names);
}

function distinct(names: string[]): string[] {
  return [...new Set(names)].sort().slice(0, MOST.environment);
}
