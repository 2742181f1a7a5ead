/**
 * What a report of something known comes to. Pure.
 *
 * - A lower version never replaces a higher one. Of equal versions the later report holds, because not every change of state
 *   changes the version of the source's object; unless it is a reconstruction of what was observed and does not end it.
 * - Nothing changes what has ended, but a correction; that one replaces it whole.
 * - The first known beginning stays, unless it was estimated and the new one was observed; an observed one is taken even from
 *   a lower version.
 * - What was once seen as it happened is not `backfilled` any more.
 * - An end before the beginning that stays is moved to it and counts as estimated: two clocks disagree.
 * - Of an incident the first acknowledgement stays, whatever the versions, and also of one that has ended: two replicas that are told of it at the
 *   same instant each report what they know, and neither takes away what the other learnt.
 * - What tells nothing new is no version. It is only noted how high the source's object has come, so that what was
 *   overtaken meanwhile is not taken for news.
 */
import {
  targetKey,
  type Observation,
} from '@landfall/backstage-plugin-fleet-node';
import { isDeepStrictEqual } from 'node:util';

/** What is known of an observation. */
export interface Known {
  observation: Observation;
  /** Highest version that said the same. */
  seenVersion: number;
}

/** What is to be done with a report. */
export type Decision =
  | { action: 'none' }
  | { action: 'raise'; seenVersion: number }
  | { action: 'amend'; observation: Observation }
  | { action: 'refuse'; words: string };

const none: Decision = { action: 'none' };

function serviceOf(observation: Observation): string | undefined {
  return 'service' in observation ? observation.service : undefined;
}

function originOf(observation: Observation): string | undefined {
  return 'origin' in observation ? observation.origin : undefined;
}

function targetOf(observation: Observation): string | undefined {
  return observation.target && targetKey(observation.target);
}

/** Whether two observations say the same, whatever their versions and whether one was a correction. */
export function saysTheSame(a: Observation, b: Observation): boolean {
  return (
    a.at === b.at &&
    a.ended === b.ended &&
    a.endedAt === b.endedAt &&
    a.estimated.at === b.estimated.at &&
    a.estimated.endedAt === b.estimated.endedAt &&
    a.backfilled === b.backfilled &&
    serviceOf(a) === serviceOf(b) &&
    originOf(a) === originOf(b) &&
    targetOf(a) === targetOf(b) &&
    isDeepStrictEqual(a.body, b.body)
  );
}

function isObservedBeginning(known: Observation, incoming: Observation) {
  return known.estimated.at && !incoming.estimated.at;
}

function combine(known: Observation, incoming: Observation): Observation {
  const takesBeginning = isObservedBeginning(known, incoming);
  const at = takesBeginning ? incoming.at : known.at;
  const endsBefore = incoming.endedAt !== null && incoming.endedAt < at;
  return {
    ...incoming,
    at,
    endedAt: endsBefore ? at : incoming.endedAt,
    estimated: {
      at: takesBeginning ? false : known.estimated.at,
      endedAt: endsBefore || incoming.estimated.endedAt,
    },
    backfilled: known.backfilled && incoming.backfilled,
  };
}

/** Decides about a report of an observation that is known already. */
export function merge(known: Known, incoming: Observation): Decision {
  const { observation } = known;
  if (observation.kind !== incoming.kind) {
    return {
      action: 'refuse',
      words: `is ${observation.kind} for the same key already`,
    };
  }
  const first = firstAcknowledgement(observation, incoming);
  const decision = decide(known, acknowledged(incoming, first));
  const learnt = acknowledged(observation, first);
  if (decision.action !== 'none' || learnt === observation) return decision;
  return {
    action: 'amend',
    observation: observation.ended
      ? {
          ...learnt,
          correction: 'It was learnt later when it was acknowledged',
        }
      : learnt,
  };
}

/** When an incident was first acknowledged, as far as either tells; null where neither does. */
function firstAcknowledgement(a: Observation, b: Observation): number | null {
  const told = [a, b].flatMap(one =>
    one.kind === 'incident' ? one.body.acknowledgedAt ?? [] : [],
  );
  return told.length === 0 ? null : Math.min(...told);
}

/** The same where it says so already, or is no incident. */
function acknowledged(
  observation: Observation,
  acknowledgedAt: number | null,
): Observation {
  return observation.kind !== 'incident' ||
    observation.body.acknowledgedAt === acknowledgedAt
    ? observation
    : { ...observation, body: { ...observation.body, acknowledgedAt } };
}

function decide(
  { observation, seenVersion }: Known,
  incoming: Observation,
): Decision {
  const isOlder = incoming.version < seenVersion;
  if (observation.ended) {
    if (incoming.correction === undefined || isOlder) {
      return none;
    }
    return saysTheSame(observation, incoming)
      ? none
      : { action: 'amend', observation: incoming };
  }
  if (isOlder) {
    return isObservedBeginning(observation, incoming)
      ? {
          action: 'amend',
          observation: {
            ...observation,
            at: incoming.at,
            estimated: { ...observation.estimated, at: false },
          },
        }
      : none;
  }
  if (
    incoming.version === seenVersion &&
    incoming.backfilled &&
    !observation.backfilled &&
    !incoming.ended
  ) {
    return none;
  }
  const combined = combine(observation, incoming);
  if (!saysTheSame(observation, combined)) {
    return { action: 'amend', observation: combined };
  }
  return incoming.version > seenVersion
    ? { action: 'raise', seenVersion: incoming.version }
    : none;
}

/**
 * The earliest instant whose picture a change may alter. What a presence was before its new state began stays as it was; all
 * else counts from its beginning, the old or the new.
 */
export function touchedFrom(known: Observation, next: Observation): number {
  const whole = Math.min(known.at, next.at);
  if (
    known.kind !== 'presence' ||
    next.kind !== 'presence' ||
    known.at !== next.at ||
    known.ended ||
    targetOf(known) !== targetOf(next)
  ) {
    return whole;
  }
  return Math.max(
    whole,
    Math.min(next.body.since, next.endedAt ?? Number.POSITIVE_INFINITY),
  );
}
