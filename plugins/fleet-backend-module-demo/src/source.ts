import {
  setImmediate as breathe,
  setTimeout as sleep,
} from 'node:timers/promises';
import {
  DAY_MS,
  instant,
  type Problem,
} from '@landfall/backstage-plugin-fleet-common';
import {
  originOfPagerDutyService,
  SourceError,
  type Look,
  type Observation,
  type ObservationInput,
  type Scope,
  type ScopeCoverage,
  type Source,
  type SourceContext,
} from '@landfall/backstage-plugin-fleet-node';
import { z } from 'zod';
import { factsOfCapacity } from './capacity/facts';
import { createCompany } from './company/company';
import { CLUSTERS, TELLERS } from './company/places';
import type { Company, CompanyOptions } from './company/types';
import { factOf, Timeline, type Fact } from './delivery/fact';
import { ON_CALL_PREFIX } from './delivery/habits';
import {
  ENDING,
  factsOfCalls,
  factsOfCode,
  type DeliveryOptions,
} from './delivery/tellers';
import { Life } from './life/life';
import { incarnationOf } from './life/observe';
import { createStory, type Story } from './migration/story';
import { toldOf } from './migration/tellers';
import { HOUR_MS } from './migration/times';

/** The made-up company and how much of its past is told. */
export interface DemoOptions extends CompanyOptions {
  /** Days of history. */
  days: number;
}

/** Identity of the source. */
const DEMO_SOURCE = 'demo';

/** Raise it when the company changes so that what was told before is no longer true. */
const GENERATION = 4;
/** Of a service that somebody is on call for, all is told: where nothing is, there was none. */
const ON_CALL_COVERS: ScopeCoverage = {
  kinds: ['incident', 'page'],
  originPrefix: originOfPagerDutyService(ON_CALL_PREFIX),
};
/** Observations that are handed over at once. */
const CHUNK = 500;

const cursorSchema = z.object({
  /** Which company was told about. */
  company: z.string(),
  /** First day of its history, days since the epoch. */
  fromDay: z.number(),
  /** Until when, ms since the epoch. */
  until: z.number(),
  /** When its story began, ms since the epoch. */
  startedAt: z.number(),
});
type Cursor = z.infer<typeof cursorSchema>;

const PARTIAL: Look = {
  complete: false,
  problems: [
    {
      text: 'The role may not list replicasets in demo-lab (made up).',
      fix: 'In a real cluster: add the verbs list and watch on replicasets of the group apps to the ClusterRole.',
    },
  ],
};

/** The story that all scopes tell of. */
class Stories {
  readonly company: Company;
  readonly #seed: string;
  #story: { startedAt: number; story: Story } | undefined;

  constructor({ seed, company }: { seed: string; company: Company }) {
    this.#seed = seed;
    this.company = company;
  }

  /** The one that began before, or else the one that begins in this hour. */
  tell(
    before: Cursor | undefined,
    now: number,
  ): { startedAt: number; story: Story } {
    const startedAt =
      before?.startedAt ??
      this.#story?.startedAt ??
      Math.floor(now / HOUR_MS) * HOUR_MS;
    if (this.#story?.startedAt !== startedAt) {
      const { company } = this;
      const seed = this.#seed;
      this.#story = {
        startedAt,
        story: createStory({ seed, company, startedAt }),
      };
    }
    return this.#story;
  }
}

/**
 * A source of made-up facts, that lives on while the portal runs. What it tells is a pure function of its options and the time,
 * so that a restart tells nothing twice.
 */
export function createDemoSource(wanted: {
  /** Undefined when none is wanted: then the source says only what is wrong with its configuration. */
  company: DemoOptions | undefined;
  problems?: readonly Problem[];
  /** Between two looks of a watch. */
  tickMs?: number;
}): Source {
  const { tickMs = 2_000, problems = [] } = wanted;
  return {
    id: DEMO_SOURCE,
    title: 'Made-up company',
    observes: [
      'rollout',
      'presence',
      'operation',
      'outage',
      'traffic',
      'validation',
      'disruption',
      'change',
      'pull_request',
      'release',
      'ci_deployment',
      'pipeline_run',
      'incident',
      'page',
      'ticket',
      'usage',
      'capacity',
    ],
    demo: true,
    problems,
    scopes: wanted.company
      ? createScopes({ ...withGeneration(wanted.company), tickMs })
      : [],
  };
}

function createScopes(options: ScopeOptions): Scope[] {
  const company = createCompany(options);
  const stories = new Stories({ ...options, company });
  return [
    ...Object.values(CLUSTERS).map(cluster =>
      createScope(cluster, stories, options),
    ),
    ...Object.values(TELLERS).map(teller => ({
      ...createWatch(teller, options, context =>
        openServiceTeller(context, { teller, stories, options }),
      ),
      ...(teller === TELLERS.onCall && { covers: ON_CALL_COVERS }),
    })),
  ];
}

type ScopeOptions = DemoOptions & { tickMs: number };

/** The company that {@link createDemoSource} tells about. */
export function createDemoCompany(options: DemoOptions): Company {
  return createCompany(withGeneration(options));
}

/** The same company, of which everything is told anew when {@link GENERATION} is raised. */
export function withGeneration(options: DemoOptions): DemoOptions {
  return { ...options, seed: `${options.seed} ${GENERATION}` };
}

function createScope(
  cluster: string,
  stories: Stories,
  options: ScopeOptions,
): Scope {
  if (cluster === CLUSTERS.edge || cluster === CLUSTERS.lab) {
    return {
      scope: cluster,
      mode: 'poll',
      intervalSeconds: 30,
      timeoutSeconds: 60,
      run: async context => {
        if (cluster === CLUSTERS.edge && context.cursor !== undefined) {
          throw new SourceError('demo-edge does not answer (made up).', {
            fix: 'Nothing: one cluster of the made-up company is always out of reach, to show what that looks like.',
          });
        }
        const teller = await openTeller(context, { cluster, stories, options });
        await teller.tell();
        return cluster === CLUSTERS.lab ? PARTIAL : wholeSince(teller.since);
      },
    };
  }
  return createWatch(cluster, options, context =>
    openTeller(context, { cluster, stories, options }),
  );
}

/** Tells what is new. */
interface Teller {
  /** Since when it was looked at. */
  since: number;
  tell(): Promise<void>;
}

function wholeSince(since: number): Look {
  return { complete: true, problems: [], since: instant(since) };
}

function createWatch(
  scope: string,
  { tickMs }: ScopeOptions,
  open: (context: SourceContext) => Promise<Teller>,
): Scope {
  return {
    scope,
    mode: 'watch',
    intervalSeconds: 20,
    run: async context => {
      const teller = await open(context);
      while (!context.signal.aborted) {
        await teller.tell();
        await context.seen(wholeSince(teller.since));
        await pause(tickMs, context.signal);
      }
    },
  };
}

/** Waits for the next look, or less when the run is to stop. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** Where a scope was left by whoever told of the same company. */
function readCursor(
  context: SourceContext,
  options: DemoOptions,
): { id: string; before: Cursor | undefined } {
  const id = JSON.stringify([options.seed, options.teams, options.services]);
  const parsed = cursorSchema.safeParse(context.cursor);
  const isOurs = parsed.success && parsed.data.company === id;
  return { id, before: isOurs ? parsed.data : undefined };
}

/** First day of the history: no later than it was. */
function fromDayOf(
  before: Cursor | undefined,
  { context, days }: { context: SourceContext; days: number },
): number {
  const firstDay = Math.floor(context.clock.now() / DAY_MS) - days + 1;
  return Math.min(before?.fromDay ?? Infinity, firstDay);
}

/** What tells the news of one cluster, from where it was left. */
async function openTeller(
  context: SourceContext,
  wanted: { cluster: string; stories: Stories; options: DemoOptions },
): Promise<Teller> {
  const { cluster, stories, options } = wanted;
  const { seed, days } = options;
  const { id, before } = readCursor(context, options);
  const { startedAt, story } = stories.tell(before, context.clock.now());
  const workloads = story.workloads.filter(
    one => one.target.cluster === cluster,
  );
  const fromDay = fromDayOf(before, { context, days });
  const open = await collect(context.open('presence'));
  if (!before) {
    const incarnations = workloads.map(one => incarnationOf(seed, one));
    await endOthers(context, { ours: new Set(incarnations), open });
  }
  const life = new Life({
    observer: { seed, fingerprint: text => context.fingerprint(text) },
    workloads,
    fromDay,
    told: open,
  });
  if (!before) {
    const now = context.clock.now();
    const past: ObservationInput[] = [];
    for (const turns of life.turns({ since: story.since, now })) {
      past.push(...turns);
      await breathe();
      context.signal.throwIfAborted();
    }
    past.sort((a, b) => a.version - b.version);
    await reportPast(context, past);
  }
  // Where more of the past is wanted than was told, all is told again: nothing is recorded twice.
  let since = before && before.fromDay === fromDay ? before.until : undefined;
  return {
    since: story.since,
    async tell() {
      const now = context.clock.now();
      const pending: ObservationInput[] = [];
      for (const news of life.changes({ since, now })) {
        pending.push(...news);
        if (pending.length > CHUNK) {
          // One is kept back, with which the cursor goes when all others are durable: a crash before it tells them again.
          await context.report(pending.splice(0, pending.length - 1));
        }
        await breathe();
        if (context.signal.aborted) return;
      }
      await reportLast(context, pending, {
        company: id,
        fromDay,
        until: now,
        startedAt,
      });
      since = now;
    },
  };
}

/** What tells of services rather than of what runs on one cluster. */
async function openServiceTeller(
  context: SourceContext,
  wanted: {
    teller: (typeof TELLERS)[keyof typeof TELLERS];
    stories: Stories;
    options: DemoOptions;
  },
): Promise<Teller> {
  const { stories, options, teller } = wanted;
  const { id, before } = readCursor(context, options);
  const { startedAt, story } = stories.tell(before, context.clock.now());
  const fromDay = fromDayOf(before, { context, days: options.days });
  let since = before && before.fromDay === fromDay ? before.until : -Infinity;
  let plan: { day: number; ahead: Timeline } | undefined;
  return {
    since: story.since,
    async tell() {
      const now = context.clock.now();
      const day = Math.floor(now / DAY_MS);
      if (plan?.day !== day) {
        const told = {
          seed: options.seed,
          services: stories.company.services,
          story,
          startedAt,
          fromDay,
          toDay: day + 1,
        };
        const facts: Fact[] = [];
        for (const some of factsOf(teller, told)) {
          facts.push(...some);
          await breathe();
          if (context.signal.aborted) return;
        }
        plan = { day, ahead: new Timeline({ facts, since }) };
      }
      const news = plan.ahead.take(now);
      if (since === -Infinity) {
        if (!before) news.push(...(await leftOf(context, news)));
        const last = news.pop();
        await reportPast(context, news);
        if (last) news.splice(0, Infinity, last);
      }
      await reportLast(context, news, {
        company: id,
        fromDay,
        until: now,
        startedAt,
      });
      since = now;
    },
  };
}

function factsOf(
  teller: (typeof TELLERS)[keyof typeof TELLERS],
  told: DeliveryOptions,
): Iterable<Fact[]> {
  switch (teller) {
    case TELLERS.code:
      return factsOfCode(told);
    case TELLERS.onCall:
      return factsOfCalls(told);
    case TELLERS.capacity:
      return factsOfCapacity(told);
    case TELLERS.traffic:
      return [toldOf('traffic', told).map(factOf)];
    default:
      return [toldOf('tests', told).map(factOf)];
  }
}

/** Another company was told about before: what people had to do then ends. */
async function leftOf(
  context: SourceContext,
  news: readonly ObservationInput[],
): Promise<ObservationInput[]> {
  const now = context.clock.now();
  const ours = new Set(news.map(({ key }) => key));
  const left: ObservationInput[] = [];
  for (const kind of ENDING) {
    for (const one of await collect(context.open(kind))) {
      if (!ours.has(one.key)) {
        left.push({ ...one, version: now, ended: true, endedAt: now });
      }
    }
  }
  return left;
}

/** Reports a past, in order of time, as if each day had been learnt at its end. */
async function reportPast(
  context: SourceContext,
  past: readonly ObservationInput[],
): Promise<void> {
  const days = new Map<number, ObservationInput[]>();
  for (const one of past) {
    const day = Math.floor(one.version / DAY_MS);
    const known = days.get(day);
    if (known) known.push(one);
    else days.set(day, [one]);
  }
  for (const [day, observations] of days) {
    const learntAt = Math.min((day + 1) * DAY_MS - 1, context.clock.now());
    await context.report(observations, { learntAt: instant(learntAt) });
  }
}

/** Reports what is left, and with the last of it the cursor once all others are durable. */
async function reportLast(
  context: SourceContext,
  pending: readonly ObservationInput[],
  cursor: Cursor,
): Promise<void> {
  const last = pending.at(-1);
  if (!last) return;
  if (pending.length > 1) await context.report(pending.slice(0, -1));
  await context.flush();
  await context.report([last], { cursor });
}

/** Another company was told about before: what is left of it ends. */
async function endOthers(
  context: SourceContext,
  options: {
    ours: ReadonlySet<string>;
    open: readonly Observation[];
  },
): Promise<void> {
  const now = context.clock.now();
  const { ours } = options;
  const left = [
    ...options.open,
    ...(await collect(context.open('rollout'))),
  ].flatMap((one): ObservationInput[] => {
    if (one.kind !== 'presence' && one.kind !== 'rollout') return [];
    if (ours.has(one.body.incarnation)) return [];
    const { key, at, target } = one;
    const common = { key, at, target, version: now, ended: true };
    return one.kind === 'presence'
      ? [{ ...common, kind: 'presence', endedAt: now, body: one.body }]
      : [
          {
            ...common,
            kind: 'rollout',
            endedAt: null,
            body: { ...one.body, outcome: 'unknown' },
          },
        ];
  });
  if (left.length > 0) await context.report(left);
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
