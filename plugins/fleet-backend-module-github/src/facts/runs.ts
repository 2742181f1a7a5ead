import type {
  ObservationInput,
  PipelineRunBody,
} from '@landfall/backstage-plugin-fleet-node';
import { endAfter } from '@landfall/backstage-plugin-fleet-node/codeHosts';
import type { WorkflowRun } from './payload';
import { CORRECTION, pageOf, runKey, type Place } from './place';

/** Above all times in ms until the year 2286. */
const STEP = 10_000_000_000_000;

/** A run of a workflow; run again, it is the same with another outcome. A webhook tells as much of it as the API. */
export function runFact(place: Place, run: WorkflowRun): ObservationInput {
  const ended = run.status === 'completed';
  const { endedAt, estimated } = endAfter(
    run.created_at,
    ended ? run.updated_at : null,
  );
  const attempt = Math.min(run.run_attempt ?? 1, 800);
  return {
    kind: 'pipeline_run',
    key: runKey(place, run.id),
    origin: place.origin,
    version: attempt * STEP + Math.min(Math.max(run.updated_at, 0), STEP - 1),
    at: run.created_at,
    ended,
    endedAt,
    estimated: { at: false, endedAt: estimated },
    // Also what is run again corrects: it had ended.
    correction: CORRECTION,
    body: {
      pipeline: (run.path || run.name || '').slice(0, 512),
      commit: run.head_sha ?? null,
      ref: run.head_branch ?? null,
      outcome: ended ? outcomeOf(run.conclusion) : 'in_progress',
      link: pageOf(place, `actions/runs/${run.id}`),
    },
  };
}

function outcomeOf(
  conclusion: string | null | undefined,
): PipelineRunBody['outcome'] {
  switch (conclusion) {
    case 'success':
      return 'succeeded';
    case 'failure':
    case 'timed_out':
    case 'startup_failure':
      return 'failed';
    case 'cancelled':
    case 'skipped':
      return 'cancelled';
    default:
      return 'unknown';
  }
}
