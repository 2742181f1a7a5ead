/** The numbers of some services of a migration. */
import {
  migrationHealthSchema,
  sideStateSchema,
  stageSchema,
  type MigrationProgress,
  type MigrationWeek,
  type Standing,
} from '@landfall/backstage-plugin-fleet-common';
import { aBurnUp } from '../migrationBuilders';
import { DAY } from '../times';
import type { Asked, MigrationFixture } from './fixture';

/** The counts of some services. */
export function progressOf(standings: Standing[]): MigrationProgress {
  const count = (is: (one: Standing) => boolean) => standings.filter(is).length;
  const counts = <T extends string>(
    names: readonly T[],
    is: (one: Standing, name: T) => boolean,
  ) =>
    Object.fromEntries(
      names.map(name => [name, count(one => is(one, name))]),
    ) as Record<T, number>;
  const scope = count(one => one.side === null || one.side === 'not_seen');
  const done = count(one => one.stage === 'retired');
  const migrated = count(
    one => one.stage === 'retired' || one.stage === 'migrated',
  );
  const ready = (side: 'from' | 'to') =>
    standings.reduce((sum, one) => sum + one[side].ready, 0);
  return {
    scope,
    done,
    declared: count(one => one.declared),
    doneShare: scope > 0 ? done / scope : null,
    migrated,
    migratedShare: scope > 0 ? migrated / scope : null,
    instancesShare:
      ready('from') + ready('to') > 0
        ? ready('to') / (ready('from') + ready('to'))
        : null,
    trafficShare: null,
    trafficServices: count(one => one.shareBy === 'traffic'),
    stages: counts(stageSchema.options, (one, stage) => one.stage === stage),
    sides: counts(sideStateSchema.options, (one, side) => one.side === side),
    health: counts(
      migrationHealthSchema.options,
      (one, health) => one.health === health,
    ),
  };
}

/** Day by day to what is done now. */
export function burnUpOf(
  progress: MigrationProgress,
  asked: Asked,
  step: number,
) {
  const { scope, done, migrated } = progress;
  return scope === 0
    ? []
    : aBurnUp({
        scope,
        done,
        migrated,
        step,
        now: asked.at ? Date.parse(asked.at) : asked.now,
      });
}

/** The week of a moment, in which nothing happened but what is given. */
export function weekOf(
  now: number,
  week: Partial<MigrationWeek> = {},
): MigrationWeek {
  const day = new Date(now);
  const monday = now - ((day.getUTCDay() + 6) % 7) * DAY;
  return {
    weekStart: new Date(monday).toISOString().slice(0, 10),
    moved: 0,
    done: 0,
    fellBack: 0,
    scopeAdded: 0,
    scopeRemoved: 0,
    newOnOld: 0,
    ...week,
  };
}

/** A migration as the list shows it. */
export function summaryOf(fixture: MigrationFixture, asked: Asked) {
  const progress = progressOf(fixture.standings);
  return {
    migration: fixture.info,
    progress,
    week: weekOf(asked.now, fixture.week),
    burnUp: burnUpOf(progress, asked, 5),
    freshness: asked.freshness,
    onTheWay: null,
  };
}
