/** What is known of a service at a moment, out of everything that was learnt until then. */
import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import type { FoldEnvironment, StandingChange, StandingValues } from '../types';
import { expire } from './acts';
import { begin, beginningOf } from './beginning';
import { gather, type Evidence } from './evidence';
import type { Learnt } from './learn';
import { position, type Position } from './position';
import { watchRetirement } from './retirement';
import { RUNG } from './rungs';
import { sameValue } from './sameValue';
import { settle, standsSince, type Moved } from './settle';
import { fullSince, standpointOf } from './standpoint';
import type { State } from './state';
import { termsOf, type Terms } from './terms';
import { Timers } from './timers';
import { validate } from './validation';
import { outOfScope, valuesOf } from './values';

/** What a moment is judged with. */
export interface Moment {
  now: Instant;
  /** What was learnt; undefined where only time has passed. */
  learnt: Learnt | undefined;
  service: string;
  environment: FoldEnvironment;
}

/** Judges a moment: brings the state up to it and gives what is known now, if that differs from what was known before. */
export function judge(
  state: State,
  moment: Moment,
): StandingChange | undefined {
  const { now, learnt } = moment;
  const timers = new Timers(now);
  expire(state, now);
  for (const ending of [state.override, state.request, state.exemption]) {
    if (ending) timers.hasCome(ending.expiresAt);
  }
  const known =
    state.version === null || !state.catalog
      ? undefined
      : judgeKnown(state, { ...moment, timers, version: state.version });
  state.timer = timers.next;
  const values =
    known?.values ?? (state.values ? outOfScope(state.values) : null);
  if (!state.begun || !values || (!values.inScope && !state.values)) {
    return undefined;
  }
  if (state.values && sameValue(values, state.values)) {
    return undefined;
  }
  state.values = values;
  const happenedAt = known?.moved?.at ?? learnt?.happenedAt ?? now;
  return {
    learntAt: now,
    at: happenedAt,
    move: known?.moved?.move ?? 'other',
    values,
  };
}

function judgeKnown(
  state: State,
  moment: Moment & { timers: Timers; version: number },
): { values: StandingValues; moved: Moved | undefined } {
  const { now, learnt, timers, environment } = moment;
  const terms = termsOf(environment, moment.version);
  const happenedAt = learnt?.happenedAt ?? now;
  const evidence = gather(state, terms, now, learnt?.redefined ?? false);
  const retirement = watchRetirement({
    state,
    terms,
    targets: evidence.from.targets,
    happenedAt,
    timers,
  });
  noteServing(state, evidence);
  const onLadder = state.seen.from !== null;
  const validation = validate({
    state,
    terms,
    fullAt: onLadder ? fullSince(state, evidence, happenedAt) : null,
    timers,
  });
  const begins = beginningOf(state, terms);
  const isFirst = !state.begun && timers.hasCome(begins);
  if (isFirst) begin(state, begins);
  const planned = notePlan(state, terms, happenedAt);
  const moved = onLadder
    ? settle(
        state,
        standpointOf({
          state,
          terms,
          evidence,
          validation,
          retirement,
          learnt,
          now,
        }),
        timers,
      )
    : undefined;
  reachPlan(state);
  const place: Position = position(state, {
    now,
    learnt,
    service: moment.service,
    terms,
    evidence,
    timers,
  });
  return {
    values: valuesOf({
      state,
      terms,
      evidence,
      validation,
      retirement,
      position: place,
      timers,
    }),
    // With the plan that a migration begins with nobody moves.
    moved: moved ?? (isFirst ? undefined : planned),
  };
}

/** Traffic on the new side shows that it serves, as ready instances do. */
function noteServing(state: State, { traffic }: Evidence) {
  if (!state.seen.serving && traffic.to !== null && traffic.to > 0) {
    state.seen = { ...state.seen, serving: true };
  }
}

/** Keeps since when a service is planned; a plan is a step up while nothing has begun. */
function notePlan(
  state: State,
  terms: Terms,
  happenedAt: Instant,
): Moved | undefined {
  const isPlanned =
    state.begun && state.wave !== null && terms.waves.has(state.wave);
  if (isPlanned === (state.plannedAt !== null)) {
    return undefined;
  }
  state.plannedAt = isPlanned ? happenedAt : null;
  return state.rung === RUNG.notStarted
    ? { move: isPlanned ? 'up' : 'other', at: happenedAt }
    : undefined;
}

/** What is not started yet has reached `planned` with its plan. */
function reachPlan(state: State) {
  if (state.rung !== RUNG.notStarted) {
    return;
  }
  const at = state.plannedAt === null ? undefined : standsSince(state);
  if (state.reached.planned !== (at ?? undefined)) {
    const { planned: _, ...reached } = state.reached;
    state.reached = at ? { ...reached, planned: at } : reached;
  }
}
