/** Made-up lives of two services on two platforms, lived on a real database: what sources tell, what people do, and when nobody looks. */
// eslint-disable-next-line @backstage/no-undeclared-imports -- only tests import this file
import * as fc from 'fast-check';
import {
  KUBERNETES_ID,
  migrationDefinitionSchema,
  type Instant,
  type MigrationDefinition,
} from '@landfall/backstage-plugin-fleet-common';
import type { ObservationInput } from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';
import { beginGaps } from '../../sources/gaps';
import { ScopeStatus } from '../../sources/scopeStatus';
import { MINUTE, NOW, TestCompany } from '../testing';
import { recordAct } from './acts';
import { standingsAt } from './asOf';
import { putDefinition } from './definitions';

const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const NAMES = ['cart', 'pay'] as const;
const MIGRATION = 'helios-to-kubernetes';
/** Where services run: each place is a scope of the source of its platform. */
const PLACES = [
  { platform: 'helios', cluster: 'eu' },
  { platform: 'helios', cluster: 'us' },
  { platform: 'kubernetes', cluster: 'eu' },
] as const;
const SCOPES = [
  ...PLACES.map(({ platform, cluster }) => ({
    source: platform,
    scope: cluster,
  })),
  { source: 'prometheus', scope: 'main' },
];
const INTERVAL_SECONDS = 60;

const name = fc.constantFrom(...NAMES);
const place = fc.nat(PLACES.length - 1);
const scope = fc.nat(SCOPES.length - 1);
const platform = fc.constantFrom('helios', 'kubernetes');

const events = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('target' as const),
      name,
      place,
      ready: fc.constantFrom(0, 1, 3),
      /** How much earlier it happened than it was told. */
      late: fc.constantFrom(0, MINUTE, 10 * MINUTE),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('gone' as const), name, place }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('traffic' as const),
      name,
      platform,
      rate: fc.constantFrom(0, 10, 500),
      ended: fc.constantFrom(false, false, true),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('test' as const),
      name,
      met: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('incident' as const),
      name,
      ended: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('act' as const),
      name,
      act: fc.constantFrom(
        'override',
        'block',
        'unblock',
        'sign_off',
        'request_exemption',
        'approve_exemption',
        'withdraw',
      ),
      of: fc.nat(3),
      days: fc.constantFrom(1, 30),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('owner' as const),
      name,
      owner: fc.constantFrom('group:default/a', 'group:default/b'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('definition' as const),
      soak: fc.constantFrom(0, 6),
      /** Whether it asks for a load test. */
      tested: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('pause' as const), scope }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('look' as const), scope }),
  },
);

const waits = fc.constantFrom(
  0,
  1_000,
  MINUTE,
  3 * MINUTE,
  20 * MINUTE,
  HOUR,
  3 * HOUR,
  DAY,
  9 * DAY,
);

/** One thing that happens, so long after the one before. */
export type LivedStep = typeof livedSteps extends fc.Arbitrary<(infer T)[]>
  ? T
  : never;

/** What the projector does after each thing that happens. */
const works = fc.constantFrom(
  'idle' as const,
  'works' as const,
  'works' as const,
  'is killed' as const,
);

/** Lives, with what the projectors do meanwhile. */
export const livedSteps = fc.array(
  fc.record({ wait: waits, event: events, twice: fc.boolean(), works }),
  { minLength: 1, maxLength: 25 },
);

/** A company that two services move in. */
export class MovingCompany extends TestCompany {
  readonly #status: ScopeStatus;
  readonly #owners: Record<string, string> = {};
  readonly #incarnations = new Map<string, number>();
  readonly #versions = new Map<string, number>();
  readonly #paused = new Set<number>();
  readonly #acts: string[] = [];
  readonly #endedIncidents = new Map<string, number>();
  #attributed = true;

  constructor(...given: ConstructorParameters<typeof TestCompany>) {
    super(...given);
    this.#status = new ScopeStatus({
      database: this.database,
      clock: this.clock,
    });
  }

  /**
   * Begins with an empty database: two services, one migration, scopes that are looked at.
   *
   * @param options.attributed - whether it is known which targets are whose; if not, until {@link attribute}.
   */
  async begin(options: { attributed?: boolean } = {}): Promise<void> {
    this.#attributed = options.attributed ?? true;
    await this.clear();
    this.clock.time = NOW;
    await this.#know();
    await this.define({});
    for (const { source, scope: name_ } of SCOPES) {
      await this.database('source_scopes').insert({
        source,
        scope: name_,
        mode: 'watch',
        interval_seconds: INTERVAL_SECONDS,
        configured: true,
        complete: false,
        problems: '[]',
        consecutive_failures: 0,
      });
    }
    await this.#look();
  }

  /** Lets it be known which targets are whose. */
  async attribute(): Promise<void> {
    this.#attributed = true;
    await this.#know();
  }

  /** Lets time pass, while whoever does not pause looks, and then something happens. */
  async live({ wait, event, twice }: LivedStep): Promise<void> {
    await this.#pass(wait);
    if (event.kind === 'pause') {
      this.#paused.add(event.scope);
      return;
    }
    if (event.kind === 'look') {
      this.#paused.delete(event.scope);
      await this.#look();
      return;
    }
    await this.#happen(event, twice);
  }

  /** Lets time pass. */
  async rest(ms: number): Promise<void> {
    await this.#pass(ms);
  }

  /** Defines the migration, as through the API. */
  async define(given: { soak?: number; tested?: boolean }): Promise<void> {
    const definition: MigrationDefinition = migrationDefinitionSchema.parse({
      id: MIGRATION,
      title: 'Helios to Kubernetes',
      template: MIGRATION,
      owner: 'group:default/platform',
      start: '2026-11-01',
      target: '2027-06-30',
      retiredAfterMinutes: 120,
      environments: 'all',
      waves: [
        {
          id: 'one',
          title: 'One',
          match: {},
          start: '2026-11-20',
          end: '2026-11-25',
        },
      ],
      validation: [
        ...(given.soak ? [{ rule: 'soak' as const, hours: given.soak }] : []),
        ...(given.tested ? [{ rule: 'load_test' as const, peakRate: 50 }] : []),
      ],
    });
    await this.database.transaction(transaction =>
      putDefinition(transaction, {
        definition,
        origin: 'api',
        demo: false,
        author: null,
        ledger: this.ledger,
        now: this.clock.now(),
      }),
    );
  }

  /** How services stand and stood, alike on both databases and however they were derived. */
  async standings(): Promise<unknown> {
    const standings: Record<string, unknown>[] = await this.database(
      'standings',
    )
      .select('*')
      .orderBy(['migration', 'service']);
    const history: Record<string, unknown>[] = await this.database(
      'standing_history',
    )
      .select('*')
      .orderBy(['migration', 'service', 'id']);
    return {
      // How far it was folded, and what in which order, is nobody's business.
      standings: standings.map(({ state, folded, folded_through, ...row }) =>
        comparable(row),
      ),
      history: history.map(({ id, ...row }) => comparable(row)),
    };
  }

  /** What is answered now for a moment. */
  async asOf(at: Instant): Promise<unknown> {
    const rows: Record<string, unknown>[] = await standingsAt(this.database, {
      at,
    });
    return rows
      .map(({ id, ...row }) => comparable(row))
      .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }

  async #pass(wait: number): Promise<void> {
    // Whoever looks did so all the while: last a moment ago.
    await this.#setTime(this.clock.time + Math.max(0, wait - 1_000));
    this.clock.time += Math.min(wait, 1_000);
    await this.#look();
    await beginGaps(this.database, { now: this.clock.now() });
  }

  async #setTime(time: number): Promise<void> {
    this.clock.time = time;
    for (const [index, one] of SCOPES.entries()) {
      if (this.#paused.has(index)) continue;
      await this.database('source_scopes')
        .where(one)
        .whereNotNull('last_complete')
        .update({ last_complete: time });
    }
  }

  async #look(): Promise<void> {
    for (const [index, one] of SCOPES.entries()) {
      if (!this.#paused.has(index)) {
        await this.#status.succeeded(one, { complete: true, problems: [] });
      }
    }
  }

  async #know(): Promise<void> {
    const annotationsOf = (service: string): Record<string, string> =>
      this.#attributed ? { [KUBERNETES_ID]: service } : {};
    await this.know({
      components: Object.fromEntries(
        NAMES.map(each => [each, annotationsOf(each)]),
      ),
      owners: this.#owners,
    });
  }

  async #happen(
    event: Exclude<LivedStep['event'], { kind: 'pause' | 'look' }>,
    twice: boolean,
  ): Promise<void> {
    const now = this.clock.time;
    const service =
      'name' in event ? `component:default/${event.name}` : undefined;
    const common = { version: now, at: now, ended: false, endedAt: null };
    const report = (
      source: string,
      scope_: string,
      observation: ObservationInput,
    ) => this.#report(source, scope_, observation, twice);
    switch (event.kind) {
      case 'target':
      case 'gone': {
        const { platform: source, cluster } = PLACES[event.place];
        const id = `${source}/${cluster}/${event.name}`;
        const incarnation = String(this.#incarnations.get(id) ?? 0);
        const ended = event.kind === 'gone';
        const key = `presence/${event.name}/${incarnation}`;
        if (ended) {
          if (!this.#versions.has(`${id} ${key}`)) return;
          this.#incarnations.set(id, Number(incarnation) + 1);
        }
        const since = now - (event.kind === 'target' ? event.late : 0);
        const at = this.#versions.get(`${id} ${key}`) ?? since;
        this.#versions.set(`${id} ${key}`, at);
        await report(source, cluster, {
          ...common,
          kind: 'presence',
          key,
          at,
          ended,
          endedAt: ended ? now : null,
          target: {
            platform: source,
            cluster,
            namespace: 'shop',
            workloadKind: 'Deployment',
            workload: event.name,
          },
          body: {
            images: [{ container: 'app', reference: 'shop:v1' }],
            desired: 3,
            ready: event.kind === 'target' ? event.ready : 0,
            since: Math.max(since, at),
            paused: false,
            incarnation,
            labels: { [KUBERNETES_ID]: event.name },
            annotations: {},
          },
        });
        return;
      }
      case 'traffic':
        await report('prometheus', 'main', {
          ...common,
          kind: 'traffic',
          key: `traffic/${event.name}/${event.platform}/${
            event.ended ? now : ''
          }`,
          at: NOW,
          ended: event.ended,
          endedAt: event.ended ? now : null,
          service,
          body: {
            platform: event.platform,
            requestsPerSecond: event.rate,
            since: now,
          },
        });
        return;
      case 'test':
        await report('api', 'validation', {
          ...common,
          kind: 'validation',
          key: `run/${now}`,
          ended: true,
          endedAt: now,
          service,
          body: {
            rule: 'load_test',
            result: event.met ? 'met' : 'not_met',
            migration: null,
            peakRate: 100,
            durationSeconds: 60,
          },
        });
        return;
      case 'incident': {
        const ended = this.#endedIncidents.get(event.name) ?? 0;
        if (event.ended) this.#endedIncidents.set(event.name, ended + 1);
        await report('incidents', 'all', {
          ...common,
          kind: 'incident',
          key: `incident/${event.name}/${ended}`,
          at: NOW,
          ended: event.ended,
          endedAt: event.ended ? now : null,
          service,
          body: { severity: null, acknowledgedAt: null },
        });
        return;
      }
      case 'act': {
        const id = `act-${this.#acts.length}`;
        const of = this.#acts.at(-1 - event.of) ?? null;
        this.#acts.push(id);
        await this.database.transaction(transaction =>
          recordAct(transaction, {
            ledger: this.ledger,
            act: {
              id,
              migration: MIGRATION,
              service: service ?? '',
              act: event.act,
              of,
              stage: event.act === 'override' ? 'migrated' : null,
              reason: 'because',
              link: null,
              waiting_for: null,
              expires_at: now + event.days * DAY,
              author: 'user:default/somebody',
              recorded_at: now,
            },
          }),
        );
        return;
      }
      case 'owner':
        this.#owners[event.name] = event.owner;
        await this.#know();
        return;
      default:
        await this.define(event);
    }
  }

  async #report(
    source: string,
    scope_: string,
    observation: ObservationInput,
    twice: boolean,
  ): Promise<void> {
    const batch = { source, scope: scope_, observations: [observation] };
    const { refused } = await this.ledger.record(batch);
    if (refused.length > 0) throw new Error(JSON.stringify(refused));
    if (twice) await this.ledger.record(batch);
  }
}

function comparable(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => {
      const plain = typeof value === 'boolean' ? Number(value) : value;
      const isNumber = typeof plain === 'string' && /^-?\d{1,16}$/.test(plain);
      return [column, isNumber ? Number(plain) : plain];
    }),
  );
}

/** The marks that wait. */
export async function pendingOf(database: Knex): Promise<number> {
  const [{ n }] = await database('dirty').count({ n: '*' });
  return Number(n);
}
