/**
 * What people did to a Deployment by hand: scaled it, restarted it, edited it.
 *
 * A write that changes the specification raises the generation, and the server notes the program that made it. So an operation is named by the second of that
 * note: it is the same whoever sees it, at once or after a gap. What programs do by themselves is not told, and never who it was.
 */
import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import type { Sight } from '../types';
import { newestWriter, type Writer } from '../writers';
import type { DeploymentState } from './projections';

/** Something that somebody did. */
export interface Operation {
  /** When, as the server wrote it. */
  stamp: string;
  at: Instant;
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
  /** Whether a program is used by people. */
  byHand: (manager: string) => boolean;
}

/** What was done between two states; where the first is not known, since the watch was last there. */
export function operationsOf(options: OperationsOptions): Operation[] {
  const { before, after, sight, byHand } = options;
  const news = newsOf(options);
  if (!news) return [];
  const backfilled = sight.by === 'list';
  const operations = new Map<string, Operation>();
  const note = (
    { stamp, at }: Writer,
    operation: Operation['operation'],
    counts: { from: number | null; to: number | null },
  ) => {
    if (operations.has(stamp)) return;
    operations.set(stamp, { stamp, at, operation, ...counts, backfilled });
  };

  const from = before?.desired ?? options.desiredBefore;
  const scaled = from !== null && from !== after.desired;
  const scaler = newestWriter(after.writers, ({ replicas }) => replicas);
  const restarter = newestWriter(after.writers, ({ restart }) => restart);
  for (const writer of news.writers) {
    if (!byHand(writer.manager)) continue;
    const scales =
      scaled &&
      writer === scaler &&
      (writer.onlyReplicas || sameImages(before, after));
    const restarts = writer === restarter && news.restarted;
    if (restarts) note(writer, 'restart', { from: null, to: null });
    else if (scales) note(writer, 'scale', { from, to: after.desired });
    // Scaled to and fro while nobody looked: that it was scaled is known, from and to are not.
    else if (writer.onlyReplicas) note(writer, 'scale', UNKNOWN_COUNTS);
    else note(writer, 'edit', UNKNOWN_COUNTS);
  }
  return [...operations.values()];
}

const UNKNOWN_COUNTS = { from: null, to: null };

/** The programs that wrote between the states, and whether one of them asked for a restart; undefined where nobody can say. */
function newsOf({
  before,
  after,
  sight,
}: OperationsOptions): { writers: Writer[]; restarted: boolean } | undefined {
  if (before) {
    if (before.generation === after.generation) return undefined;
    const writers = after.writers.filter(writer => {
      const known = before.writers.find(({ id }) => id === writer.id);
      return known?.stamp !== writer.stamp;
    });
    const restarted =
      after.restartedAt !== undefined &&
      after.restartedAt !== before.restartedAt;
    return { writers, restarted };
  }
  // It was made just now, or nobody ever looked before.
  if (sight.by === 'watch' || typeof sight.from !== 'number') return undefined;
  const since = sight.from;
  if (after.createdAt > since) return undefined;
  const writers = after.writers.filter(({ at }) => at > since);
  return { writers, restarted: true };
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
