import { instant } from '@landfall/backstage-plugin-fleet-common';
import {
  targetKey,
  type ObservationInput,
} from '@landfall/backstage-plugin-fleet-node';
import fc from 'fast-check';
import type { Knex } from 'knex';
import { eachDatabase } from '../database/testing';
import { createLedger } from './ledger';
import { peekMarks, removeMarks } from './marks';
import { presence, rollout, targetOf, TestClock } from './testing';
import type { Batch, Ledger } from './types';

const RUNS = Number(process.env.LEDGER_PROPERTY_RUNS ?? 25);
const workloads = ['cart', 'basket', 'search'];
const targets = workloads.map(name => targetKey(targetOf(name)));

/** What one fact looked like over time: its versions, of which the last may be its end. */
const fact = fc.record({
  kind: fc.constantFrom('rollout' as const, 'presence' as const),
  workload: fc.constantFrom(...workloads),
  at: fc.integer({ min: 1, max: 1_000 }),
  atEstimated: fc.boolean(),
  states: fc.array(fc.constantFrom('a', 'b', 'c'), {
    minLength: 1,
    maxLength: 4,
  }),
  ends: fc.boolean(),
});
type Fact = typeof fact extends fc.Arbitrary<infer T> ? T : never;

function versionsOf(given: Fact, index: number): ObservationInput[] {
  const { kind, workload, at, atEstimated, states, ends } = given;
  return states.map((state, i) => {
    const ended = ends && i === states.length - 1;
    const common = {
      workload,
      key: `fact/${index}`,
      version: i + 1,
      at,
      ended,
      endedAt: ended ? at + 50 : null,
      estimated: { at: atEstimated, endedAt: false },
    };
    return kind === 'rollout'
      ? rollout({ ...common, body: { reason: state } })
      : presence({
          ...common,
          body: { since: at + i, labels: { state } },
        });
  });
}

/** Facts, their versions in any order with some more than once, cut into batches of which some crash before their commit. */
const history = fc
  .array(fact, { minLength: 1, maxLength: 8 })
  .map(facts => facts.flatMap(versionsOf))
  .chain(events =>
    fc.record({
      events: fc.constant(events),
      shuffled: fc
        .tuple(
          fc.shuffledSubarray(events, { minLength: events.length }),
          fc.shuffledSubarray(events),
        )
        .map(([all, again]) => [...all, ...again]),
      cuts: fc.array(
        fc.record({
          size: fc.integer({ min: 1, max: 6 }),
          crashes: fc.boolean(),
        }),
        { minLength: 1, maxLength: 6 },
      ),
    }),
  );

/** A database whose transactions all fail at the last moment. */
function crashing(database: Knex): Knex {
  return new Proxy(database, {
    get: (target, property) =>
      property === 'transaction'
        ? (work: (transaction: Knex.Transaction) => Promise<unknown>) =>
            target.transaction(async transaction => {
              await work(transaction);
              throw new Error('killed');
            })
        : Reflect.get(target, property),
  });
}

function* batches<T>(
  items: readonly T[],
  cuts: readonly { size: number; crashes: boolean }[],
): Generator<{ batch: T[]; crashes: boolean }> {
  for (let start = 0, n = 0; start < items.length; n += 1) {
    const { size, crashes } = cuts[n % cuts.length];
    yield { batch: items.slice(start, start + size), crashes };
    start += size;
  }
}

describe('whatever happens while recording', () => {
  eachDatabase(under => {
    // Many histories take longer than one.
    jest.setTimeout(240_000);
    let database: Knex;
    let clock: TestClock;
    let ledger: Ledger;
    let scopes = 0;

    beforeAll(async () => {
      database = await under.open();
      clock = new TestClock();
      ledger = createLedger({ database, clock });
    });

    /** What the newest versions of all facts of a scope say, or what was known then; not which version said it first. */
    const stateOf = async (scope: string, asOf?: number) => {
      const found = [];
      for (const kind of ['rollout', 'presence'] as const) {
        found.push(
          ...(await ledger.observations({
            kind,
            targets,
            ...(asOf === undefined ? {} : { asOf: instant(asOf) }),
          })),
        );
      }
      return found
        .filter(observation => observation.scope === scope)
        .map(({ seq, version, recordedAt, scope: _, ...rest }) => rest);
    };
    const nextScope = () => {
      scopes += 1;
      return `scope-${scopes}`;
    };
    const cleanPass = async (events: readonly ObservationInput[]) => {
      const scope = nextScope();
      await ledger.record({ source: 's', scope, observations: events });
      return stateOf(scope);
    };
    const takeMarks = async () => {
      const marks = await peekMarks(database, { limit: 1_000 });
      await removeMarks(
        database,
        marks.map(({ id }) => id),
      );
      return marks;
    };

    const dieRecording = async (batch: Batch) => {
      const before = await stateOf(batch.scope);
      const dying = createLedger({ database: crashing(database), clock });
      await expect(dying.record(batch)).rejects.toThrow('killed');
      expect(await stateOf(batch.scope)).toEqual(before);
      expect(await takeMarks()).toEqual([]);
    };

    it('the outcome is that of one clean pass, nothing is lost or there twice, and every change is marked', async () => {
      await fc.assert(
        fc.asyncProperty(history, async ({ events, shuffled, cuts }) => {
          const expected = await cleanPass(events);
          const scope = nextScope();
          await takeMarks();
          for (const { batch, crashes } of batches(shuffled, cuts)) {
            clock.time += 1;
            const given = {
              source: 's',
              scope,
              observations: batch,
              cursor: clock.time,
            };
            await (crashes ? dieRecording(given) : undefined);
            const before = await stateOf(scope);
            const result = await ledger.record(given);
            expect(result.added + result.amended + result.unchanged).toBe(
              batch.length,
            );
            expect(await ledger.cursor({ source: 's', scope })).toBe(
              clock.time,
            );

            const after = await stateOf(scope);
            const marks = await takeMarks();
            const changed = after.filter(
              now =>
                !before.some(
                  then => JSON.stringify(then) === JSON.stringify(now),
                ),
            );
            for (const { target, at, body } of changed) {
              const from = 'since' in body ? body.since : at;
              expect(
                marks.some(
                  ({ subject, earliest }) =>
                    'target' in subject &&
                    subject.target === targetKey(target) &&
                    earliest <= from,
                ),
              ).toBe(true);
            }
          }
          expect(await stateOf(scope)).toEqual(expected);
          expect(
            (await ledger.scopes()).find(held => held.scope === scope),
          ).toMatchObject({ observations: expected.length });

          const again = await ledger.record({
            source: 's',
            scope,
            observations: shuffled,
          });
          expect(again).toMatchObject({ added: 0, amended: 0 });
          expect(await takeMarks()).toEqual([]);
        }),
        { numRuns: RUNS },
      );
    });

    it('what was known then stays what was known then', async () => {
      await fc.assert(
        fc.asyncProperty(history, async ({ shuffled, cuts }) => {
          const scope = nextScope();
          const known: { asOf: number; state: unknown }[] = [];
          for (const { batch } of batches(shuffled, cuts)) {
            clock.time += 10;
            await ledger.record({ source: 's', scope, observations: batch });
            known.push({ asOf: clock.time, state: await stateOf(scope) });
          }
          for (const { asOf, state } of known) {
            expect(await stateOf(scope, asOf)).toEqual(state);
            expect(await stateOf(scope, asOf + 9)).toEqual(state);
          }
        }),
        { numRuns: RUNS },
      );
    });

    it('several that record the same at once come to the same as one', async () => {
      await fc.assert(
        fc.asyncProperty(history, async ({ events, shuffled, cuts }) => {
          const expected = await cleanPass(events);
          const scope = nextScope();
          await Promise.all(
            [shuffled, [...shuffled].reverse(), events].map(async order => {
              for (const { batch } of batches(order, cuts)) {
                await ledger.record({
                  source: 's',
                  scope,
                  observations: batch,
                });
              }
            }),
          );
          expect(await stateOf(scope)).toEqual(expected);
        }),
        { numRuns: RUNS },
      );
    });
  });
});
