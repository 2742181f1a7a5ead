/** Finds the targets that a change of the directory moves, and marks them; the projector then moves them. */
import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import { parseTargetKey } from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';
import type { DirectoryConfig } from '../directory/config';
import type { DirectoryChange } from '../directory/store';
import type { Ledger } from '../ledger/types';
import { entryFor, readHistories } from './attributions';
import {
  DirectoryCache,
  mappingsOf,
  type CompiledDirectory,
} from './directoryCache';
import { readState, writeState } from './state';
import type { TargetRow } from './tables';
import { unmatchedPartOf } from './targetRows';

const PAGE_SIZE = 1_000;

/**
 * Follows a look at the catalog, within its transaction: marks services that appeared or vanished, and, if the catalog's annotations or the
 * configured mappings are different, the targets that now belong to somebody else.
 *
 * @returns whether anything was marked.
 */
export async function followDirectory(
  transaction: Knex.Transaction,
  options: {
    change: DirectoryChange;
    config: Pick<DirectoryConfig, 'services' | 'environments'>;
    ledger: Ledger;
    now: Instant;
  },
): Promise<boolean> {
  const { change, now } = options;
  const ledger = options.ledger.within(transaction);
  if (change.services.length > 0) {
    await ledger.mark(
      change.services.map(service => ({ service })),
      now,
    );
  }
  const config = mappingsOf(options.config);
  const known = await readState(transaction, 'directory');
  if (known && known.config === config && !change.attribution) {
    return change.services.length > 0;
  }
  await writeState(transaction, 'directory', {
    version: (known?.version ?? 0) + 1,
    config,
  });
  const directory = await new DirectoryCache().load(transaction);
  const moved = await movedTargets(transaction, { directory, now });
  await ledger.mark(
    moved.map(target => ({ target })),
    now,
  );
  return change.services.length + moved.length > 0;
}

async function movedTargets(
  transaction: Knex.Transaction,
  options: { directory: CompiledDirectory; now: Instant },
): Promise<string[]> {
  const moved: string[] = [];
  let after: string | undefined;
  for (;;) {
    const page = transaction('targets')
      .select('*')
      .orderBy('target')
      .limit(PAGE_SIZE);
    if (after !== undefined) {
      page.where('target', '>', after);
    }
    const rows: TargetRow[] = await page;
    const histories = await readHistories(
      transaction,
      rows.map(row => row.target),
    );
    moved.push(
      ...rows
        .filter(row => isMoved(row, histories.get(row.target) ?? [], options))
        .map(row => row.target),
    );
    if (rows.length < PAGE_SIZE) {
      return moved;
    }
    after = rows[rows.length - 1].target;
  }
}

function isMoved(
  row: TargetRow,
  history: Parameters<typeof entryFor>[0]['history'],
  options: { directory: CompiledDirectory; now: Instant },
): boolean {
  const { directory, now } = options;
  const facts = {
    ...parseTargetKey(row.target),
    labels: JSON.parse(row.labels) as Record<string, string>,
    annotations: JSON.parse(row.annotations) as Record<string, string>,
  };
  const attribution = directory.attribute(facts);
  const environment = directory.environmentOf(facts);
  const gone = row.gone_at !== null;
  if (entryFor({ history, attribution, gone, directory, now })) {
    return true;
  }
  const unmatched = unmatchedPartOf({
    facts,
    service: row.service,
    attribution,
    environment,
  });
  return (
    row.environment !== environment.name ||
    Boolean(row.production) !== environment.production ||
    row.unmatched_reason !== unmatched.unmatched_reason ||
    row.candidates !== unmatched.candidates ||
    row.remedy !== unmatched.remedy
  );
}
