/** A company on two platforms that is looked at as sources do, for tests that follow its services from the ledger to the API. */
import {
  KUBERNETES_ID,
  migrationDefinitionSchema,
  type MigrationDefinitionInput,
} from '@landfall/backstage-plugin-fleet-common';
import type { ObservationInput } from '@landfall/backstage-plugin-fleet-node';
import { putDefinition } from '../../projections/migrations/definitions';
import { NOW, TestCompany } from '../../projections/testing';
import { beginGaps } from '../../sources/gaps';
import { ScopeStatus } from '../../sources/scopeStatus';
import { definitionOf } from './migrations';

/** Where something runs: a scope of the source of its platform. */
export interface Place {
  platform: string;
  cluster: string;
  /** Who tells of it. Default: the source of the platform. */
  source?: string;
}

const SCOPES = [
  ['helios', 'eu'],
  ['helios', 'us'],
  ['kubernetes', 'eu'],
  ['kubernetes', 'us'],
  ['kubernetes', 'us-2'],
  ['prometheus', 'one'],
  ['prometheus', 'two'],
] as const;

/** See the head of this file. */
export class LookedAtCompany extends TestCompany {
  readonly #status = new ScopeStatus({
    database: this.database,
    clock: this.clock,
  });
  readonly #away = new Set<string>();
  readonly #partly = new Set<string>();
  readonly #began = new Map<string, number>();
  /** Those that are gone: whatever is seen again is another incarnation. */
  readonly #ended = new Map<string, number>();

  /** Begins with one migration from Helios to Kubernetes and scopes that are looked at every minute. */
  async begin(definition: Partial<MigrationDefinitionInput> = {}) {
    for (const id of new Set(SCOPES.map(([source]) => source))) {
      await this.database('sources')
        .insert({
          id,
          title: id,
          observes: '[]',
          demo: false,
          problems: '[]',
        })
        .onConflict('id')
        .ignore();
    }
    for (const [source, scope] of SCOPES) {
      await this.database('source_scopes').insert({
        source,
        scope,
        mode: 'poll',
        interval_seconds: 60,
        configured: true,
        complete: false,
        problems: '[]',
        consecutive_failures: 0,
      });
    }
    await this.#look();
    await this.define(definition);
  }

  /** Defines the migration, as configuration does. */
  async define(given: Partial<MigrationDefinitionInput>): Promise<void> {
    await this.database.transaction(transaction =>
      putDefinition(transaction, {
        definition: migrationDefinitionSchema.parse(
          definitionOf({ environments: 'all', validation: [], ...given }),
        ),
        origin: 'configuration',
        demo: false,
        author: null,
        ledger: this.ledger,
        now: this.clock.now(),
      }),
    );
  }

  /** Lets time pass, while everybody looks who is not away, and derives what it brings. */
  async pass(ms: number): Promise<void> {
    const until = this.clock.time + ms;
    this.clock.time = until - 1_000;
    for (const [source, scope] of SCOPES) {
      if (this.#away.has(`${source} ${scope}`)) continue;
      await this.database('source_scopes')
        .where({ source, scope })
        .update({
          last_success: until - 1_000,
          ...(!this.#partly.has(`${source} ${scope}`) && {
            last_complete: until - 1_000,
          }),
        });
    }
    this.clock.time = until;
    await this.#look();
    await beginGaps(this.database, { now: this.clock.now() });
    await this.projector.settle();
  }

  /** Nobody looks at a scope from now on. */
  leave(source: string, scope: string): void {
    this.#away.add(`${source} ${scope}`);
  }

  /** From now on looks at a scope do not see all, or do again. */
  limit(source: string, scope: string, limited: boolean): void {
    if (limited) this.#partly.add(`${source} ${scope}`);
    else this.#partly.delete(`${source} ${scope}`);
  }

  /** It is looked at again. */
  async return(source: string, scope: string): Promise<void> {
    this.#away.delete(`${source} ${scope}`);
    await this.#look();
  }

  /** Sees a workload of a service. */
  async see(
    service: string,
    place: Place,
    given: {
      ready?: number;
      gone?: boolean;
      workload?: string;
      /** How long before it was told it went. */
      late?: number;
    } = {},
  ): Promise<void> {
    const { platform, cluster, source = platform } = place;
    const { ready = 2, gone = false, workload = service, late = 0 } = given;
    const now = this.clock.time;
    const where = `${source} ${platform} ${cluster} ${workload}`;
    const incarnation = this.#ended.get(where) ?? 0;
    if (gone) this.#ended.set(where, incarnation + 1);
    const id = `${where} ${incarnation}`;
    const at = this.#began.get(id) ?? now;
    this.#began.set(id, at);
    await this.#record(source, source === 'prometheus' ? 'one' : cluster, {
      kind: 'presence',
      key: `presence/${platform}/${cluster}/${workload}/${incarnation}`,
      version: now,
      at,
      ended: gone,
      endedAt: gone ? now - late : null,
      target: {
        platform,
        cluster,
        namespace: 'shop',
        workloadKind: 'Deployment',
        workload,
      },
      body: {
        images: [{ container: 'app', reference: 'shop:v1' }],
        desired: 2,
        ready: gone ? 0 : ready,
        since: now,
        paused: false,
        incarnation: String(incarnation),
        labels: { [KUBERNETES_ID]: service },
        annotations: {},
      },
    });
  }

  /** Hears of a service's traffic on a platform. */
  async hear(
    service: string,
    platform: string,
    requestsPerSecond: number,
    teller: 'one' | 'two' = 'one',
  ): Promise<void> {
    const now = this.clock.time;
    await this.#record('prometheus', teller, {
      kind: 'traffic',
      key: `traffic/${service}/${platform}`,
      version: now,
      at: NOW,
      ended: false,
      endedAt: null,
      service: `component:default/${service}`,
      body: { platform, requestsPerSecond, since: now },
    });
  }

  async #record(source: string, scope: string, observation: ObservationInput) {
    const { refused } = await this.ledger.record({
      source,
      scope,
      observations: [observation],
    });
    if (refused.length > 0) throw new Error(JSON.stringify(refused));
  }

  async #look(): Promise<void> {
    for (const [source, scope] of SCOPES) {
      if (!this.#away.has(`${source} ${scope}`)) {
        await this.#status.succeeded(
          { source, scope },
          {
            complete: !this.#partly.has(`${source} ${scope}`),
            problems: [],
          },
        );
      }
    }
  }
}
