/**
 * Deployments. The finish is the first success, or where there is none the first failure: what comes after it, such as the `inactive` that a later deployment
 * sets, is a tidying up. The start is when it began to run; it may have waited for an approval before.
 *
 * The version of an observation grows the more it tells: running states by their time, then a failure, then a success, of each the earliest highest. So the same comes
 * of statuses in whatever order they are told, one by one or all at once.
 */
import type {
  CiDeploymentBody,
  ObservationInput,
} from '@landfall/backstage-plugin-fleet-node';
import { endAfter } from '@landfall/backstage-plugin-fleet-node/codeHosts';
import type { Deployment, DeploymentStatus } from './payload';
import { CORRECTION, pageOf, runKey, type Place } from './place';

/** Above all times in ms until the year 2286. */
const STEP = 10_000_000_000_000;
const FAILURES = ['failure', 'error'];

/** Of a deployment and all of its statuses, as the API tells it. */
export function deploymentFact(
  place: Place,
  deployment: Deployment,
  statuses: readonly DeploymentStatus[],
): ObservationInput {
  const fact = factOf(place, deployment, statuses);
  if (fact.ended) return { ...fact, correction: CORRECTION };
  const last = latest(statuses);
  if (last?.state !== 'inactive') return fact;
  // Somebody put it aside before it came to anything.
  return {
    ...fact,
    version: STEP,
    ended: true,
    body: { ...fact.body, outcome: 'unknown' },
    correction: CORRECTION,
  };
}

/**
 * Of a deployment and the one status that a webhook tells; undefined where that says nothing. It corrects nothing: whoever looks knows more.
 */
export function toldDeployment(
  place: Place,
  deployment: Deployment,
  status: DeploymentStatus | undefined,
): ObservationInput | undefined {
  return status?.state === 'inactive'
    ? undefined
    : factOf(place, deployment, status ? [status] : []);
}

function factOf(
  place: Place,
  deployment: Deployment,
  statuses: readonly DeploymentStatus[],
): Extract<ObservationInput, { kind: 'ci_deployment' }> & {
  body: CiDeploymentBody;
} {
  const began = earliest(statuses.filter(one => one.state === 'in_progress'));
  const success = earliest(statuses.filter(one => one.state === 'success'));
  const failure = earliest(
    statuses.filter(one => FAILURES.includes(one.state)),
  );
  const finish = success ?? failure;
  const last = latest(statuses.filter(one => one.state !== 'inactive'));
  const at = began?.created_at ?? deployment.created_at;
  const { endedAt, estimated } = endAfter(at, finish?.created_at ?? null);
  const telling = finish ?? last;
  const run = telling && runOf(place, telling);
  return {
    kind: 'ci_deployment',
    key: `${place.origin}#deployment/${deployment.id}`,
    origin: place.origin,
    version: versionOf({ success, failure, last, deployment }),
    at,
    ended: finish !== undefined,
    endedAt,
    estimated: { at: began === undefined, endedAt: estimated },
    body: {
      environment: deployment.environment,
      tier: tierOf(deployment),
      commit: deployment.sha ?? null,
      ref: deployment.ref ?? null,
      ...artefactOf(deployment.payload),
      outcome: outcomeOf(success, failure),
      pipelineRun: run === undefined ? null : runKey(place, run),
      link: pageOf(
        place,
        run === undefined ? 'deployments' : `actions/runs/${run}`,
      ),
    },
  };
}

function outcomeOf(
  success: DeploymentStatus | undefined,
  failure: DeploymentStatus | undefined,
): CiDeploymentBody['outcome'] {
  if (success) return 'succeeded';
  return failure ? 'failed' : 'in_progress';
}

function versionOf(told: {
  success: DeploymentStatus | undefined;
  failure: DeploymentStatus | undefined;
  last: DeploymentStatus | undefined;
  deployment: Deployment;
}): number {
  const { success, failure, last, deployment } = told;
  const earlierIsHigher = (at: number) =>
    STEP - Math.min(Math.max(at, 0), STEP);
  if (success) return 3 * STEP + earlierIsHigher(success.created_at);
  if (failure) return STEP + 1 + earlierIsHigher(failure.created_at);
  const at = last?.created_at ?? deployment.created_at;
  return Math.min(Math.max(at, 0), STEP - 1);
}

function tierOf(deployment: Deployment): CiDeploymentBody['tier'] {
  if (deployment.production_environment) return 'production';
  return deployment.transient_environment ? 'development' : null;
}

/** Version and images, where whoever deployed wrote them into the payload. */
function artefactOf(
  payload: unknown,
): Pick<CiDeploymentBody, 'version' | 'images'> {
  const given =
    typeof payload === 'object' && payload !== null
      ? (payload as Record<string, unknown>)
      : {};
  const { version, image, images } = given;
  const isText = (value: unknown, most: number): value is string =>
    typeof value === 'string' && value !== '' && value.length <= most;
  return {
    version: isText(version, 255) ? version : null,
    images: (Array.isArray(images) ? images : [image])
      .filter((one): one is string => isText(one, 1_024))
      .slice(0, 64),
  };
}

/** The run that a status leads to, where it is one of the same repository. */
function runOf(place: Place, status: DeploymentStatus): string | undefined {
  const start = `https://${place.host}/${place.slug}/actions/runs/`;
  return [status.log_url, status.target_url]
    .map(url =>
      url?.toLowerCase().startsWith(start.toLowerCase())
        ? /^\d{1,20}/.exec(url.slice(start.length))?.[0]
        : undefined,
    )
    .find(run => run !== undefined);
}

function earliest(
  statuses: readonly DeploymentStatus[],
): DeploymentStatus | undefined {
  return [...statuses].sort(byTime)[0];
}

function latest(
  statuses: readonly DeploymentStatus[],
): DeploymentStatus | undefined {
  return [...statuses].sort(byTime).at(-1);
}

function byTime(a: DeploymentStatus, b: DeploymentStatus): number {
  return a.created_at - b.created_at || a.id - b.id;
}
