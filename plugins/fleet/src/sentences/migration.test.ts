import type { MigrationReview } from '@landfall/backstage-plugin-fleet-common';
import { aFreshness, aStaleFreshness } from '../../dev/builders';
import { aMigration, aStanding } from '../../dev/migrationBuilders';
import { reviewOf } from '../../dev/migrations';
import { englishT } from '../../dev/testing';
import { DAY, FIXTURE_NOW } from '../../dev/times';
import {
  burnUpSentence,
  migrationsSentence,
  reviewSentence,
  slipPhrase,
  targetPhrase,
} from './migration';

const t = englishT();

function aReview(
  standings = [
    aStanding({ title: 'a', stage: 'retired', health: null }),
    aStanding({ title: 'b' }),
    aStanding({ title: 'c', health: 'lagging' }),
  ],
  patch: Partial<MigrationReview> = {},
): MigrationReview {
  return {
    ...reviewOf(
      { info: aMigration(), standings },
      {},
      {
        now: FIXTURE_NOW,
        at: undefined,
        freshness: aFreshness(),
        restricted: false,
      },
    ),
    ...patch,
  };
}

const say = (review: MigrationReview) =>
  reviewSentence(review, { t, now: FIXTURE_NOW });
const quiet = aReview().week;

it('says how much is done, that nothing moved, and who is behind', () => {
  expect(say(aReview())).toBe(
    '1 of 3 services are done (33%). Nothing moved last week, nor this week so far. 1 of the remaining 2 is behind its wave.',
  );
});

it('says what moved, in the full week before and in the running one', () => {
  const review = aReview(undefined, {
    previousWeek: {
      ...quiet,
      moved: 61,
      done: 34,
      fellBack: 3,
      scopeAdded: 12,
      newOnOld: 2,
    },
    week: { ...quiet, moved: 3, done: 3, scopeRemoved: 1 },
  });
  expect(say(review)).toContain(
    'Last week +34 done, 27 moved up a stage, 3 fell back, 12 joined the scope, 2 were born on Helios; this week so far +3 done, 1 left the scope.',
  );
});

it('says that nothing is left to move', () => {
  const done = aStanding({ stage: 'retired', health: null });
  expect(say(aReview([done]))).toMatch(
    /^Nothing left to move: the one service is done\./,
  );
});

it('does not round to the whole while something is left', () => {
  const review = aReview();
  const progress = {
    ...review.progress,
    scope: 1000,
    done: 999,
    doneShare: 0.999,
  };
  expect(say({ ...review, progress })).toMatch(
    /^999 of 1,000 services are done \(99%\)\./,
  );
});

it('does not speak of moves where nothing is to be moved', () => {
  expect(say(aReview([]))).toBe(
    'Nothing is to be moved: no service in the scope is on Helios.',
  );
});

it('says of a moment before anybody looked that nothing was known', () => {
  const knownSince = new Date(FIXTURE_NOW + DAY).toISOString();
  expect(say(aReview(undefined, { knownSince }))).toMatch(
    /^Nothing was known at that moment; Landfall has looked since 22 Nov/,
  );
  expect(say(aReview(undefined, { knownSince: null }))).toBe(
    'Nothing is known yet: no service of the scope has been seen.',
  );
});

it('begins with what is still on its way', () => {
  const onTheWay = { firstLooks: 2, scopes: 7, deriving: 30 };
  expect(say(aReview(undefined, { onTheWay }))).toMatch(
    /^First looks are on their way, 5 of 7 are over: the numbers will grow\. 1 of 3 services are done/,
  );
  const derived = { ...onTheWay, firstLooks: 0 };
  expect(say(aReview(undefined, { onTheWay: derived }))).toMatch(
    /^The past is being worked out: the numbers will change\. 1 of 3/,
  );
  expect(say(aReview(undefined, { onTheWay, knownSince: null }))).toMatch(
    /^First looks are on their way.* Nothing is known yet/,
  );
});

it('ends with what it has not heard', () => {
  expect(say(aReview(undefined, { freshness: aStaleFreshness() }))).toMatch(
    /We have not heard from prod-eu for 3 h; what is shown of it is from before that\.$/,
  );
});

it('counts the days to the target date, and from it', () => {
  const today = '2026-11-21';
  const on = (target: string) =>
    targetPhrase(aMigration({ target }), { t, today, done: false });
  expect(on('2027-01-31')).toBe('target 31 Jan 2027, in 71 d');
  expect(on('2026-11-21')).toBe('target 21 Nov 2026, today');
  expect(on('2026-10-31')).toBe('target 31 Oct 2026, 21 d ago');
  expect(
    targetPhrase(aMigration({ target: '2026-10-31' }), {
      t,
      today,
      done: true,
    }),
  ).toBe('target 31 Oct 2026');
});

it('remembers that the date slipped', () => {
  expect(slipPhrase(t, aMigration())).toBe('');
  const slip = {
    from: '2026-06-30',
    to: '2027-01-31',
    at: '2026-05-01T00:00:00Z',
  };
  expect(
    slipPhrase(t, aMigration({ originalTarget: '2026-06-30', slips: [slip] })),
  ).toBe('slipped once, first 30 Jun 2026');
});

it('sums up the migrations of a company', () => {
  expect(migrationsSentence(t, [aReview(), aReview()])).toBe(
    '2 migrations with 4 moves to go; 2 are behind their wave.',
  );
  const done = aReview([aStanding({ stage: 'retired', health: null })]);
  expect(migrationsSentence(t, [done])).toBe(
    'The one migration is done: nothing is left to move.',
  );
});

it('tells the burn-up to those who cannot see it', () => {
  expect(burnUpSentence(t, [])).toMatch(/There is no snapshot yet/);
  const point = { scope: 10, done: 2, migrated: 3, reconstructed: false };
  expect(
    burnUpSentence(t, [
      { ...point, day: '2026-11-01' },
      { ...point, day: '2026-11-21', done: 5 },
    ]),
  ).toBe(
    'From 1 Nov 2026 to 21 Nov 2026 the scope went from 10 to 10 services, and those done from 2 to 5.',
  );
});
