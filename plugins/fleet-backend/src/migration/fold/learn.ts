/** Takes what was learnt at one instant into a state, and says what of it happened when. Judges nothing. */
import { instant, type Instant } from '@landfall/backstage-plugin-fleet-common';
import type { Fact, FoldEnvironment, TargetSight } from '../types';
import { learnAct } from './acts';
import { noLooks, scopeKey } from './looking';
import type { Looks, Run, State } from './state';
import { sidesOf, termsOf, type Terms } from './terms';

/** Runs of a test that are kept: the newest counts, the others in case it is amended. */
const RUNS_KEPT = 10;
/** Open incidents that are kept; what is beyond changes nothing while others are open. */
const INCIDENTS_KEPT = 100;

/** What was learnt at one instant. */
export interface Learnt {
  at: Instant;
  /** When the newest of it happened; null where nothing of it bears on a stage. */
  happenedAt: Instant | null;
  /** The definition changed: what follows is no move of the service. */
  redefined: boolean;
  /** A target went to another service. */
  unattributed: boolean;
}

/** Takes facts of one instant into the state. */
export function learn(
  state: State,
  facts: readonly Fact[],
  environment: FoldEnvironment,
): Learnt {
  const at = facts[0].learntAt;
  const learnt: Learnt = {
    at,
    happenedAt: null,
    redefined: false,
    unattributed: false,
  };
  for (const fact of facts) {
    const happenedAt = learnOne(state, fact, environment, learnt);
    if (happenedAt !== null) {
      learnt.happenedAt = instant(
        Math.max(learnt.happenedAt ?? happenedAt, Math.min(happenedAt, at)),
      );
    }
  }
  return learnt;
}

/** Gives when it happened, null if it bears on no stage. */
function learnOne(
  state: State,
  fact: Fact,
  environment: FoldEnvironment,
  learnt: Learnt,
): Instant | null {
  switch (fact.kind) {
    case 'definition':
      // The first one holds for what is learnt with it.
      learnt.redefined ||= !isNew(state);
      learnDefinition(state, fact, environment);
      return fact.learntAt;
    case 'catalog':
      state.catalog = fact.catalog;
      matchCatalog(state, environment);
      return fact.learntAt;
    case 'attribution':
      return learnAttribution(state, fact, learnt);
    case 'presence':
      return learnPresence(state, fact.sight, fact.learntAt, environment);
    case 'traffic':
      return learnTraffic(state, fact);
    case 'validation':
      return learnRun(state, fact);
    case 'incident':
      learnIncident(state, fact);
      return null;
    case 'act':
      learnAct(state, fact.act, fact.learntAt);
      return fact.learntAt;
    case 'gap':
      learnGap(state, fact);
      return null;
    case 'looks':
      changeLooks(state, scopeKey(fact), { everySeconds: fact.everySeconds });
      return null;
    case 'usual':
      state.usual[fact.stage] = fact.days;
      return null;
    default:
      return unknownKind(fact);
  }
}

function unknownKind(fact: never): never {
  throw new TypeError(`Not a fact of a migration: ${JSON.stringify(fact)}`);
}

/** Whether nothing was ever learnt on which a definition bears. */
function isNew({ version, live, seen }: State): boolean {
  return (
    version === null &&
    seen.from === null &&
    seen.to === null &&
    Object.keys(live).length === 0
  );
}

function learnDefinition(
  state: State,
  fact: Extract<Fact, { kind: 'definition' }>,
  environment: FoldEnvironment,
) {
  state.version = fact.removed ? null : fact.version;
  state.definedAt = fact.definedAt;
  if (state.version === null) {
    return;
  }
  const terms = termsOf(environment, state.version);
  for (const [key, live] of Object.entries(state.live)) {
    const sides = sidesOf(terms, live.sight);
    state.live[key] = { sight: live.sight, ...sides };
    noteLeft(state, live, sides, fact.learntAt);
  }
  matchCatalog(state, environment);
}

/** What counted on a side and does no more has left it. */
function noteLeft(
  state: State,
  before: { from: boolean; to: boolean; sight: TargetSight },
  after: { from: boolean; to: boolean },
  at: Instant,
) {
  if (!state.attribution[before.sight.target]) return;
  const { left } = state;
  state.left = {
    from: before.from && !after.from ? later(left.from, at) : left.from,
    to: before.to && !after.to ? later(left.to, at) : left.to,
  };
}

function later(a: Instant | null, b: Instant): Instant {
  return a !== null && a > b ? a : b;
}

function matchCatalog(state: State, environment: FoldEnvironment) {
  if (state.version === null || !state.catalog) {
    return;
  }
  const { definition } = termsOf(environment, state.version);
  const { entity } = state.catalog;
  state.matched = environment.matchesEntity(definition.scope, entity);
  state.wave =
    (state.matched &&
      definition.waves.find(wave =>
        environment.matchesEntity(wave.match, entity),
      )?.id) ||
    null;
}

function learnAttribution(
  state: State,
  fact: Extract<Fact, { kind: 'attribution' }>,
  learnt: Learnt,
): Instant {
  const was = state.attribution[fact.target] ?? false;
  if (was && !fact.mine) {
    learnt.unattributed = true;
    for (const live of Object.values(state.live)) {
      if (live.sight.target === fact.target) {
        noteLeft(state, live, { from: false, to: false }, fact.learntAt);
      }
    }
  }
  state.attribution[fact.target] = fact.mine;
  if (fact.mine) {
    takeOver(state, fact.target);
  }
  return fact.learntAt;
}

/** With a target that is gone already comes what was seen of it: the service had another name then. */
function takeOver(state: State, target: string) {
  const other = state.others[target];
  if (!other) {
    return;
  }
  delete state.others[target];
  noteSeen(state, other, other.endedAt, null);
  noteLeft(state, other, { from: false, to: false }, other.endedAt);
  if (other.from) {
    const { gone } = state;
    const since = later(gone?.since ?? null, other.endedAt);
    state.gone = {
      since,
      learntAt: later(gone?.learntAt ?? null, other.endedAt),
      start: later(gone?.start ?? null, since),
    };
  }
}

function learnPresence(
  state: State,
  sight: TargetSight,
  learntAt: Instant,
  environment: FoldEnvironment,
): Instant | null {
  const key = `${scopeKey(sight)}\n${sight.target}\n${sight.incarnation}`;
  const before = state.live[key];
  const none = { from: false, to: false };
  const sides =
    state.version === null
      ? none
      : sidesOf(termsOf(environment, state.version), sight);
  if (sight.ended) {
    const endedAt = sight.endedAt ?? learntAt;
    delete state.live[key];
    // Also where it came and went at once, so that nobody judged in between.
    noteSeen(state, { sight, ...sides }, learntAt, null);
    const last = before ?? { sight, ...sides };
    noteLeft(state, last, none, endedAt);
    if (!state.attribution[sight.target]) {
      state.others[sight.target] = { ...last, endedAt };
    }
    return endedAt;
  }
  delete state.others[sight.target];
  state.live[key] = { sight, ...sides };
  if (before) {
    noteLeft(state, before, sides, sight.since);
  }
  return sight.since;
}

/** Remembers that a target was seen on its sides: what went meanwhile is kept as no more than that. */
export function noteSeen(
  state: State,
  live: { sight: TargetSight; from: boolean; to: boolean },
  learntAt: Instant,
  /** For telling who is born on the old side; null where that cannot be told. */
  terms: Terms | null,
) {
  const { sight } = live;
  if (!(live.from || live.to) || !state.attribution[sight.target]) {
    return;
  }
  const key = scopeKey(sight);
  const looks = state.looks[key] ?? noLooks;
  if ((live.from && !looks.from) || (live.to && !looks.to)) {
    changeLooks(state, key, {
      from: looks.from || live.from,
      to: looks.to || live.to,
    });
  }
  const at = instant(Math.min(sight.at, learntAt));
  const { seen } = state;
  const isBorn =
    terms !== null &&
    live.from &&
    seen.from === null &&
    seen.to === null &&
    at > terms.start &&
    looks.first !== null &&
    at > looks.first;
  if (isBorn) {
    state.bornOnFromAt = at;
  }
  const serving = seen.serving || (live.to && sight.ready > 0);
  const from = live.from ? earlier(seen.from, at) : seen.from;
  const to = live.to ? earlier(seen.to, at) : seen.to;
  if (serving !== seen.serving || from !== seen.from || to !== seen.to) {
    state.seen = { from, to, serving };
  }
}

function earlier(a: Instant | null, b: Instant): Instant {
  return a !== null && a < b ? a : b;
}

function learnTraffic(
  state: State,
  fact: Extract<Fact, { kind: 'traffic' }>,
): Instant {
  const { teller, source, scope, platform, requestsPerSecond, ended } = fact;
  for (const [key, other] of Object.entries(state.traffic)) {
    // Of those who tell no more only the newest of a platform says anything.
    if (key !== teller && other.ended && other.platform === platform) {
      delete state.traffic[key];
    }
  }
  const before = state.traffic[teller];
  state.traffic[teller] = {
    source,
    scope,
    platform,
    // The end of telling tells no rate.
    requestsPerSecond:
      ended && before ? before.requestsPerSecond : requestsPerSecond,
    ended,
  };
  return ended ? fact.learntAt : fact.since;
}

function learnRun(
  state: State,
  fact: Extract<Fact, { kind: 'validation' }>,
): Instant {
  const { key, met, peakRate, at } = fact;
  const runs: Run[] = [
    { key, met, peakRate, at },
    ...state.runs[fact.rule].filter(run => run.key !== key),
  ];
  state.runs = {
    ...state.runs,
    [fact.rule]: runs
      .sort((a, b) => b.at - a.at || (a.key < b.key ? -1 : 1))
      .slice(0, RUNS_KEPT),
  };
  return at;
}

function learnIncident(
  state: State,
  fact: Extract<Fact, { kind: 'incident' }>,
) {
  const { [fact.key]: _, ...open } = state.incidents.open;
  let { lastEnd } = state.incidents;
  if (fact.ended) {
    lastEnd = later(lastEnd, fact.endedAt ?? fact.learntAt);
  } else if (Object.keys(open).length < INCIDENTS_KEPT) {
    open[fact.key] = fact.openedAt;
  }
  state.incidents = { open, lastEnd };
}

function learnGap(state: State, fact: Extract<Fact, { kind: 'gap' }>) {
  const key = scopeKey(fact);
  const { from, to } = fact;
  const { gap, first } = state.looks[key] ?? noLooks;
  if (gap && gap.from !== null && (from === null || from < gap.from)) {
    return;
  }
  changeLooks(state, key, {
    gap: { from, to },
    first: from === null ? to ?? first : first,
  });
}

function changeLooks(state: State, key: string, change: Partial<Looks>) {
  state.looks[key] = { ...(state.looks[key] ?? noLooks), ...change };
}
