/**
 * Lead time for changes, after `definitions.md`: "Per commit: *deployment finish − committer time* (alternative: author time) … A commit counts
 * once per environment: in the first successful deployment that was not rolled back. … Also per deployment: min, median, max and batch size. …
 * Negative spans … excluded from aggregates, counted and listed as data quality." So are commits from before the epoch, which a broken clock makes.
 */
import type { Changes } from './changes';
import { median } from './median';
import { compareDeployments } from './order';
import type { DeliveryRules } from './rules';
import type {
  CommitLeadTime,
  DeploymentDelivery,
  DeploymentFact,
  QualityFinding,
} from './types';

/** Lead times of a deployment. */
export interface LeadTimes extends Pick<DeploymentDelivery, 'leadTime'> {
  commits: CommitLeadTime[];
  quality: QualityFinding[];
}

/** The lead times of each deployment of one service by its id. */
export function leadTimes(
  deployments: readonly DeploymentFact[],
  given: {
    changes: ReadonlyMap<string, Changes>;
    takenBackBy: ReadonlyMap<string, string>;
    rules: Pick<DeliveryRules, 'leadTimeFrom'>;
  },
): Map<string, LeadTimes> {
  const counted = new Map<string, Set<string>>();
  const result = new Map<string, LeadTimes>();
  for (const deployment of [...deployments].sort(compareDeployments)) {
    const environment = deployment.environment ?? '';
    const seen = counted.get(environment) ?? new Set<string>();
    counted.set(environment, seen);
    const holds =
      deployment.outcome === 'succeeded' &&
      !given.takenBackBy.has(deployment.id);
    const brought = given.changes.get(deployment.id)?.brought ?? [];
    const commits = brought.map((one): CommitLeadTime => {
      const at =
        given.rules.leadTimeFrom === 'author'
          ? one.authoredAt ?? one.committedAt
          : one.committedAt;
      const counts = holds && !seen.has(one.commit);
      const span =
        counts && deployment.finishedAt !== null
          ? (deployment.finishedAt - at) / 1000
          : null;
      return {
        commit: one.commit,
        at,
        counts,
        seconds: span !== null && span >= 0 && at > 0 ? span : null,
        pullRequest: one.pullRequest && {
          origin: one.pullRequest.origin,
          number: one.pullRequest.number,
        },
        link: one.link,
      };
    });
    commits.filter(one => one.counts).forEach(one => seen.add(one.commit));
    result.set(deployment.id, {
      commits,
      leadTime: summarise(commits),
      quality: [
        ...unknownFinish(deployment, commits),
        ...impossible(deployment, commits),
      ],
    });
  }
  return result;
}

function summarise(
  commits: readonly CommitLeadTime[],
): DeploymentDelivery['leadTime'] {
  const known = commits
    .map(one => one.seconds)
    .filter(seconds => seconds !== null);
  return {
    min: known.length > 0 ? known.reduce((a, b) => Math.min(a, b)) : null,
    median: median(known),
    max: known.length > 0 ? known.reduce((a, b) => Math.max(a, b)) : null,
    batchSize: commits.length,
  };
}

/** A version that survived a gap: its commits are live, but nobody knows since when. */
function unknownFinish(
  deployment: DeploymentFact,
  commits: readonly CommitLeadTime[],
): QualityFinding[] {
  const lost =
    deployment.outcome === 'unknown'
      ? commits
      : commits.filter(one => one.counts && deployment.finishedAt === null);
  return lost.length === 0
    ? []
    : [
        {
          kind: 'unknown_finish',
          what: deployment.id,
          detail: { commits: lost.length },
          improves: lost.length,
        },
      ];
}

function impossible(
  deployment: DeploymentFact,
  commits: readonly CommitLeadTime[],
): QualityFinding[] {
  return commits
    .filter(
      one =>
        one.counts && one.seconds === null && deployment.finishedAt !== null,
    )
    .map(one => ({
      kind: one.at > 0 ? 'negative_lead_time' : 'time_before_the_epoch',
      what: one.commit,
      detail: { deployment: deployment.id },
      improves: 1,
    }));
}
