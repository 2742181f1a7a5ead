/**
 * When a Deployment was not available, as its own condition tells: from the moment at which that turned until it turned back, however short.
 *
 * Only what served can fail to: nothing is an outage before the first rollout was done, nor since the Deployment last had no instance on purpose. What is
 * paused is somebody's work. How the state was before a restart of the portal is known by what was reported then.
 */
import { instant, type Instant } from '@landfall/backstage-plugin-fleet-common';
import type {
  Observation,
  PresenceBody,
} from '@landfall/backstage-plugin-fleet-node';
import type { Sight } from '../types';
import type { Availability, DeploymentState } from './projections';
import { countsHold } from './statusNotes';

/** A time in which it was not available. */
export interface Outage {
  /** Tells it from the others of the Deployment. */
  id: string;
  at: Instant;
  /** In the words of the cluster. */
  cause: string;
  backfilled: boolean;
  endedAt: Instant | null;
  endedAtEstimated: boolean;
}

/** The controller says that a new Deployment is not available yet, a moment after that was made. */
const FIRST_WORD_MS = 60_000;
/** Outages that are kept until somebody looks. */
const MOST_ENDED = 50;

/** See the top of the file. */
export class Outages {
  /** It was available since it was made, or since it last had no instance on purpose; undefined before it is seen. */
  private served: boolean | undefined;
  /** It was paused since it was last seen to be available. */
  private heldBack = false;
  private writtenAt = -Infinity;
  private open: Outage | undefined;
  private ended: Outage[] = [];

  /** Takes over one that was open before a restart. */
  restore({ at, body, backfilled }: Observation, id: string): void {
    this.served = true;
    this.open = {
      id,
      at: instant(at),
      cause: 'cause' in body ? body.cause : '',
      backfilled,
      endedAt: null,
      endedAtEstimated: false,
    };
  }

  /** Takes in a state of the Deployment. */
  see(
    deployment: DeploymentState,
    sight: Sight,
    before: PresenceBody | undefined,
  ): void {
    const { availability, desired, paused } = deployment;
    const now = this.momentOf(deployment, sight);
    if (desired === 0 || paused) this.end(now, sight.by === 'list');
    if (desired === 0) {
      this.served = false;
      return;
    }
    this.heldBack ||= paused;
    // A status that does not know the newest specification says nothing about it.
    const told = deployment.observedGeneration >= deployment.generation;
    if (!told || !availability) return;
    if (availability.available) {
      this.end(availability.since, false);
      this.served ||= isPastFirst(deployment);
      this.heldBack = paused;
      return;
    }
    this.served ??=
      sight.by === 'list' && hasServed(deployment, sight, before, availability);
    if (this.served && !paused) {
      this.begin(deployment, availability, { sight, now });
    }
  }

  /** It was deleted. */
  lose(at: Instant, sight: Sight['by']): void {
    this.end(at, sight === 'list');
  }

  /** Those that have ended since the last time, and the one that is open. */
  take(): Outage[] {
    const { ended, open } = this;
    this.ended = [];
    return open ? [...ended, open] : ended;
  }

  /** When it was written as it is. Of a scaling the server notes no time: then it is when that was seen, or when it was seen otherwise last. */
  private momentOf(
    { writtenAt }: DeploymentState,
    { now, from }: Sight,
  ): Instant {
    const noted = writtenAt !== null && writtenAt > this.writtenAt;
    if (noted) this.writtenAt = writtenAt;
    return noted && writtenAt < now ? writtenAt : from ?? now;
  }

  private begin(
    { generation }: DeploymentState,
    { stamp, since, words }: Availability,
    { sight, now }: { sight: Sight; now: Instant },
  ): void {
    const id = String(Date.parse(stamp));
    if (this.open) {
      if (this.open.id.split('/')[0] === id) return;
      // It had recovered, and nobody looked: it was seen down until the gap began.
      this.end(sight.from ?? this.open.at, true);
    }
    const resumed = this.heldBack;
    this.heldBack = false;
    const at = resumed ? later(since, now) : since;
    this.open = {
      // What somebody paused and resumed is another one under the same stamp.
      id: resumed ? `${id}/${generation}` : id,
      at,
      cause: words,
      backfilled: sight.by === 'list',
      endedAt: null,
      endedAtEstimated: false,
    };
  }

  private end(at: Instant, estimated: boolean): void {
    if (!this.open) return;
    this.open.endedAt = later(at, this.open.at);
    this.open.endedAtEstimated = estimated;
    this.ended = [...this.ended, this.open].slice(-MOST_ENDED);
    this.open = undefined;
  }
}

/** Whether its first rollout is done. */
function isPastFirst(deployment: DeploymentState): boolean {
  return (
    (deployment.revision ?? 0) > 1 ||
    deployment.progressing?.reason === 'NewReplicaSetAvailable' ||
    countsHold(deployment)
  );
}

/** Whether one that is found not available had been so before, as far as anybody can tell. */
function hasServed(
  deployment: DeploymentState,
  { from }: Sight,
  before: PresenceBody | undefined,
  { since }: Availability,
): boolean {
  // There is no third word: what turned to "not available" long after it was made was available.
  if (!isPastFirst(deployment)) return false;
  if (before && before.ready > 0) return true;
  const turned = since - deployment.createdAt > FIRST_WORD_MS;
  if (!turned || !before) return turned;
  if (before.desired === 0) return false;
  // It was so when it was last looked at, and was no outage then.
  const known =
    before.ready === 0 &&
    before.desired === deployment.desired &&
    since <= Math.max(from ?? -Infinity, before.since + FIRST_WORD_MS);
  return !known;
}

function later(a: Instant, b: Instant): Instant {
  return a > b ? a : b;
}
