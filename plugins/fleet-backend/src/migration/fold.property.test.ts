/* eslint-disable jest/no-conditional-expect -- a property asks of each change what applies to it */
import { instant } from '@landfall/backstage-plugin-fleet-common';
import * as fc from 'fast-check';
import { foldStanding } from './fold';
import { STAGES } from './fold/rungs';
import {
  DAY,
  HOUR,
  MINUTE,
  SERVICE,
  after,
  lives,
  seenLives,
  sight,
  tell,
  type Story,
} from './testing';
import type { Fact, FoldResult, FoldState, StandingValues } from './types';

const runs = { numRuns: Number(process.env.PROPERTY_RUNS ?? 150) };

function fold(
  story: Story,
  facts: readonly Fact[],
  until: number,
  state?: FoldState,
): FoldResult {
  return foldStanding({
    service: SERVICE,
    state,
    facts,
    until: after(until),
    environment: story.environment,
  });
}

function level({ stage }: StandingValues): number {
  return stage === null ? -1 : STAGES.indexOf(stage);
}

/** Folds with a stop at each of these moments, where the state is written down and read again. */
function foldInPieces(
  story: Story,
  stops: readonly number[],
  end: number,
): Omit<FoldResult, 'state'> & { state: FoldState } {
  const facts = story.sorted();
  const changes = [];
  let state: FoldState | undefined;
  let nextTimer = null;
  let from = 0;
  for (const stop of [...stops].sort((a, b) => a - b).concat(end)) {
    let to = from;
    while (to < facts.length && facts[to].learntAt <= after(stop)) to++;
    const result = fold(story, facts.slice(from, to), stop, state);
    changes.push(...result.changes);
    state = JSON.parse(JSON.stringify(result.state)) as FoldState;
    nextTimer = result.nextTimer;
    from = to;
  }
  if (!state) throw new Error('There is at least one piece');
  return { state, changes, nextTimer };
}

const moments = fc.array(fc.integer({ min: -DAY, max: 300 * DAY }), {
  maxLength: 8,
});

describe('folding, for any life of a service', () => {
  it('gives in pieces, whose states are kept as JSON, what it gives at once', () => {
    fc.assert(
      fc.property(lives, moments, (steps, stops) => {
        const { story, end } = tell(steps);
        const last = Math.max(end, ...stops) + 60 * DAY;
        const whole = fold(story, story.sorted(), last);
        const pieces = foldInPieces(story, stops, last);

        expect(pieces.changes).toEqual(whole.changes);
        expect(pieces.nextTimer).toEqual(whole.nextTimer);
        expect(pieces.state).toEqual(JSON.parse(JSON.stringify(whole.state)));
      }),
      runs,
    );
  });

  it('stops at every single fact and gives the same', () => {
    fc.assert(
      fc.property(lives, steps => {
        const { story, end } = tell(steps);
        const stops = story.facts.map(({ learntAt }) => learntAt - after(0));

        expect(foldInPieces(story, stops, end).changes).toEqual(
          fold(story, story.sorted(), end).changes,
        );
      }),
      runs,
    );
  });

  it('does not change what it was given', () => {
    fc.assert(
      fc.property(lives, fc.nat(100), (steps, cut) => {
        const { story, end } = tell(steps);
        const facts = story.sorted();
        const { learntAt } = facts[Math.min(cut, facts.length - 1)];
        const known = facts.filter(fact => fact.learntAt <= learntAt);
        const { state } = fold(story, known, learntAt - after(0));
        const before = JSON.stringify(state);
        fold(story, facts.slice(known.length), end, state);

        expect(JSON.stringify(state)).toBe(before);
      }),
      runs,
    );
  });

  it('knows at a moment what it will always have known then', () => {
    fc.assert(
      fc.property(lives, fc.integer({ min: 0, max: 200 * DAY }), (steps, t) => {
        const { story, end } = tell(steps);
        const then = fold(
          story,
          story.sorted().filter(fact => fact.learntAt <= after(t)),
          t,
        );
        const later = fold(story, story.sorted(), Math.max(end, t) + 60 * DAY);

        expect(
          later.changes.filter(change => change.learntAt <= after(t)),
        ).toEqual(then.changes);
      }),
      runs,
    );
  });

  it('makes nothing of hearing of the same again', () => {
    fc.assert(
      fc.property(lives, fc.nat(40), (steps, index) => {
        const { story, end } = tell(steps);
        const before = fold(story, story.sorted(), end).changes;
        const facts = story.sorted();
        const again = facts[Math.min(index, facts.length - 1)];
        const next = facts.find(fact => fact.learntAt > again.learntAt);
        // What was said of it later in the same moment is what holds.
        fc.pre(
          next !== undefined &&
            next.learntAt > again.learntAt + 1 &&
            again.kind !== 'definition' &&
            again.kind !== 'act' &&
            facts.filter(fact => fact.learntAt === again.learntAt).length === 1,
        );
        const doubled = [
          ...facts,
          { ...again, learntAt: instant(again.learntAt + 1), order: 10_000 },
        ].sort((a, b) => a.learntAt - b.learntAt || a.order - b.order);

        expect(fold(story, doubled, end).changes).toEqual(before);
      }),
      runs,
    );
  });

  it('has no negative span, and reached the rungs that it stands on in their order', () => {
    fc.assert(
      fc.property(lives, steps => {
        const { story, end } = tell(steps);
        let before = -Infinity;
        for (const change of fold(story, story.sorted(), end + 60 * DAY)
          .changes) {
          const { learntAt, at, values } = change;
          expect(learntAt).toBeGreaterThanOrEqual(before);
          before = learntAt;
          expect(at).toBeLessThanOrEqual(learntAt);
          expect(values.since).toBeLessThanOrEqual(learntAt);
          if (values.healthSince !== null) {
            expect(values.healthSince).toBeLessThanOrEqual(learntAt);
          }
          if (values.stage !== null && !values.override && !values.declared) {
            const climbed = STAGES.slice(0, level(values) + 1).flatMap(
              stage => values.reached[stage] ?? [],
            );
            expect(climbed).toEqual([...climbed].sort((a, b) => a - b));
            expect(climbed.at(-1)).toBe(values.since);
          }
        }
      }),
      runs,
    );
  });

  it('tells only real differences', () => {
    fc.assert(
      fc.property(lives, steps => {
        const { story, end } = tell(steps);
        const { changes } = fold(story, story.sorted(), end + 60 * DAY);
        for (let i = 1; i < changes.length; i++) {
          expect(changes[i].values).not.toEqual(changes[i - 1].values);
        }
      }),
      runs,
    );
  });

  it('has a next moment to look again only ahead', () => {
    fc.assert(
      fc.property(lives, steps => {
        const { story, end } = tell(steps);
        const { nextTimer } = fold(story, story.sorted(), end);
        expect(nextTimer ?? Infinity).toBeGreaterThan(after(end));
      }),
      runs,
    );
  });
});

describe('the ladder, for any life that is seen', () => {
  it('goes down only after the time of a fall-back', () => {
    fc.assert(
      fc.property(seenLives, steps => {
        const { story, end } = tell(steps);
        const { changes } = fold(story, story.sorted(), end + 60 * DAY);
        for (const { learntAt, at, move } of changes) {
          if (move === 'fall_back' || move === 'settled_back') {
            expect(learntAt - at).toBeGreaterThanOrEqual(HOUR);
          }
        }
      }),
      runs,
    );
  });

  it('does not go down while nobody looks, however long', () => {
    fc.assert(
      fc.property(seenLives, steps => {
        const { story, end } = tell(steps);
        const dark = end + 30 * MINUTE;
        for (const platform of ['helios', 'kubernetes']) {
          for (const scope of ['eu', 'us']) {
            story.gap(platform, { from: dark, to: null, scope });
          }
        }
        // What had stood below for an hour by then is a way down that was seen.
        const { changes } = fold(story, story.sorted(), dark + 300 * DAY);
        for (let i = 1; i < changes.length; i++) {
          const { learntAt, at, values } = changes[i];
          const isLower = level(values) < level(changes[i - 1].values);
          if (isLower && learntAt > after(dark)) {
            expect(at).toBeLessThanOrEqual(after(dark - HOUR));
          }
        }
      }),
      runs,
    );
  });

  it('never goes down when the evidence only ever goes up', () => {
    const climb = fc.tuple(
      fc.array(fc.integer({ min: 1, max: 2 * DAY }), {
        minLength: 6,
        maxLength: 6,
      }),
      fc.boolean(),
    );
    fc.assert(
      fc.property(climb, ([waits, byTraffic]) => {
        const { story } = tell([]);
        const at = waits.map((_, i) =>
          waits.slice(0, i + 1).reduce((sum, wait) => sum + wait, 0),
        );
        story.see(at[0], 'helios').see(at[1], 'kubernetes', { ready: 0 });
        story.see(at[2], 'kubernetes', { ready: 3 });
        if (byTraffic) {
          story.traffic(at[3], 'helios', 50).traffic(at[3], 'kubernetes', 50);
          story.traffic(at[4], 'helios', 0).traffic(at[4], 'kubernetes', 100);
        }
        story.gone(at[5], 'helios');
        const { changes } = fold(story, story.sorted(), at[5] + 10 * DAY);
        const levels = changes.map(({ values }) => level(values));

        expect(levels).toEqual([...levels].sort((a, b) => a - b));
        expect(changes.at(-1)?.values.stage).toBe('retired');
      }),
      runs,
    );
  });

  it('stands, once everything was quiet for long, where the table of the definitions puts it', () => {
    fc.assert(
      fc.property(seenLives, steps => {
        const { story, end } = tell(steps);
        const facts = story.sorted();
        const values = fold(story, facts, end + 30 * DAY).changes.at(
          -1,
        )?.values;
        const expected = byTheTable(facts);
        // Traffic of which nobody tells any more leaves it where it stood.
        fc.pre(!facts.some(fact => fact.kind === 'traffic' && fact.ended));

        expect(values?.stage ?? values?.side ?? null).toBe(expected);
      }),
      runs,
    );
  });
});

/** §2 of the definitions, read anew: all rules of these lives are met after so long. */
function byTheTable(facts: readonly Fact[]): string | null {
  const newest = new Map<string, { platform: string; ready: number }>();
  const rates = new Map<string, number>();
  let [everOld, everNew, served] = [false, false, false];
  for (const fact of facts) {
    if (fact.kind === 'presence') {
      const { sight: seen } = fact;
      const isOld = seen.platform === 'helios';
      everOld ||= isOld;
      everNew ||= !isOld;
      served ||= !isOld && seen.ready > 0;
      if (seen.ended) newest.delete(seen.target);
      else newest.set(seen.target, seen);
    }
    if (fact.kind === 'traffic') {
      rates.set(fact.platform, fact.requestsPerSecond);
    }
    const there = [...newest.values()];
    served ||=
      there.some(t => t.platform === 'kubernetes') &&
      (rates.get('kubernetes') ?? 0) > 0;
  }
  const on = (platform: string) =>
    [...newest.values()].filter(target => target.platform === platform);
  const ready = (platform: string) =>
    on(platform).reduce((sum, target) => sum + target.ready, 0);
  const [from, to] = [on('helios').length > 0, on('kubernetes').length > 0];
  const [old, fresh] = [rates.get('helios'), rates.get('kubernetes')];
  const told =
    old !== undefined && fresh !== undefined && old + fresh > 0 && from && to
      ? fresh / (old + fresh)
      : undefined;
  if (!everOld && !everNew) return null;
  if (!everOld) return 'born_on_target';
  if (!from && served) return 'retired';
  if (!from && !to) return 'not_seen';
  if (!to) return 'planned';
  if (told === 1) return 'migrated';
  if (told !== undefined && told > 0) return 'shifting';
  if (ready('kubernetes') === 0) return 'ready';
  if (ready('helios') > 0 || told === 0) return 'side_by_side';
  return 'migrated';
}

describe('the state', () => {
  it('does not grow with what ended', () => {
    const { story } = tell([]);
    const size = (cycles: number) => {
      for (let i = 0; i < cycles; i++) {
        const at = story.facts.length * HOUR;
        const incarnation = String(story.facts.length);
        story.see(at, 'helios', { incarnation });
        story.gone(at + MINUTE, 'helios', { incarnation });
        story.traffic(at, 'helios', 10, { teller: `t${at}`, ended: true });
      }
      const end = story.facts.length * HOUR + 100 * DAY;
      return JSON.stringify(fold(story, story.sorted(), end).state).length;
    };
    expect(size(200)).toBeLessThan(1.1 * size(2));
  });

  it('is refused when it is of another format', () => {
    const { story } = tell([]);
    expect(() => fold(story, [], 0, { format: 0 })).toThrow(
      /from the beginning/,
    );
  });
});

it('a target that is told with a huge body costs no more state than its newest sight', () => {
  const { story } = tell([]);
  const labels = { note: 'x'.repeat(1000) };
  for (let i = 0; i < 100; i++) {
    story.see(i * HOUR, 'helios', { labels, ready: i });
  }
  const { state } = fold(story, story.sorted(), 100 * HOUR);
  expect(JSON.stringify(state).length).toBeLessThan(
    3 * JSON.stringify(sight('helios', { labels })).length,
  );
});
