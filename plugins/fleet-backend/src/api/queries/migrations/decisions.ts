import {
  decisionKindSchema,
  type DecisionKind,
  type MigrationReview,
} from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { timeOrNull, time } from '../wire';
import { readActs } from './acts';
import type { KnownMigration } from '../../../projections/migrations/known';
import {
  decisionConditions,
  selectStandings,
  type StandingSelection,
} from './selection';
import {
  listedColumns,
  parseStanding,
  readTitles,
  type ListedStanding,
} from './standings';

const MAX_ITEMS = 50;
const kinds: readonly DecisionKind[] = decisionKindSchema.options;

/** The services that need a decision, by the gravest that each needs, the longest-standing first; at most 50. */
export async function readDecisions(
  database: Knex,
  options: {
    selection: StandingSelection & { migration: string };
    migration: KnownMigration;
  },
): Promise<MigrationReview['decisions']['items']> {
  const { selection, migration } = options;
  const conditions = decisionConditions(database, selection.moment);
  const gravest = database.raw(
    `case ${kinds.map((_, rank) => `when ? then ${rank}`).join(' ')} end`,
    kinds.map(kind => conditions[kind]),
  );
  const rows: (ListedStanding & { gravest: number })[] = await database
    .from(
      selectStandings(database, selection)
        .select(...listedColumns, database.raw('? as gravest', [gravest]))
        .as('selected'),
    )
    .whereNotNull('gravest')
    .orderBy([{ column: 'gravest' }, { column: 'since' }, { column: 'ref' }])
    .limit(MAX_ITEMS)
    .select('*');
  const standings = rows.map(row => ({
    row,
    kind: kinds[Number(row.gravest)],
    standing: parseStanding(row),
  }));
  const [usual, acts, titles] = await Promise.all([
    readUsual(database, selection),
    readActs(
      database,
      standings.flatMap(({ standing }) => [
        ...(standing.blocked ? [standing.blocked.act] : []),
        ...(standing.override ? [standing.override.act] : []),
        ...(standing.exemption ? [standing.exemption.act] : []),
      ]),
    ),
    readTitles(database, {
      moment: selection.moment,
      refs: standings.flatMap(({ standing }) => standing.owner?.ref ?? []),
    }),
  ]);
  return standings.map(({ row, kind, standing }) => {
    const id = {
      blocked: standing.blocked?.act,
      conflict: standing.override?.act,
      exemption_requested: standing.exemption?.act,
      exemption_ends: standing.exemption?.act,
      fell_back: undefined,
      lagging: undefined,
      stalled: undefined,
    }[kind];
    const act = id === undefined ? undefined : acts.get(id);
    const wave = migration.waves.get(row.wave ?? '');
    const isExemption =
      kind === 'exemption_requested' || kind === 'exemption_ends';
    return {
      kind,
      service: row.ref,
      title: row.title,
      owner: standing.owner && {
        ...standing.owner,
        title: titles.get(standing.owner.ref) ?? standing.owner.title,
      },
      stage: standing.stage,
      wave: wave ? { id: wave.id, title: wave.title } : null,
      since: sinceOf(kind, row, act?.at),
      reason: act?.reason ?? null,
      link: act?.link ?? null,
      waitingFor: act?.waitingFor ?? null,
      until: isExemption || kind === 'conflict' ? act?.expiresAt ?? null : null,
      usualDays:
        kind === 'stalled'
          ? usual.get(standing.stage ?? '') ??
            migration.definition.stalledAfterDays
          : null,
      act: id ?? null,
    };
  });
}

/** Since when it needs the decision; what is stalled, since when it stands there. */
function sinceOf(
  kind: DecisionKind,
  row: ListedStanding,
  said: string | undefined,
): string {
  if (kind === 'fell_back') return time(row.fell_back_at ?? row.since);
  if (kind === 'stalled') return time(row.since);
  return said ?? timeOrNull(row.health_since) ?? time(row.since);
}

/** How long stages usually take, in days to one digit, as was known at the moment; those of which too little is known are missing. */
async function readUsual(
  database: Knex,
  { migration, moment }: StandingSelection & { migration: string },
): Promise<Map<string, number>> {
  const rows: { stage: string; days: number }[] = await database(
    'migration_usual',
  )
    .where({ migration })
    .where('recorded_at', '<=', moment.at)
    .orderBy('id')
    .select('stage', 'days');
  return new Map(
    rows.map(({ stage, days }) => [stage, Math.round(days * 10) / 10]),
  );
}
