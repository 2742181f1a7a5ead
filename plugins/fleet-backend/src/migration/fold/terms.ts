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

/** See the head of this file. Spans are in ms. */
export interface Terms {
  definition: ResolvedDefinition;
  waves: ReadonlyMap<string, Wave>;
  /** Day since which a service is declared retired. */
  baseline: ReadonlyMap<string, string>;
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
      waves: new Map(definition.waves.map(wave => [wave.id, wave])),
      baseline: new Map(
        definition.baseline.map(({ service, date }) => [service, date]),
      ),
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

/** Whether a wave has a date: then its services are planned. */
export function isDated(wave: Wave | undefined): boolean {
  return wave !== undefined && (wave.start ?? wave.end) !== undefined;
}
