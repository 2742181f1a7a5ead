/**
 * What is kept of a job: what it runs, its ports, the names of its environment variables, and a keyed fingerprint of the rest. Its token and the values of its environment
 * do not get past this file.
 */
import {
  canonicalJson,
  digestOfImage,
  protocolOfPortName,
  type ContainerFacts,
  type ContainerImage,
  type Port,
} from '@landfall/backstage-plugin-fleet-node';
import { z } from 'zod';
import { parseJobId, shortJobId } from './jobId';

/** One version of a job. */
export interface Job {
  /** See `shortJobId`. */
  id: string;
  name: string;
  version: string;
  /** When it was created, ms; by the master's clock. */
  createdAt: number | null;
  /** When Helios itself takes it away, ms. */
  expiresAt: number | null;
  image: ContainerImage;
  container: ContainerFacts;
  /** Keyed fingerprint of all the rest. */
  configuration: string;
  /** The metadata that is kept. */
  labels: Record<string, string>;
}

/** How jobs are read. */
export interface JobProjection {
  fingerprint(text: string): string;
  /** Keys of the metadata that are kept. */
  keepMetadata: readonly string[];
}

const MOST_PORTS = 64;
const MOST_VARIABLES = 512;
const LONGEST = { portName: 63, variable: 253, label: 1024 };

const jobSchema = z.looseObject({
  id: z.string(),
  image: z.string().min(1).max(1024),
  created: z.number().nullish(),
  expires: z.number().nullish(),
  env: z.record(z.string(), z.unknown()).nullish(),
  ports: z
    .record(z.string(), z.looseObject({ internalPort: z.number() }))
    .nullish(),
  registration: z.record(z.string(), z.unknown()).nullish(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
});
type RawJob = z.infer<typeof jobSchema>;

/**
 * Reads one job as the master tells it.
 *
 * @returns undefined when it is not what Helios promises
 */
export function projectJob(
  raw: unknown,
  projection: JobProjection,
): Job | undefined {
  const parsed = jobSchema.safeParse(raw);
  if (!parsed.success) return undefined;
  const job = parsed.data;
  const id = parseJobId(job.id);
  if (id === undefined) return undefined;
  const digest = digestOfImage(job.image);
  return {
    id: shortJobId(id),
    name: id.name,
    version: id.version,
    createdAt: job.created ?? null,
    expiresAt: job.expires ?? null,
    image: {
      container: id.name,
      reference: job.image,
      ...(digest !== undefined && { digest }),
    },
    container: {
      container: id.name,
      image: job.image,
      injected: false,
      ports: portsOf(job),
      environment: Object.keys(job.env ?? {})
        .filter(name => name.length <= LONGEST.variable)
        .sort()
        .slice(0, MOST_VARIABLES),
    },
    configuration: configurationOf(job, projection),
    labels: labelsOf(job, projection.keepMetadata),
  };
}

/** The text it is made from does not leave this function: it holds the values of environment variables. */
function configurationOf(job: RawJob, { fingerprint }: JobProjection): string {
  const {
    id: _id,
    image: _image,
    created: _created,
    creatingUser: _creatingUser,
    token: _token,
    ...rest
  } = job;
  return fingerprint(canonicalJson(rest));
}

function portsOf({ ports, registration }: RawJob): Port[] {
  const spoken = protocolsOf(registration ?? {});
  const found: Port[] = [];
  for (const [name, { internalPort: port }] of Object.entries(ports ?? {})) {
    const usable = Number.isInteger(port) && port >= 1 && port <= 65_535;
    if (!usable || name.length > LONGEST.portName) continue;
    found.push({
      port,
      name,
      protocol: spoken.get(name) ?? protocolOfPortName(name),
    });
  }
  return found.sort((a, b) => a.port - b.port).slice(0, MOST_PORTS);
}

/** What is spoken on a port, by the port's name: a registration is called `service/protocol` and lists its ports. */
function protocolsOf(registration: Record<string, unknown>) {
  const spoken = new Map<string, string>();
  for (const [endpoint, value] of Object.entries(registration)) {
    const slash = endpoint.lastIndexOf('/');
    const protocol = endpoint.slice(slash + 1).toLowerCase();
    const usable = protocol !== '' && protocol.length <= LONGEST.portName;
    if (slash < 0 || !usable) continue;
    for (const name of registeredPorts(value)) spoken.set(name, protocol);
  }
  return spoken;
}

function registeredPorts(value: unknown): string[] {
  const parsed = z
    .looseObject({ ports: z.record(z.string(), z.unknown()) })
    .safeParse(value);
  return parsed.success ? Object.keys(parsed.data.ports) : [];
}

function labelsOf({ metadata }: RawJob, keep: readonly string[]) {
  const labels: Record<string, string> = {};
  for (const key of keep) {
    const value = metadata?.[key];
    if (typeof value === 'string' && value.length <= LONGEST.label) {
      labels[key] = value;
    }
  }
  return labels;
}
