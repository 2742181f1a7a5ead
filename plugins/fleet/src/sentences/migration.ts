import type {
  MigrationInfo,
  MigrationReview,
  MigrationSummary,
  MigrationWeek,
} from '@landfall/backstage-plugin-fleet-common';
import { formatDate, formatMoment } from '../format/times';
import { formatNumber, formatPercent } from '../format/units';
import { daysBetween } from '../format/weeks';
import type { FleetT } from '../translation';
import { freshnessSentence, joinSentences } from './freshness';

/** What is said about a migration is about a moment: the present, or the one that the answer is as of. */
export interface Told {
  t: FleetT;
  /** Milliseconds since the epoch. */
  now: number;
}

/** What a migration in the list says first: how much is done, what moved, what is late or stuck, and what is not known. */
export function migrationSentence(
  summary: MigrationSummary,
  told: Told,
): string {
  return sentenceOf(summary, told, weekSentence(summary, told.t));
}

/** What a review says first. Before anything was known, that, and nothing else. */
export function reviewSentence(review: MigrationReview, told: Told): string {
  const { t } = told;
  const { asOf, knownSince } = review;
  if (knownSince === null) {
    return joinSentences(
      onTheWaySentence(t, review),
      t('migrations.sentence.neverLooked'),
    );
  }
  if (Date.parse(asOf) < Date.parse(knownSince)) {
    return t('migrations.sentence.unknown', {
      since: formatMoment(t, knownSince),
    });
  }
  return sentenceOf(review, told, weeksSentence(review, t));
}

function sentenceOf(
  summary: MigrationSummary,
  { t, now }: Told,
  weeks: string,
): string {
  const { progress } = summary;
  return joinSentences(
    onTheWaySentence(t, summary),
    progressSentence(t, summary),
    progress.scope > 0 ? weeks : '',
    troubleSentence(t, progress),
    freshnessSentence(t, summary.freshness, now),
  );
}

/** That what follows is not all yet: first, so that nobody takes it for that. */
function onTheWaySentence(
  t: FleetT,
  { onTheWay }: Pick<MigrationSummary, 'onTheWay'>,
): string {
  if (onTheWay === null) return '';
  const { firstLooks, scopes } = onTheWay;
  return firstLooks > 0
    ? t('migrations.sentence.firstLooks', {
        count: scopes,
        done: formatNumber(t, scopes - firstLooks),
      })
    : t('migrations.sentence.deriving');
}

/** How much is done, without what changes every minute: what screen readers are told when it changes. */
export function progressSentence(
  t: FleetT,
  { migration, progress }: Pick<MigrationSummary, 'migration' | 'progress'>,
): string {
  const { scope, done, doneShare } = progress;
  if (scope === 0) {
    return t('migrations.sentence.noScope', { from: migration.fromTitle });
  }
  if (done >= scope) {
    return t('migrations.sentence.allDone', { count: scope });
  }
  return t('migrations.sentence.done', {
    count: scope,
    done: formatNumber(t, done),
    share: formatPercent(t, shareBelowWhole(doneShare ?? 0)),
  });
}

/** Not "100 %" while something is left. */
function shareBelowWhole(share: number): number {
  return share < 1 ? Math.min(share, 0.99) : share;
}

/** "This week so far +3 done, 1 fell back." */
function weekSentence(
  { week, migration }: Pick<MigrationSummary, 'week' | 'migration'>,
  t: FleetT,
): string {
  const moves = weekMoves(t, week, migration.fromTitle);
  return moves
    ? t('migrations.sentence.thisWeek', { moves })
    : t('migrations.sentence.thisWeekNothing');
}

/** "Last week +34 done, 3 fell back; this week so far +3 done." */
function weeksSentence(
  { week, previousWeek, migration }: MigrationReview,
  t: FleetT,
): string {
  const last = weekMoves(t, previousWeek, migration.fromTitle);
  const running = weekMoves(t, week, migration.fromTitle);
  if (!last) {
    return running
      ? t('migrations.sentence.thisWeekOnly', { running })
      : t('migrations.sentence.weeksNothing');
  }
  return running
    ? t('migrations.sentence.weeks', { last, running })
    : t('migrations.sentence.lastWeekOnly', { last });
}

/** What happened in a week, in few words; empty when nothing did. */
export function weekMoves(
  t: FleetT,
  week: MigrationWeek,
  from: string,
): string {
  const moved = Math.max(0, week.moved - week.done);
  return [
    week.done > 0
      ? t('migrations.sentence.weekDone', {
          number: formatNumber(t, week.done),
        })
      : '',
    moved > 0 ? t('migrations.sentence.weekMoved', { count: moved }) : '',
    week.fellBack > 0
      ? t('migrations.sentence.weekFellBack', { count: week.fellBack })
      : '',
    week.scopeAdded > 0
      ? t('migrations.sentence.weekAdded', { count: week.scopeAdded })
      : '',
    week.scopeRemoved > 0
      ? t('migrations.sentence.weekRemoved', { count: week.scopeRemoved })
      : '',
    week.newOnOld > 0
      ? t('migrations.sentence.weekNewOnOld', { count: week.newOnOld, from })
      : '',
  ]
    .filter(Boolean)
    .join(', ');
}

/** "1 of the remaining 67 is behind its wave, 2 are blocked." Empty where nothing is late or stuck. */
export function troubleSentence(
  t: FleetT,
  { scope, done, health }: MigrationSummary['progress'],
): string {
  const left = scope - done;
  const list = [
    health.lagging > 0
      ? t('migrations.sentence.behind', {
          count: health.lagging,
          of: formatNumber(t, left),
        })
      : '',
    health.blocked > 0
      ? t('migrations.sentence.blocked', { count: health.blocked })
      : '',
  ].filter(Boolean);
  return list.length > 0
    ? t('migrations.sentence.trouble', { list: list.join(', ') })
    : '';
}

/** The target date and how far off it is: "target 31 Jan 2027, in 71 d". */
export function targetPhrase(
  migration: Pick<MigrationInfo, 'target'>,
  {
    t,
    today,
    done,
  }: {
    t: FleetT;
    /** The day of the portal's calendar. */
    today: string;
    done: boolean;
  },
): string {
  const date = formatDate(t, migration.target);
  if (done) return t('migrations.target.done', { date });
  const days = daysBetween(today, migration.target);
  if (days === 0) return t('migrations.target.today', { date });
  return t(days > 0 ? 'migrations.target.ahead' : 'migrations.target.passed', {
    date,
    span: t('common.days', { value: formatNumber(t, Math.abs(days)) }),
  });
}

/** "slipped twice, first 30 Jun 2026"; empty while the target date is the original one. */
export function slipPhrase(t: FleetT, migration: MigrationInfo): string {
  return migration.slips.length === 0
    ? ''
    : t('migrations.target.slipped', {
        count: migration.slips.length,
        date: formatDate(t, migration.originalTarget),
      });
}

/** What the list of migrations says first. */
export function migrationsSentence(
  t: FleetT,
  items: MigrationSummary[],
): string {
  const count = items.length;
  const sum = (of: (progress: MigrationSummary['progress']) => number) =>
    items.reduce((total, { progress }) => total + of(progress), 0);
  const moves = sum(({ scope, done }) => scope - done);
  if (moves === 0) return t('migrations.list.sentence.done', { count });
  const blocked = sum(({ health }) => health.blocked);
  const lagging = sum(({ health }) => health.lagging);
  const list = [
    blocked > 0
      ? t('migrations.list.sentence.blocked', { count: blocked })
      : '',
    lagging > 0
      ? t('migrations.list.sentence.lagging', { count: lagging })
      : '',
  ].filter(Boolean);
  return t('migrations.list.sentence.open', {
    count,
    moves: t('migrations.list.sentence.moves', { count: moves }),
    trouble:
      list.length > 0
        ? t('migrations.list.sentence.trouble', { list: list.join(', ') })
        : '',
  });
}

/** The burn-up in one sentence, for those who cannot see it. */
export function burnUpSentence(
  t: FleetT,
  points: MigrationSummary['burnUp'],
): string {
  const first = points.at(0);
  const last = points.at(-1);
  if (!first || !last) return t('migrations.burnUp.none');
  return t('migrations.burnUp.summary', {
    from: formatDate(t, first.day),
    to: formatDate(t, last.day),
    scopeFrom: formatNumber(t, first.scope),
    scopeTo: formatNumber(t, last.scope),
    doneFrom: formatNumber(t, first.done),
    doneTo: formatNumber(t, last.done),
  });
}
