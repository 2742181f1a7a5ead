/**
 * Operational load, after `definitions.md`: "Per service and week, separate counts, no magic score: pages; pages out of hours and at night …;
 * tickets; incidents per 12-hour shift (flag above 2); container restarts outside rollouts; out-of-memory kills; crash-loop episodes; **manual
 * operations**: scaling by hand, restart by hand, edit by hand. … Optional estimate in hours: minutes per kind are configuration."
 *
 * Each kind of load is a list of moments with a count, so that weeks and windows are cut from the same.
 */
import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import { compareText } from './artefact';
import type {
  DisruptionFact,
  MetricName,
  OperationFact,
  PageFact,
  ServiceIncident,
  TicketFact,
} from './types';
import { hoursOf, type WorkingHours } from './workingHours';

/** The kinds of load that are counted. */
export const LOAD_KINDS = [
  'pages',
  'pages_out_of_hours',
  'pages_at_night',
  'tickets',
  'busy_shifts',
  'restarts',
  'out_of_memory',
  'crash_loops',
  'manual_operations',
] as const satisfies readonly MetricName[];
/** See {@link LOAD_KINDS}. */
export type LoadKind = (typeof LOAD_KINDS)[number];

/** Something that somebody had to deal with. */
export interface LoadMoment {
  at: Instant;
  count: number;
}

/** While a target was rolling out: restarts then are no load. */
export interface RolloutSpan {
  target: string;
  at: Instant;
  /** Null while it goes on, and where nobody knows when it ended. */
  finishedAt: Instant | null;
  /** Whether it goes on no more. */
  ended: boolean;
}

/** What load is told by; of one service, in any order. */
export interface LoadFacts {
  pages: readonly PageFact[];
  tickets: readonly TicketFact[];
  /** Reported by people and tools; those of other services are left out. */
  incidents: readonly ServiceIncident[];
  disruptions: readonly DisruptionFact[];
  operations: readonly OperationFact[];
  rollouts: readonly RolloutSpan[];
}

/** More incidents than this in one shift are flagged. */
export const INCIDENTS_PER_SHIFT = 2;

/** The moments of each kind of load, by time. */
export function operationalLoad(
  facts: LoadFacts,
  hours: WorkingHours,
): Record<LoadKind, LoadMoment[]> {
  const kindOf = hoursOf(hours);
  const pages = facts.pages.map(({ at }) => ({ at, ...kindOf(at) }));
  const disruptions = (kind: DisruptionFact['disruption']) =>
    facts.disruptions.filter(one => one.disruption === kind);
  return {
    pages: once(pages),
    pages_out_of_hours: once(pages.filter(page => page.outOfHours)),
    pages_at_night: once(pages.filter(page => page.atNight)),
    tickets: once(facts.tickets),
    busy_shifts: busyShifts(
      facts.incidents.filter(one => one.own),
      at => kindOf(at).shift,
    ),
    restarts: counted(outsideRollouts(disruptions('restart'), facts.rollouts)),
    out_of_memory: counted(disruptions('out_of_memory')),
    // An episode is one, however often the container restarted in it.
    crash_loops: once(disruptions('crash_loop')),
    manual_operations: once(facts.operations.filter(isManual)),
  };
}

/**
 * "Scaling by hand, restart by hand, edit by hand. … For Helios: job create/deploy/undeploy by a person". What nobody knows the actor of is not
 * called manual.
 */
export function isManual({
  actor,
  operation,
}: Pick<OperationFact, 'actor' | 'operation'>): boolean {
  return actor === 'person' && operation !== 'delete';
}

function once(list: readonly { at: Instant }[]): LoadMoment[] {
  return counted(list.map(({ at }) => ({ at, count: 1 })));
}

function counted(
  list: readonly { at: Instant; count: number }[],
): LoadMoment[] {
  return list
    .map(({ at, count }) => ({ at, count }))
    .sort((a, b) => a.at - b.at || a.count - b.count);
}

function busyShifts(
  incidents: readonly ServiceIncident[],
  shiftOf: (at: Instant) => string,
): LoadMoment[] {
  const shifts = new Map<string, Instant[]>();
  for (const { openedAt } of incidents) {
    const shift = shiftOf(openedAt);
    const opened = shifts.get(shift) ?? [];
    shifts.set(shift, opened);
    opened.push(openedAt);
  }
  return once(
    [...shifts.values()]
      .filter(opened => opened.length > INCIDENTS_PER_SHIFT)
      .map(opened => ({
        at: opened.reduce((least, at) => (at < least ? at : least)),
      })),
  );
}

/**
 * Restarts are counted by the hour; an hour that a rollout of the target touches cannot be divided and is left out. Both are walked through once,
 * by target and time.
 */
function outsideRollouts(
  restarts: readonly DisruptionFact[],
  rollouts: readonly RolloutSpan[],
): DisruptionFact[] {
  const spans = new Map<string, RolloutSpan[]>();
  for (const rollout of [...rollouts].sort((a, b) => a.at - b.at)) {
    const list = spans.get(rollout.target) ?? [];
    spans.set(rollout.target, list);
    list.push(rollout);
  }
  const reached = new Map<string, { next: number; until: number }>();
  return [...restarts]
    .sort((a, b) => a.at - b.at || compareText(a.id, b.id))
    .filter(restart => {
      const list = spans.get(restart.target) ?? [];
      const state = reached.get(restart.target) ?? {
        next: 0,
        until: -Infinity,
      };
      reached.set(restart.target, state);
      const end = restart.endedAt ?? restart.at;
      // `until` is when the last rollout that began before the hour ended, of those looked at for hours before this one.
      while (state.next < list.length && list[state.next].at <= restart.at) {
        state.until = Math.max(state.until, endOf(list[state.next++]));
      }
      const next = list.at(state.next);
      const beginsWithin =
        state.next < list.length && next !== undefined && next.at <= end;
      return state.until < restart.at && !beginsWithin;
    });
}

/** What ended at a time that nobody knows says nothing of the hours after it began. */
function endOf({ at, finishedAt, ended }: RolloutSpan): number {
  return finishedAt ?? (ended ? at : Infinity);
}

/** Minutes that one of a kind takes, as an administrator estimates; what is not named takes none. */
export type MinutesPerKind = Readonly<Partial<Record<LoadKind, number>>>;

/** The estimated hours of counts; null where nobody configured minutes. */
export function estimatedHours(
  counts: Readonly<Record<LoadKind, number>>,
  minutes: MinutesPerKind,
): number | null {
  const known = LOAD_KINDS.filter(kind => minutes[kind] !== undefined);
  return known.length === 0
    ? null
    : known.reduce(
        (sum, kind) => sum + counts[kind] * (minutes[kind] ?? 0),
        0,
      ) / 60;
}
