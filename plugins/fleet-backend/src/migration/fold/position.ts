/** Where a service stands as people see it: a stage or a side state, by evidence, by declaration, or by what somebody said. */
import {
  instant,
  type Instant,
  type SideState,
  type Stage,
} from '@landfall/backstage-plugin-fleet-common';
import { earliestOf } from './beginning';
import type { Evidence } from './evidence';
import type { Learnt } from './learn';
import { RUNG, STAGES } from './rungs';
import { standsSince } from './settle';
import { NOWHERE, type State } from './state';
import type { Terms } from './terms';
import type { Timers } from './timers';

/** See the head of this file. */
export interface Position {
  stage: Stage | null;
  side: SideState | null;
  declared: boolean;
  derivedStage: Stage | null;
  conflict: boolean;
  since: Instant;
}

interface Derived {
  stage: Stage | null;
  side: SideState | null;
  declared: boolean;
  since: Instant;
}

interface Options {
  now: Instant;
  learnt: Learnt | undefined;
  service: string;
  terms: Terms;
  evidence: Evidence;
  timers: Timers;
}

/** Tells where a service stands. */
export function position(state: State, options: Options): Position {
  const derived = derive(state, options);
  const { exemption, override } = state;
  if (exemption) {
    return {
      ...derived,
      stage: null,
      side: 'exempt',
      declared: false,
      derivedStage: null,
      conflict: false,
      since: exemption.since,
    };
  }
  if (override) {
    return {
      stage: override.stage,
      side: null,
      declared: false,
      derivedStage: derived.stage,
      conflict:
        derived.stage !== null &&
        STAGES.indexOf(derived.stage) < STAGES.indexOf(override.stage),
      since: override.since,
    };
  }
  return {
    stage: derived.stage,
    side: derived.side,
    declared: derived.declared,
    derivedStage: null,
    conflict: false,
    since: derived.since,
  };
}

function derive(state: State, options: Options): Derived {
  const { rung } = state;
  const since = standsSince(state);
  if (rung !== null && rung !== NOWHERE && since !== null) {
    return { stage: stageOf(state, rung), side: null, declared: false, since };
  }
  const declaredAt = declarationOf(options);
  if (declaredAt !== null && options.evidence.from.targets === 0) {
    return { stage: 'retired', side: null, declared: true, since: declaredAt };
  }
  return { stage: null, declared: false, ...besideTheLadder(state, options) };
}

function stageOf(state: State, rung: number): Stage {
  return rung === RUNG.notStarted && state.plannedAt !== null
    ? 'planned'
    : STAGES[rung];
}

/** Since when a service is declared retired; null if it is not, or not yet. */
function declarationOf({ service, terms, timers }: Options): Instant | null {
  const at = terms.baseline.get(service);
  return at !== undefined && timers.hasCome(at) ? at : null;
}

function besideTheLadder(
  state: State,
  { now, learnt, terms, evidence }: Options,
): { side: SideState; since: Instant } {
  const side = sideOf(state, evidence);
  const { values } = state;
  if (values && values.side === side) {
    return { side, since: values.since };
  }
  const happenedAt = learnt?.happenedAt ?? now;
  const earliest = earliestOf(state, terms, now);
  if (side === 'born_on_target') {
    const at = state.seen.to ?? happenedAt;
    return { side, since: instant(Math.max(at, earliest)) };
  }
  const isNew = state.values?.side !== 'not_seen' && state.since !== null;
  const at =
    side === 'not_seen' && isNew ? state.since ?? happenedAt : happenedAt;
  return { side, since: instant(Math.max(at, earliest)) };
}

function sideOf({ rung, seen, catalog }: State, evidence: Evidence): SideState {
  const isThere = evidence.from.targets + evidence.to.targets > 0;
  if (!catalog?.inCatalog && !isThere) {
    return 'retired_service';
  }
  return rung === null && seen.to !== null ? 'born_on_target' : 'not_seen';
}
