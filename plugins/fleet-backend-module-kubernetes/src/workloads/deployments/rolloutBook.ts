/**
 * The rollouts of one Deployment: finds them in its ReplicaSets, judges those that are open, and says what there is to report.
 */
import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import type { ObservationOf } from '@landfall/backstage-plugin-fleet-node';
import type { ReplicaSetRecord } from './appearances';
import { judge } from './judge';
import type { DeploymentState } from './projections';
import { rolloutKey, type DeploymentView, type Rollout } from './rollout';
import { isAdopted, startOf } from './rolloutStart';

/** See the top of the file. */
export class RolloutBook {
  private readonly rollouts = new Map<string, Rollout>();

  /** Whether something is to be looked at again soon, though nothing may change. */
  get waits(): boolean {
    for (const { waitsSince, outcome } of this.rollouts.values()) {
      if (waitsSince !== undefined && outcome === 'in_progress') return true;
    }
    return false;
  }

  /** Whether a rollout of that revision is open, or none is known. */
  isOpen(revision: number): boolean {
    let known = false;
    for (const rollout of this.rollouts.values()) {
      if (rollout.revision !== revision) continue;
      if (rollout.outcome === 'in_progress') return true;
      known = true;
    }
    return !known;
  }

  /** Takes over a rollout that was open before a restart. */
  restore(observation: ObservationOf<'rollout'>): void {
    const { key, body, at, estimated } = observation;
    this.rollouts.set(key, {
      key,
      revision: body.revision,
      replicaSetUid: body.facts.replicaSetUid ?? '',
      replicaSetName: body.facts.replicaSet ?? '',
      at: at as Instant,
      atEstimated: estimated.at,
      images: body.images,
      configuration: body.configuration,
      madeFrom: body.madeFrom,
      by: 'list',
      seenOpen: true,
      waitsSince: undefined,
      outcome: 'in_progress',
      endedAt: null,
      endedAtEstimated: false,
      backfilled: false,
      overdueSince: body.overdueSince as Instant | null,
      crashLoopingSince: body.crashLoopingSince as Instant | null,
      crashReason: body.crashLoopingSince === null ? '' : body.reason,
      reason: body.reason,
    });
  }

  /** Brings the book up to date; gives the rollouts that were open, oldest first, up to one whose finish waits for its pods. */
  update(view: DeploymentView): Rollout[] {
    if (view.deployment) this.enter(view, view.deployment);
    const all = [...this.rollouts.values()].sort(byRevision);
    const open = all.filter(({ outcome }) => outcome === 'in_progress');
    const told: Rollout[] = [];
    for (const rollout of open) {
      const next = all.find(other => byRevision(rollout, other) < 0);
      const waits = judge(rollout, next, view) === 'waits';
      told.push(rollout);
      if (waits) break;
    }
    this.forget(view);
    return told;
  }

  /** Enters the rollouts that the ReplicaSets tell of and that are not in the book. */
  private enter(view: DeploymentView, deployment: DeploymentState): void {
    const newest = newestOf(view.replicaSets.values());
    const missing = [...view.replicaSets.values()].flatMap(record =>
      record.appearances
        .filter(({ revision }) => {
          // What another Deployment left is this one's rollout only as far as it is current.
          const ours =
            !isAdopted(record, deployment.createdAt) ||
            (record === newest && revision === record.state.revision);
          const key = rolloutKey(view.uid, record.state.uid, revision);
          return ours && !this.rollouts.has(key);
        })
        .map(appearance => ({ record, appearance })),
    );
    // Those that nobody saw last: the others bound them.
    missing.sort(
      (a, b) =>
        Number(a.appearance.at === null) - Number(b.appearance.at === null) ||
        a.appearance.revision - b.appearance.revision,
    );
    for (const { record, appearance } of missing) {
      const { state } = record;
      const start = startOf({
        appearance,
        record,
        pods: view.podsOf(state.uid),
        deploymentCreatedAt: deployment.createdAt,
        others: [...this.rollouts.values()],
        seenUntil: view.gap?.from ?? null,
        now: view.now,
      });
      const key = rolloutKey(view.uid, state.uid, appearance.revision);
      this.rollouts.set(key, {
        key,
        revision: appearance.revision,
        replicaSetUid: state.uid,
        replicaSetName: state.name,
        at: start.at,
        atEstimated: start.estimated,
        images: state.images,
        configuration: state.configuration,
        madeFrom: state.madeFrom,
        by: appearance.by,
        seenOpen: false,
        waitsSince: undefined,
        outcome: 'in_progress',
        endedAt: null,
        endedAtEstimated: false,
        backfilled: false,
        overdueSince: null,
        crashLoopingSince: null,
        crashReason: '',
        reason: '',
      });
    }
  }

  /** Lets go of what ended and whose ReplicaSet is gone: nothing can bring it back. */
  private forget({ replicaSets }: DeploymentView): void {
    for (const [key, rollout] of this.rollouts) {
      if (
        rollout.outcome !== 'in_progress' &&
        !replicaSets.has(rollout.replicaSetUid)
      ) {
        this.rollouts.delete(key);
      }
    }
  }
}

function byRevision(a: Rollout, b: Rollout): number {
  // A ReplicaSet that somebody deleted comes back as another one with the same revision.
  return a.revision - b.revision || a.at - b.at;
}

function newestOf(
  records: Iterable<ReplicaSetRecord>,
): ReplicaSetRecord | undefined {
  let newest: ReplicaSetRecord | undefined;
  for (const record of records) {
    if ((record.state.revision ?? -1) > (newest?.state.revision ?? -1)) {
      newest = record;
    }
  }
  return newest;
}
