import {
  setImmediate as breathe,
  setTimeout as sleep,
} from 'node:timers/promises';
import { DAY_MS, type Problem } from '@landfall/backstage-plugin-fleet-common';
import {
  SourceError,
  type Look,
  type Observation,
  type ObservationInput,
  type Scope,
  type Source,
  type SourceContext,
} from '@landfall/backstage-plugin-fleet-node';
import { z } from 'zod';
import { createCompany } from './company/company';
import { CLUSTERS } from './company/places';
import type { Company, CompanyOptions, DemoWorkload } from './company/types';
import { Life } from './life/life';
import { incarnationOf } from './life/observe';

/** The made-up company and how much of its past is told. */
export interface DemoOptions extends CompanyOptions {
  /** Days of history. */
  days: number;
}

/** Identity of the source. */
const DEMO_SOURCE = 'demo';

/** Raise it when the company changes so that what was told before is no longer true. */
const GENERATION = 1;
/** Observations that are handed over at once. */
const CHUNK = 500;

const cursorSchema = z.object({
  /** Which company was told about. */
  company: z.string(),
  /** First day of its history, days since the epoch. */
  fromDay: z.number(),
  /** Until when, ms since the epoch. */
  until: z.number(),
});

const WHOLE: Look = { complete: true, problems: [] };
const PARTIAL: Look = {
  complete: false,
  problems: [
    {
      text: 'The role may not list replicasets in demo-lab (made up).',
      fix: 'In a real cluster: add the verbs list and watch on replicasets of the group apps to the ClusterRole.',
    },
  ],
};

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
    observes: ['rollout', 'presence', 'operation', 'outage'],
    demo: true,
    problems,
    scopes: wanted.company
      ? createScopes({ ...withGeneration(wanted.company), tickMs })
      : [],
  };
}

function createScopes(options: DemoOptions & { tickMs: number }): Scope[] {
  const company = createCompany(options);
  return Object.values(CLUSTERS).map(cluster =>
    createScope(cluster, company, options),
  );
}

/** The company that {@link createDemoSource} tells about. */
export function createDemoCompany(options: DemoOptions): Company {
  return createCompany(withGeneration(options));
}

function withGeneration(options: DemoOptions): DemoOptions {
  return { ...options, seed: `${options.seed} ${GENERATION}` };
}

function createScope(
  cluster: string,
  company: Company,
  options: DemoOptions & { tickMs: number },
): Scope {
  const workloads = company.workloads.filter(
    one => one.target.cluster === cluster,
  );
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
        const teller = await openTeller(context, workloads, options);
        await teller.tell();
        return cluster === CLUSTERS.lab ? PARTIAL : WHOLE;
      },
    };
  }
  return {
    scope: cluster,
    mode: 'watch',
    intervalSeconds: 20,
    run: async context => {
      const teller = await openTeller(context, workloads, options);
      while (!context.signal.aborted) {
        await teller.tell();
        await context.seen(WHOLE);
        await pause(options.tickMs, context.signal);
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

/** What tells the news of one cluster, from where it was left. */
async function openTeller(
  context: SourceContext,
  workloads: readonly DemoWorkload[],
  options: DemoOptions,
): Promise<{ tell(): Promise<void> }> {
  const { seed, days } = options;
  const id = JSON.stringify([seed, options.teams, options.services]);
  const parsed = cursorSchema.safeParse(context.cursor);
  const before =
    parsed.success && parsed.data.company === id ? parsed.data : undefined;
  const wanted = Math.floor(context.clock.now() / DAY_MS) - days + 1;
  const fromDay = Math.min(before?.fromDay ?? Infinity, wanted);
  const open = await collect(context.open('presence'));
  if (!before) await endOthers(context, { seed, workloads, open });
  const life = new Life({
    observer: { seed, fingerprint: text => context.fingerprint(text) },
    workloads,
    fromDay,
    told: open,
  });
  // Where more of the past is wanted than was told, all is told again: nothing is recorded twice.
  let since = before && before.fromDay === fromDay ? before.until : undefined;
  return {
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
      const last = pending.pop();
      if (last) {
        if (pending.length > 0) await context.report(pending);
        await context.flush();
        await context.report([last], {
          cursor: { company: id, fromDay, until: now },
        });
      }
      since = now;
    },
  };
}

/** Another company was told about before: what is left of it ends. */
async function endOthers(
  context: SourceContext,
  options: {
    seed: string;
    workloads: readonly DemoWorkload[];
    open: readonly Observation[];
  },
): Promise<void> {
  const now = context.clock.now();
  const ours = new Set(
    options.workloads.map(one => incarnationOf(options.seed, one)),
  );
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
