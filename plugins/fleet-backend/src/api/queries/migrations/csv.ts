import type { Standing } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import type { RouteRequest } from '../../route';
import type { KnownMigration } from '../../../projections/migrations/known';
import type { StandingSelection } from './selection';
import { readStandingPage } from './standingPage';
import { toStandings } from './standings';

const PAGE = 200;
/** More services than any company moves at once; a table that is longer ends with a line that says so. */
const MAX_ROWS = 20_000;

const header = [
  'service',
  'title',
  'owner',
  'owner_then',
  'wave',
  'stage',
  'derived_stage',
  'side',
  'since',
  'share_on_new_side',
  'share_by',
  'health',
  'health_since',
  'data',
  'ready_on_old_side',
  'ready_on_new_side',
  'blocked_reason',
  'blocked_link',
  'exempt_until',
  'overridden_until',
  'system',
  'domain',
  'tier',
  'next',
] as const;

/** The services of a migration as CSV (RFC 4180, UTF-8, a header line): page by page, in the order that was asked for. */
export async function exportStandings(
  database: Knex,
  options: {
    selection: StandingSelection & { migration: string };
    migration: KnownMigration;
    query: RouteRequest<'exportStandings'>['query'];
  },
): Promise<string> {
  const { selection, migration, query } = options;
  const lines = [line(header)];
  const migrations = new Map([[migration.definition.id, migration]]);
  let cursor: string | undefined;
  do {
    const page = await readStandingPage(database, {
      selection,
      query: { sort: query.sort, order: query.order, limit: PAGE, cursor },
    });
    const standings = await toStandings(database, {
      ...selection,
      rows: page.rows,
      migrations,
    });
    lines.push(...standings.map(standing => line(cellsOf(standing))));
    cursor = page.nextCursor;
  } while (cursor !== undefined && lines.length <= MAX_ROWS);
  if (cursor !== undefined) {
    lines.push(
      line([`Only the first ${MAX_ROWS} services; filter for others`]),
    );
  }
  return `${lines.join('\r\n')}\r\n`;
}

function cellsOf(standing: Standing): (string | number | null)[] {
  const { owner, ownerThen, wave, blocked, exemption, override } = standing;
  return [
    standing.service,
    standing.title,
    owner?.ref ?? null,
    ownerThen?.ref ?? null,
    wave?.title ?? null,
    standing.stage,
    standing.derivedStage,
    standing.side,
    standing.since,
    standing.share,
    standing.shareBy,
    standing.health,
    standing.healthSince,
    standing.data,
    standing.from.ready,
    standing.to.ready,
    blocked?.reason ?? null,
    blocked?.link ?? null,
    exemption?.approved ? exemption.expiresAt : null,
    override?.expiresAt ?? null,
    standing.system,
    standing.domain,
    standing.tier,
    standing.next.map(({ step }) => step).join(' '),
  ];
}

function line(cells: readonly (string | number | null)[]): string {
  return cells.map(cell).join(',');
}

/** A spreadsheet would take a text that begins so for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}
