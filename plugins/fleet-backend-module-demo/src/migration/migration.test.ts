import {
  DAY_MS,
  migrationDefinitionSchema,
} from '@landfall/backstage-plugin-fleet-common';
import { observationSchema } from '@landfall/backstage-plugin-fleet-node';
import fc from 'fast-check';
import { createDemoCompany } from '../source';
import { migrationsOf } from './definitions';
import { journeysOf, type Journey } from './journey';
import { createStory } from './story';
import { toldOf } from './tellers';

const OPTIONS = { seed: 'landfall', teams: 20, services: 200, days: 90 };
const FRIDAY = Date.UTC(2026, 10, 20, 14);
const company = createDemoCompany(OPTIONS);
const { seed } = OPTIONS;

/** How far a service has come at an instant, by what was done about it. */
function progressOf(journey: Journey, now: number): string {
  if (journey.bornOnHeliosAt === null) return 'born on Kubernetes';
  if (journey.removedAt + DAY_MS <= now) return 'gone for a day';
  if (journey.fullAt <= now) return 'all on Kubernetes';
  if (journey.servingAt <= now) return 'on both';
  return journey.createdAt <= now ? 'created' : 'on Helios';
}

describe('the migrations of the made-up company', () => {
  it.each([
    ['the usual', OPTIONS],
    ['the large', { ...OPTIONS, teams: 200, services: 2_000 }],
    ['the smallest', { ...OPTIONS, teams: 1, services: 1 }],
  ])('are defined as the contract wants it for %s company', (_, options) => {
    const migrations = migrationsOf(createDemoCompany(options), FRIDAY);
    expect(migrations.map(one => one.id)).toEqual([
      'helios-to-kubernetes',
      'rpc-to-grpc',
    ]);
    for (const migration of migrations) {
      const parsed = migrationDefinitionSchema.parse(migration);
      expect(parsed.target > parsed.start).toBe(true);
      const backwards = parsed.waves.filter(
        ({ start, end }) => start && end && end <= start,
      );
      expect(backwards).toEqual([]);
    }
  });

  it('put every system into one wave, and have all waves', () => {
    for (const { waves = [] } of migrationsOf(company, FRIDAY)) {
      const systems = waves.flatMap(
        wave => (wave.match['spec.system'] as { $in: string[] }).$in,
      );
      expect(new Set(systems).size).toBe(systems.length);
      expect(systems).toHaveLength(
        new Set(company.services.map(one => one.system)).size,
      );
    }
    expect(migrationsOf(company, FRIDAY)[0].waves).toHaveLength(8);
  });

  it('are two thirds through, with services at every step', () => {
    const journeys = journeysOf({ seed, company, startedAt: FRIDAY });
    const counts = new Map<string, number>();
    for (const journey of journeys.values()) {
      const progress = progressOf(journey, FRIDAY);
      counts.set(progress, (counts.get(progress) ?? 0) + 1);
    }
    const moving = journeys.size - (counts.get('born on Kubernetes') ?? 0);
    const done = (counts.get('gone for a day') ?? 0) / moving;
    expect(done).toBeGreaterThan(0.58);
    expect(done).toBeLessThan(0.7);
    for (const progress of ['all on Kubernetes', 'on both', 'on Helios']) {
      expect(counts.get(progress)).toBeGreaterThan(9);
    }
    expect(counts.get('created')).toBeGreaterThan(2);
    const born = [...journeys.values()].filter(one => one.bornOnHeliosAt);
    expect(born.length).toBeGreaterThan(2);
  });

  it('go on while somebody looks, and end with those that are stuck', () => {
    const journeys = [
      ...journeysOf({ seed, company, startedAt: FRIDAY }).values(),
    ];
    const stepsUntil = (hours: number) =>
      journeys.flatMap(({ createdAt, servingAt, fullAt, removedAt }) =>
        [createdAt, servingAt, fullAt, removedAt, removedAt + DAY_MS].filter(
          at => at > FRIDAY && at <= FRIDAY + hours * 3_600_000,
        ),
      ).length;
    expect(stepsUntil(1)).toBeGreaterThan(5);
    expect(stepsUntil(6)).toBeGreaterThan(stepsUntil(1) + 15);
    expect(journeys.some(one => one.removedAt === Infinity)).toBe(true);
  });

  it('are the same for the same seed and hour, and others for another seed', () => {
    const told = (of: string) => {
      const story = createStory({ seed: of, company, startedAt: FRIDAY });
      const { services } = company;
      return JSON.stringify([
        story.workloads,
        toldOf('traffic', { seed: of, services, story }),
        toldOf('tests', { seed: of, services, story }),
      ]);
    };
    expect(told('a')).toBe(told('a'));
    expect(told('a')).not.toBe(told('b'));
  });

  it('take their steps in order, whatever the seed and the day', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(3_000), (of, day) => {
        const startedAt = Date.UTC(2026, 0, 1) + day * DAY_MS;
        const story = createStory({ seed: of, company, startedAt });
        for (const journey of story.journeys.values()) {
          const { createdAt, servingAt, fullAt, removedAt, shares } = journey;
          const steps = [createdAt, servingAt, fullAt, removedAt];
          // Infinite ones compare as well, but differ by nothing that is a number.
          const isOrdered = (list: readonly number[]) =>
            list.every((at, index) => index === 0 || list[index - 1] <= at);
          expect(isOrdered(steps)).toBe(true);
          expect(isOrdered(shares.map(({ at }) => at))).toBe(true);
        }
        for (const { life } of story.workloads) {
          if (!life) continue;
          expect(life.createdAt).toBeLessThanOrEqual(life.servingAt);
          expect(life.createdAt).toBeLessThanOrEqual(life.removedAt);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('are told in observations that the ledger accepts, none of which ends before it begins', () => {
    const story = createStory({ seed, company, startedAt: FRIDAY });
    const { services } = company;
    const all = [
      ...toldOf('traffic', { seed, services, story }),
      ...toldOf('tests', { seed, services, story }),
    ];
    expect(all.length).toBeGreaterThan(500);
    const negative = all
      .map(one => observationSchema.parse(one))
      .filter(one => one.kind === 'traffic' && one.body.since < one.at);
    expect(negative).toEqual([]);
  });
});
