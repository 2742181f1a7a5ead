/** The review of a migration. */
import {
  decisionKindSchema,
  type DecisionKind,
  type MigrationReview,
} from '@landfall/backstage-plugin-fleet-common';
import { DAY, before } from '../times';
import { cutOf } from './cut';
import { decisionsOf } from './decisions';
import {
  asOfPart,
  type Asked,
  type MigrationFixture,
  type ReviewQuery,
} from './fixture';
import { matchesStanding } from './matching';
import { burnUpOf, progressOf, weekOf } from './progress';

/** The review of some of a migration's services. */
export function reviewOf(
  fixture: MigrationFixture,
  query: ReviewQuery,
  asked: Asked,
): MigrationReview {
  const standings = fixture.standings.filter(one =>
    matchesStanding(one, query),
  );
  const progress = progressOf(standings);
  const decisions = decisionsOf(standings);
  return {
    ...asOfPart(asked),
    migration: fixture.info,
    progress,
    week: weekOf(asked.now, fixture.week),
    previousWeek: weekOf(asked.now - 7 * DAY, fixture.previousWeek),
    burnUp: burnUpOf(progress, asked, 1),
    freshness: asked.freshness,
    onTheWay: null,
    knownSince:
      fixture.knownSince === undefined
        ? before(300 * DAY, asked.now)
        : fixture.knownSince,
    decisions: {
      total: decisions.length,
      counts: Object.fromEntries(
        decisionKindSchema.options.map(kind => [
          kind,
          decisions.filter(one => one.kind === kind).length,
        ]),
      ) as Record<DecisionKind, number>,
      items: decisions.slice(0, 50),
    },
    waves: fixture.waves ?? [],
    cut: cutOf(standings, {
      by: query.cut ?? 'team',
      parents: fixture.parents ?? {},
    }),
    newOnOld: fixture.newOnOld ?? { total: 0, items: [] },
  };
}
