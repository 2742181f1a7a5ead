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
import {
  compareText,
  digestsAgree,
  digestsEqual,
  digestsOf,
  versionName,
  type Digests,
} from './artefact';
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
  const firsts = [...past.firsts].sort(compareRollouts);
  let previous: ExplainedRollout | null = past.previous;
  const explained = place(facts).map(({ fact, placedAt }) => {
    const next = explain({ fact, placedAt, previous, firsts });
    if (next.firstArtefact || next.firstConfiguration) {
      firsts.push(next);
    }
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
  firsts: readonly ExplainedRollout[];
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
    firstArtefact: !firsts.some(
      first =>
        first.references === fact.references &&
        digestsEqual(first.digests, digests),
    ),
    firstConfiguration: !firsts.some(
      first => first.configuration === fact.configuration,
    ),
    class: classify({ ...fact, digests }, previous, firsts),
    outcome: fact.reported,
    version: versionName(fact.images),
    previousVersion: previous?.version ?? null,
  };
}

type Artefact = Pick<ExplainedRollout, 'references' | 'digests'>;

function sameArtefact(a: Artefact, b: Artefact): boolean {
  return a.references === b.references && digestsAgree(a.digests, b.digests);
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
  firsts: readonly ExplainedRollout[],
): RolloutClass {
  if (!replaced) {
    return 'release';
  }
  if (!sameArtefact(rollout, replaced)) {
    const back = appearedBefore(
      firsts.findIndex(first => sameArtefact(first, rollout)),
      firsts.findIndex(first => sameArtefact(first, replaced)),
    );
    return back ? 'rollback' : 'release';
  }
  if (rollout.configuration === replaced.configuration) {
    return 'restart';
  }
  const back = appearedBefore(
    firsts.findIndex(first => first.configuration === rollout.configuration),
    firsts.findIndex(first => first.configuration === replaced.configuration),
  );
  return back ? 'rollback' : 'config';
}

/** Whether the first position comes before the second; −1 is "never". */
function appearedBefore(first: number, second: number): boolean {
  return first !== -1 && first < second;
}
