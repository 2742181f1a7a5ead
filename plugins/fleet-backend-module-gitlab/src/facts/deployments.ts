/**
 * Deployments. GitLab makes one as soon as a job may deploy, long before anybody lets it: what waits, or was called off before it began, is none. The start is when its job
 * began to run, the finish when that ended.
 *
 * The version of an observation grows with what it came to, not with time: running, called off, failed, succeeded; of each, what the API tells is above what a webhook tells.
 */
import type {
  CiDeploymentBody,
  ObservationInput,
  ObservationOf,
} from '@landfall/backstage-plugin-fleet-node';
import { endAfter } from '@landfall/backstage-plugin-fleet-node/codeHosts';
import type { Deployment, Tier, ToldDeployment } from './payload';
import { CORRECTION, pageOf, runKey, type Place } from './place';

/** The statuses that say something, and how far each is. See https://docs.gitlab.com/ci/environments/deployments/. */
const STATUSES: Partial<
  Record<string, { rank: number; outcome: CiDeploymentBody['outcome'] }>
> = {
  running: { rank: 2, outcome: 'in_progress' },
  skipped: { rank: 3, outcome: 'unknown' },
  canceled: { rank: 3, outcome: 'unknown' },
  failed: { rank: 4, outcome: 'failed' },
  success: { rank: 5, outcome: 'succeeded' },
};

/** As the API tells it; undefined where nothing was deployed, or its environment was deleted. */
export function deploymentFact(
  place: Place,
  deployment: Deployment,
  tier: Tier | null,
): ObservationInput | undefined {
  const { environment, deployable } = deployment;
  const status = STATUSES[deployment.status];
  if (!status || !environment) return undefined;
  const { rank, outcome } = status;
  const began = deployable ? deployable.started_at : deployment.created_at;
  if (outcome === 'unknown' && typeof began !== 'number') return undefined;
  const at = began ?? deployment.created_at;
  const finish = deployable?.finished_at ?? deployment.updated_at;
  const { endedAt, estimated } = endAfter(
    at,
    isFinish(outcome) ? finish : null,
  );
  const run = deployable?.pipeline?.id;
  return {
    kind: 'ci_deployment',
    key: keyOf(place, deployment.id),
    origin: place.origin,
    version: 2 * rank + 1,
    at,
    ended: outcome !== 'in_progress',
    endedAt,
    estimated: {
      at: typeof began !== 'number',
      endedAt:
        endedAt !== null &&
        (estimated || typeof deployable?.finished_at !== 'number'),
    },
    ...(outcome !== 'in_progress' && { correction: CORRECTION }),
    body: {
      environment: environment.name,
      tier,
      commit: deployment.sha ?? null,
      ref: deployment.ref ?? null,
      version: null,
      images: [],
      outcome,
      pipelineRun: run === undefined ? null : runKey(place, run),
      link: linkOf(place, deployable?.id),
    },
  };
}

/**
 * As a webhook tells it, with what is known besides; undefined where it says nothing. It corrects nothing: whoever looks knows more.
 */
export function toldDeployment(
  place: Place,
  told: ToldDeployment,
  known: ObservationOf<'ci_deployment'> | undefined,
): ObservationInput | undefined {
  const status = STATUSES[told.status];
  if (!status) return undefined;
  const { rank, outcome } = status;
  // Whether it had begun at all, it does not say.
  if (outcome === 'unknown' && !known) return undefined;
  const at = known?.at ?? told.status_changed_at;
  const { endedAt } = endAfter(
    at,
    isFinish(outcome) ? told.status_changed_at : null,
  );
  return {
    kind: 'ci_deployment',
    key: toldDeploymentKey(place, told),
    origin: place.origin,
    version: 2 * rank,
    at,
    ended: outcome !== 'in_progress',
    endedAt,
    estimated: { at: true, endedAt: endedAt !== null },
    body: {
      environment: told.environment,
      tier: told.environment_tier ?? known?.body.tier ?? null,
      commit: commitOf(told.commit_url) ?? known?.body.commit ?? null,
      ref: told.ref ?? known?.body.ref ?? null,
      version: null,
      images: [],
      outcome,
      pipelineRun: known?.body.pipelineRun ?? null,
      link: linkOf(place, told.deployable_id ?? undefined),
    },
  };
}

/** Under which key a webhook tells of a deployment. */
export function toldDeploymentKey(place: Place, told: ToldDeployment): string {
  return keyOf(place, told.deployment_id);
}

function keyOf({ origin }: Place, id: number): string {
  return `${origin}#deployment/${id}`;
}

function isFinish(outcome: CiDeploymentBody['outcome']): boolean {
  return outcome === 'succeeded' || outcome === 'failed';
}

function linkOf(place: Place, job: number | undefined): string {
  return pageOf(place, job === undefined ? 'environments' : `jobs/${job}`);
}

function commitOf(url: string | null | undefined): string | undefined {
  return /\/commit\/([0-9a-f]{40}(?:[0-9a-f]{24})?)$/.exec(url ?? '')?.[1];
}
