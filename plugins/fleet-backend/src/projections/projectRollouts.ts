/**
 * Keeps the rollouts of targets explained. Work is bounded by what changed: from the earliest touched instant of a target on, its
 * rollouts are explained again; of what came before, only the last one and the first appearances of what now recurs are read.
 */
import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import { DAY_MS, instant } from '@landfall/backstage-plugin-fleet-common';
import { rawRows, recordset } from '../database/dialect';
import { compareRollouts, explainRollouts } from '../delivery/classify';
import { rolloutOutcome } from '../delivery/outcome';
import { sameRow } from '../directory/compareRows';
import { serviceAt, type AttributionEntry } from '../directory/history';
import { ROLLOUT_COLUMNS, upsert } from './columns';
import { FROM_SCRATCH, type ProjectionContext } from './context';
import {
  readDisplaced,
  readFirsts,
  readPrevious,
  readSuffixes,
  type TargetFrom,
} from './rolloutReads';
import {
  factOfObservation,
  observationId,
  rolloutOfRow,
  rowOfRollout,
  type LocatedFact,
  type LocatedRollout,
} from './rolloutRows';
import type { UsedImages } from './images';
import type { RolloutRow } from './tables';
import type { Touched } from './touched';

/** A target whose rollouts may be different. */
export interface RolloutWork extends TargetFrom {
  /** To whom it belonged, and from when on. */
  history: readonly AttributionEntry[];
}

const columns = Object.keys(ROLLOUT_COLUMNS) as (keyof RolloutRow)[];

/**
 * Explains the rollouts of targets again and writes what is different.
 *
 * @param touched - gets the services whose rollouts are different.
 * @param used - gets the images of what is different.
 * @returns the last rollout of each target that has one.
 */
export async function projectRollouts(
  context: ProjectionContext,
  options: {
    work: readonly RolloutWork[];
    touched: Touched;
    used: UsedImages;
  },
): Promise<Map<string, LocatedRollout>> {
  const { transaction } = context;
  const told = groupByTarget(await readTold(context, options.work));
  const work = await widen(context, options.work, told);
  const before = groupByTarget(await readSuffixes(transaction, work));
  const previousRows = groupByTarget(await readPrevious(transaction, work));

  const plans = work.map(one => {
    const rows = before.get(one.target) ?? [];
    const previousRow = lastOf(previousRows.get(one.target) ?? []);
    return {
      ...one,
      rows,
      previousRow,
      previous: previousRow && rolloutOfRow(previousRow),
      facts: mergeFacts({ ...one, rows, told: told.get(one.target) ?? [] }),
    };
  });
  const firsts = groupByTarget(
    await readFirsts(
      transaction,
      plans.flatMap(({ target, earliest, facts, previous }) =>
        [...facts, ...(previous ? [previous] : [])].map(
          ({ references, configuration }) => ({
            target,
            earliest,
            references,
            configuration,
          }),
        ),
      ),
    ),
  );

  const changed: RolloutRow[] = [];
  const removed: RolloutRow[] = [];
  const last = new Map<string, LocatedRollout>();
  for (const plan of plans) {
    const explained = explainRollouts(plan.facts, {
      previous: plan.previous ?? null,
      firsts: firsts.get(plan.target) ?? [],
    });
    const rows = explained.map(one =>
      rowOfRollout(one, serviceAt(plan.history, one.at)),
    );
    const old = new Map(plan.rows.map(row => [observationId(row), row]));
    if (plan.previous && plan.previousRow) {
      const outcome = rolloutOutcome(
        plan.previous,
        explained[0]?.class ?? null,
      );
      old.set(plan.previous.id, plan.previousRow);
      rows.push(
        rowOfRollout({ ...plan.previous, outcome }, plan.previousRow.service),
      );
    }
    for (const row of rows) {
      const known = old.get(observationId(row));
      old.delete(observationId(row));
      if (!sameRow(known, row, columns)) {
        changed.push(row);
        options.used.add(row);
        touch(options.touched, row);
        if (known) {
          touch(options.touched, known);
        }
      }
    }
    for (const row of old.values()) {
      removed.push(row);
      touch(options.touched, row);
    }
    if (plan.earliest === FROM_SCRATCH) {
      for (const row of rows) {
        options.touched.add(row.service, FROM_SCRATCH);
        options.used.add(row);
      }
    }
    const newest = explained.at(-1) ?? plan.previous;
    if (newest) {
      last.set(plan.target, newest);
    }
  }
  await removeRollouts(context, removed);
  await upsert<RolloutRow>(transaction, {
    table: 'rollouts',
    columns: ROLLOUT_COLUMNS,
    key: ['source', 'scope', 'key'],
    rows: changed,
  });
  return last;
}

function touch(touched: Touched, row: RolloutRow) {
  touched.add(row.service, instant(Number(row.at)));
}

/** What the ledger tells of the targets from their earliest instants on. */
async function readTold(
  context: ProjectionContext,
  work: readonly TargetFrom[],
): Promise<LocatedFact[]> {
  // One question has one beginning: targets of which much is to be read must not make all others read as much.
  const newest = work.reduce(
    (max, one) => Math.max(max, one.earliest),
    -Infinity,
  );
  const isRecent = (one: TargetFrom) => one.earliest >= newest - DAY_MS;
  const told: LocatedFact[] = [];
  for (const group of [
    work.filter(isRecent),
    work.filter(one => !isRecent(one)),
  ]) {
    if (group.length > 0) {
      const from = new Map(group.map(one => [one.target, one.earliest]));
      const since = instant(Math.min(...from.values()));
      const recorded = await context.ledger.observations({
        kind: 'rollout',
        targets: [...from.keys()],
        since,
      });
      told.push(
        ...recorded
          .map(factOfObservation)
          .filter(fact => fact.at >= (from.get(fact.target) ?? since)),
      );
    }
  }
  return told;
}

/** Goes further back where a revision that is touched comes before one that is placed earlier. */
async function widen(
  context: ProjectionContext,
  work: readonly RolloutWork[],
  told: ReadonlyMap<string, readonly LocatedFact[]>,
): Promise<(RolloutWork & { toldFrom: Instant })[]> {
  const lowest = work.flatMap(({ target, earliest }) => {
    const byIncarnation = new Map<string, number>();
    for (const { incarnation, revision } of told.get(target) ?? []) {
      const known = byIncarnation.get(incarnation) ?? revision;
      byIncarnation.set(incarnation, Math.min(known, revision));
    }
    return [...byIncarnation].map(([incarnation, revision]) => ({
      target,
      earliest,
      incarnation,
      revision,
    }));
  });
  const displaced = await readDisplaced(context.transaction, lowest);
  return work.map(one => {
    const from = displaced.get(one.target);
    return {
      ...one,
      toldFrom: one.earliest,
      earliest: from === undefined ? one.earliest : instant(from),
    };
  });
}

/**
 * What is to be explained: what the ledger tells from the touched instant on, and the rows that began earlier. A row that began then or
 * later and of which the ledger tells no more is gone.
 */
function mergeFacts(options: {
  told: readonly LocatedFact[];
  rows: readonly RolloutRow[];
  toldFrom: Instant;
}): LocatedFact[] {
  const { told, rows, toldFrom } = options;
  const known = new Set(told.map(fact => fact.id));
  const earlierRows = rows
    .map(rolloutOfRow)
    .filter(one => one.at < toldFrom && !known.has(one.id));
  return [...told, ...earlierRows];
}

function groupByTarget<T extends { target: string }>(
  list: readonly T[],
): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of list) {
    const group = groups.get(one.target);
    if (group) {
      group.push(one);
    } else {
      groups.set(one.target, [one]);
    }
  }
  return groups;
}

function lastOf(rows: readonly RolloutRow[]): RolloutRow | undefined {
  return rows
    .map(row => ({ row, rollout: rolloutOfRow(row) }))
    .sort((a, b) => compareRollouts(a.rollout, b.rollout))
    .at(-1)?.row;
}

async function removeRollouts(
  { transaction }: ProjectionContext,
  rows: readonly RolloutRow[],
): Promise<void> {
  if (rows.length === 0) {
    return;
  }
  const { sql, bindings } = recordset(
    transaction,
    { source: 'text', scope: 'text', key: 'text' },
    rows.map(({ source, scope, key }) => ({ source, scope, key })),
  );
  await rawRows(
    transaction,
    `delete from rollouts where (source, scope, key) in (
       select given.source, given.scope, given.key from ${sql}
     )`,
    bindings,
  );
}
