/** A small company whose ledger and read models tests fill and look at. */
// eslint-disable-next-line @backstage/no-undeclared-imports -- only tests import this file
import { mockServices } from '@backstage/backend-test-utils';
import { KUBERNETES_ID } from '@landfall/backstage-plugin-fleet-common';
import { originsOfEntity } from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';
import {
  defaultDeploymentRules,
  type DeploymentRules,
} from '../delivery/deployments';
import {
  directoryConfigSchema,
  type DirectoryConfig,
} from '../directory/config';
import { ciEnvironmentsOf } from '../directory/entities';
import { storeCatalog } from '../directory/store';
import { createLedger } from '../ledger/ledger';
import { TestClock } from '../ledger/testing';
import type { Ledger } from '../ledger/types';
import { beginGaps } from '../sources/gaps';
import type { DeliveryOptions } from './delivery/options';
import { Projector } from './projector';
import { followDirectory } from './reattribute';

/** Wednesday, 18 November 2026, 12:00 UTC. */
export const NOW = Date.UTC(2026, 10, 18, 12);
/** Milliseconds. */
export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;

const TABLES = [
  'deployment_delivery',
  'service_incidents',
  'service_causes',
  'service_ci',
  'service_tellers',
  'service_metrics',
  'service_delivery',
  'service_quality',
  'service_quality_groups',
  'targets',
  'rollouts',
  'deployments',
  'service_frequency',
  'service_weeks',
  'service_state',
] as const;

/** What the directory knows in tests. */
export interface TestDirectory {
  /** Annotations of components by name. */
  components: Record<string, Record<string, string>>;
  /** Entity references of owners by name of the component. */
  owners?: Record<string, string>;
  /** Titles of components, where they have another than their name. */
  titles?: Record<string, string>;
  /** Types of components that are no services. */
  types?: Record<string, string>;
  /** Teams by name, with the name of the one above, and their time zone as the catalog gives it. */
  teams?: Record<
    string,
    { title?: string; parent?: string | null; zone?: string | null }
  >;
  config?: Parameters<typeof directoryConfigSchema.parse>[0];
}

/** Ledger, directory and a projector on one database. */
export class TestCompany {
  readonly clock: TestClock;
  readonly ledger: Ledger;
  readonly rules: DeploymentRules;
  readonly projector: Projector;

  constructor(
    readonly database: Knex,
    options: {
      ledger?: (ledger: Ledger) => Ledger;
      roundSize?: number;
      onChanged?: () => void;
      clock?: TestClock;
      delivery?: DeliveryOptions;
      rules?: DeploymentRules;
    } = {},
  ) {
    this.clock = options.clock ?? new TestClock(NOW);
    this.rules = options.rules ?? defaultDeploymentRules;
    const ledger = createLedger({ database, clock: this.clock });
    this.ledger = ledger;
    this.projector = new Projector({
      database,
      ledger: options.ledger?.(ledger) ?? ledger,
      clock: this.clock,
      logger: mockServices.logger.mock(),
      zone: 'UTC',
      roundSize: options.roundSize,
      delivery: options.delivery,
      rules: options.rules,
      onChanged: options.onChanged,
      notice: now => beginGaps(database, { now }),
    });
  }

  /** Another projector on the same database, as on another replica. */
  replica(options: { roundSize?: number } = {}): Projector {
    const { clock } = this;
    return new TestCompany(this.database, { ...options, clock }).projector;
  }

  /** Lets the directory know components and mappings. */
  async know(directory: TestDirectory): Promise<void> {
    const config: DirectoryConfig = directoryConfigSchema.parse(
      directory.config ?? {},
    );
    await this.database.transaction(async transaction => {
      const now = this.clock.now();
      const change = await storeCatalog(transaction, {
        now,
        missingGraceMs: 0,
        demo: false,
        contents: {
          teams: Object.entries(directory.teams ?? {}).map(
            ([name, { title = name, parent = null, zone = null }]) => ({
              ref: `group:default/${name}`,
              name,
              title,
              description: '',
              search_text: `${name} ${title}`.toLowerCase(),
              parent: parent && `group:default/${parent}`,
              time_zone: zone,
              demo: false,
            }),
          ),
          origins: Object.entries(directory.components).flatMap(
            ([name, annotations]) =>
              originsOfEntity(annotations).map(one => ({
                service: `component:default/${name}`,
                origin: one.origin,
                directories: JSON.stringify(
                  one.kind === 'repository' ? one.directories : [],
                ),
                environments: JSON.stringify(ciEnvironmentsOf(annotations)),
              })),
          ),
          filterable: new Map(
            Object.keys(directory.components).map(name => [
              `component:default/${name}`,
              {
                kind: 'Component',
                metadata: { name },
                spec: {
                  type: directory.types?.[name] ?? 'service',
                  owner: directory.owners?.[name],
                },
              },
            ]),
          ),
          services: Object.entries(directory.components).map(
            ([name, annotations]) => ({
              ref: `component:default/${name}`,
              kind: 'component',
              namespace: 'default',
              name,
              title: directory.titles?.[name] ?? name,
              description: '',
              search_text: `${name} ${
                directory.titles?.[name] ?? name
              }`.toLowerCase(),
              owner: directory.owners?.[name] ?? null,
              owner_title: null,
              system: null,
              domain: null,
              type: 'service',
              lifecycle: null,
              tier: null,
              annotations: JSON.stringify(annotations),
              // As the catalog's look has it: what nothing attributes and is no service need not run anywhere.
              expected:
                directory.types?.[name] !== 'library' ||
                Object.hasOwn(annotations, KUBERNETES_ID),
              demo: false,
            }),
          ),
        },
      });
      await followDirectory(transaction, {
        change,
        config,
        ledger: this.ledger,
        now,
      });
    });
  }

  /** Everything that the read models say, alike on both databases. */
  async readModels(): Promise<Record<string, unknown[]>> {
    const entries = await Promise.all(
      TABLES.map(async table => {
        const rows: Record<string, unknown>[] = await this.database(
          table,
        ).select('*');
        return [table, rows.map(normalise).sort(byText)] as const;
      }),
    );
    return Object.fromEntries(entries);
  }

  /** Empties every table. */
  async clear(): Promise<void> {
    for (const table of [
      ...TABLES,
      'observations',
      'source_cursors',
      'dirty',
      'quarantine',
      'attributions',
      'services',
      'service_origins',
      'service_images',
      'teams',
      'team_ancestors',
      'team_history',
      'projection_state',
      'catalog_history',
      'migration_definitions',
      'migration_problems',
      'migration_acts',
      'migration_snapshots',
      'migration_usual',
      'standings',
      'standing_history',
      'scope_gaps',
      'scope_intervals',
      'source_scopes',
    ]) {
      await this.database(table).del();
    }
  }

  /** Empties the read models, but for the list of targets. */
  async loseReadModels(): Promise<void> {
    for (const table of TABLES.filter(name => name !== 'targets')) {
      await this.database(table).del();
    }
    await this.database('targets').update({
      version: 'lost',
      readiness: 'lost',
      first_present: null,
    });
  }
}

function normalise(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => {
      const plain = typeof value === 'boolean' ? Number(value) : value;
      const isNumber = typeof plain === 'string' && /^-?\d{1,16}$/.test(plain);
      return [column, isNumber ? Number(plain) : plain];
    }),
  );
}

function byText(a: unknown, b: unknown): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}

/** Waits until what is asserted holds. */
export async function eventually(
  assertion: () => Promise<void>,
): Promise<void> {
  const end = Date.now() + 10_000;
  for (;;) {
    try {
      await assertion();
      return;
    } catch (error) {
      if (Date.now() > end) {
        throw error;
      }
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  }
}
