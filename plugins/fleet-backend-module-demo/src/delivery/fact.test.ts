import fc from 'fast-check';
import { Timeline, type Fact } from './fact';

/** A fact whose version tells which of its turns was taken last. */
function factWith(key: string, turns: readonly number[]): Fact {
  return {
    turns,
    after: turn => ({
      kind: 'page',
      key,
      version: turn,
      at: turns[0],
      ended: true,
      endedAt: turns[0],
      body: { urgency: 'low', incident: null },
    }),
  };
}

const instants = fc.integer({ min: 0, max: 1_000 });
const turnsOfFact = fc.uniqueArray(instants, { minLength: 1, maxLength: 4 });

describe('a timeline', () => {
  it('tells the last state of every fact that has begun, however often somebody looks', () => {
    fc.assert(
      fc.property(
        fc.array(turnsOfFact, { maxLength: 20 }),
        fc.array(instants, { maxLength: 10 }),
        instants,
        (all, looks, end) => {
          const facts = all.map((turns, at) =>
            factWith(
              String(at),
              [...turns].sort((a, b) => a - b),
            ),
          );
          const timeline = new Timeline({ facts, since: -Infinity });
          const seen = new Map<string, number>();
          const ordered = [...looks.filter(look => look < end), end].sort(
            (a, b) => a - b,
          );
          for (const look of ordered) {
            for (const { key, version } of timeline.take(look)) {
              expect(version).toBeGreaterThan(seen.get(key) ?? -1);
              seen.set(key, version);
            }
          }
          const expected = facts.flatMap(({ turns }, at) => {
            const last = turns.findLast(turn => turn <= end);
            return last === undefined ? [] : [[String(at), last]];
          });
          expect(Object.fromEntries(seen)).toEqual(
            Object.fromEntries(expected),
          );
        },
      ),
    );
  });

  it('tells in order of time, and nothing that was told before', () => {
    const facts = [
      factWith('a', [5, 30]),
      factWith('b', [20]),
      factWith('c', [10]),
    ];
    const timeline = new Timeline({ facts, since: 5 });
    expect(timeline.take(25).map(({ key }) => key)).toEqual(['c', 'b']);
    expect(timeline.take(25)).toEqual([]);
    expect(timeline.take(30)).toMatchObject([{ key: 'a', version: 30 }]);
  });

  it('never comes to what never happens', () => {
    const timeline = new Timeline({
      facts: [factWith('open', [1, Infinity])],
      since: -Infinity,
    });
    expect(timeline.take(Number.MAX_SAFE_INTEGER)).toMatchObject([
      { version: 1 },
    ]);
  });
});
