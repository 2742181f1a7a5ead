/**
 * All that is derived of the deployments of one service: pure, from facts in any order, so that deriving it again from the beginning gives the
 * same as keeping it up to date.
 *
 * What is learnt later changes what was derived before: a rollback takes the commits of what it took back into the next deployment, a revert or
 * an incident makes a deployment failed. So a service is derived as a whole.
 */
import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import { compareText } from './artefact';
import { findChanges } from './changes';
import type { CommitGraph } from './commitGraph';
import { findFailures } from './failures';
import { joinIncidents, type JoinedIncident } from './incidents';
import { leadTimes } from './leadTime';
import { compareDeployments } from './order';
import { PullRequests } from './pullRequests';
import { findRecoveries } from './recovery';
import { findRollbacks } from './rollbacks';
import { defaultDeliveryRules, type DeliveryRules } from './rules';
import { deployedPullRequests } from './stages';
import type {
  DeploymentDelivery,
  DeploymentFact,
  IncidentFact,
  PullRequestFact,
  QualityFinding,
} from './types';

/** What is known of one service. */
export interface DeliveryFacts {
  deployments: readonly DeploymentFact[];
  /** The commits of its repositories; may be shared with other services. */
  graph: CommitGraph;
  pullRequests: readonly PullRequestFact[];
  incidents: readonly IncidentFact[];
  /** Directories of a repository that are the service's; empty where all of it is. */
  paths: readonly string[];
  now: Instant;
}

/** What was derived of one service. */
export interface ServiceDelivery {
  /** By start. */
  deployments: DeploymentDelivery[];
  incidents: JoinedIncident[];
  /** Of deployments, also those that stand with them, and of incidents. */
  quality: QualityFinding[];
}

/** Derives commits, lead times, failures, recoveries and rework of the deployments of one service. */
export function deriveDelivery(
  facts: DeliveryFacts,
  rules: DeliveryRules = defaultDeliveryRules,
): ServiceDelivery {
  const sorted = [...facts.deployments].sort(compareDeployments);
  const pullRequests = new PullRequests(facts.pullRequests, facts.graph);
  const changes = findChanges(
    sorted,
    { graph: facts.graph, pullRequests, paths: facts.paths },
    rules,
  );
  const rollbacks = findRollbacks(sorted, rules);
  const times = leadTimes(sorted, {
    changes,
    takenBackBy: rollbacks.takenBackBy,
    rules,
  });
  const joined = joinIncidents(facts.incidents, { now: facts.now });
  const failures = findFailures(
    sorted,
    { changes, pullRequests, rollbacks, incidents: joined.incidents },
    rules,
  );
  const recovered = findRecoveries(sorted, {
    failedBy: failures.failedBy,
    incidents: joined.incidents,
  });
  const negative = new Map(recovered.quality.map(one => [one.what, one]));

  const deployments = sorted.flatMap((deployment): DeploymentDelivery[] => {
    const brought = changes.get(deployment.id);
    const time = times.get(deployment.id);
    if (!brought || !time) {
      return [];
    }
    const { id } = deployment;
    const requests = deployedPullRequests(deployment, brought, rules);
    const recovery = negative.get(id);
    return [
      {
        id,
        baseline: brought.baseline,
        previous: brought.previous?.id ?? null,
        commits: time.commits,
        leadTime: time.leadTime,
        pullRequests: requests.pullRequests,
        stages: requests.stages,
        failedBy: failures.failedBy.get(id) ?? [],
        rolledBackBy: rollbacks.takenBackBy.get(id) ?? null,
        recovery: recovered.recoveries.get(id) ?? null,
        rework: failures.rework.get(id) ?? [],
        quality: [
          ...future(deployment, facts.now),
          ...brought.quality,
          ...time.quality,
          ...requests.quality,
          ...(recovery ? [recovery] : []),
        ],
      },
    ];
  });
  return {
    deployments,
    incidents: joined.incidents,
    quality: [
      ...deployments.flatMap(one => one.quality),
      ...joined.quality,
    ].sort(
      (a, b) => compareText(a.kind, b.kind) || compareText(a.what, b.what),
    ),
  };
}

/** What claims to start in the future is in no window yet. */
function future(deployment: DeploymentFact, now: Instant): QualityFinding[] {
  return deployment.startedAt > now
    ? [
        {
          kind: 'time_in_the_future',
          what: deployment.id,
          detail: {},
          improves: 1,
        },
      ]
    : [];
}
