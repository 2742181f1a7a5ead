/**
 * Which jobs are looked at: those, and all below those folders, that entities of the catalog name, and those of the configuration.
 */
import type { AuthService } from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import {
  componentAnnotations,
  httpUrlSchema,
  originOfJenkinsJob,
  originsOfEntity,
  type EntityOrigin,
} from '@landfall/backstage-plugin-fleet-node';
import type { InstanceConfig, NamedJob } from '../config/types';
import { isBelow, LONGEST_NAME } from './names';

/** A job, or a folder of jobs, that is looked at. */
export interface Root {
  /** By which the directory knows whose it is. */
  origin: string;
  instance: string;
  /** Where its Jenkins is; another than that of the instance only where configuration allows it. */
  baseUrl: string;
  fullName: string;
  /** Origins of the repositories of the entities that name it. */
  repositories: readonly string[];
  /** Whether an entity says that all its builds are deployments. */
  deployment: { environment: string | null } | null;
}

/** That long a list is good enough for a webhook, ms. */
const FRESH_MS = 60_000;
const MOST_ENTITIES = 100_000;

/** What the list needs. */
export interface JobsOptions {
  catalog: Pick<CatalogService, 'queryEntities'>;
  auth: Pick<AuthService, 'getOwnServiceCredentials'>;
  instances: readonly InstanceConfig[];
  jobs: readonly NamedJob[];
  /** The present moment, ms. */
  now(): number;
}

/** What is named, and what of it cannot be looked at. */
export interface NamedRoots {
  roots: Root[];
  problems: Problem[];
}

interface Read {
  roots: Root[];
  problems: { instance: string; problem: Problem }[];
}

/** See the top of the file. */
export class Jobs {
  private last: { found: Read; at: number } | undefined;
  /** The list that is being read: who asks meanwhile gets the same. */
  private reading: Promise<Read> | undefined;

  constructor(private readonly options: JobsOptions) {}

  /** All of an instance, read anew. @throws SourceError */
  async of(instance: string): Promise<NamedRoots> {
    const { roots, problems } = await this.read();
    return {
      roots: roots.filter(one => one.instance === instance),
      problems: problems
        .filter(one => one.instance === instance)
        .map(({ problem }) => problem),
    };
  }

  /** What a job belongs to, the nearest first where several name it; undefined where nobody does. @throws SourceError */
  async find(instance: string, fullName: string): Promise<Root | undefined> {
    const { roots } = await this.recent();
    return nearestRoot(
      roots.filter(one => one.instance === instance),
      fullName,
    );
  }

  private async recent(): Promise<Read> {
    const { last } = this;
    if (last && this.options.now() - last.at < FRESH_MS) return last.found;
    try {
      return await this.read();
    } catch (error) {
      // An older list is better than none.
      if (last) return last.found;
      throw error;
    }
  }

  private read(): Promise<Read> {
    this.reading ??= this.readAnew().finally(() => {
      this.reading = undefined;
    });
    return this.reading;
  }

  private async readAnew(): Promise<Read> {
    const { catalog, auth } = this.options;
    const instances = new Map(
      this.options.instances.map(one => [one.name, one]),
    );
    const found = new Map<string, Root & { repositories: string[] }>();
    const problems = new Map<string, Read['problems'][number]>();
    for (const annotations of await componentAnnotations({
      ...{ catalog, auth, most: MOST_ENTITIES },
      tell: 'which jobs there are',
    })) {
      const origins = originsOfEntity(annotations);
      const repositories = origins.flatMap(one =>
        one.kind === 'repository' ? [one.origin] : [],
      );
      for (const one of origins) {
        if (one.kind !== 'jenkins_job') continue;
        const made = rootOf(one, instances);
        if ('text' in made) {
          // One that nobody configured is told with the first that somebody did.
          const [first] = instances.keys();
          const instance = instances.has(one.instance) ? one.instance : first;
          problems.set(made.text, { instance, problem: made });
          continue;
        }
        const known = found.get(one.origin);
        found.set(one.origin, {
          ...(known ?? made),
          deployment: known?.deployment ?? made.deployment,
          repositories: [
            ...new Set([...(known?.repositories ?? []), ...repositories]),
          ].sort(),
        });
      }
    }
    for (const { instance, fullName } of this.options.jobs) {
      const { baseUrl } = instances.get(instance) ?? {};
      const origin = originOfJenkinsJob({ instance, fullName });
      if (baseUrl !== undefined && !found.has(origin)) {
        found.set(origin, {
          ...{ origin, instance, baseUrl, fullName },
          repositories: [],
          deployment: null,
        });
      }
    }
    const list = {
      roots: [...found.values()],
      problems: [...problems.values()],
    };
    this.last = { found: list, at: this.options.now() };
    return list;
  }
}

/** The nearest of those that a job belongs to. */
export function nearestRoot(
  roots: readonly Root[],
  fullName: string,
): Root | undefined {
  return roots
    .filter(root => isBelow(fullName, root.fullName))
    .sort((a, b) => b.fullName.length - a.fullName.length)[0];
}

/** What is to be looked at, or why it cannot be. */
function rootOf(
  one: Extract<EntityOrigin, { kind: 'jenkins_job' }>,
  instances: ReadonlyMap<string, InstanceConfig>,
): Root | Problem {
  const { origin, fullName, deployment } = one;
  const instance = instances.get(one.instance);
  if (!instance) {
    return {
      text: `The catalog names jobs of the Jenkins ${one.instance}, which the configuration does not know`,
      fix: `Add an instance of that name to jenkins.instances, or correct the annotations that name it.`,
    };
  }
  if (fullName.length > LONGEST_NAME) {
    return {
      text: `A name of a job of ${
        instance.name
      }: has more than ${LONGEST_NAME} characters: ${fullName.slice(0, 80)}…`,
      fix: 'Name a folder above it in the annotation.',
    };
  }
  const baseUrl = addressOf(one.baseUrl, instance);
  if (baseUrl === undefined) {
    return {
      text: `The job ${instance.name}:${fullName} is said to be at another address, which the configuration does not allow`,
      fix: `Correct the annotation jenkins.io/override-base-url, or let ${instance.path}.allowedBaseUrlOverrideRegex match the whole address.`,
    };
  }
  return {
    ...{ origin, instance: instance.name, baseUrl, fullName },
    repositories: [],
    deployment,
  };
}

/** The credentials of an instance go nowhere that configuration does not name. */
function addressOf(
  given: string | null,
  { baseUrl, allowedBaseUrl }: InstanceConfig,
): string | undefined {
  if (given === null) return baseUrl;
  const { data } = httpUrlSchema.safeParse(given);
  if (data === undefined || !allowedBaseUrl?.test(data)) return undefined;
  // What would allow any host as well, by way of what follows it, allows none.
  const other = new URL(data);
  other.host = 'other.invalid';
  return allowedBaseUrl.test(other.href.replace(/\/+$/, '')) ? undefined : data;
}
