/**
 * What a Deployment's own status said about each of its revisions, as far as we heard it.
 *
 * Deployments and ReplicaSets arrive over two streams, and one may be ahead of the other. So what a status says is noted under the revision that it
 * speaks about, and judged when the ReplicaSet of that revision is known: the result does not depend on which came first.
 */
import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import type { Sight } from '../types';
import type { Condition, DeploymentState } from './projections';

/** A moment at which all instances wanted were of this revision and available. */
export interface Hold {
  at: Instant;
  /** It had begun before we looked. */
  estimated: boolean;
}

/** See the top of the file. */
export interface StatusNote {
  revision: number;
  /** When the counts began to hold: the first time and the last. */
  holds: Hold[];
  holding: boolean;
  /** Whether instances were available when they did. */
  served: boolean;
  /** The stamp of the condition that tells success, and the ReplicaSet that it names. */
  success: { at: Instant; replicaSet: string } | undefined;
  /** The stamp of the condition that tells a deadline exceeded, and the ReplicaSet that it names. */
  overdue: { since: Instant; replicaSet: string } | undefined;
  /** What the cluster says of pods that it cannot make; empty if it can. */
  refusal: string;
  /** Why it does not go on, in the words of the cluster; empty if it does. */
  reason: string;
}

/** Under this, where the Deployment does not tell its revision. */
export const UNKNOWN_REVISION = 0;

/** How many revisions notes are kept of between two looks. */
const MOST_NOTES = 100;
const LONGEST_REASON = 300;

/** Notes of a Deployment by revision. */
export type StatusNotes = ReadonlyMap<number, StatusNote>;

/** Gives the notes after another state of the Deployment was seen. */
export function noteStatus(
  notes: StatusNotes,
  deployment: DeploymentState,
  sight: Sight,
): StatusNotes {
  // A status that does not know the newest specification speaks about nothing that we want to know.
  if (deployment.observedGeneration < deployment.generation) return notes;
  const revision = deployment.revision ?? UNKNOWN_REVISION;
  const before = notes.get(revision);
  const next = new Map(notes);
  next.set(revision, {
    revision,
    ...holdsAfter(before, deployment, sight),
    served:
      before?.served || (deployment.available > 0 && countsHold(deployment)),
    success: successOf(deployment) ?? before?.success,
    overdue: overdueOf(deployment),
    refusal: refusalOf(deployment),
    reason: reasonOf(deployment),
  });
  while (next.size > MOST_NOTES) next.delete(Math.min(...next.keys()));
  return next;
}

/** Lets go of notes of revisions that are judged: those before the newest that the status spoke about, unless still open. */
export function withoutJudged(
  notes: StatusNotes,
  isOpen: (revision: number) => boolean,
): StatusNotes {
  if (notes.size <= 1) return notes;
  const newest = Math.max(...notes.keys());
  return new Map(
    [...notes].filter(([revision]) => revision === newest || isOpen(revision)),
  );
}

/** Whether all instances wanted are of the revision that the status speaks about, and available. */
export function countsHold(deployment: DeploymentState): boolean {
  const { desired, updated, replicas, available } = deployment;
  return updated === desired && replicas === updated && available === updated;
}

function holdsAfter(
  before: StatusNote | undefined,
  deployment: DeploymentState,
  { by, now }: Sight,
): Pick<StatusNote, 'holds' | 'holding'> {
  const holds = before?.holds ?? [];
  const holding = countsHold(deployment);
  if (!holding || before?.holding) return { holds, holding };
  const written = deployment.writtenAt ?? now;
  const at = written < now ? written : now;
  const hold = { at, estimated: by === 'list' };
  return { holding, holds: [...holds.slice(0, 1), hold] };
}

function successOf({
  progressing,
  ...deployment
}: DeploymentState): StatusNote['success'] {
  const tells =
    progressing?.status === 'True' &&
    progressing.reason === 'NewReplicaSetAvailable' &&
    countsHold({ progressing, ...deployment });
  return tells && progressing.updatedAt !== null
    ? { at: progressing.updatedAt, replicaSet: namedIn(progressing.message) }
    : undefined;
}

function overdueOf({ progressing }: DeploymentState): StatusNote['overdue'] {
  const tells =
    progressing?.status === 'False' &&
    progressing.reason === 'ProgressDeadlineExceeded';
  return tells && progressing.updatedAt !== null
    ? { since: progressing.updatedAt, replicaSet: namedIn(progressing.message) }
    : undefined;
}

function refusalOf({ replicaFailure }: DeploymentState): string {
  return replicaFailure?.status === 'True' ? wordsOf(replicaFailure) : '';
}

/** The controller writes `ReplicaSet "web-5d9c" has …`. */
function namedIn(message: string): string {
  return /"([^"]*)"/.exec(message)?.[1] ?? '';
}

function reasonOf(deployment: DeploymentState): string {
  const { progressing } = deployment;
  const hangs = progressing !== undefined && progressing.status !== 'True';
  return refusalOf(deployment) || (hangs ? wordsOf(progressing) : '');
}

function wordsOf({ reason, message }: Condition): string {
  return `${reason}: ${message}`.slice(0, LONGEST_REASON);
}
