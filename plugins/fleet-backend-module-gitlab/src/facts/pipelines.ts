import type {
  ObservationInput,
  PipelineRunBody,
} from '@landfall/backstage-plugin-fleet-node';
import { endAfter } from '@landfall/backstage-plugin-fleet-node/codeHosts';
import type { Pipeline, ToldPipeline } from './payload';
import { CORRECTION, pageOf, runKey, versionAt, type Place } from './place';

/** A pipeline, as the API tells it; run again, it is the same with another outcome. */
export function pipelineFact(
  place: Place,
  pipeline: Pipeline,
): ObservationInput {
  return {
    ...factOf(place, pipeline, pipeline.updated_at),
    version: versionAt(pipeline.updated_at, 'api'),
    // Also what is run again corrects: it had ended.
    correction: CORRECTION,
  };
}

/** As a webhook tells it: without the time of its last change. */
export function toldPipeline(
  place: Place,
  pipeline: ToldPipeline,
): ObservationInput {
  const finish = pipeline.finished_at ?? null;
  const fact = factOf(place, pipeline, finish);
  return {
    ...fact,
    version: versionAt(
      fact.ended && finish !== null ? finish : pipeline.created_at,
      'webhook',
    ),
    estimated: { at: true, endedAt: fact.endedAt !== null },
  };
}

function factOf(
  place: Place,
  pipeline: Pipeline | ToldPipeline,
  finish: number | null,
): Omit<Extract<ObservationInput, { kind: 'pipeline_run' }>, 'version'> {
  const outcome = outcomeOf(pipeline.status);
  // What waits for somebody may wait for ever; if it goes on, it is told anew.
  const hasFinish = outcome !== 'in_progress' && pipeline.status !== 'manual';
  const { endedAt } = endAfter(pipeline.created_at, hasFinish ? finish : null);
  return {
    kind: 'pipeline_run',
    key: runKey(place, pipeline.id),
    origin: place.origin,
    at: pipeline.created_at,
    ended: outcome !== 'in_progress',
    endedAt,
    // Of a list it is only known when it changed last.
    estimated: { at: false, endedAt: endedAt !== null },
    body: {
      pipeline: (pipeline.name || pipeline.source || '').slice(0, 512),
      commit: pipeline.sha ?? null,
      ref: pipeline.ref ?? null,
      outcome,
      link: pageOf(place, `pipelines/${pipeline.id}`),
    },
  };
}

function outcomeOf(status: string): PipelineRunBody['outcome'] {
  switch (status) {
    case 'success':
      return 'succeeded';
    case 'failed':
      return 'failed';
    case 'canceled':
    case 'skipped':
      return 'cancelled';
    case 'manual':
      return 'unknown';
    default:
      return 'in_progress';
  }
}
