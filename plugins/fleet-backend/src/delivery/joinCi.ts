/**
 * Deployments out of rollouts and what CI tells, after `definitions.md`: "A deployment = rollouts and CI deployment records of one service, one
 * environment and one version that start within 60 min of the earliest of them (not chained), at most one rollout per target … Cluster
 * evidence wins for times and outcome; CI evidence supplies commit and links when the cluster has none."
 *
 * What CI tells stands alone where the environment has no target in a cluster at that time; where it has one, as also a rollout within the
 * time for joining shows, and none joins, it is no deployment, but listed with the reason. So nothing is counted twice.
 */
import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import { compareText } from './artefact';
import { classifyCi, summariseCi } from './ciDeployments';
import {
  deploysImages,
  namesAVersion,
  releaseCommits,
  sameCiVersion,
  type ReleaseCommits,
} from './ciVersion';
import {
  belongs,
  compareStarts,
  defaultDeploymentRules,
  summarise,
  type DeploymentRules,
  type DerivedDeployment,
  type ServiceRollout,
} from './deployments';
import type { CiDeploymentFact, QualityFinding, ReleaseFact } from './types';

/** A deployment with what CI tells of it. */
export interface JoinedDeployment<R extends ServiceRollout = ServiceRollout>
  extends DerivedDeployment<R> {
  /** Earliest first; empty where only the cluster tells. Where `parts` is empty, only CI tells. */
  ci: CiDeploymentFact[];
  /** Start of whatever told first: "within 60 min of the earliest of them". The start of the deployment is the cluster's. */
  earliestAt: Instant;
}

/** While a cluster has targets of the service in an environment. */
export interface ClusterSpan {
  environment: string;
  since: Instant;
  /** Null while there are some. */
  until: Instant | null;
}

/** All that deployments of one service are made of, in any order. */
export interface DeploymentEvidence<R extends ServiceRollout = ServiceRollout> {
  rollouts: readonly R[];
  ci: readonly CiDeploymentFact[];
  releases: readonly ReleaseFact[];
  clusters: readonly ClusterSpan[];
}

/** Deployments by start, and what of CI is none. */
export interface JoinedDeployments<R extends ServiceRollout = ServiceRollout> {
  deployments: JoinedDeployment<R>[];
  unjoined: QualityFinding[];
}

interface Group<R extends ServiceRollout> {
  earliestAt: Instant;
  rollouts: R[];
  ci: CiDeploymentFact[];
}

/** Joins the rollouts of one service with what CI tells of it. */
export function joinDeployments<R extends ServiceRollout>(
  evidence: DeploymentEvidence<R>,
  rules: DeploymentRules = defaultDeploymentRules,
): JoinedDeployments<R> {
  const mapped = evidence.ci.filter(ci => ci.environment !== null);
  const groups = group(
    { ...evidence, ci: mapped },
    { joinMs: rules.joinMs, releases: releaseCommits(evidence.releases) },
  );
  const unjoined: QualityFinding[] = evidence.ci
    .filter(ci => ci.environment === null)
    .map(ci => finding('unmapped_ci_environment', ci));
  const nearby = rolloutsNearby(evidence.rollouts, rules.joinMs);
  const withRollouts: JoinedDeployment<R>[] = [];
  const alone: CiDeploymentFact[][] = [];
  for (const { rollouts, ci, earliestAt } of groups) {
    if (rollouts.length > 0) {
      withRollouts.push({
        ...summarise(rollouts, rules.finish),
        ci,
        earliestAt,
      });
    } else if (
      ci.some(one => inClusters(one, evidence.clusters) || nearby(one))
    ) {
      unjoined.push(...ci.map(one => whyUnjoined(one, nearby(one))));
    } else {
      alone.push(ci);
      unjoined.push(
        ...ci
          .filter(one => !namesAVersion(one))
          .map(one => finding('ci_without_version', one)),
      );
    }
  }
  const deployments = [
    ...withRollouts,
    ...classifyCi(alone.map(ci => summariseCi<R>(ci, rules.finish))),
  ];
  return {
    deployments: deployments.sort(
      (a, b) => a.startedAt - b.startedAt || compareText(tieOf(a), tieOf(b)),
    ),
    unjoined: unjoined.sort((a, b) => compareText(a.what, b.what)),
  };
}

function tieOf(deployment: JoinedDeployment): string {
  const [part] = deployment.parts;
  // Revisions decide within a second, as among rollouts.
  return part
    ? `${String(part.revision).padStart(16, '0')} ${part.target} ${part.id}`
    : deployment.ci[0].id;
}

function group<R extends ServiceRollout>(
  evidence: Pick<DeploymentEvidence<R>, 'rollouts' | 'ci'>,
  options: { joinMs: number; releases: ReleaseCommits },
): Group<R>[] {
  const rollouts = [...evidence.rollouts].sort(compareStarts);
  const records = [...evidence.ci].sort(
    (a, b) => a.at - b.at || compareText(a.id, b.id),
  );
  const groups: Group<R>[] = [];
  let open: Group<R>[] = [];
  const begin = (started: Group<R>, joinable: boolean) => {
    groups.push(started);
    if (joinable) {
      open.push(started);
    }
  };
  const close = (now: Instant) => {
    open = open.filter(one => now - one.earliestAt <= options.joinMs);
  };
  let next = 0;
  for (const rollout of rollouts) {
    while (next < records.length && records[next].at < rollout.at) {
      addRecord(records[next++]);
    }
    addRollout(rollout);
  }
  while (next < records.length) {
    addRecord(records[next++]);
  }
  return groups;

  function addRollout(rollout: R) {
    close(rollout.at);
    const isRestart = rollout.class === 'restart';
    const joined = isRestart
      ? undefined
      : open.find(one => takesRollout(one, rollout, options.releases));
    if (joined) {
      joined.rollouts.push(rollout);
    } else {
      begin(
        { earliestAt: rollout.at, rollouts: [rollout], ci: [] },
        !isRestart,
      );
    }
  }

  /** The newest that fits: of two deployments of one version within the hour, CI tells of the one that has just begun. */
  function addRecord(record: CiDeploymentFact) {
    close(record.at);
    const joined = open.findLast(one =>
      takesRecord(one, record, options.releases),
    );
    if (joined) {
      joined.ci.push(record);
    } else {
      begin({ earliestAt: record.at, rollouts: [], ci: [record] }, true);
    }
  }
}

function takesRollout<R extends ServiceRollout>(
  one: Group<R>,
  rollout: R,
  releases: ReleaseCommits,
): boolean {
  if (one.rollouts.length > 0) {
    return belongs(rollout, one.rollouts);
  }
  return one.ci.some(
    ci =>
      ci.environment === rollout.environment &&
      ci.production === rollout.production &&
      deploysImages(ci, rollout.images, releases),
  );
}

function takesRecord<R extends ServiceRollout>(
  one: Group<R>,
  record: CiDeploymentFact,
  releases: ReleaseCommits,
): boolean {
  const [place] = one.rollouts.length > 0 ? one.rollouts : one.ci;
  if (
    place.environment !== record.environment ||
    place.production !== record.production
  ) {
    return false;
  }
  if (one.rollouts.length > 0) {
    return one.rollouts.some(rollout =>
      deploysImages(record, rollout.images, releases),
    );
  }
  return one.ci.some(ci => sameCiVersion(ci, record));
}

function inClusters(
  ci: CiDeploymentFact,
  clusters: readonly ClusterSpan[],
): boolean {
  return clusters.some(
    span =>
      span.environment === ci.environment &&
      span.since <= ci.at &&
      (span.until === null || ci.at < span.until),
  );
}

function whyUnjoined(
  ci: CiDeploymentFact,
  rolledOut: ServiceRollout | undefined,
): QualityFinding {
  if (!namesAVersion(ci)) {
    return finding('ci_without_version', ci);
  }
  return rolledOut
    ? finding('ci_of_another_version', ci, { rolledOut: rolledOut.version })
    : finding('ci_without_rollout', ci);
}

/** Finds the first rollout in the environment of a record that started within the time for joining of it. */
function rolloutsNearby(
  rollouts: readonly ServiceRollout[],
  joinMs: number,
): (ci: CiDeploymentFact) => ServiceRollout | undefined {
  const places = new Map<string | null, ServiceRollout[]>();
  for (const rollout of [...rollouts].sort(compareStarts)) {
    if (rollout.class !== 'restart') {
      const list = places.get(rollout.environment) ?? [];
      places.set(rollout.environment, list);
      list.push(rollout);
    }
  }
  return ci => {
    const list = places.get(ci.environment) ?? [];
    let [low, high] = [0, list.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (list[middle].at < ci.at - joinMs) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    const first = low < list.length ? list[low] : undefined;
    return first && first.at <= ci.at + joinMs ? first : undefined;
  };
}

/** What is to be said of a deployment that CI tells. */
export function finding(
  kind: QualityFinding['kind'],
  ci: CiDeploymentFact,
  detail: QualityFinding['detail'] = {},
): QualityFinding {
  return {
    kind,
    what: ci.id,
    detail: { environment: ci.ciEnvironment, origin: ci.origin, ...detail },
    improves: 1,
  };
}
