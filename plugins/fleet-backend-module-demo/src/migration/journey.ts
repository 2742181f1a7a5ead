/** How the services of the made-up company get from Helios to Kubernetes: a pure function of the company and of when its story begins. */
import { DAY_MS } from '@landfall/backstage-plugin-fleet-common';
import { Chance } from '../chance';
import type { Company, DemoService } from '../company/types';
import { MOVE, wavesOfSystems } from './plan';
import { atWork, HOUR_MS, monthOf } from './times';

/** How one service moves; instants in ms since the epoch, infinite for never. */
export interface Journey {
  /** Born there since the migration began; undefined if it has been there for long. Null: it never was on Helios. */
  bornOnHeliosAt: number | null | undefined;
  /** Its workloads on Kubernetes are created, without instances. */
  createdAt: number;
  /** They have instances. */
  servingAt: number;
  /** Share of the traffic on Kubernetes from each instant on, in order of time. */
  shares: readonly { at: number; share: number }[];
  /** Kubernetes carries everything. */
  fullAt: number;
  /** Load tests, in order of time. */
  tests: readonly { at: number; met: boolean }[];
  /** Its job on Helios is removed. */
  removedAt: number;
}

/** How far a service has come when the story begins: the last of {@link STEPS} that it has taken. */
type Progress = 'untouched' | Step;
type Step = (typeof STEPS)[number];
/** What a service does one after another. */
const STEPS = [
  'created',
  'serving',
  'shifting',
  'full',
  'tested',
  'removed',
] as const;

/** How long it takes from each step to the next: days before the story begins, hours while it is told. */
const PAST_DAYS: readonly [number, number][] = [
  [1, 3],
  [2, 6],
  [4, 10],
  [2, 5],
  [2, 7],
];
const TOLD_HOURS: readonly [number, number][] = [
  [1, 3],
  [1, 4],
  [2, 5],
  [5, 7],
  [1, 4],
];

const SHIFTS = [0.05, 0.1, 0.25, 0.5, 0.75];
/** Of a hundred services that were on Helios, in the order of their waves, how many have come how far. */
const HAVE_COME: readonly { until: number; progress: Progress }[] = [
  { until: 71, progress: 'removed' },
  { until: 75, progress: 'tested' },
  { until: 79, progress: 'full' },
  { until: 83, progress: 'shifting' },
  { until: 87, progress: 'serving' },
  { until: 90, progress: 'created' },
];
/** Where those are that got stuck on the way, although their wave is over. */
const STUCK: readonly Progress[] = [
  'shifting',
  'serving',
  'full',
  'created',
  'tested',
  'untouched',
];
/** Who is on the way has been at its step for so long, so that few of them are late. */
const CURRENT_HOURS: readonly [number, number] = [6, 60];
/** Who went and came back needs days for it. */
const SETBACK_HOURS: readonly [number, number] = [100, 170];
/** The next services go on within so long after the story begins, one after another. */
const NEXT_WITHIN_MS = 5 * HOUR_MS;
/** A planned service begins so long after the one before it, in a company of 200. */
const BEGIN_EVERY_MS = 2 * HOUR_MS;

/** Whose wave nobody has planned. */
const LAST_WAVE = MOVE.waves.length - 1;

interface Mover {
  service: DemoService;
  wave: number;
  chance: Chance;
}

/** How far each service has come when the story begins, whenever that is. */
interface Positions {
  bornOnKubernetes: Mover[];
  /** Who got stuck on the way, and where. */
  stuck: { mover: Mover; progress: Progress }[];
  /** All others, those with the earliest waves first. */
  groups: Map<Progress, Mover[]>;
}

function positionsOf(options: { seed: string; company: Company }): Positions {
  const { seed, company } = options;
  const waves = wavesOfSystems(company, MOVE.waves);
  const bornOnKubernetes: Mover[] = [];
  const movers: Mover[] = [];
  for (const service of company.services.filter(one => one.seen)) {
    const chance = new Chance(seed, 'journey', service.name);
    const wave = waves.get(service.system) ?? LAST_WAVE;
    const mover = { service, wave, chance };
    (chance.happens(0.07) ? bornOnKubernetes : movers).push(mover);
  }
  const order = new Chance(seed, 'order');
  const drawn = movers
    .map(mover => ({ mover, draw: order.next() }))
    .sort((a, b) => a.mover.wave - b.mover.wave || a.draw - b.draw)
    .map(({ mover }) => mover);
  const isStuck = ({ wave, chance }: Mover) =>
    chance.happens(0.07) && wave > 0 && wave < 5;
  const stuck = drawn.filter(isStuck);
  const moving = drawn.filter(mover => !stuck.includes(mover));
  const groups = new Map<Progress, Mover[]>();
  moving.forEach((mover, index) => {
    const place = (100 * (index + 0.5)) / moving.length;
    const progress =
      HAVE_COME.find(({ until }) => place < until)?.progress ?? 'untouched';
    groups.set(progress, [...(groups.get(progress) ?? []), mover]);
  });
  return {
    bornOnKubernetes,
    stuck: stuck.map((mover, index) => ({
      mover,
      progress: STUCK[index % STUCK.length],
    })),
    groups,
  };
}

/** Those about whom somebody has something to say, whenever the story begins. */
export function troubledOf(options: { seed: string; company: Company }): {
  stuck: { service: DemoService; progress: Progress }[];
  /** Whose wave has no date. */
  waiting: DemoService[];
} {
  const { stuck, groups } = positionsOf(options);
  return {
    stuck: stuck.map(({ mover, progress }) => ({
      service: mover.service,
      progress,
    })),
    waiting: (groups.get('untouched') ?? [])
      .filter(({ wave }) => wave === LAST_WAVE)
      .map(({ service }) => service),
  };
}

/** The journeys of all services that are seen, by name. `startedAt` is when the story begins. */
export function journeysOf(options: {
  seed: string;
  company: Company;
  startedAt: number;
}): Map<string, Journey> {
  const { company, startedAt } = options;
  const begin = monthOf(startedAt) + MOVE.startWeek * 7 * DAY_MS;
  const journeys = new Map<string, Journey>();
  const { bornOnKubernetes, stuck, groups } = positionsOf(options);
  for (const { service, chance } of bornOnKubernetes) {
    journeys.set(service.name, bornThere(chance, { begin, startedAt }));
  }
  stuck.forEach(({ mover: { service, chance }, progress }, index) => {
    journeys.set(
      service.name,
      travel(chance, {
        begin,
        startedAt,
        progress,
        reachedAt: startedAt - chance.whole(24, 55) * DAY_MS,
        nextAt: Infinity,
        setback: index % STUCK.length === 1,
      }),
    );
  });
  const every = (BEGIN_EVERY_MS * 200) / company.services.length;
  for (const [progress, group] of groups) {
    group.forEach(({ service, wave, chance }, index) => {
      const place = (index + chance.next()) / group.length;
      const slot = startedAt + place * NEXT_WITHIN_MS;
      const isPlanned = wave < LAST_WAVE;
      const beginsAt = isPlanned
        ? startedAt + HOUR_MS + Math.round(index * every)
        : Infinity;
      const nextAt = progress === 'untouched' ? beginsAt : slot;
      const isBack = progress === 'serving' && index % 3 === 0;
      const [least, most] = isBack ? SETBACK_HOURS : CURRENT_HOURS;
      const journey = travel(chance, {
        begin,
        startedAt,
        progress,
        nextAt,
        reachedAt:
          progress === 'removed'
            ? removal({ begin, startedAt, place: index / group.length })
            : startedAt - chance.whole(least, most) * HOUR_MS,
        setback: isBack || (progress === 'removed' && chance.happens(0.06)),
      });
      const isNew = progress === 'untouched' && index % 4 === 1;
      journeys.set(service.name, {
        ...journey,
        bornOnHeliosAt: isNew
          ? atWork(startedAt - chance.whole(2, 120) * DAY_MS)
          : undefined,
      });
    });
  }
  return journeys;
}

/** When the one at a place (0 to 1) of those that are done was removed from Helios; the last ones within the last day. */
function removal(options: {
  begin: number;
  startedAt: number;
  place: number;
}): number {
  const { begin, startedAt, place } = options;
  if (place > 0.94) {
    // Twenty-four hours later they count as retired, one after another while somebody looks.
    return startedAt - DAY_MS + ((place - 0.94) / 0.06) * NEXT_WITHIN_MS;
  }
  const first = begin + 24 * DAY_MS;
  return atWork(first + (place / 0.94) * (startedAt - 2 * DAY_MS - first));
}

function bornThere(
  chance: Chance,
  { begin, startedAt }: { begin: number; startedAt: number },
): Journey {
  const createdAt = atWork(
    chance.whole(begin - 200 * DAY_MS, startedAt - 3 * DAY_MS),
  );
  return {
    bornOnHeliosAt: null,
    createdAt,
    servingAt: createdAt + 20 * 60_000,
    shares: [{ at: createdAt + 20 * 60_000, share: 1 }],
    fullAt: createdAt + 20 * 60_000,
    tests: [],
    removedAt: Infinity,
  };
}

/** Works out when every step is taken, from the one that was reached last. */
function travel(
  chance: Chance,
  options: {
    begin: number;
    startedAt: number;
    progress: Progress;
    reachedAt: number;
    nextAt: number;
    /** It had gone further, and came back. */
    setback: boolean;
  },
): Journey {
  const { begin, startedAt, progress, nextAt, setback } = options;
  const reached = progress === 'untouched' ? -1 : STEPS.indexOf(progress);
  const times = STEPS.map(() => Infinity);
  if (reached >= 0) times[reached] = options.reachedAt;
  for (let step = reached - 1; step >= 0; step -= 1) {
    const [least, most] = PAST_DAYS[step];
    times[step] =
      times[step + 1] - chance.whole(least * 24, most * 24) * HOUR_MS;
  }
  if (reached >= 0) squeeze(times, { from: begin + DAY_MS, upTo: reached });
  for (let step = reached + 1; step < STEPS.length; step += 1) {
    if (step === reached + 1) {
      times[step] = nextAt;
    } else {
      const [least, most] = TOLD_HOURS[step - 1];
      times[step] =
        times[step - 1] + chance.whole(least * 60, most * 60) * 60_000;
    }
  }
  const [createdAt, servingAt, shiftingAt, fullAt, testedAt, removedAt] =
    times.map(Math.round);
  const shifts = SHIFTS.map((share, index) => ({
    at: shiftingAt + ((fullAt - shiftingAt) * index) / SHIFTS.length,
    share,
  })).filter(({ at }) => Number.isFinite(at));
  const stays = Number.isFinite(shiftingAt) && fullAt === Infinity;
  const shares = [
    { at: servingAt, share: 0 },
    ...(setback ? setbackOf(times, startedAt) : []),
    ...(stays
      ? [{ at: shiftingAt, share: chance.oneOf([0.1, 0.25, 0.5]) }]
      : shifts),
    { at: fullAt, share: 1 },
  ].filter(({ at }) => Number.isFinite(at));
  return {
    bornOnHeliosAt: undefined,
    createdAt,
    servingAt,
    shares: shares
      .map(({ at, share }) => ({ at: Math.round(at), share }))
      .sort((a, b) => a.at - b.at),
    fullAt,
    tests: testsOf({ fullAt, testedAt }),
    removedAt,
  };
}

/** Brings what was before the migration began behind its beginning, in proportion. */
function squeeze(
  times: number[],
  { from, upTo }: { from: number; upTo: number },
): void {
  const last = times[upTo];
  if (times[0] >= from || last <= from) return;
  const factor = (last - from) / (last - times[0]);
  for (let step = 0; step < upTo; step += 1) {
    times[step] = last - (last - times[step]) * factor;
  }
}

/** Traffic went over and back again: long ago for whoever went on, some days ago for whoever did not. */
function setbackOf(
  times: readonly number[],
  startedAt: number,
): Journey['shares'] {
  const servingAt = times[1];
  const until = Math.min(times[2], startedAt);
  const length = until - servingAt;
  return [
    { at: servingAt + length * 0.3, share: 0.1 },
    { at: servingAt + length * 0.5, share: 0.5 },
    { at: servingAt + length * 0.7, share: 0 },
  ];
}

/** A test before everything moves, which is met; for whoever is stuck only afterwards, and it is not. */
function testsOf({
  fullAt,
  testedAt,
}: {
  fullAt: number;
  testedAt: number;
}): Journey['tests'] {
  if (Number.isFinite(testedAt)) return [{ at: testedAt, met: true }];
  return Number.isFinite(fullAt)
    ? [{ at: fullAt + 30 * HOUR_MS, met: false }]
    : [];
}
