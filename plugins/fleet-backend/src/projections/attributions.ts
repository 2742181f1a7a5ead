/** To whom targets belonged, read and appended to. */
import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { among, bulkInsert } from '../database/dialect';
import type { Attribution } from '../directory/attribute';
import {
  currentService,
  nextEntry,
  type AttributionEntry,
} from '../directory/history';
import { ATTRIBUTION_COLUMNS } from './columns';
import type { CompiledDirectory } from './directoryCache';
import { nullable } from './rolloutRows';
import type { AttributionRow } from './tables';

/** The histories of targets, in the order of appending. */
export async function readHistories(
  database: Knex,
  targets: readonly string[],
): Promise<Map<string, AttributionEntry[]>> {
  const rows: AttributionRow[] = await database('attributions')
    .select('*')
    .where(among(database, 'target', targets))
    .orderBy('id');
  const histories = new Map<string, AttributionEntry[]>();
  for (const row of rows) {
    const history = histories.get(row.target) ?? [];
    history.push({
      service: row.service,
      validFrom: nullable(row.valid_from),
    });
    histories.set(row.target, history);
  }
  return histories;
}

/**
 * What has to be appended for a target, given what the directory says now. A target that is gone keeps its service: nobody carries its
 * labels on, and entities come and go. Only where the catalog does not find that service any more and another one claims what it ran, the
 * target goes along: the service has a new name.
 */
export function entryFor(options: {
  history: readonly AttributionEntry[];
  attribution: Attribution;
  gone: boolean;
  directory: Pick<CompiledDirectory, 'isPresent'>;
  now: Instant;
}): AttributionEntry | null {
  const { history, attribution, gone, directory, now } = options;
  const owner = currentService(history);
  if (
    gone &&
    owner !== null &&
    (attribution.service === null || directory.isPresent(owner))
  ) {
    return null;
  }
  return nextEntry(
    history,
    {
      service: attribution.service,
      correction: attribution.service !== null && attribution.correction,
    },
    now,
  );
}

/** Appends entries. */
export async function appendEntries(
  database: Knex,
  options: {
    entries: readonly {
      target: string;
      entry: AttributionEntry;
      attribution: Attribution;
    }[];
    now: Instant;
  },
): Promise<void> {
  await bulkInsert(database, {
    table: 'attributions',
    columns: ATTRIBUTION_COLUMNS,
    rows: options.entries.map(({ target, entry, attribution }) => ({
      target,
      service: entry.service,
      valid_from: entry.validFrom,
      recorded_at: options.now,
      correction: attribution.service !== null && attribution.correction,
      reason: attribution.reason,
    })),
  });
}
