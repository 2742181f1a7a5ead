/** What a definition means for the fold: worked out once per version and kept beside it. */
import type { Instant, Wave } from '@landfall/backstage-plugin-fleet-common';
import { holds } from '../signals';
import type {
  FoldEnvironment,
  ResolvedDefinition,
  TargetSight,
} from '../types';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** When a wave begins and when it is over. */
export interface WaveTerms {
  /** The first moment of its first day, or of its last where only that is known. */
  begins: Instant;
  /** The first moment after its last day; null without an end. */
  over: Instant | null;
}

/** See the head of this file. Spans are in ms. */
export interface Terms {
  definition: ResolvedDefinition;
  /** Those that have a date: only their services are planned. */
  waves: ReadonlyMap<string, WaveTerms>;
  /** Since when a service is declared retired. */
  baseline: ReadonlyMap<string, Instant>;
  start: Instant;
  /** The first instant after the target day. */
  targetPassed: Instant;
  fallBackAfter: number;
  retiredAfter: number;
  stalledAfter: number;
}

const known = new WeakMap<ResolvedDefinition, Terms>();

/** Gives what a version of the definition means. */
export function termsOf(environment: FoldEnvironment, version: number): Terms {
  const definition = environment.definition(version);
  let terms = known.get(definition);
  if (!terms) {
    terms = {
      definition,
      waves: new Map(
        definition.waves.flatMap(wave => {
          const dates = datesOf(wave, environment);
          return dates ? [[wave.id, dates] as const] : [];
        }),
      ),
      baseline: baselineOf(definition, environment),
      start: environment.startOfDay(definition.start),
      targetPassed: environment.endOfDay(definition.target),
      fallBackAfter: definition.fallBackAfterMinutes * MINUTE_MS,
      retiredAfter: definition.retiredAfterMinutes * MINUTE_MS,
      stalledAfter: definition.stalledAfterDays * DAY_MS,
    };
    known.set(definition, terms);
  }
  return terms;
}

/** On which sides a target counts. */
export function sidesOf(
  { definition }: Terms,
  sight: TargetSight,
): { from: boolean; to: boolean } {
  const { environments } = definition;
  const counts =
    environments === 'all' ||
    (environments === 'production'
      ? sight.production
      : sight.environment !== null && environments.includes(sight.environment));
  return counts
    ? {
        from: holds(definition.from, sight),
        to: holds(definition.to, sight),
      }
    : { from: false, to: false };
}

function datesOf(
  { start, end }: Wave,
  environment: FoldEnvironment,
): WaveTerms | undefined {
  const first = start ?? end;
  return first === undefined
    ? undefined
    : {
        begins: environment.startOfDay(first),
        over: end === undefined ? null : environment.endOfDay(end),
      };
}

/** Many moves share few days. */
function baselineOf(
  { baseline }: ResolvedDefinition,
  environment: FoldEnvironment,
): ReadonlyMap<string, Instant> {
  const days = new Map<string, Instant>();
  return new Map(
    baseline.map(({ service, date }) => {
      const at = days.get(date) ?? environment.startOfDay(date);
      days.set(date, at);
      return [service, at] as const;
    }),
  );
}
