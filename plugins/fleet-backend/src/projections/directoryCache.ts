import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { compileAttributor, type Attributor } from '../directory/attribute';
import {
  directoryConfigSchema,
  type DirectoryConfig,
} from '../directory/config';
import {
  compileEnvironments,
  type Environment,
} from '../directory/environments';
import type { TargetFacts } from '../directory/match';
import { readEntityFacts } from '../directory/store';
import { readState } from './state';

/** The directory, ready to attribute targets. */
export interface CompiledDirectory {
  /** Counts changes; compare only for equality. */
  version: number;
  attribute: Attributor;
  /** Whether the newest look at the catalog found a service. */
  isPresent(ref: string): boolean;
  environmentOf(target: TargetFacts): Environment;
}

/** The part of the configuration that attribution goes by, as it is kept with the read models. */
export function mappingsOf(
  config: Pick<DirectoryConfig, 'services' | 'environments'>,
): string {
  return JSON.stringify({
    services: config.services,
    environments: config.environments,
  });
}

/**
 * Compiles the directory as the database has it and keeps it until it changes there. Mappings are taken from there too, so that replicas
 * of which one has a newer configuration do not pull targets to and fro.
 */
export class DirectoryCache {
  #compiled: CompiledDirectory | undefined;
  #fingerprint = '';

  async load(database: Knex): Promise<CompiledDirectory> {
    const state = await readState(database, 'directory');
    const fingerprint = createHash('sha256')
      .update(JSON.stringify(state ?? null))
      .digest('hex');
    if (!this.#compiled || this.#fingerprint !== fingerprint) {
      const config = directoryConfigSchema.parse(
        JSON.parse(state?.config ?? '{}'),
      );
      const entities = await readEntityFacts(database);
      const present = new Set(
        entities.flatMap(({ ref, missing }) => (missing ? [] : ref)),
      );
      this.#compiled = {
        version: state?.version ?? 0,
        attribute: compileAttributor({ entities, mappings: config.services }),
        isPresent: ref => present.has(ref),
        environmentOf: compileEnvironments(config.environments),
      };
      this.#fingerprint = fingerprint;
    }
    return this.#compiled;
  }
}
