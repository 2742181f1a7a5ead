/**
 * What people did to a Deployment by hand: scaled it, restarted it, edited it.
 *
 * A write that changes the specification raises the generation, and the server notes the program that made it, and the second; but no time of who scaled by
 * the subresource, as *kubectl scale* and autoscalers do. So an operation is named by that second, or else by the generation: it is the same whoever sees it, at
 * once or after a gap. What programs do by themselves is not told, and never who it was.
 */
import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import type { Sight } from '../types';
import { newestWriter, type Writer } from '../writers';
import type { DeploymentState } from './projections';

/** Something that somebody did. */
export interface Operation {
  /** Tells it from the others of the Deployment. */
  id: string;
  at: Instant;
  /** It may have been earlier. */
  estimated: boolean;
  operation: 'scale' | 'restart' | 'edit';
  /** Instances wanted before and after, of a scaling. */
  from: number | null;
  to: number | null;
  /** Found later. */
  backfilled: boolean;
}

/** What is compared. */
export interface OperationsOptions {
  before: DeploymentState | undefined;
  after: DeploymentState;
  sight: Sight;
  /** Instances wanted as they were known before a restart of the portal. */
  desiredBefore: number | null;
  /** Whether it was seen to be scaled to zero by hand, and is still there. */
  zeroByHand: boolean;
  /** Whether a program is used by people. */
  byHand: (manager: string) => boolean;
}

const UNKNOWN_COUNTS = { from: null, to: null };

/** What the server notes of who scales by the subresource, but for the name. */
const UNNOTED = { stamp: undefined, at: null };

/** What was done between two states; where the first is not known, since the watch was last there. */
export function operationsOf(options: OperationsOptions): Operation[] {
  const { before, after, sight, byHand } = options;
  const news = newsOf(options);
  if (!news) return [];
  const backfilled = sight.by === 'list';
  const operations = new Map<string, Operation>();
  const note = (
    { stamp, at }: Pick<Writer, 'stamp' | 'at'>,
    operation: Operation['operation'],
    counts: { from: number | null; to: number | null },
  ) => {
    const id =
      stamp === undefined
        ? `generation-${after.generation}`
        : String(Date.parse(stamp));
    if (operations.has(id)) return;
    const estimated = at === null && backfilled;
    operations.set(id, {
      ...{ id, at: at ?? sight.now, estimated, operation, backfilled },
      ...counts,
    });
  };

  const { from, scaler } = news;
  const restarter = newestWriter(after.writers, ({ restart }) => restart);
  for (const writer of news.writers) {
    if (!byHand(writer.manager)) continue;
    const scales =
      writer === scaler && (writer.onlyReplicas || sameImages(before, after));
    const restarts = writer === restarter && news.restarted;
    if (restarts) note(writer, 'restart', { from: null, to: null });
    else if (scales) note(writer, 'scale', { from, to: after.desired });
    // Scaled to and fro while nobody looked: that it was scaled is known, from and to are not.
    else if (writer.onlyReplicas) note(writer, 'scale', UNKNOWN_COUNTS);
    else note(writer, 'edit', UNKNOWN_COUNTS);
  }
  if (news.unnamedByHand) {
    note(UNNOTED, 'scale', { from, to: after.desired });
  }
  return [...operations.values()];
}

/** What is new between two states. */
interface News {
  /** The programs that wrote. */
  writers: Writer[];
  /** The one that changed the number of instances, and what that was. */
  scaler: Writer | undefined;
  from: number | null;
  /** Whether one of them asked for a restart. */
  restarted: boolean;
  /** Whether somebody scaled whom the server does not name. */
  unnamedByHand: boolean;
}

/** Undefined where nobody can say. */
function newsOf(options: OperationsOptions): News | undefined {
  const { before, after, sight } = options;
  const from = before?.desired ?? options.desiredBefore;
  const scaled = from !== null && from !== after.desired;
  const scaler = scaled
    ? newestWriter(after.writers, ({ replicas }) => replicas)
    : undefined;
  if (before) {
    if (before.generation === after.generation) return undefined;
    const writers = after.writers.filter(writer => {
      const known = before.writers.find(({ id }) => id === writer.id);
      return writer === scaler || !known || known.stamp !== writer.stamp;
    });
    const restarted =
      after.restartedAt !== undefined &&
      after.restartedAt !== before.restartedAt;
    const unnamedByHand =
      scaled && !scaler && isUnnamedByHand({ ...options, before });
    return { writers, scaler, from, restarted, unnamedByHand };
  }
  // It was made just now, or nobody ever looked before.
  if (sight.by === 'watch' || typeof sight.from !== 'number') return undefined;
  const since = sight.from;
  if (after.createdAt > since) return undefined;
  const writers = after.writers.filter(writer =>
    writer.at === null ? writer === scaler : writer.at > since,
  );
  return { writers, scaler, from, restarted: true, unnamedByHand: false };
}

/**
 * The server names nobody who scales to zero by the subresource, nor who scales by it after that. Where an autoscaler had set the number before, it may have
 * been one; where it was a person, or stood in a manifest, nothing scales by itself. Who comes back from there is taken for the same; of what follows then
 * nobody knows.
 */
function isUnnamedByHand({
  before,
  after,
  byHand,
  zeroByHand,
}: OperationsOptions & { before: DeploymentState }): boolean {
  if (before.desired === 0) return zeroByHand;
  const last = newestWriter(before.writers, ({ replicas }) => replicas);
  if (after.desired !== 0 || !last) return false;
  return last.at !== null || byHand(last.manager);
}

function sameImages(
  before: DeploymentState | undefined,
  after: DeploymentState,
): boolean {
  if (!before) return false;
  return (
    before.images.length === after.images.length &&
    before.images.every(
      ({ container, reference }, index) =>
        container === after.images[index].container &&
        reference === after.images[index].reference,
    )
  );
}
