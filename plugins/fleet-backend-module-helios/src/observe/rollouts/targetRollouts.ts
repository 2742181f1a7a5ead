/**
 * The rollouts of one target: what happened since it was accounted for, and how what is open stands.
 */
import type {
  ObservationInput,
  ObservationOf,
} from '@landfall/backstage-plugin-fleet-node';
import type { Stay } from '../../model/history';
import type { Job } from '../../model/job';
import type { TargetMemory } from '../memory';
import { isGroupTarget } from '../targets';
import { groupMoves } from './groupMoves';
import { handMoves } from './handMoves';
import { startOf, type Happened, type JobStay } from './moves';
import { amendedRollout, verdict } from './rollout';
import type { TargetRolloutsOptions } from './subject';
import { Teller } from './teller';

const UNEXPLAINED_MS = 60_000;

/** See the top of the file. */
export function targetRollouts(options: TargetRolloutsOptions): {
  observations: ObservationInput[];
  memory: TargetMemory;
} {
  const { target, memory, histories, old, reportedAt, now } = options;
  const baseline = memory.accounted === null;
  if (baseline && target.jobs.some(({ id }) => !histories.has(id))) {
    // Its histories have their turn in a later look.
    return { observations: [], memory };
  }
  const stays = staysOf(options);
  const accounted = memory.accounted ?? -Infinity;
  const told = isGroupTarget(target.ref)
    ? ofGroup(options, stays, accounted)
    : ofHand(options, stays, accounted);
  const happened = baseline && !old ? ofNew(told, reportedAt) : told;
  const teller = new Teller(options, { happened, stays, accounted });
  const observations = teller.tell();
  const ofMoves = [{ stays: happened.further }, ...happened.moves];
  const ofLast = ofMoves.at(-1)?.stays ?? [];
  // Another host may yet tell of an earlier one.
  const open = teller.isBeginOpen ? ofLast : [];
  const begun = open.length > 0 ? open[0].start : -Infinity;
  const used = new Set(ofMoves.flatMap(move => move.stays));
  // What nothing explains yet may be the begin of what the next look explains.
  const latest = stays
    .filter(
      stay =>
        stay.start < begun ||
        stay.start < now - UNEXPLAINED_MS ||
        (used.has(stay) && !open.includes(stay)),
    )
    .reduce((last, { start }) => Math.max(last, start), accounted);
  return {
    observations,
    memory: {
      job: happened.moves.at(-1)?.job.id ?? memory.job,
      accounted: latest === -Infinity ? 0 : latest,
      revision: teller.revision,
      awaitedSince: teller.awaitedSince,
    },
  };
}

/** The stays of its jobs that are its own, and whose beginning is known. */
function staysOf({
  target,
  histories,
  byHand,
  untoldHosts,
}: TargetRolloutsOptions): JobStay[] {
  const { ref, group, places, jobs } = target;
  const hosts = new Set(places.map(({ deployment }) => deployment.host));
  for (const host of untoldHosts) hosts.add(host);
  for (const host of group?.hosts ?? []) hosts.add(host);
  for (const list of byHand.values()) for (const host of list) hosts.add(host);
  // Where nothing is by hand, nothing tells whose the past was.
  const any = !isGroupTarget(ref) && hosts.size === 0;
  // Histories are read last: what began since is for the next look.
  const begun = (job: Job, { host, end }: Stay) =>
    end !== null ||
    places.some(place => place.job === job && place.deployment.host === host);
  return jobs.flatMap(job =>
    (histories.get(job.id) ?? []).flatMap(stay =>
      stay.start !== null && (any || hosts.has(stay.host)) && begun(job, stay)
        ? [{ ...stay, start: stay.start, job }]
        : [],
    ),
  );
}

function ofGroup(
  options: TargetRolloutsOptions,
  stays: readonly JobStay[],
  accounted: number,
): Happened {
  const { group } = options.target;
  if (group === undefined) return { further: [], moves: [] };
  return groupMoves({
    group,
    before: options.group,
    lastJob: options.memory.job,
    fresh: stays.filter(
      ({ start, job }) =>
        start > accounted &&
        // Of what came before, the history tells only now.
        (job.id === options.memory.job || start > seenSince(options)),
    ),
  });
}

function ofHand(
  options: TargetRolloutsOptions,
  stays: readonly JobStay[],
  accounted: number,
): Happened {
  const { target, byHand, memory } = options;
  const deployed = new Set(target.places.map(({ job }) => job));
  return handMoves({
    // Before it was accounted for, all that is there is new.
    before: memory.accounted === null ? new Map() : byHand,
    deployed: [...deployed].sort(
      (a, b) => (a.createdAt ?? 0) - (b.createdAt ?? 0),
    ),
    lastJob: memory.job,
    stays: stays.filter(
      ({ start, end }) => start > accounted || (end ?? 0) > accounted,
    ),
    accounted,
    seenSince: seenSince(options),
  });
}

/** When the open rollout was first seen, if its history had not told yet when it began: nothing that began before is another. */
function seenSince({ open }: TargetRolloutsOptions): number {
  return open?.estimated.at ? open.at : -Infinity;
}

/** A target that is new has no past of its own: what was there before was another's. */
function ofNew({ further, moves }: Happened, reportedAt: number): Happened {
  const last = moves.at(-1);
  return {
    further,
    moves: moves.filter(
      move => move === last || (startOf(move) ?? 0) > reportedAt,
    ),
  };
}

/** The end of an open rollout whose target is gone: how it came out nobody remembers. */
export function abandoned(
  open: ObservationOf<'rollout'>,
  { version }: { version: number },
): ObservationInput | undefined {
  return amendedRollout(open, {
    version,
    at: null,
    verdict: verdict('unknown'),
  });
}
