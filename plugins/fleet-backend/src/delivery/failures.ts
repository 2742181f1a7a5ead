/**
 * Which deployments have failed, after `definitions.md`: "1. its rollout failed or was aborted; 2. it was rolled back; 3. a fix names it: a revert of
 * one of its commits, or a deployment whose pull request has a hotfix label or branch; 4. an incident of the same service opened after its
 * finish, before the next deployment and within **24 h**, or names it explicitly."
 *
 * A revert names the deployment that brought the commit; a hotfix the one whose version it replaced, unless it says which incident it
 * fixes and that has a deployment. An incident that names a cause is not blamed on whatever came before it in time.
 */
import { plainTag } from './ciVersion';
import type { Changes } from './changes';
import type { JoinedIncident } from './incidents';
import { compareDeployments, wentLive } from './order';
import { BroughtBy } from './broughtBy';
import { isHotfix, type PullRequests } from './pullRequests';
import type { Rollbacks } from './rollbacks';
import type { DeliveryRules } from './rules';
import type { DeploymentFact, Failure, Rework } from './types';

/** What failures are told by; all of one service. */
export interface FailureSources {
  changes: ReadonlyMap<string, Changes>;
  pullRequests: PullRequests;
  rollbacks: Rollbacks;
  incidents: readonly JoinedIncident[];
}

/** By ids of deployments; what is not in them has not failed, and was planned. */
export interface Failures {
  failedBy: ReadonlyMap<string, readonly Failure[]>;
  rework: ReadonlyMap<string, readonly Rework[]>;
}

/** Finds the failures among the deployments of one service, given in any order. */
export function findFailures(
  given: readonly DeploymentFact[],
  sources: FailureSources,
  rules: DeliveryRules,
): Failures {
  const deployments = [...given].sort(compareDeployments);
  const failedBy = new Map<string, Failure[]>();
  const rework = new Map<string, Rework[]>();
  const broughtBy = new BroughtBy(deployments, sources.changes);
  const fail = (id: string, failure: Failure) => add(failedBy, id, failure);

  for (const deployment of deployments) {
    if (deployment.failing) {
      fail(deployment.id, { rule: 'rollout' });
    }
    const rollback = sources.rollbacks.failedBy.get(deployment.id);
    if (rollback !== undefined) {
      fail(deployment.id, { rule: 'rolled_back', by: rollback });
    }
    if (deployment.class === 'rollback') {
      add(rework, deployment.id, 'rollback');
    }
  }
  const blamed = blameIncidents(deployments, { sources, rules, broughtBy });
  for (const { incident, deployment, named } of blamed) {
    fail(deployment.id, { rule: 'incident', incident: incident.id, named });
  }
  const blamedBy = new Map(
    blamed.flatMap(({ incident, deployment }) =>
      incident.names.map(name => [name, deployment] as const),
    ),
  );
  const incidentNames = new Set(
    sources.incidents.flatMap(incident => incident.names),
  );
  for (const deployment of deployments) {
    const changes = sources.changes.get(deployment.id);
    if (changes) {
      for (const failed of revertedBy(deployment, {
        changes,
        broughtBy,
        sources,
      })) {
        add(rework, deployment.id, 'revert');
        if (failed) {
          fail(failed.id, { rule: 'fixed', by: deployment.id, fix: 'revert' });
        }
      }
      const fixes = pullRequestsOf(changes);
      if (fixes.some(one => one.fixes.some(name => incidentNames.has(name)))) {
        add(rework, deployment.id, 'incident_fix');
      }
      for (const hotfix of fixes.filter(one => isHotfix(one, rules))) {
        add(rework, deployment.id, 'hotfix');
        const named = hotfix.fixes.flatMap(name => blamedBy.get(name) ?? []);
        const failed = named[0] ?? changes.previous;
        if (failed && failed.class !== 'rollback' && failed !== deployment) {
          fail(failed.id, { rule: 'fixed', by: deployment.id, fix: 'hotfix' });
        }
      }
    }
  }
  return { failedBy, rework };
}

interface Blame {
  incident: JoinedIncident;
  deployment: DeploymentFact;
  named: boolean;
}

function blameIncidents(
  deployments: readonly DeploymentFact[],
  context: {
    sources: FailureSources;
    rules: DeliveryRules;
    broughtBy: BroughtBy;
  },
): Blame[] {
  const counted = deployments.filter(one => one.counted);
  return context.sources.incidents.flatMap((incident): Blame[] => {
    const { commits, versions } = incident.causedBy;
    if (commits.length > 0 || versions.length > 0) {
      const named = new Set([
        ...commits.flatMap(
          commit =>
            context.broughtBy
              .find(commit)
              .filter(one => one.counted && one.startedAt <= incident.openedAt)
              .at(-1) ?? [],
        ),
        // The same name of a version may be another service's.
        ...(incident.own ? versions : []).flatMap(
          version =>
            counted.findLast(
              one =>
                one.startedAt <= incident.openedAt &&
                plainTag(one.version) === plainTag(version),
            ) ?? [],
        ),
      ]);
      return [...named].map(deployment => ({
        incident,
        deployment,
        named: true,
      }));
    }
    const last = incident.own ? lastStarted(counted, incident.openedAt) : null;
    const finish = last?.finishedAt ?? null;
    return last !== null &&
      finish !== null &&
      finish <= incident.openedAt &&
      incident.openedAt - finish <= context.rules.incidentMs
      ? [{ incident, deployment: last, named: false }]
      : [];
  });
}

/** The last deployment that started before an instant or at it. */
function lastStarted(
  sorted: readonly DeploymentFact[],
  at: number,
): DeploymentFact | null {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle].startedAt <= at) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return sorted[low - 1] ?? null;
}

/** For each revert in a deployment of what came before it, the deployment that brought it; null where that is not known. */
function revertedBy(
  deployment: DeploymentFact,
  context: { changes: Changes; broughtBy: BroughtBy; sources: FailureSources },
): (DeploymentFact | null)[] {
  const { changes, broughtBy, sources } = context;
  const own = (commit: string) =>
    [...changes.landed, ...changes.brought].some(one =>
      one.commit.startsWith(commit),
    );
  const commits = changes.landed.flatMap(one => one.reverts);
  const pullRequests = pullRequestsOf(changes).flatMap(one =>
    one.reverts === null
      ? []
      : sources.pullRequests.numbered(one.origin, one.reverts) ?? [],
  );
  const named = [
    ...commits,
    ...pullRequests.flatMap(one => one.mergeCommit ?? []),
  ];
  return [...new Set(named)]
    .filter(commit => !own(commit))
    .map(commit => {
      const brought = broughtBy
        .find(commit)
        .filter(
          one =>
            one !== deployment &&
            one.environment === deployment.environment &&
            compareDeployments(one, deployment) < 0,
        );
      const held = brought.find(
        one => wentLive(one) && !sources.rollbacks.takenBackBy.has(one.id),
      );
      return held ?? brought.at(-1) ?? null;
    });
}

function pullRequestsOf(changes: Changes) {
  return [...new Set(changes.brought.flatMap(one => one.pullRequest ?? []))];
}

/** Adds what is not there yet. */
function add<T>(into: Map<string, T[]>, id: string, value: T) {
  const list = into.get(id) ?? [];
  into.set(id, list);
  const text = JSON.stringify(value);
  if (!list.some(one => JSON.stringify(one) === text)) {
    list.push(value);
  }
}
