/**
 * Applying reports to observations that are known already: `merge.ts` decides, here it is written. The scope is locked, so what was
 * read stays true until the transaction ends.
 */
import type { Knex } from 'knex';
import {
  among,
  amongNumbers,
  bulkInsert,
  rawRows,
  recordset,
} from '../database/dialect';
import { refuse, toChecked, type Checked } from './check';
import { marksFor, type NewMark } from './marks';
import { merge, touchedFrom, type Known } from './merge';
import {
  observationColumns,
  sharedColumns,
  toObservation,
  toRow,
  type ObservationRow,
  type Recording,
} from './rows';
import type { Refusal } from './types';

/** A known observation while a batch is applied to it. */
interface Chain extends Known {
  /** The row that is the newest in the database. */
  seq: number;
  /** Versions to append, the last of which is the newest. */
  versions: Checked[];
  raised: boolean;
}

/** What applying reports to known observations came to. */
export interface Applied {
  amended: number;
  unchanged: number;
  refused: Refusal[];
  marks: NewMark[];
}

async function loadChains(
  transaction: Knex,
  recording: Recording,
  keys: readonly string[],
): Promise<Map<string, Chain>> {
  const { source, scope } = recording;
  const rows: ObservationRow[] = await transaction('observations')
    .select('*')
    .where({ source, scope })
    .where(among(transaction, 'key', keys))
    .whereRaw('newest');
  return new Map(
    rows.map(row => [
      row.key,
      {
        seq: Number(row.seq),
        observation: toObservation(row),
        seenVersion: Number(row.seen_version),
        versions: [],
        raised: false,
      },
    ]),
  );
}

async function writeChains(
  transaction: Knex,
  recording: Recording,
  chains: readonly Chain[],
): Promise<void> {
  const amended = chains.filter(chain => chain.versions.length > 0);
  const raised = chains.filter(
    chain => chain.raised && chain.versions.length === 0,
  );
  if (raised.length > 0) {
    const given = recordset(
      transaction,
      { seq: 'bigint', seen_version: 'bigint' },
      raised.map(({ seq, seenVersion }) => ({
        seq,
        seen_version: seenVersion,
      })),
    );
    await rawRows(
      transaction,
      `update observations set seen_version = given.seen_version
       from ${given.sql} where observations.seq = given.seq`,
      given.bindings,
    );
  }
  if (amended.length === 0) {
    return;
  }
  const { recordedAt } = recording;
  await transaction('observations')
    .where(
      amongNumbers(
        transaction,
        'seq',
        amended.map(({ seq }) => seq),
      ),
    )
    .update({ newest: false, superseded_at: recordedAt });
  await bulkInsert(transaction, {
    table: 'observations',
    columns: observationColumns,
    constants: sharedColumns(recording),
    rows: amended.flatMap(({ versions, seenVersion }) =>
      versions.map((checked, i) =>
        i === versions.length - 1
          ? { ...toRow(checked, seenVersion), newest: true }
          : {
              ...toRow(checked, checked.observation.version),
              newest: false,
              superseded_at: recordedAt,
            },
      ),
    ),
  });
}

/** Decides about one report and notes the outcome in its chain and in the sum. */
function applyOne(chain: Chain, checked: Checked, applied: Applied): void {
  // As JSON has it, so that it compares with what is stored.
  const incoming = { ...checked.observation, body: JSON.parse(checked.body) };
  const decision = merge(chain, incoming);
  switch (decision.action) {
    case 'refuse':
      applied.refused.push(
        refuse(incoming, [{ path: 'kind', words: decision.words }]),
      );
      return;
    case 'amend': {
      const { observation } = decision;
      const next = toChecked(observation);
      const earliest = touchedFrom(chain.observation, observation);
      applied.marks.push(
        ...marksFor(toChecked(chain.observation), earliest),
        ...marksFor(next, earliest),
      );
      chain.versions.push(next);
      chain.observation = observation;
      chain.seenVersion = Math.max(chain.seenVersion, observation.version);
      applied.amended += 1;
      return;
    }
    case 'raise':
      chain.seenVersion = decision.seenVersion;
      chain.raised = true;
      applied.unchanged += 1;
      return;
    case 'none':
      applied.unchanged += 1;
      return;
    default:
      decision satisfies never;
  }
}

/** Applies reports of known observations, in their order. */
export async function applyToKnown(
  transaction: Knex,
  recording: Recording,
  reports: readonly Checked[],
): Promise<Applied> {
  const applied: Applied = { amended: 0, unchanged: 0, refused: [], marks: [] };
  if (reports.length === 0) {
    return applied;
  }
  const chains = await loadChains(transaction, recording, [
    ...new Set(reports.map(checked => checked.observation.key)),
  ]);
  for (const checked of reports) {
    const chain = chains.get(checked.observation.key);
    if (!chain) {
      throw new Error(
        `Observation ${checked.observation.key} is neither new nor known: its scope was not locked`,
      );
    }
    applyOne(chain, checked, applied);
  }
  await writeChains(transaction, recording, [...chains.values()]);
  return applied;
}
