import { mockServices } from '@backstage/backend-test-utils';
import type { JsonValue } from '@backstage/types';
import {
  DAY_MS,
  instant,
  KUBERNETES_ID,
} from '@landfall/backstage-plugin-fleet-common';
import {
  observationSchema,
  targetKey,
  type Look,
  type Observation,
  type ObservationInput,
  type SourceContext,
} from '@landfall/backstage-plugin-fleet-node';
import { companyEntities } from './catalog/entities';
import {
  createDemoCompany,
  createDemoSource,
  type DemoOptions,
} from './source';

jest.setTimeout(180_000);

const OPTIONS: DemoOptions = {
  seed: 'landfall',
  teams: 20,
  services: 200,
  days: 90,
};
/** The same with less of a past, where that does not matter. */
const SHORT: DemoOptions = { ...OPTIONS, days: 15 };
/** And with fewer services. */
const SMALL: DemoOptions = { ...SHORT, services: 40 };
const FRIDAY = Date.UTC(2026, 10, 20, 14, 3);

/** A ledger in memory: what was reported, and how often something was new. */
class Memory {
  readonly newest = new Map<string, Observation>();
  readonly changedAfterEnd: string[] = [];
  cursor: JsonValue | undefined;
  news = 0;

  context(options: {
    now: () => number;
    signal?: AbortSignal;
    onSeen?: (look: Look) => void;
    failAfter?: number;
  }): SourceContext {
    const { now, signal, onSeen, failAfter = Infinity } = options;
    let learntUntil = -Infinity;
    const report = async (
      observations: readonly ObservationInput[],
      given?: { cursor?: JsonValue; learntAt?: number },
    ) => {
      const learntAt = given?.learntAt ?? learntUntil;
      if (learntAt < learntUntil) throw new Error('Learnt in the wrong order');
      learntUntil = learntAt;
      for (const input of observations) {
        if (this.news >= failAfter) throw new Error('killed');
        this.take(observationSchema.parse(input));
      }
      if (given?.cursor !== undefined) this.cursor = given.cursor;
    };
    const newest = this.newest;
    return {
      report,
      flush: async () => {},
      cursor: this.cursor,
      async *open(kind) {
        for (const one of newest.values()) {
          if (one.kind === kind && !one.ended) yield one;
        }
      },
      seen: async told => onSeen?.(told),
      fingerprint: text => `fingerprint of ${text}`,
      signal: signal ?? new AbortController().signal,
      logger: mockServices.logger.mock(),
      clock: { now: () => instant(now()) },
    };
  }

  private take(observation: Observation) {
    const before = this.newest.get(observation.key);
    if (before && JSON.stringify(before) === JSON.stringify(observation))
      return;
    if (before?.ended && observation.correction === undefined) {
      // As the ledger does: what ended stays.
      this.changedAfterEnd.push(observation.key);
      return;
    }
    // Told again by whoever was killed: older than what is known.
    if (before && before.version > observation.version) return;
    this.newest.set(observation.key, observation);
    this.news += 1;
  }
}

/** Lets one scope look at the given instants, as one run. */
async function look(
  memory: Memory,
  options: {
    scope: string;
    at: readonly number[];
    failAfter?: number;
    demo?: DemoOptions;
  },
): Promise<void> {
  const { at, failAfter } = options;
  const scope = createDemoSource({
    company: options.demo ?? SHORT,
    tickMs: 0,
  }).scopes.find(one => one.scope === options.scope);
  const stop = new AbortController();
  let turn = 0;
  const context = memory.context({
    now: () => at[Math.min(turn, at.length - 1)],
    signal: stop.signal,
    failAfter,
    onSeen: () => {
      turn += 1;
      if (turn === at.length) stop.abort();
    },
  });
  await scope?.run(context);
}

function rollouts(memory: Memory) {
  return [...memory.newest.values()].flatMap(one =>
    one.kind === 'rollout' ? [one] : [],
  );
}

describe('the company', () => {
  const company = createDemoCompany(OPTIONS);

  it('has as many teams and services as wanted, each once', () => {
    expect(new Set(company.teams.map(one => one.name)).size).toBe(20);
    expect(new Set(company.services.map(one => one.name)).size).toBe(200);
  });

  it('grows by configuration, and stays within the rules of names', () => {
    const large = createDemoCompany({
      ...OPTIONS,
      teams: 200,
      services: 2000,
    });
    expect(new Set(large.teams.map(one => one.name)).size).toBe(200);
    expect(new Set(large.services.map(one => one.name)).size).toBe(2000);
    for (const { name } of [...large.teams, ...large.services]) {
      expect(name).toMatch(/^[a-z0-9-]{1,63}$/);
    }
  });

  it('is another one with another seed, and the same with the same', () => {
    expect(createDemoCompany(OPTIONS)).toEqual(company);
    expect(createDemoCompany({ ...OPTIONS, seed: 'other' })).not.toEqual(
      company,
    );
  });

  it('has something for every page: nested teams, one without services, services that nobody sees, workloads of nobody', () => {
    const owners = new Set(company.services.map(one => one.team));
    expect(company.teams.some(one => one.parent && !owners.has(one.name))).toBe(
      true,
    );
    expect(company.services.filter(one => !one.seen)).toHaveLength(5);
    expect(company.services.some(one => one.name.length > 45)).toBe(true);
    const entities = companyEntities(company);
    const ids = entities
      .filter(one => one.kind === 'Component')
      .map(one => one.metadata.annotations?.[KUBERNETES_ID]);
    const claims = (label: string | undefined) =>
      ids.filter(id => id === label).length;
    const byClaims = company.workloads
      .filter(one => one.target.platform === 'kubernetes')
      .map(one => claims(one.labels[KUBERNETES_ID]));
    expect(byClaims.filter(count => count === 0)).toHaveLength(3);
    expect(byClaims.filter(count => count === 2)).toHaveLength(1);
  });

  it('names owners, parents and systems that are there', () => {
    const entities = companyEntities(company);
    const names = new Set(
      entities.map(one => `${one.kind}:${one.metadata.name}`),
    );
    expect(names.size).toBe(entities.length);
    for (const { spec } of entities) {
      const named = [
        ['owner', 'Group'],
        ['parent', 'Group'],
        ['system', 'System'],
      ].flatMap(([key, kind]) =>
        spec?.[key] === undefined ? [] : [`${kind}:${spec[key]}`],
      );
      expect(named.filter(name => !names.has(name))).toEqual([]);
    }
  });
});

describe('the source', () => {
  it('runs what was last rolled out well, not what failed or is on its way', async () => {
    const memory = new Memory();
    // Where a rollout that hangs is not looked after, so that there always is one.
    await look(memory, { scope: 'demo-staging', at: [FRIDAY], demo: OPTIONS });
    const good = new Map<string, { revision: number; images: unknown }>();
    const newest = new Map<string, number>();
    for (const { target, body } of rollouts(memory)) {
      const key = targetKey(target);
      newest.set(key, Math.max(newest.get(key) ?? 0, body.revision));
      if (
        body.outcome === 'succeeded' &&
        body.revision > (good.get(key)?.revision ?? 0)
      ) {
        good.set(key, body);
      }
    }
    const running = [...memory.newest.values()].flatMap(one =>
      one.kind === 'presence' && !one.ended ? [one] : [],
    );
    for (const { target, body } of running) {
      expect(body.images).toEqual(good.get(targetKey(target))?.images);
    }
    expect(
      [...newest].some(
        ([key, revision]) => good.get(key)?.revision !== revision,
      ),
    ).toBe(true);
  });

  it('tells a history that the ledger accepts, of the wanted length and without contradictions', async () => {
    const memory = new Memory();
    await look(memory, { scope: 'demo-eu', at: [FRIDAY], demo: OPTIONS });
    const found = rollouts(memory);
    expect(found.length).toBeGreaterThan(1500);
    const inWindow = found.filter(one => one.at > FRIDAY - 91 * DAY_MS);
    expect(inWindow.length).toBeGreaterThan(found.length * 0.8);
    const outcomes = new Set(found.map(one => one.body.outcome));
    expect(outcomes).toEqual(
      new Set(
        ['succeeded', 'failed', 'superseded'].concat(
          found.some(one => !one.ended) ? ['in_progress'] : [],
        ),
      ),
    );
    const ordered = found.sort((one, other) => one.at - other.at);
    const following = ordered.flatMap((one, at) => {
      const next = ordered
        .slice(at + 1)
        .find(other => other.target.workload === one.target.workload);
      return next ? [{ one, next }] : [];
    });
    // On one target one rollout ends before the next one starts, or by it.
    const contradictions = following.filter(
      ({ one, next }) =>
        one.endedAt === null ||
        one.endedAt > next.at ||
        one.body.revision >= next.body.revision,
    );
    expect(contradictions).toEqual([]);
  });

  it('rolls back to what ran before', async () => {
    const memory = new Memory();
    await look(memory, { scope: 'demo-eu', at: [FRIDAY], demo: OPTIONS });
    const found = rollouts(memory).sort((a, b) => a.at - b.at);
    const troubled = found.filter(
      one => one.body.crashLoopingSince && one.body.outcome === 'superseded',
    );
    expect(troubled.length).toBeGreaterThan(5);
    for (const bad of troubled) {
      const own = found.filter(
        one => one.target.workload === bad.target.workload,
      );
      const at = own.indexOf(bad);
      const good = own
        .slice(0, at)
        .findLast(one => one.body.outcome === 'succeeded');
      expect(own[at + 1].body.images).toEqual(good?.body.images);
      expect(own[at + 1].body.configuration).toBe(good?.body.configuration);
    }
  });

  it('tells nothing twice after a restart', async () => {
    const memory = new Memory();
    await look(memory, { scope: 'demo-eu', at: [FRIDAY] });
    const { news } = memory;
    await look(memory, { scope: 'demo-eu', at: [FRIDAY + 1] });
    expect(memory.news).toBe(news);
    expect(memory.changedAfterEnd).toEqual([]);
  });

  it('tells the same whether it looked all day or came back in the evening', async () => {
    const evening = FRIDAY + 6 * 3_600_000;
    const steady = new Memory();
    const hours = Array.from({ length: 13 }, (_, i) => FRIDAY + i * 1_800_000);
    await look(steady, { scope: 'demo-eu', at: hours });
    const back = new Memory();
    await look(back, { scope: 'demo-eu', at: [FRIDAY] });
    const { news } = back;
    await look(back, { scope: 'demo-eu', at: [evening] });
    expect(back.news).toBeGreaterThan(news);
    const facts = (memory: Memory) =>
      [...memory.newest.values()]
        .filter(one => one.kind !== 'presence')
        .sort((a, b) => a.key.localeCompare(b.key));
    expect(facts(back)).toEqual(facts(steady));
    expect([...steady.changedAfterEnd, ...back.changedAfterEnd]).toEqual([]);
  });

  it('goes on over midnight', async () => {
    const memory = new Memory();
    await look(memory, { scope: 'demo-eu', at: [FRIDAY] });
    await look(memory, { scope: 'demo-eu', at: [FRIDAY + 4 * DAY_MS] });
    const newest = Math.max(...rollouts(memory).map(one => one.at));
    expect(newest).toBeGreaterThan(FRIDAY + 3 * DAY_MS);
    const first = Math.min(
      ...rollouts(memory)
        .map(one => one.at)
        .filter(at => at > FRIDAY - 16 * DAY_MS),
    );
    expect(first).toBeLessThan(FRIDAY - 12 * DAY_MS);
  });

  it('tells more of the past when more is wanted', async () => {
    const memory = new Memory();
    await look(memory, { scope: 'demo-eu', at: [FRIDAY] });
    const before = rollouts(memory).length;
    const { news } = memory;
    await look(memory, {
      scope: 'demo-eu',
      at: [FRIDAY + 1],
      demo: { ...SHORT, days: 25 },
    });
    expect(rollouts(memory).length).toBeGreaterThan(before);
    expect(memory.news).toBeGreaterThan(news);
  });

  it('loses nothing when it is killed in the middle of the history', async () => {
    const killed = new Memory();
    await expect(
      look(killed, { scope: 'demo-us', at: [FRIDAY], failAfter: 300 }),
    ).rejects.toThrow('killed');
    await look(killed, { scope: 'demo-us', at: [FRIDAY] });
    const whole = new Memory();
    await look(whole, { scope: 'demo-us', at: [FRIDAY] });
    expect([...killed.newest.keys()].sort()).toEqual(
      [...whole.newest.keys()].sort(),
    );
  });

  it('shows what a gap leaves behind', async () => {
    const memory = new Memory();
    await look(memory, { scope: 'demo-us', at: [FRIDAY], demo: OPTIONS });
    const found = rollouts(memory).filter(one => one.backfilled);
    expect(found.length).toBeGreaterThan(0);
    expect(found.every(one => one.estimated.at)).toBe(true);
  });

  it('ends what is left of another company', async () => {
    const memory = new Memory();
    await look(memory, { scope: 'demo-eu', at: [FRIDAY] });
    await look(memory, {
      scope: 'demo-eu',
      at: [FRIDAY + 60_000],
      demo: { ...SHORT, seed: 'other', services: 20 },
    });
    const present = [...memory.newest.values()].filter(
      one => one.kind === 'presence' && !one.ended,
    );
    expect(present.length).toBeGreaterThan(0);
    expect(present.length).toBeLessThan(40);
  });

  it('tells of code, of those on call and of processors, and nothing twice after a restart', async () => {
    for (const scope of ['demo-git', 'demo-oncall', 'demo-metrics']) {
      const memory = new Memory();
      await look(memory, { scope, at: [FRIDAY], demo: SMALL });
      const { news } = memory;
      expect(news).toBeGreaterThan(20);
      await look(memory, { scope, at: [FRIDAY + 1], demo: SMALL });
      expect(memory.news).toBe(news);
      expect(memory.changedAfterEnd).toEqual([]);
    }
  });

  it('tells the same of code whether it looked all day or came back after a night', async () => {
    const morning = FRIDAY + 18 * 3_600_000;
    const steady = new Memory();
    const hours = Array.from({ length: 19 }, (_, i) => FRIDAY + i * 3_600_000);
    await look(steady, { scope: 'demo-git', at: hours, demo: SMALL });
    const back = new Memory();
    await look(back, { scope: 'demo-git', at: [FRIDAY], demo: SMALL });
    const { news } = back;
    await look(back, { scope: 'demo-git', at: [morning], demo: SMALL });
    expect(back.news).toBeGreaterThan(news);
    const facts = (memory: Memory) =>
      [...memory.newest.values()].sort((a, b) => a.key.localeCompare(b.key));
    expect(facts(back)).toEqual(facts(steady));
  });

  it('leaves no incident of another company open', async () => {
    const memory = new Memory();
    await look(memory, { scope: 'demo-oncall', at: [FRIDAY] });
    const open = () =>
      [...memory.newest.values()].filter(
        one => one.kind === 'incident' && !one.ended,
      );
    const before = open().map(({ key }) => key);
    expect(before.length).toBeGreaterThan(0);
    await look(memory, {
      scope: 'demo-oncall',
      at: [FRIDAY + 3_600_000],
      demo: { ...SHORT, seed: 'other', services: 20 },
    });
    const still = open().map(({ key }) => key);
    expect(still.filter(key => before.includes(key))).toEqual([]);
  });

  it('answers for the edge once, and then says what is wrong', async () => {
    const memory = new Memory();
    await look(memory, { scope: 'demo-edge', at: [FRIDAY] });
    expect(rollouts(memory).length).toBeGreaterThan(0);
    await expect(
      look(memory, { scope: 'demo-edge', at: [FRIDAY + 60_000] }),
    ).rejects.toThrow('does not answer');
  });
});
