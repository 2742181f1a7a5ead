/** What a target shows now, out of what was seen of it. Pure. */
import type {
  Instant,
  Readiness,
} from '@landfall/backstage-plugin-fleet-common';
import { instant } from '@landfall/backstage-plugin-fleet-common';
import {
  parseTargetKey,
  type ObservationOf,
} from '@landfall/backstage-plugin-fleet-node';
import { compareText, versionName } from '../delivery/artefact';
import type { Attribution } from '../directory/attribute';
import type { Environment } from '../directory/environments';
import type { TargetFacts } from '../directory/match';
import { environmentRemedy } from '../directory/remedy';
import type { Recorded } from '../ledger/types';
import type { LocatedRollout } from './rolloutRows';
import type { TargetRow } from './tables';

/** A presence out of the ledger. */
export type Presence = Recorded<ObservationOf<'presence'>>;

/** The presence that tells what a target runs: one that goes on before one that ended, and the latest of those. */
export function newestPresence(
  presences: readonly Presence[],
): Presence | undefined {
  return [...presences]
    .sort(
      (a, b) =>
        Number(b.ended) - Number(a.ended) ||
        a.at - b.at ||
        compareText(
          JSON.stringify([a.source, a.scope, a.key]),
          JSON.stringify([b.source, b.scope, b.key]),
        ),
    )
    .at(-1);
}

/** What a target is attributed by. Without a presence nobody knows its labels. */
export function factsOf(
  target: string,
  presence: Presence | undefined,
): TargetFacts {
  return {
    ...parseTargetKey(target),
    labels: presence?.body.labels ?? {},
    annotations: presence?.body.annotations ?? {},
  };
}

/** Whether what is there is what is wanted. */
export function readinessOf(presence: Presence | undefined): Readiness {
  if (!presence) {
    return 'unknown';
  }
  if (presence.ended) {
    return 'gone';
  }
  const { desired, ready } = presence.body;
  if (desired === 0) {
    return 'scaled_to_zero';
  }
  if (ready === 0) {
    return 'not_ready';
  }
  return desired === null || ready >= desired ? 'ready' : 'partly_ready';
}

/** What is known of a target when its row is made. */
export interface KnownTarget {
  facts: TargetFacts;
  presence: Presence | undefined;
  lastRollout: LocatedRollout | undefined;
  /** To whom it belongs now. */
  service: string | null;
  attribution: Attribution;
  environment: Environment;
  firstPresent: Instant | null;
  observedSince: Instant | null;
}

/** Why somebody should mend a target, and how; nothing is wrong with one that has a service and an environment. */
export function unmatchedPartOf(
  given: Pick<KnownTarget, 'facts' | 'service' | 'attribution' | 'environment'>,
): Pick<TargetRow, 'unmatched_reason' | 'candidates' | 'remedy'> {
  const { facts, service, attribution, environment } = given;
  if (service === null && attribution.service === null) {
    return {
      unmatched_reason: attribution.reason,
      candidates: JSON.stringify(attribution.candidates),
      remedy: attribution.remedy,
    };
  }
  return {
    unmatched_reason: environment.name === null ? 'unmapped_environment' : null,
    candidates: '[]',
    remedy: environment.name === null ? environmentRemedy(facts) : '',
  };
}

/** The row of a target; undefined when nothing was ever seen of it. */
export function rowOfTarget(
  target: string,
  given: KnownTarget,
): TargetRow | undefined {
  const { facts, presence, lastRollout, environment } = given;
  const seen = presence ?? lastRollout;
  if (!seen) {
    return undefined;
  }
  const images = presence?.body.images ?? lastRollout?.images ?? [];
  const goneAt = presence?.ended
    ? presence.endedAt ?? presence.body.since
    : null;
  const since = goneAt ?? presence?.body.since ?? seen.at;
  const lastMove = lastRollout?.finishedAt ?? lastRollout?.at ?? since;
  return {
    target,
    platform: facts.platform,
    cluster: facts.cluster,
    namespace: facts.namespace,
    workload_kind: facts.workloadKind,
    workload: facts.workload,
    source: seen.source,
    scope: seen.scope,
    service: given.service,
    environment: environment.name,
    production: environment.production,
    readiness: readinessOf(presence),
    desired: presence?.body.desired ?? null,
    ready: presence?.body.ready ?? null,
    paused: presence?.body.paused ?? false,
    images: JSON.stringify(images),
    version: versionName(images),
    since,
    first_present: given.firstPresent,
    observed_since: given.observedSince,
    gone_at: goneAt,
    last_change: instant(Math.max(since, lastMove)),
    labels: JSON.stringify(facts.labels),
    annotations: JSON.stringify(facts.annotations),
    ...unmatchedPartOf(given),
  };
}
