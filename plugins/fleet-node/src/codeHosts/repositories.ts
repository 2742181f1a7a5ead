import type { AuthService } from '@backstage/backend-plugin-api';
import {
  componentAnnotations,
  type EntityReader,
} from '../catalog/componentAnnotations';
import { originsOfEntity } from '../observations/entityOrigins';
import { originOfRepository } from '../observations/origin';
import type { CodeHostConfig } from './profile';

/** A repository that is looked at. @public */
export interface Repository {
  /** Such as `github.com/acme/cart`. */
  origin: string;
  /** Such as `github.com`. */
  host: string;
  /** As somebody wrote it. */
  slug: string;
  /** Whether it is of use to know which directories a commit changes: several services share it, or only a part of it is a service's. */
  shared: boolean;
}

/** That long a list is good enough for a webhook, ms. */
const FRESH_MS = 60_000;

/** What {@link Repositories} needs. @public */
export interface RepositoriesOptions {
  /** The catalog. */
  catalog: EntityReader;
  /** For the credentials of the plugin. */
  auth: Pick<AuthService, 'getOwnServiceCredentials'>;
  /** Those that are looked at. */
  hosts: readonly CodeHostConfig[];
  /** Whether a repository of such a host may be called so. */
  isSlug(slug: string): boolean;
  /** The present moment, ms. */
  now(): number;
}

/**
 * Which repositories are looked at: those that entities of the catalog name, and those of the configuration.
 *
 * @public
 */
export class Repositories {
  private last: { list: Map<string, Repository>; at: number } | undefined;
  /** The list that is being read: who asks meanwhile gets the same. */
  private reading: Promise<Map<string, Repository>> | undefined;

  constructor(private readonly options: RepositoriesOptions) {}

  /** Those of a host that the catalog and the configuration name, read anew. @throws SourceError */
  async of(host: string): Promise<Repository[]> {
    const list = await this.read();
    return [...list.values()].filter(one => one.host === host);
  }

  /** The repository that a webhook speaks of, by its origin; undefined where it is none of ours. @throws SourceError */
  async find(origin: string): Promise<Repository | undefined> {
    const { last } = this;
    if (last && this.options.now() - last.at < FRESH_MS) {
      return last.list.get(origin);
    }
    try {
      return (await this.read()).get(origin);
    } catch (error) {
      // An older list is better than none.
      if (last) return last.list.get(origin);
      throw error;
    }
  }

  /** Remembers those of an organisation until the list is read anew. */
  add(repositories: readonly Repository[]): void {
    for (const one of repositories) {
      if (!this.last?.list.has(one.origin)) {
        this.last?.list.set(one.origin, one);
      }
    }
  }

  private read(): Promise<Map<string, Repository>> {
    this.reading ??= this.readAnew().finally(() => {
      this.reading = undefined;
    });
    return this.reading;
  }

  private async readAnew(): Promise<Map<string, Repository>> {
    const hosts = new Set(this.options.hosts.map(({ host }) => host));
    const list = new Map<string, Repository & { directories: Set<string> }>();
    const add = (
      host: string,
      slug: string,
      directories: readonly string[],
    ) => {
      const origin = originOfRepository({ host, slug });
      const known = list.get(origin);
      list.set(origin, {
        ...{ origin, host, slug: known?.slug ?? slug },
        shared: known !== undefined || directories.length > 0,
        directories: new Set(directories),
      });
    };
    for (const annotations of await componentAnnotations({
      ...{ catalog: this.options.catalog, auth: this.options.auth },
      tell: 'which repositories there are',
    })) {
      for (const one of originsOfEntity(annotations)) {
        if (one.kind === 'repository' && hosts.has(one.host)) {
          if (this.options.isSlug(one.slug))
            add(one.host, one.slug, one.directories);
        }
      }
    }
    for (const { repositories } of this.options.hosts) {
      for (const { host, name } of repositories) {
        if (!list.has(originOfRepository({ host, slug: name }))) {
          add(host, name, []);
        }
      }
    }
    // What an organisation has is asked for at each look; until the next it is still true.
    for (const one of this.last?.list.values() ?? []) {
      if (!list.has(one.origin) && this.isOfOrganisation(one)) {
        list.set(one.origin, { ...one, directories: new Set() });
      }
    }
    const repositories = new Map(
      [...list].map(([origin, { directories: _, ...one }]) => [origin, one]),
    );
    this.last = { list: repositories, at: this.options.now() };
    return repositories;
  }

  private isOfOrganisation({ host, slug }: Repository): boolean {
    const path = slug.toLowerCase();
    return this.options.hosts.some(one =>
      one.organisations.some(
        ({ name }) =>
          one.host === host && path.startsWith(`${name.toLowerCase()}/`),
      ),
    );
  }
}
