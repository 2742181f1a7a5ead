/**
 * Explains the rollouts of one target by each other: their order, class and outcome. It can start in the middle: what came
 * before is then given by the last rollout before and by when the artefacts and configurations in question first appeared.
 *
 * "Its class is derived from the target's ordered rollouts, across recreations": rollouts are ordered by their start, but within an
 * incarnation by revision, because starts may be estimates.
 */
import type {
  Instant,
  RolloutClass,
} from '@landfall/backstage-plugin-fleet-common';
import { compareText, digestsOf, versionName, type Digests } from './artefact';
import { Firsts, sameArtefact, type Artefact } from './firsts';
import { rolloutOutcome } from './outcome';
import type { ExplainedRollout, RolloutFact } from './rollout';

/** What happened on a target before the rollouts that are to be explained. */
export interface TargetPast {
  /** The last rollout before them; null if there was none. */
  previous: ExplainedRollout | null;
  /**
   * Among all before them, those that were first with their artefact or configuration. Those with the references or the
   * configuration of a rollout to be explained, or of `previous`, suffice.
   */
  firsts: readonly ExplainedRollout[];
}

/** A target without a past. */
export const noPast: TargetPast = { previous: null, firsts: [] };

/** The order of a target's rollouts. */
export function compareRollouts(
  a: Pick<ExplainedRollout, 'placedAt' | 'revision' | 'id'>,
  b: Pick<ExplainedRollout, 'placedAt' | 'revision' | 'id'>,
): number {
  return (
    a.placedAt - b.placedAt ||
    a.revision - b.revision ||
    compareText(a.id, b.id)
  );
}

/**
 * Explains rollouts of one target that all come after its past, in any order.
 *
 * @returns them in their order. The outcome of `past.previous` may change as well: see {@link rolloutOutcome} with the class of the
 *   first of them.
 */
export function explainRollouts<F extends RolloutFact>(
  facts: readonly F[],
  past: TargetPast = noPast,
): (F & ExplainedRollout)[] {
  const firsts = new Firsts();
  [...past.firsts].sort(compareRollouts).forEach(first => firsts.add(first));
  let previous: ExplainedRollout | null = past.previous;
  const explained = place(facts).map(({ fact, placedAt }) => {
    const next = explain({ fact, placedAt, previous, firsts });
    firsts.add(next);
    previous = next;
    return next;
  });
  return explained.map((rollout, i) => ({
    ...rollout,
    outcome: rolloutOutcome(rollout, explained[i + 1]?.class ?? null),
  }));
}

/** Orders by start, but pushes what starts before a lower revision of its incarnation up to that one. */
function place<F extends RolloutFact>(
  facts: readonly F[],
): { fact: F; placedAt: Instant }[] {
  const reached = new Map<string, Instant>();
  const byRevision = [...facts].sort(
    (a, b) => a.revision - b.revision || a.at - b.at || compareText(a.id, b.id),
  );
  return byRevision
    .map(fact => {
      const before = reached.get(fact.incarnation) ?? fact.at;
      const placedAt = before > fact.at ? before : fact.at;
      reached.set(fact.incarnation, placedAt);
      return { fact, placedAt };
    })
    .sort((a, b) =>
      compareRollouts(
        { ...a.fact, placedAt: a.placedAt },
        { ...b.fact, placedAt: b.placedAt },
      ),
    );
}

function explain<F extends RolloutFact>(given: {
  fact: F;
  placedAt: Instant;
  previous: ExplainedRollout | null;
  firsts: Firsts;
}): F & ExplainedRollout {
  const { fact, placedAt, previous, firsts } = given;
  const sameReferences = previous?.references === fact.references;
  const digests: Digests = {
    ...(sameReferences ? previous?.digests : {}),
    ...digestsOf(fact.images),
  };
  return {
    ...fact,
    placedAt,
    digests,
    firstArtefact: !firsts.hasArtefact({ ...fact, digests }),
    firstConfiguration: firsts.configuration(fact) === null,
    class: classify({ ...fact, digests }, previous, firsts),
    outcome: fact.reported,
    version: versionName(fact.images),
    previousVersion: previous?.version ?? null,
  };
}

/**
 * "`rollback` (this artefact, or with equal artefact this configuration, was first rolled out on the target *before* the one it
 * replaces; going forward again to a later one is no rollback), `release` (another artefact otherwise; also a restart whose
 * reference resolved to a new digest), `config` (same artefact, other configuration), `restart` (both the same; also a
 * recreation without change)."
 */
function classify(
  rollout: Artefact & { configuration: string },
  replaced: ExplainedRollout | null,
  firsts: Firsts,
): RolloutClass {
  if (!replaced) {
    return 'release';
  }
  if (!sameArtefact(rollout, replaced)) {
    return appearedBefore(firsts.artefact(rollout), firsts.artefact(replaced))
      ? 'rollback'
      : 'release';
  }
  if (rollout.configuration === replaced.configuration) {
    return 'restart';
  }
  return appearedBefore(
    firsts.configuration(rollout),
    firsts.configuration(replaced),
  )
    ? 'rollback'
    : 'config';
}

/** Whether the first position comes before the second; null is "never". */
function appearedBefore(first: number | null, second: number | null): boolean {
  return first !== null && second !== null && first < second;
}
