/**
 * What rollbacks took back, after `definitions.md`: "It was rolled back: the first deployment since the version returned to was last live is the
 * failure (V1, V2, V3, then V1 again: V2; alternative: the one directly before, V3); V1 then V1 is no rollback."
 */
import { digestsAgree } from './artefact';
import { compareDeployments } from './order';
import type { DeliveryRules } from './rules';
import type { DeploymentFact, DeploymentPart } from './types';

/** Of one service, by ids of deployments. */
export interface Rollbacks {
  /** Each deployment that is not live any more because of a rollback, with the first such rollback. */
  takenBackBy: ReadonlyMap<string, string>;
  /** Each deployment that has failed by it, with the rollback. */
  failedBy: ReadonlyMap<string, string>;
}

interface Placed {
  part: DeploymentPart;
  deployment: DeploymentFact;
}

/** Finds what was rolled back among the deployments of one service, given in any order. */
export function findRollbacks(
  deployments: readonly DeploymentFact[],
  rules: Pick<DeliveryRules, 'rolledBack'>,
): Rollbacks {
  const takenBackBy = new Map<string, string>();
  const failedBy = new Map<string, string>();
  const targets = new Map<string, Placed[]>();
  for (const deployment of [...deployments].sort(compareDeployments)) {
    for (const part of deployment.parts) {
      if (part.class !== 'restart') {
        const placed = targets.get(part.target) ?? [];
        targets.set(part.target, placed);
        placed.push({ part, deployment });
      }
    }
  }
  const note = (
    into: Map<string, string>,
    failed: DeploymentFact,
    rollback: DeploymentFact,
  ) => {
    if (failed.id !== rollback.id && !into.has(failed.id)) {
      into.set(failed.id, rollback.id);
    }
  };
  const found = [...targets.values()].flatMap(placed => [...takenBack(placed)]);
  found.sort((a, b) => compareDeployments(a.rollback, b.rollback));
  for (const { rollback, taken } of found) {
    taken.forEach(one => note(takenBackBy, one, rollback));
    const failed =
      rules.rolledBack === 'first' ? taken[0] : taken[taken.length - 1];
    note(failedBy, failed, rollback);
  }
  return { takenBackBy, failedBy };
}

/** The rollbacks of one target, each with the deployments that it took back, oldest first. */
function* takenBack(
  placed: readonly Placed[],
): Generator<{ rollback: DeploymentFact; taken: DeploymentFact[] }> {
  for (let i = 1; i < placed.length; i++) {
    const { part, deployment } = placed[i];
    if (part.class === 'rollback') {
      const replaced = placed[i - 1].part;
      let returned = i - 1;
      while (
        returned >= 0 &&
        !(
          isReturn(part, placed[returned].part, replaced) &&
          wasLive(placed[returned].part)
        )
      ) {
        returned--;
      }
      // Where the version returned to lies before all that is known, only the one that it replaced is sure to be taken back.
      const from = returned >= 0 ? returned + 1 : i - 1;
      const taken = placed.slice(from, i).map(one => one.deployment);
      if (taken.length > 0) {
        yield { rollback: deployment, taken };
      }
    }
  }
}

function wasLive(part: DeploymentPart): boolean {
  return part.outcome === 'succeeded' || part.outcome === 'unknown';
}

/** Whether a rollback returned to what an earlier part had: its artefact; its configuration as well where only that went back. */
function isReturn(
  rollback: DeploymentPart,
  earlier: DeploymentPart,
  replaced: DeploymentPart,
): boolean {
  return (
    sameArtefact(rollback, earlier) &&
    (!sameArtefact(rollback, replaced) ||
      rollback.configuration === earlier.configuration)
  );
}

function sameArtefact(a: DeploymentPart, b: DeploymentPart): boolean {
  return a.references === b.references && digestsAgree(a.digests, b.digests);
}
