/**
 * What made a number of a service another one than in the window before. Where a number adds up (how often, how many, a share of those below the
 * line), the parts of it do: together they are the difference. A median does not add up; of it is told how far it would be from where it is
 * without one deployment or incident, those first without which it would be farthest. Both are arithmetic over the same items as the number, and no
 * judgement of causes.
 */
import type {
  Instant,
  RolloutClass,
  WindowDays,
} from '@landfall/backstage-plugin-fleet-common';
import { compareText } from './artefact';
import { dayIndex, type Calendar } from './calendar';
import type { MetricItem, MetricSeries } from './metricItems';
import { cutsOf, type Cut, type ObservedSince } from './metrics';
import type { LoadKind } from './operationalLoad';
import type { MetricName, MetricUnit } from './types';

/** What a part of a number is about. */
export type ChangeSubject =
  | { kind: 'deployment'; id: string }
  | { kind: 'incident'; id: string }
  | { kind: 'class'; class: RolloutClass }
  | { kind: 'load'; load: LoadKind }
  /** Of the portal's calendar, `YYYY-MM-DD`. */
  | { kind: 'day'; day: string };

/** How one thing differs between two windows, and what that makes of a number. */
export interface ChangePart<Subject = ChangeSubject> {
  of: Subject;
  /** How many items it has in the window: commits of a deployment, deployments of a class. */
  n: number;
  /** The same of the window before. */
  previousN: number;
  /** What the number would be of this alone; null where it has nothing in the window. */
  value: number | null;
  previous: number | null;
  /** How much it makes the difference larger; negative: smaller. In the unit of the number. */
  influence: number;
}

/** Why nothing is told of what changed a number. */
export type Unexplained =
  /** The number is missing. */
  | 'missing'
  /** The window before was not observed as a whole, or had no such number. */
  | 'no_previous'
  /** Fewer than three on one side: each of them is the number. */
  | 'too_few'
  /** It is as it was. */
  | 'same'
  /** There are more than are compared one by one. */
  | 'too_many';

/** What made a number another one. */
export interface WhatChanged<Subject = ChangeSubject> {
  metric: MetricName;
  unit: MetricUnit;
  value: number | null;
  n: number;
  previous: number | null;
  previousN: number;
  /** Null where parts tell it. */
  unexplained: Unexplained | null;
  /** Whether influences of all parts together are the difference, or each is of leaving that one out. */
  how: 'adds_up' | 'left_out';
  /** What has the most influence first; at most {@link MAX_PARTS}. */
  parts: ChangePart<Subject>[];
  /** What is not among them. The sum of influences is null where they do not add up. */
  rest: { parts: number; influence: number | null };
  /** Where parts are left out one by one: the number without all that are told of this window and take it in the direction of the change. */
  without: number | null;
}

/** How many parts are told. */
export const MAX_PARTS = 8;
/** Below this many on a side, a median or a share is hardly more than its only parts. */
export const FEWEST = 3;
/** Parts times items that are compared: some tenths of a second. */
const MAX_COMPARED = 2_000_000;
/** Differences that are none. */
const TOLERANCE = 1e-9;

/** Explains the number of a service over a window. */
export function whatChanged(
  one: MetricSeries,
  options: { calendar: Calendar; windowDays: WindowDays; since: ObservedSince },
): WhatChanged {
  const { now, before } = cutsOf(one, options);
  const amount = now && one.amount(now.items, now.weeks);
  const earlier = before && one.amount(before.items, before.weeks);
  const told = {
    metric: one.metric,
    unit: one.unit,
    value: amount?.value ?? null,
    n: amount?.n ?? 0,
    previous: earlier?.value ?? null,
    previousN: earlier?.n ?? 0,
    how: one.unit === 'seconds' ? 'left_out' : 'adds_up',
  } as const;
  const why = unexplained(told);
  if (!now || !before || why !== null) {
    return explained(told, { unexplained: why ?? 'no_previous', parts: [] });
  }
  const split = { one, now, before, calendar: options.calendar };
  if (one.unit !== 'seconds') {
    return explained(told, { unexplained: null, parts: addedUp(split) });
  }
  const parts = leftOut(split);
  if (parts === null) {
    return explained(told, { unexplained: 'too_many', parts: [] });
  }
  const answer = explained(told, { unexplained: null, parts });
  return { ...answer, without: withoutNamed(answer, split) };
}

/** Why a number cannot be explained by what it is made of; null where it can. */
export function unexplained(told: {
  unit: MetricUnit;
  value: number | null;
  n: number;
  previous: number | null;
  previousN: number;
}): Unexplained | null {
  const { unit, value, previous, n, previousN } = told;
  if (value === null) return 'missing';
  if (previous === null) return 'no_previous';
  if (Math.abs(value - previous) <= TOLERANCE) return 'same';
  const countsFew = unit === 'seconds' || unit === 'share';
  return countsFew && Math.min(n, previousN) < FEWEST ? 'too_few' : null;
}

/** The parts with the most influence, and what is left of them. */
export function explained<Subject>(
  told: Omit<
    WhatChanged<Subject>,
    'unexplained' | 'parts' | 'rest' | 'without'
  >,
  given: {
    unexplained: Unexplained | null;
    /** In the order in which those are told between which nothing else decides. */
    parts: readonly ChangePart<Subject>[];
  },
): WhatChanged<Subject> {
  const sorted = given.parts
    .filter(({ influence }) => influence !== 0)
    .sort(
      (a, b) =>
        clearly(Math.abs(b.influence) - Math.abs(a.influence)) ||
        Number(withIt(b, told)) - Number(withIt(a, told)) ||
        clearly(distance(b, told) - distance(a, told)),
    );
  const rest = sorted.slice(MAX_PARTS);
  return {
    ...told,
    unexplained: given.unexplained,
    parts: sorted.slice(0, MAX_PARTS),
    rest: {
      parts: rest.length,
      influence:
        told.how === 'adds_up'
          ? rest.reduce((sum, { influence }) => sum + influence, 0)
          : null,
    },
    without: null,
  };
}

type Numbers = Pick<WhatChanged, 'value' | 'previous'>;

/** What looks alike is alike. */
function clearly(difference: number): number {
  return Math.abs(difference) <= TOLERANCE ? 0 : difference;
}

/** Whether a part takes the number in the direction in which it went. */
function withIt(
  { influence }: Pick<ChangePart, 'influence'>,
  { value, previous }: Numbers,
): boolean {
  return Math.sign(influence) === Math.sign((value ?? 0) - (previous ?? 0));
}

/** How far what a part is alone is from what the number was on the other side. */
function distance(part: Numbers, told: Numbers): number {
  return part.value === null
    ? Math.abs((part.previous ?? 0) - (told.value ?? 0))
    : Math.abs(part.value - (told.previous ?? 0));
}

interface Split {
  one: MetricSeries;
  now: Cut;
  before: Cut;
  calendar: Calendar;
}

/** Items of one subject, on both sides. */
interface Group {
  of: ChangeSubject;
  /** Of the newest. */
  at: Instant;
  now: MetricItem[];
  before: MetricItem[];
}

/** By subject, the newest first. */
function groupsOf(
  { now, before }: Split,
  subjectOf: (item: MetricItem) => ChangeSubject | null,
): Group[] {
  const groups = new Map<string, Group>();
  const put = (item: MetricItem, side: 'now' | 'before') => {
    const of = subjectOf(item);
    if (of === null) return;
    const key = JSON.stringify(of);
    const group = groups.get(key) ?? { of, at: item.at, now: [], before: [] };
    groups.set(key, group);
    if (item.at > group.at) group.at = item.at;
    group[side].push(item);
  };
  now.items.forEach(item => put(item, 'now'));
  before.items.forEach(item => put(item, 'before'));
  return [...groups.values()].sort(
    (a, b) =>
      b.at - a.at || compareText(JSON.stringify(a.of), JSON.stringify(b.of)),
  );
}

function addedUp(split: Split): ChangePart[] {
  const { one, now, before } = split;
  const part = (group: Group, shareOf: (side: 'now' | 'before') => number) => ({
    of: group.of,
    ...alone(group, split),
    influence: shareOf('now') - shareOf('before'),
  });
  if (one.unit === 'share') {
    // Who is above the line is the share; those below it only say of how many.
    const above = groupsOf(split, item =>
      item.value > 0 ? subject(item) : null,
    );
    return above.map(group =>
      part(group, side => group[side].length / split[side].items.length),
    );
  }
  const groups = groupsOf(split, item => additiveSubject(item, split));
  return groups.map(group =>
    part(
      group,
      side =>
        one.amount(group[side], (side === 'now' ? now : before).weeks).value ??
        0,
    ),
  );
}

function additiveSubject(
  item: MetricItem,
  { one, calendar }: Split,
): ChangeSubject {
  if (item.of?.kind === 'deployment') {
    return { kind: 'class', class: item.of.class };
  }
  return one.unit === 'hours' && item.kind !== null
    ? { kind: 'load', load: item.kind }
    : { kind: 'day', day: calendar.days[dayIndex(calendar, item.at)] };
}

function subject(item: MetricItem): ChangeSubject | null {
  return item.of && { kind: item.of.kind, id: item.of.id };
}

/** What the number would be of a group alone. */
function alone(
  group: Group,
  { one, now, before }: Split,
): Pick<ChangePart, 'n' | 'previousN' | 'value' | 'previous'> {
  const here = one.amount(group.now, now.weeks);
  const then = one.amount(group.before, before.weeks);
  return {
    n: here.n,
    previousN: then.n,
    value: group.now.length === 0 ? null : here.value,
    previous: group.before.length === 0 ? null : then.value,
  };
}

/** Each deployment or incident left out, one by one; null where there are too many for that. */
function leftOut(split: Split): ChangePart[] | null {
  const { one } = split;
  const groups = groupsOf(split, subject);
  const count = (side: 'now' | 'before') =>
    groups.filter(group => group[side].length > 0).length *
    split[side].items.length;
  if (count('now') + count('before') > MAX_COMPARED) {
    return null;
  }
  const [now, before] = [shifts(one, split.now), shifts(one, split.before)];
  return groups.map(group => ({
    of: group.of,
    ...alone(group, split),
    influence: now(group.now) - before(group.before),
  }));
}

/** How far a number is from what it would be without some items; 0 where there would be none. */
function shifts(
  one: MetricSeries,
  { items, weeks }: Cut,
): (left: readonly MetricItem[]) => number {
  // Sorting what is sorted takes no time, and each number sorts.
  const cut = { items: [...items].sort((a, b) => a.value - b.value), weeks };
  const { value } = one.amount(cut.items, weeks);
  return left => {
    if (left.length === 0) return 0;
    const without = remaining(one, cut, left);
    return value === null || without === null ? 0 : value - without;
  };
}

function remaining(
  one: MetricSeries,
  { items, weeks }: Cut,
  left: Iterable<MetricItem>,
): number | null {
  const out = new Set(left);
  return one.amount(
    items.filter(item => !out.has(item)),
    weeks,
  ).value;
}

function withoutNamed(
  { parts, ...told }: WhatChanged,
  { one, now }: Split,
): number | null {
  const named = new Set(
    parts
      .filter(part => part.n > 0 && withIt(part, told))
      .map(part => JSON.stringify(part.of)),
  );
  const left = now.items.filter(item =>
    named.has(JSON.stringify(subject(item))),
  );
  return left.length === 0 ? null : remaining(one, now, left);
}
