/** Rollouts between the ledger, the pure room and their rows. Pure. */
import { createHash } from 'node:crypto';
import {
  instant,
  type Instant,
  type Outcome,
  type RolloutClass,
} from '@landfall/backstage-plugin-fleet-common';
import type {
  ContainerImage,
  MadeFrom,
  ObservationOf,
} from '@landfall/backstage-plugin-fleet-node';
import { targetKey } from '@landfall/backstage-plugin-fleet-node';
import { referencesOf, type Digests } from '../delivery/artefact';
import type { ExplainedRollout, RolloutFact } from '../delivery/rollout';
import type { Recorded } from '../ledger/types';
import type { InstantColumn, RolloutRow } from './tables';

/** Where an observation is. */
export interface ObservationId {
  source: string;
  scope: string;
  key: string;
}

/** One text for an {@link ObservationId}. */
export function observationId({ source, scope, key }: ObservationId): string {
  return JSON.stringify([source, scope, key]);
}

/** Where a rollout is in the ledger, and what it says of itself that tells nothing about the others. */
interface Located extends ObservationId {
  target: string;
  /** What its author says that the artefact was made from. */
  madeFrom: MadeFrom | null;
}

/** A rollout with its place in the ledger. */
export type LocatedFact = RolloutFact & Located;
/** An explained rollout with its place in the ledger. */
export type LocatedRollout = ExplainedRollout & Located;

/** A rollout out of the ledger. */
export function factOfObservation(
  recorded: Recorded<ObservationOf<'rollout'>>,
): LocatedFact {
  const { source, scope, key, body } = recorded;
  return {
    id: observationId({ source, scope, key }),
    source,
    scope,
    key,
    target: targetKey(recorded.target),
    at: instant(recorded.at),
    finishedAt: nullable(recorded.endedAt),
    ended: recorded.ended,
    estimated: {
      start: recorded.estimated.at,
      finish: recorded.estimated.endedAt,
    },
    backfilled: recorded.backfilled,
    incarnation: body.incarnation,
    revision: body.revision,
    images: body.images,
    references: createHash('sha256')
      .update(referencesOf(body.images))
      .digest('hex')
      .slice(0, 32),
    configuration: body.configuration,
    madeFrom: body.madeFrom ?? null,
    reported: body.outcome,
    overdueSince: nullable(body.overdueSince),
    crashLoopingSince: nullable(body.crashLoopingSince),
  };
}

/** A rollout out of its row. */
export function rolloutOfRow(row: RolloutRow): LocatedRollout {
  return {
    id: observationId(row),
    source: row.source,
    scope: row.scope,
    key: row.key,
    target: row.target,
    at: instant(Number(row.at)),
    placedAt: instant(Number(row.placed_at)),
    finishedAt: nullable(row.finished_at),
    ended: Boolean(row.ended),
    estimated: {
      start: Boolean(row.estimated_start),
      finish: Boolean(row.estimated_finish),
    },
    backfilled: Boolean(row.backfilled),
    incarnation: row.incarnation,
    revision: Number(row.revision),
    images: JSON.parse(row.images) as ContainerImage[],
    references: row.reference_id,
    digests: JSON.parse(row.digests) as Digests,
    configuration: row.configuration,
    madeFrom:
      row.made_from === null ? null : (JSON.parse(row.made_from) as MadeFrom),
    reported: row.reported_outcome as Outcome,
    overdueSince: nullable(row.overdue_since),
    crashLoopingSince: nullable(row.crash_looping_since),
    firstArtefact: Boolean(row.first_artefact),
    firstConfiguration: Boolean(row.first_configuration),
    class: row.class as RolloutClass,
    outcome: row.outcome as Outcome,
    version: row.version,
    previousVersion: row.previous_version,
  };
}

/** The row of an explained rollout that belonged to a service. */
export function rowOfRollout(
  rollout: LocatedRollout,
  service: string | null,
): RolloutRow {
  return {
    source: rollout.source,
    scope: rollout.scope,
    key: rollout.key,
    target: rollout.target,
    at: rollout.at,
    placed_at: rollout.placedAt,
    finished_at: rollout.finishedAt,
    incarnation: rollout.incarnation,
    revision: rollout.revision,
    estimated_start: rollout.estimated.start,
    estimated_finish: rollout.estimated.finish,
    backfilled: rollout.backfilled,
    images: JSON.stringify(rollout.images),
    reference_id: rollout.references,
    digests: JSON.stringify(rollout.digests),
    configuration: rollout.configuration,
    made_from:
      rollout.madeFrom === null ? null : JSON.stringify(rollout.madeFrom),
    reported_outcome: rollout.reported,
    overdue_since: rollout.overdueSince,
    crash_looping_since: rollout.crashLoopingSince,
    ended: rollout.ended,
    first_artefact: rollout.firstArtefact,
    first_configuration: rollout.firstConfiguration,
    version: rollout.version,
    previous_version: rollout.previousVersion,
    class: rollout.class,
    outcome: rollout.outcome,
    service,
  };
}

/** An instant out of a column. */
export function nullable(value: InstantColumn | null): Instant | null {
  return value === null ? null : instant(Number(value));
}
