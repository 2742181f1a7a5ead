import type {
  DeploymentDetail,
  Outcome,
} from '@landfall/backstage-plugin-fleet-common';
import type { ObservationOf } from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';
import type { LedgerReads, Recorded } from '../../ledger/types';
import type {
  DeploymentPart,
  DeploymentRow,
  RolloutRow,
} from '../../projections/tables';
import { fromJson, time, timeOrNull } from './wire';

type Evidence = DeploymentDetail['evidence'][number];
type RolloutVersion = Recorded<ObservationOf<'rollout'>>;

/** Enough of a fingerprint to see whether two are equal. */
const FINGERPRINT_LENGTH = 12;

/** The observations behind a deployment: what they came to, from the read model, and how they became known, from the ledger. */
export async function readEvidence(
  database: Knex,
  options: { row: DeploymentRow; ledger: LedgerReads },
): Promise<Evidence[]> {
  const parts = fromJson<DeploymentPart[]>(options.row.targets);
  const keys = parts.map(({ source, scope, key }) => ({ source, scope, key }));
  const [rows, versions] = await Promise.all([
    database<RolloutRow>('rollouts')
      .select('*')
      .whereIn(
        ['source', 'scope', 'key'],
        keys.map(({ source, scope, key }) => [source, scope, key]),
      ),
    options.ledger.versions(keys),
  ]);
  const rollouts = new Map(rows.map(row => [identity(row), row]));
  return parts.flatMap(part => {
    const row = rollouts.get(identity(part));
    const history = versions.filter(
      (version): version is RolloutVersion =>
        version.kind === 'rollout' && identity(version) === identity(part),
    );
    // Derived again between the two statements: the next request has it.
    if (!row || history.length === 0) return [];
    return [toEvidence({ part, row, history })];
  });
}

function toEvidence(options: {
  part: DeploymentPart;
  row: RolloutRow;
  history: readonly RolloutVersion[];
}): Evidence {
  const { part, row, history } = options;
  const { body } = history[history.length - 1];
  return {
    source: part.source,
    scope: part.scope,
    key: part.key,
    target: part.target,
    platform: part.platform,
    cluster: part.cluster,
    namespace: part.namespace,
    workload: part.workload,
    class: row.class as Evidence['class'],
    outcome: row.outcome as Evidence['outcome'],
    reason: body.reason,
    startedAt: time(row.at),
    finishedAt: timeOrNull(row.finished_at),
    estimated: {
      start: Boolean(row.estimated_start),
      finish: Boolean(row.estimated_finish),
    },
    backfilled: Boolean(row.backfilled),
    images: fromJson(row.images),
    configuration: row.configuration.slice(0, FINGERPRINT_LENGTH),
    facts: body.facts,
    versions: history.map(version => ({
      recordedAt: time(version.recordedAt),
      outcome: version.body.outcome satisfies Outcome,
      finishedAt: timeOrNull(version.endedAt),
      note: noteOf(version),
    })),
    link: body.link,
  };
}

/** What a version said beyond its outcome. */
function noteOf({ correction, body }: RolloutVersion): string {
  return correction ?? body.reason;
}

function identity(of: { source: string; scope: string; key: string }): string {
  return JSON.stringify([of.source, of.scope, of.key]);
}
