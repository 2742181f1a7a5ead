/** A made-up life of a service on two platforms, written down. */
import {
  instant,
  type Instant,
  type MigrationDefinitionInput,
} from '@landfall/backstage-plugin-fleet-common';
import { foldStanding } from '../fold';
import type {
  Act,
  Fact,
  FoldEnvironment,
  ResolvedDefinition,
  StandingChange,
  StandingValues,
  TargetSight,
} from '../types';
import {
  DAY,
  MINUTE,
  NOON,
  SERVICE,
  after,
  catalog,
  definition,
  environmentOf,
  sight,
} from './values';

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
