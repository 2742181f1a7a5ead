/** Made-up lives of a service on two platforms, for tests. */
import {
  instant,
  migrationDefinitionSchema,
  type Instant,
  type MigrationDefinitionInput,
} from '@landfall/backstage-plugin-fleet-common';
// eslint-disable-next-line @backstage/no-undeclared-imports -- only tests import this file
import * as fc from 'fast-check';
import { foldStanding } from './fold';
import { resolveDefinition } from './resolve';
import type {
  Act,
  CatalogFacts,
  Fact,
  FoldEnvironment,
  ResolvedDefinition,
  StandingChange,
  StandingValues,
  TargetSight,
} from './types';

/** Monday, 2 November 2026, noon UTC. */
export const NOON = instant(Date.UTC(2026, 10, 2, 12));
/** Milliseconds. */
export const MINUTE = 60_000;
/** Milliseconds. */
export const HOUR = 60 * MINUTE;
/** Milliseconds. */
export const DAY = 24 * HOUR;
/** The service of all tests. */
export const SERVICE = 'component:default/cart-api';

/** An instant so many ms after {@link NOON}. */
export function after(ms: number): Instant {
  return instant(NOON + ms);
}

/** A definition from Helios to Kubernetes that began a month before, but for what is given. */
export function definition(
  given: Partial<MigrationDefinitionInput> = {},
): ResolvedDefinition {
  return resolveDefinition(
    migrationDefinitionSchema.parse({
      id: 'helios-to-kubernetes',
      title: 'Helios to Kubernetes',
      template: 'helios-to-kubernetes',
      owner: 'group:default/platform',
      start: '2026-10-01',
      target: '2027-06-30',
      // Tests name the rules that they are about.
      validation: [],
      ...given,
    }),
  );
}

/** An environment in UTC whose filters compare fields of the entity, with versions of the definition in order. */
export function environmentOf(
  ...versions: readonly ResolvedDefinition[]
): FoldEnvironment {
  return {
    definition: version => versions[version - 1],
    matchesEntity: (filter, entity) =>
      Object.entries(filter).every(([key, value]) => entity[key] === value),
    startOfDay: day => instant(Date.parse(`${day}T00:00:00Z`)),
    endOfDay: day => instant(Date.parse(`${day}T00:00:00Z`) + DAY),
  };
}

/** What the catalog says, but for what is given. */
export function catalog(given: Partial<CatalogFacts> = {}): CatalogFacts {
  return {
    entity: {},
    owner: 'group:default/checkout',
    system: 'shop',
    domain: 'commerce',
    tier: '1',
    expected: false,
    inCatalog: true,
    ...given,
  };
}

/** A target on a platform in production with three ready instances, but for what is given. */
export function sight(
  platform: string,
  given: Partial<TargetSight> = {},
): TargetSight {
  const cluster = given.cluster ?? 'eu';
  const workload = given.workload ?? 'cart-api';
  const at = given.at ?? after(-100 * DAY);
  return {
    target: `${platform}/${cluster}/default/Deployment/${workload}`,
    source: platform,
    scope: cluster,
    platform,
    cluster,
    namespace: 'default',
    workloadKind: 'Deployment',
    workload,
    environment: 'production',
    production: true,
    incarnation: 'a',
    images: [{ container: 'app', reference: 'shop/cart:v1' }],
    containers: [],
    labels: {},
    annotations: {},
    ready: 3,
    desired: 3,
    paused: false,
    at,
    since: at,
    ended: false,
    endedAt: null,
    ...given,
  };
}

/** Something learnt, without when. */
export type News = Fact extends infer F
  ? F extends Fact
    ? Omit<F, 'learntAt' | 'order'>
    : never
  : never;

/** The log of one service, written as a story: each step is learnt so many ms after {@link NOON}. */
export class Story {
  readonly facts: Fact[] = [];
  private readonly versions: ResolvedDefinition[];

  constructor(first: Partial<MigrationDefinitionInput> = {}) {
    this.versions = [definition(first)];
    const beginning = instant(NOON - 365 * DAY);
    this.push(beginning, {
      kind: 'definition',
      version: 1,
      definedAt: beginning,
      removed: false,
    });
    this.push(beginning, { kind: 'catalog', catalog: catalog() });
  }

  /** What is asked of the definitions of this story. */
  get environment(): FoldEnvironment {
    return environmentOf(...this.versions);
  }

  /** Learns something. */
  learn(ms: number, news: News): this {
    return this.push(after(ms), news);
  }

  /** Changes the definition. */
  redefine(ms: number, given: Partial<MigrationDefinitionInput>): this {
    this.versions.push(definition(given));
    return this.learn(ms, {
      kind: 'definition',
      version: this.versions.length,
      definedAt: this.facts[0].learntAt,
      removed: false,
    });
  }

  /** Sees a target, which is the service's from the beginning, in a state that began at that moment unless told otherwise. */
  see(ms: number, platform: string, given: Partial<TargetSight> = {}): this {
    const seen = sight(platform, { since: after(ms), ...given });
    if (
      !this.facts.some(
        fact => fact.kind === 'attribution' && fact.target === seen.target,
      )
    ) {
      this.push(this.facts[0].learntAt, {
        kind: 'attribution',
        target: seen.target,
        mine: true,
      });
    }
    return this.learn(ms, { kind: 'presence', sight: seen });
  }

  /** Sees that a target is gone. */
  gone(ms: number, platform: string, given: Partial<TargetSight> = {}): this {
    return this.see(ms, platform, {
      ended: true,
      endedAt: after(ms),
      ...given,
    });
  }

  /** Hears of the traffic on a platform. */
  traffic(
    ms: number,
    platform: string,
    requestsPerSecond: number,
    given: { teller?: string; ended?: boolean } = {},
  ): this {
    return this.learn(ms, {
      kind: 'traffic',
      teller: given.teller ?? `prometheus/${platform}`,
      source: 'prometheus',
      scope: 'main',
      platform,
      requestsPerSecond,
      since: after(ms),
      ended: given.ended ?? false,
    });
  }

  /** Nobody looked at a platform's scope between two moments; learnt after two minutes. */
  gap(
    platform: string,
    span: { from: number | null; to: number | null; scope?: string },
  ): this {
    const { scope = 'eu' } = span;
    const from = span.from === null ? null : after(span.from);
    const news = { kind: 'gap' as const, source: platform, scope, from };
    if (span.from !== null) {
      this.learn(span.from + 2 * MINUTE, { ...news, to: null });
    }
    return span.to === null
      ? this
      : this.learn(span.to, { ...news, to: after(span.to) });
  }

  /** A person does something. */
  act(ms: number, act: Act['act'], given: Partial<Act> = {}): this {
    return this.learn(ms, {
      kind: 'act',
      act: {
        id: given.id ?? `act-${this.facts.length}`,
        act,
        of: null,
        stage: null,
        reason: 'because',
        link: null,
        waitingFor: null,
        expiresAt: null,
        ...given,
      },
    });
  }

  /** All that changed until then. */
  changes(ms: number): StandingChange[] {
    return foldStanding({
      service: SERVICE,
      state: undefined,
      facts: this.sorted(),
      until: after(ms),
      environment: this.environment,
    }).changes.filter(change => change.learntAt <= after(ms));
  }

  /** What was known then. */
  at(ms: number): StandingValues {
    const values = this.changes(ms).at(-1)?.values;
    if (!values) {
      throw new Error(`Nothing was known ${ms} ms after noon`);
    }
    return values;
  }

  /** Stages and side states in the order in which they became known, each once, with how it came there. */
  path(ms: number): string[] {
    let before: string | null = null;
    return this.changes(ms).flatMap(({ values, move }) => {
      const place = values.stage ?? values.side ?? 'out';
      if (place === before) return [];
      before = place;
      return move === 'other' ? place : `${move}: ${place}`;
    });
  }

  /** The facts in the order of learning. */
  sorted(): Fact[] {
    return [...this.facts].sort(
      (a, b) => a.learntAt - b.learntAt || a.order - b.order,
    );
  }

  private push(learntAt: Instant, news: News): this {
    this.facts.push({ ...news, learntAt, order: this.facts.length } as Fact);
    return this;
  }
}

/** One thing that happens in the life of a service, so long after the one before. */
export interface Step {
  wait: number;
  event:
    | {
        kind: 'target';
        platform: 'helios' | 'kubernetes';
        cluster: 'eu' | 'us';
        ready: number;
        /** How much earlier it happened than it was learnt. */
        late: number;
      }
    | {
        kind: 'gone';
        platform: 'helios' | 'kubernetes';
        cluster: 'eu' | 'us';
        late: number;
      }
    | {
        kind: 'traffic';
        platform: 'helios' | 'kubernetes';
        rate: number;
        ended: boolean;
      }
    | { kind: 'test'; met: boolean; peakRate: number }
    | { kind: 'incident'; key: string; ended: boolean }
    | {
        kind: 'act';
        act: Act['act'];
        of: number;
        stage: 'side_by_side' | 'migrated';
        days: number;
      }
    | { kind: 'owner'; owner: string; inCatalog: boolean }
    | {
        kind: 'gap';
        platform: 'helios' | 'kubernetes';
        cluster: 'eu' | 'us';
        length: number;
      }
    | { kind: 'attribution'; cluster: 'eu' | 'us'; mine: boolean }
    | { kind: 'definition'; rules: boolean };
}

const platforms = fc.constantFrom('helios' as const, 'kubernetes' as const);
const clusters = fc.constantFrom('eu' as const, 'us' as const);
const late = fc.constantFrom(0, MINUTE, 10 * MINUTE);

const present = fc.record({
  kind: fc.constant('target' as const),
  platform: platforms,
  cluster: clusters,
  ready: fc.constantFrom(0, 1, 3),
  late,
});
const absent = fc.record({
  kind: fc.constant('gone' as const),
  platform: platforms,
  cluster: clusters,
  late,
});
const told = fc.record({
  kind: fc.constant('traffic' as const),
  platform: platforms,
  rate: fc.constantFrom(0, 0, 10, 500),
  ended: fc.constantFrom(false, false, true),
});
const other: fc.Arbitrary<Step['event']> = fc.oneof(
  fc.record({
    kind: fc.constant('test' as const),
    met: fc.boolean(),
    peakRate: fc.constantFrom(50, 500),
  }),
  fc.record({
    kind: fc.constant('incident' as const),
    key: fc.constantFrom('a', 'b'),
    ended: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('act' as const),
    act: fc.constantFrom(
      'override' as const,
      'request_exemption' as const,
      'approve_exemption' as const,
      'reject_exemption' as const,
      'block' as const,
      'unblock' as const,
      'sign_off' as const,
      'note' as const,
      'withdraw' as const,
    ),
    of: fc.nat(3),
    stage: fc.constantFrom('side_by_side' as const, 'migrated' as const),
    days: fc.constantFrom(1, 30, 400),
  }),
  fc.record({
    kind: fc.constant('owner' as const),
    owner: fc.constantFrom('group:default/a', 'group:default/b'),
    inCatalog: fc.constantFrom(true, true, true, false),
  }),
  fc.record({
    kind: fc.constant('attribution' as const),
    cluster: clusters,
    mine: fc.constantFrom(true, true, false),
  }),
  fc.record({ kind: fc.constant('definition' as const), rules: fc.boolean() }),
);
const unseen = fc.record({
  kind: fc.constant('gap' as const),
  platform: platforms,
  cluster: clusters,
  length: fc.constantFrom(5 * MINUTE, 2 * HOUR, 2 * DAY),
});

/** How long things take: at once, and around the spans that decide. */
const waits = fc.constantFrom(
  0,
  MINUTE,
  20 * MINUTE,
  HOUR,
  3 * HOUR,
  DAY,
  9 * DAY,
  40 * DAY,
);

/** Lives of a service on two platforms with two clusters each: with setbacks, gaps in looking, acts and changes of the definition. */
export const lives: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    wait: waits,
    event: fc.oneof(
      { weight: 5, arbitrary: present },
      { weight: 3, arbitrary: absent },
      { weight: 3, arbitrary: told },
      { weight: 3, arbitrary: other },
      { weight: 1, arbitrary: unseen },
    ),
  }),
  { maxLength: 30 },
);

/** Lives in which nothing but what is seen changes, and everything is looked at. */
export const seenLives: fc.Arbitrary<Step[]> = fc.array(
  fc.record({ wait: waits, event: fc.oneof(present, absent, told) }),
  { maxLength: 20 },
);

/** Tells a life as a story. Gives the story, and when the last of it was learnt, in ms after {@link NOON}. */
export function tell(steps: readonly Step[]): { story: Story; end: number } {
  const story = new Story({
    validation: [{ rule: 'soak', hours: 6 }],
    waves: [
      {
        id: 'one',
        title: 'One',
        match: {},
        start: '2026-11-10',
        end: '2026-12-20',
      },
    ],
  });
  const gone = new Map<string, number>();
  let now = 0;
  let end = 0;
  for (const [index, { wait, event }] of steps.entries()) {
    now += wait;
    end = Math.max(end, now);
    switch (event.kind) {
      case 'target':
      case 'gone': {
        const { platform, cluster } = event;
        const key = `${platform}/${cluster}`;
        const incarnation = String(gone.get(key) ?? 0);
        const since = after(now - event.late);
        if (event.kind === 'target') {
          const { ready } = event;
          story.see(now, platform, { cluster, ready, since, incarnation });
        } else {
          gone.set(key, Number(incarnation) + 1);
          story.gone(now, platform, { cluster, endedAt: since, incarnation });
        }
        break;
      }
      case 'traffic':
        story.traffic(now, event.platform, event.rate, { ended: event.ended });
        break;
      case 'test':
        story.learn(now, {
          kind: 'validation',
          key: `run-${index}`,
          rule: 'load_test',
          met: event.met,
          peakRate: event.peakRate,
          durationSeconds: null,
          link: null,
          at: after(now),
        });
        break;
      case 'incident':
        story.learn(now, {
          kind: 'incident',
          key: event.key,
          openedAt: after(now),
          ended: event.ended,
          endedAt: event.ended ? after(now) : null,
        });
        break;
      case 'act':
        story.act(now, event.act, {
          id: `act-${index}`,
          of: `act-${index - 1 - event.of}`,
          stage: event.stage,
          expiresAt: after(now + event.days * DAY),
        });
        break;
      case 'owner':
        story.learn(now, {
          kind: 'catalog',
          catalog: catalog({ owner: event.owner, inCatalog: event.inCatalog }),
        });
        break;
      case 'gap':
        story.gap(event.platform, {
          from: now,
          to: now + 2 * MINUTE + event.length,
          scope: event.cluster,
        });
        end = Math.max(end, now + 2 * MINUTE + event.length);
        break;
      case 'attribution':
        story.learn(now, {
          kind: 'attribution',
          target: sight('kubernetes', { cluster: event.cluster }).target,
          mine: event.mine,
        });
        break;
      default:
        story.redefine(now, {
          validation: event.rules ? [{ rule: 'load_test', peakRate: 100 }] : [],
        });
    }
  }
  return { story, end };
}
