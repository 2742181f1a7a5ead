import fc from 'fast-check';
import { instant } from '@landfall/backstage-plugin-fleet-common';
import {
  observationSchema,
  type TrafficBody,
} from '@landfall/backstage-plugin-fleet-node';
import { MemoryLedger } from '@landfall/backstage-plugin-fleet-node/testUtils';
import type { Subject } from '../series/subject';
import { LOOKS_UNTIL_GONE, SpanBook, type Missed } from './spanBook';
import { isSameRate, trafficRules } from './traffic';

const BEGIN = Date.UTC(2026, 0, 5);
const ENTRY = 'e1';
const subjectOf = (name: string): Subject => ({
  key: `service/old/${name}`,
  platform: 'old',
  service: `component:default/${name}`,
});

/** What a look saw: the rate of each service, null for one of unknown rate; or that it failed. */
type Seen = 'failed' | Record<string, number | null>;

/** Plays looks; `again` says before which of them the portal starts anew. */
function play(looks: readonly Seen[], again: (look: number) => boolean) {
  const ledger = new MemoryLedger();
  const missed = new Map<string, Missed>();
  const start = () => {
    // What is kept between looks goes through the ledger and the cursor.
    const book = new SpanBook<TrafficBody, number>(trafficRules, missed);
    for (const span of ledger.newest('traffic')) {
      if (!span.ended) book.restore(span);
    }
    return book;
  };
  let book = start();
  looks.forEach((seen, index) => {
    if (again(index)) book = start();
    const rates = Object.entries(seen === 'failed' ? {} : seen);
    const news = book.look(
      [
        {
          entry: ENTRY,
          complete: seen !== 'failed',
          unclear: new Set(
            rates.flatMap(([name, rate]) =>
              rate === null ? [subjectOf(name).key] : [],
            ),
          ),
          found: new Map(
            rates.flatMap(([name, rate]) => {
              const subject = subjectOf(name);
              return rate === null
                ? []
                : [[subject.key, { subject, fact: rate }]];
            }),
          ),
        },
      ],
      {
        now: instant(BEGIN + index * 60_000),
        backfilled: false,
        first: index === 0,
      },
    );
    for (const observation of news) {
      observationSchema.parse(observation);
      ledger.record(observation);
    }
  });
  expect(ledger.refused).toEqual([]);
  return ledger;
}

const seen: fc.Arbitrary<Seen> = fc.oneof(
  { weight: 1, arbitrary: fc.constant<Seen>('failed') },
  {
    weight: 4,
    arbitrary: fc.dictionary(
      fc.constantFrom('a', 'b'),
      fc.oneof(
        fc.constantFrom(0, 1, 1.05, 1.1, 1.2, 100),
        fc.constant<null>(null),
      ),
    ),
  },
);

describe('spans', () => {
  it('are the same whenever the portal starts anew', () => {
    fc.assert(
      fc.property(
        fc.array(seen, { maxLength: 15 }),
        fc.infiniteStream(fc.boolean()),
        (looks, restarts) => {
          const steady = play(looks, () => false);
          const shaken = play(looks, () => restarts.next().value);
          expect([...shaken.versions]).toEqual([...steady.versions]);
        },
      ),
    );
  });

  it('say at any time what the last look that could tell saw, and end only after being missed in a row', () => {
    fc.assert(
      fc.property(fc.array(seen, { maxLength: 15 }), looks => {
        const ledger = play(looks, () => false);
        for (const name of ['a', 'b']) {
          let rate: number | undefined;
          let misses = 0;
          let spans = 0;
          for (const one of looks) {
            if (one === 'failed') continue;
            if (!Object.hasOwn(one, name)) {
              misses += 1;
              if (misses === LOOKS_UNTIL_GONE) rate = undefined;
              continue;
            }
            misses = 0;
            const now = one[name];
            if (now === null) continue;
            if (rate === undefined) spans += 1;
            if (rate === undefined || !isSameRate(rate, now)) rate = now;
          }
          const told = [...ledger.versions.values()]
            .map(versions => versions[versions.length - 1])
            .filter(({ kind }) => kind === 'traffic')
            .flatMap(one => (one.kind === 'traffic' ? [one] : []))
            .filter(({ service }) => service === `component:default/${name}`);
          expect(told).toHaveLength(spans);
          const open = told.filter(({ ended }) => !ended);
          expect(open.map(({ body }) => body.requestsPerSecond)).toEqual(
            rate === undefined ? [] : [rate],
          );
        }
      }),
    );
  });

  it('end when their query is no longer asked', () => {
    const ledger = play([{ a: 1 }], () => false);
    const book = new SpanBook<TrafficBody, number>(trafficRules, new Map());
    for (const span of ledger.newest('traffic')) book.restore(span);
    const ended = [1, 2, 3].map(minute =>
      book.look([], {
        now: instant(BEGIN + minute * 60_000),
        backfilled: false,
        first: false,
      }),
    );
    expect(ended.map(({ length }) => length)).toEqual([0, 0, 1]);
    expect(ended[2][0]).toMatchObject({
      ended: true,
      endedAt: BEGIN + 60_000,
      estimated: { at: true, endedAt: false },
    });
  });
});

it.each([
  [100, 110, true],
  [100, 110.1, false],
  [100, 90, true],
  [100, 89.9, false],
  [0, 0, true],
  [0, 0.001, false],
  [0.001, 0, false],
])('takes %d and then %d for the same: %s', (told, now, same) => {
  expect(isSameRate(told, now)).toBe(same);
});
