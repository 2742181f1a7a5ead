/**
 * Deployments out of rollouts, after `definitions.md`: "A deployment = rollouts … of one service, one environment and one version that
 * start within 60 min of the earliest of them (not chained), at most one rollout per target: a second on the same target opens a new
 * deployment; restarts never join. It keeps each target's times; its finish is the last successful target's finish."
 */
import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import type {
  Outcome,
  RolloutClass,
} from '@landfall/backstage-plugin-fleet-common';
import { compareText, sameVersion } from './artefact';
import { deploymentOutcome } from './outcome';
import type { ExplainedRollout } from './rollout';

/** A rollout of a service, with the place where it happened. */
export interface ServiceRollout extends ExplainedRollout {
  target: string;
  /** Null where nothing says which environment this is. */
  environment: string | null;
  production: boolean;
}

/** Which successful target's finish is that of the deployment. */
export type FinishRule = 'last' | 'first' | 'majority';

/** Where the definition leaves a choice. */
export interface DeploymentRules {
  /** How long after its earliest rollout another one still belongs to a deployment. */
  joinMs: number;
  finish: FinishRule;
}

/** What the definition chooses. */
export const defaultDeploymentRules: DeploymentRules = {
  joinMs: 3_600_000,
  finish: 'last',
};

/** One service got one version in one environment. */
export interface DerivedDeployment<R extends ServiceRollout = ServiceRollout> {
  /** Its rollouts, earliest first, at most one per target. */
  parts: R[];
  environment: string | null;
  production: boolean;
  version: string;
  previousVersion: string | null;
  class: RolloutClass;
  outcome: Outcome;
  /** Failed, or open beyond its deadline, which "counts as failed meanwhile". */
  failing: boolean;
  /** "`release`, `config` and `rollback` in a production environment. `restart` never counts." */
  counted: boolean;
  startedAt: Instant;
  finishedAt: Instant | null;
  /** Finish − start; null while it is not known, and where estimates contradict each other. */
  durationSeconds: number | null;
  /** The instant by which it falls into a day: its finish where known; else when it became overdue; else its start. */
  countedAt: Instant;
  overdueSince: Instant | null;
  backfilled: boolean;
  estimated: { start: boolean; finish: boolean };
}

/** Groups rollouts of one service, given in any order; gives deployments by start. */
export function deriveDeployments<R extends ServiceRollout>(
  rollouts: readonly R[],
  rules: DeploymentRules = defaultDeploymentRules,
): DerivedDeployment<R>[] {
  return groupRollouts(rollouts, rules.joinMs).map(parts =>
    summarise(parts, rules.finish),
  );
}

/** Order of a service's rollouts by start; clusters cut times to the second, so that revisions decide within one. */
export function compareStarts(
  a: Pick<ServiceRollout, 'at' | 'revision' | 'target' | 'id'>,
  b: Pick<ServiceRollout, 'at' | 'revision' | 'target' | 'id'>,
): number {
  return (
    a.at - b.at ||
    a.revision - b.revision ||
    compareText(a.target, b.target) ||
    compareText(a.id, b.id)
  );
}

function groupRollouts<R extends ServiceRollout>(
  rollouts: readonly R[],
  joinMs: number,
): R[][] {
  const groups: R[][] = [];
  let open: R[][] = [];
  for (const rollout of [...rollouts].sort(compareStarts)) {
    open = open.filter(([first]) => rollout.at - first.at <= joinMs);
    const joined = open.find(group => belongs(rollout, group));
    if (joined && rollout.class !== 'restart') {
      joined.push(rollout);
    } else {
      const group = [rollout];
      groups.push(group);
      if (rollout.class !== 'restart') {
        open.push(group);
      }
    }
  }
  return groups;
}

/** Whether a rollout is of the version and the environment of others, and of none of their targets. */
export function belongs(
  rollout: ServiceRollout,
  group: readonly ServiceRollout[],
): boolean {
  return group.every(
    other =>
      other.target !== rollout.target &&
      other.environment === rollout.environment &&
      other.production === rollout.production &&
      sameVersion(other.images, rollout.images),
  );
}

/** A deployment that goes back anywhere is a rollback; one that brings a new artefact anywhere is a release. */
const classes: readonly RolloutClass[] = ['rollback', 'release', 'config'];

/** Makes a deployment of its rollouts, of which there is at least one, earliest first. */
export function summarise<R extends ServiceRollout>(
  parts: R[],
  rule: FinishRule,
): DerivedDeployment<R> {
  const [first] = parts;
  const outcome = deploymentOutcome(parts.map(part => part.outcome));
  const theClass =
    classes.find(one => parts.some(part => part.class === one)) ?? 'restart';
  const finish = finishOf(parts, outcome, rule);
  const open = parts.filter(part => part.outcome === 'in_progress');
  const overdueSince = earliest(open.map(part => part.overdueSince));
  const finishedAt = finish?.finishedAt ?? null;
  return {
    parts,
    environment: first.environment,
    production: first.production,
    version: first.version,
    previousVersion: first.previousVersion,
    class: theClass,
    outcome,
    failing: outcome === 'failed' || overdueSince !== null,
    counted: theClass !== 'restart' && first.production,
    startedAt: first.at,
    finishedAt,
    durationSeconds:
      finishedAt === null || finishedAt < first.at
        ? null
        : (finishedAt - first.at) / 1000,
    countedAt: finishedAt ?? overdueSince ?? first.at,
    overdueSince,
    backfilled: parts.some(part => part.backfilled),
    estimated: {
      start: first.estimated.start,
      finish: finish?.estimated.finish ?? false,
    },
  };
}

function earliest(instants: readonly (Instant | null)[]): Instant | null {
  const known = instants.filter(at => at !== null);
  return known.reduce<Instant | null>(
    (least, at) => (least === null || at < least ? at : least),
    null,
  );
}

/** The part whose finish is that of the deployment; undefined while it is open, and after a gap. */
function finishOf<R extends ServiceRollout>(
  parts: readonly R[],
  outcome: Outcome,
  rule: FinishRule,
): R | undefined {
  if (
    outcome === 'in_progress' ||
    parts.some(part => part.outcome === 'unknown')
  ) {
    return undefined;
  }
  const successful = byFinish(
    parts.filter(part => part.outcome === 'succeeded'),
  );
  if (successful.length === 0) {
    return byFinish(parts).at(-1);
  }
  switch (rule) {
    case 'first':
      return successful[0];
    case 'majority':
      // The one with which more than half of all targets have it; the last where never so many succeeded.
      return successful[Math.floor(parts.length / 2)] ?? successful.at(-1);
    default:
      return successful.at(-1);
  }
}

function byFinish<R extends ServiceRollout>(parts: readonly R[]): R[] {
  return parts
    .filter(part => part.finishedAt !== null)
    .sort(
      (a, b) =>
        (a.finishedAt ?? 0) - (b.finishedAt ?? 0) || compareStarts(a, b),
    );
}
