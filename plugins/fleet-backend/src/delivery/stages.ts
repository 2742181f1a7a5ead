/**
 * Where the time of a pull request went, after `definitions.md`: "*coding* (first commit → opened or ready for review), *pickup* (→ first review or
 * comment by somebody else, bots excluded), *review* (→ merged), *waiting* (merged → rollout start), *rollout* (start → finish). A stage whose
 * end precedes its start is missing, not zero and not negative."
 */
import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import type { Changes } from './changes';
import { median } from './median';
import { isHotfix } from './pullRequests';
import type { DeliveryRules } from './rules';
import type {
  DeployedPullRequest,
  DeploymentFact,
  PullRequestFact,
  QualityFinding,
  Stages,
} from './types';

/** The stages of a pull request's way, first to last. */
export const STAGES = [
  'coding',
  'pickup',
  'review',
  'waiting',
  'rollout',
] as const satisfies readonly (keyof Stages)[];

type Stage = (typeof STAGES)[number];

/** The pull requests of a deployment, by number. */
export function deployedPullRequests(
  deployment: DeploymentFact,
  changes: Changes,
  rules: DeliveryRules,
): {
  pullRequests: DeployedPullRequest[];
  stages: Stages;
  quality: QualityFinding[];
} {
  const known = new Map(
    changes.brought.flatMap(({ pullRequest }) =>
      pullRequest ? [[pullRequest.id, pullRequest] as const] : [],
    ),
  );
  const sorted = [...known.values()].sort((a, b) => a.number - b.number);
  const quality: QualityFinding[] = [];
  const pullRequests = sorted.map((one): DeployedPullRequest => {
    const points = pointsOf(one, deployment, rules);
    for (const stage of STAGES) {
      const [start, end] = points[stage];
      if (start !== null && end !== null && end < start) {
        quality.push({
          kind: 'negative_stage',
          what: one.id,
          detail: { stage, deployment: deployment.id },
          improves: 1,
        });
      }
    }
    return {
      id: one.id,
      origin: one.origin,
      number: one.number,
      stages: stagesOf(stage => span(...points[stage])),
      hotfix: isHotfix(one, rules),
      link: one.link,
    };
  });
  return {
    pullRequests,
    stages: stagesOf(stage =>
      median(
        pullRequests
          .map(one => one.stages[stage])
          .filter(seconds => seconds !== null),
      ),
    ),
    quality,
  };
}

type Points = Record<Stage, readonly [Instant | null, Instant | null]>;

function pointsOf(
  pullRequest: PullRequestFact,
  deployment: DeploymentFact,
  { leadTimeFrom }: DeliveryRules,
): Points {
  const written = (pullRequest.commits ?? [])
    .filter(one => !one.merge)
    .map(one =>
      leadTimeFrom === 'author'
        ? one.authoredAt ?? one.committedAt
        : one.committedAt,
    );
  const first = written.reduce<Instant | null>(
    (least, at) => (least === null || at < least ? at : least),
    null,
  );
  const ready = pullRequest.readyAt ?? pullRequest.openedAt;
  const reviewed = pullRequest.firstReviewAt;
  const merged = pullRequest.mergedAt;
  const succeeded = deployment.outcome === 'succeeded';
  return {
    coding: [first, ready],
    pickup: [ready, reviewed],
    review: [reviewed, merged],
    waiting: [merged, deployment.startedAt],
    rollout: [deployment.startedAt, succeeded ? deployment.finishedAt : null],
  };
}

function stagesOf(seconds: (stage: Stage) => number | null): Stages {
  return {
    coding: seconds('coding'),
    pickup: seconds('pickup'),
    review: seconds('review'),
    waiting: seconds('waiting'),
    rollout: seconds('rollout'),
  };
}

function span(start: Instant | null, end: Instant | null): number | null {
  return start === null || end === null || end < start
    ? null
    : (end - start) / 1000;
}
