import type {
  ObservationInput,
  ObservationOf,
  TargetRef,
} from '@landfall/backstage-plugin-fleet-node';
import { canonicalJson } from '@landfall/backstage-plugin-fleet-node';
import type { Job } from '../../model/job';
import { placeKey } from '../placeKey';

/** How a rollout stands. */
export interface Verdict {
  outcome: ObservationOf<'rollout'>['body']['outcome'];
  /** Null while it goes on, and where nobody knows. */
  endedAt: number | null;
  endEstimated: boolean;
  reason: string;
  crashLoopingSince: number | null;
  overdueSince: number | null;
  /** Whether it is over by all that is seen, and only its history does not tell yet when. */
  awaitsHistory: boolean;
}

/** A verdict with what is ordinary. */
export function verdict(
  outcome: Verdict['outcome'],
  rest: Partial<Omit<Verdict, 'outcome'>> = {},
): Verdict {
  return {
    outcome,
    endedAt: null,
    endEstimated: false,
    reason: '',
    crashLoopingSince: null,
    overdueSince: null,
    awaitsHistory: false,
    ...rest,
  };
}

/** What all rollouts of a target have in common. */
export interface RolloutSubject {
  ref: TargetRef;
  incarnation: string;
  link: string | undefined;
  version: number;
}

/** A rollout that was not reported before. */
export function newRollout(
  { ref, incarnation, link, version }: RolloutSubject,
  rollout: {
    job: Job;
    revision: number;
    at: number;
    atEstimated: boolean;
    backfilled: boolean;
    verdict: Verdict;
  },
): ObservationInput {
  const { job, revision, at, atEstimated, backfilled } = rollout;
  return judged(
    {
      kind: 'rollout',
      key: `rollout/${placeKey(ref)}/${revision}`,
      version,
      at,
      ended: false,
      endedAt: null,
      estimated: { at: atEstimated, endedAt: false },
      backfilled,
      target: ref,
      body: {
        images: [job.image],
        configuration: job.configuration,
        outcome: 'in_progress',
        overdueSince: null,
        crashLoopingSince: null,
        reason: '',
        revision,
        incarnation,
        facts: { job: job.id },
        ...(link !== undefined && { link }),
      },
    },
    rollout.verdict,
  );
}

/** A rollout that is open as it stands now; undefined when nothing changed. */
export function amendedRollout(
  open: ObservationOf<'rollout'>,
  change: { version: number; at: number | null; verdict: Verdict },
): ObservationInput | undefined {
  const moved = change.at !== null && open.estimated.at;
  const next = judged(
    {
      ...open,
      at: moved ? change.at ?? open.at : open.at,
      estimated: { ...open.estimated, at: open.estimated.at && !moved },
    },
    change.verdict,
  );
  if (canonicalJson(next) === canonicalJson(open)) return undefined;
  return { ...next, version: change.version };
}

function judged<T extends Extract<ObservationInput, { kind: 'rollout' }>>(
  rollout: T,
  { endedAt, endEstimated, awaitsHistory: _, ...rest }: Verdict,
): T {
  return {
    ...rollout,
    ended: rest.outcome !== 'in_progress',
    // Clocks of hosts differ.
    endedAt: endedAt === null ? null : Math.max(endedAt, rollout.at),
    estimated: {
      at: rollout.estimated?.at ?? false,
      endedAt: endedAt !== null && endEstimated,
    },
    body: { ...rollout.body, ...rest },
  };
}
