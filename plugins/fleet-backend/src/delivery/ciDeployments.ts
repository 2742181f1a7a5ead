/**
 * Deployments of which only CI tells: where no cluster has a target of the service. Their classes are derived as those of rollouts are, as far as
 * CI tells versions apart: it knows nothing of configurations, so the same version again is a restart and never counts, unless it had failed.
 */
import type { RolloutClass } from '@landfall/backstage-plugin-fleet-common';
import { compareText } from './artefact';
import { ciVersionKey, ciVersionName } from './ciVersion';
import type { FinishRule, ServiceRollout } from './deployments';
import type { JoinedDeployment } from './joinCi';
import { deploymentOutcome } from './outcome';
import type { CiDeploymentFact } from './types';

/** Makes a deployment of what CI tells of one version in one environment, earliest first. Its class is not known yet. */
export function summariseCi<R extends ServiceRollout>(
  ci: CiDeploymentFact[],
  rule: FinishRule,
): JoinedDeployment<R> {
  const [first] = ci;
  const last = newestOfEachPlace(ci);
  const outcome = deploymentOutcome(last.map(one => one.outcome));
  const finish = finishOf(last, outcome, rule);
  const finishedAt = finish?.finishedAt ?? null;
  return {
    parts: [],
    ci,
    earliestAt: first.at,
    environment: first.environment,
    production: first.production,
    version: ciVersionName(first),
    previousVersion: null,
    class: 'release',
    outcome,
    failing: outcome === 'failed',
    counted: first.production,
    startedAt: first.at,
    finishedAt,
    durationSeconds:
      finishedAt === null || finishedAt < first.at
        ? null
        : (finishedAt - first.at) / 1000,
    countedAt: finishedAt ?? first.at,
    overdueSince: null,
    backfilled: ci.some(one => one.backfilled),
    estimated: {
      start: first.estimated.start,
      finish: finish?.estimated.finish ?? false,
    },
  };
}

/** A pipeline that ran again counts as it ended last. */
function newestOfEachPlace(
  ci: readonly CiDeploymentFact[],
): CiDeploymentFact[] {
  const newest = new Map<string, CiDeploymentFact>();
  for (const one of ci) {
    newest.set(JSON.stringify([one.origin, one.ciEnvironment]), one);
  }
  return [...newest.values()];
}

function finishOf(
  ci: readonly CiDeploymentFact[],
  outcome: JoinedDeployment['outcome'],
  rule: FinishRule,
): CiDeploymentFact | undefined {
  if (outcome === 'in_progress' || ci.some(one => one.outcome === 'unknown')) {
    return undefined;
  }
  const byFinish = (list: readonly CiDeploymentFact[]) =>
    list
      .filter(one => one.finishedAt !== null)
      .sort(
        (a, b) =>
          (a.finishedAt ?? 0) - (b.finishedAt ?? 0) || compareText(a.id, b.id),
      );
  const successful = byFinish(ci.filter(one => one.outcome === 'succeeded'));
  if (successful.length === 0) {
    return byFinish(ci).at(-1);
  }
  switch (rule) {
    case 'first':
      return successful[0];
    case 'majority':
      return successful[Math.floor(ci.length / 2)] ?? successful.at(-1);
    default:
      return successful.at(-1);
  }
}

/** Gives deployments that only CI tells of, in any order, their classes and the versions that they replaced. */
export function classifyCi<R extends ServiceRollout>(
  deployments: readonly JoinedDeployment<R>[],
): JoinedDeployment<R>[] {
  const places = new Map<
    string,
    { firsts: Map<string, number>; previous: JoinedDeployment<R> | null }
  >();
  const sorted = [...deployments].sort(
    (a, b) => a.startedAt - b.startedAt || compareText(a.ci[0].id, b.ci[0].id),
  );
  return sorted.map((deployment, position) => {
    const name = JSON.stringify([
      deployment.environment,
      deployment.production,
    ]);
    const place = places.get(name) ?? { firsts: new Map(), previous: null };
    places.set(name, place);
    const theClass = classOf(deployment, place);
    const explained = {
      ...deployment,
      class: theClass,
      counted: theClass !== 'restart' && deployment.production,
      previousVersion: place.previous?.version ?? null,
    };
    // What was cancelled, overtaken or lost sight of moved nothing as far as anybody knows: the version before is still the one that is replaced.
    if (!endedWithoutSuccessOrFailure(deployment)) {
      const key = keyOf(deployment);
      if (key !== null && !place.firsts.has(key)) {
        place.firsts.set(key, position);
      }
      place.previous = explained;
    }
    return explained;
  });
}

function endedWithoutSuccessOrFailure({
  outcome,
}: Pick<JoinedDeployment, 'outcome'>): boolean {
  return outcome === 'unknown' || outcome === 'superseded';
}

/** The best key of what several tools tell: a commit before all. */
function keyOf({ ci }: JoinedDeployment): string | null {
  const best = ci.find(one => one.commit !== null);
  return best ? ciVersionKey(best) : ciVersionKey(ci[0]);
}

function classOf(
  deployment: JoinedDeployment,
  place: {
    firsts: ReadonlyMap<string, number>;
    previous: JoinedDeployment | null;
  },
): RolloutClass {
  const key = keyOf(deployment);
  const replaced = place.previous && keyOf(place.previous);
  if (key === null || replaced === null) {
    return 'release';
  }
  if (key === replaced) {
    // What failed and is tried again is the same move once more.
    return place.previous?.outcome === 'failed'
      ? place.previous.class
      : 'restart';
  }
  const first = place.firsts.get(key);
  const firstReplaced = place.firsts.get(replaced);
  return first !== undefined &&
    firstReplaced !== undefined &&
    first < firstReplaced
    ? 'rollback'
    : 'release';
}
