import {
  formatInstant,
  instant,
  type MigrationEvidence,
  type StandingDetail,
} from '@landfall/backstage-plugin-fleet-common';
import { targetKey } from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';
import type { Recorded } from '../../../ledger/types';
import { resolveDefinition } from '../../../migration/resolve';
import { holds } from '../../../migration/signals';
import type { TargetRow } from '../../../projections/tables';
import type { KnownMigration } from '../../../projections/migrations/known';
import type { MigrationContext } from './review';
import { targetsAt } from './targetsAt';

type Presence = Extract<Recorded, { kind: 'presence' }>;
type Traffic = Extract<Recorded, { kind: 'traffic' }>;

/** What was seen of a service, to be told for each migration that it is in. */
export interface Sights {
  of(migration: KnownMigration): Pick<StandingDetail, 'evidence' | 'traffic'>;
}

/** Environments go by the newest mapping, which holds for all the past. */
type SeenTarget = Pick<TargetRow, 'target' | 'environment' | 'production'>;

const MAX_EVIDENCE = 100;

/** Reads what was known at the moment of a service's targets and traffic: three statements. */
export async function readEvidence(
  database: Knex,
  options: MigrationContext & { service: string },
): Promise<Sights> {
  const { service, ledger, moment, scopes } = options;
  const rows: SeenTarget[] = await database
    .from(targetsAt(database, { moment, as: 't' }))
    .where('t.service', service)
    .orderBy('t.target')
    .select('t.target', 't.environment', 't.production');
  const asOf = moment.live ? undefined : moment.at;
  const targets = rows.map(row => row.target);
  const [presences, onTargets, onService] = await Promise.all([
    ledger.observations({ kind: 'presence', targets, asOf }),
    ledger.observations({ kind: 'traffic', targets, asOf }),
    ledger.observationsOfServices({
      kind: 'traffic',
      services: [service],
      asOf,
    }),
  ]);
  const byTarget = new Map<string, Presence>();
  for (const presence of presences) {
    const key = targetKey(presence.target);
    const known = byTarget.get(key);
    if (!known || isNewer(presence, known)) byTarget.set(key, presence);
  }
  const seen = rows.flatMap(row => {
    const presence = byTarget.get(row.target);
    return presence ? [{ row, presence }] : [];
  });
  return {
    of: migration => {
      const { from, to, environments } = resolveDefinition(
        migration.definition,
      );
      const evidence = seen.map(({ row, presence }): MigrationEvidence => {
        const { body, target } = presence;
        const sight = {
          ...target,
          ...body,
          containers: body.containers ?? [],
        };
        const counts =
          environments === 'all' ||
          (environments === 'production'
            ? Boolean(row.production)
            : environments.includes(row.environment ?? ''));
        const onFrom = counts && holds(from, sight);
        const onTo = counts && holds(to, sight);
        const known = scopes.get(presence);
        return {
          side: sideOf(onFrom, onTo),
          target: row.target,
          platform: target.platform,
          cluster: target.cluster,
          namespace: target.namespace,
          workloadKind: target.workloadKind,
          workload: target.workload,
          environment: row.environment,
          ready: presence.ended ? 0 : body.ready,
          desired: presence.ended ? 0 : body.desired,
          images: body.images.map(image => image.reference),
          since: formatInstant(instant(body.since)),
          goneAt: presence.ended
            ? formatInstant(instant(presence.endedAt ?? body.since))
            : null,
          source: presence.source,
          scope: presence.scope,
          data: known.state,
          seenAt:
            known.lastSuccess === null
              ? null
              : formatInstant(known.lastSuccess),
        };
      });
      const platforms = {
        from: platformsOf(evidence, 'from'),
        to: platformsOf(evidence, 'to'),
      };
      return {
        evidence: evidence
          .sort((a, b) => Number(a.goneAt !== null) - Number(b.goneAt !== null))
          .slice(0, MAX_EVIDENCE),
        traffic: trafficOf([...onTargets, ...onService], platforms),
      };
    },
  };
}

/** Of several incarnations, and of several scopes that tell of one target, what is there and began last is shown. */
function isNewer(one: Presence, other: Presence): boolean {
  if (one.ended !== other.ended) return other.ended;
  return (
    one.body.since > other.body.since ||
    (one.body.since === other.body.since && one.at >= other.at)
  );
}

function sideOf(onFrom: boolean, onTo: boolean): MigrationEvidence['side'] {
  if (onFrom && onTo) return 'both';
  if (onFrom) return 'from';
  return onTo ? 'to' : 'neither';
}

function platformsOf(
  evidence: readonly MigrationEvidence[],
  side: 'from' | 'to',
): Set<string> {
  return new Set(
    evidence
      .filter(sight => sight.side === side)
      .map(({ platform }) => platform),
  );
}

/** Traffic on platforms that only one side has: on a shared one it cannot be told apart. */
function trafficOf(
  told: readonly Traffic[],
  platforms: { from: Set<string>; to: Set<string> },
): StandingDetail['traffic'] {
  // What names both a target and the service was read twice.
  const distinct = new Map(
    told.map(each => [`${each.source} ${each.scope} ${each.key}`, each]),
  );
  const open = [...distinct.values()].filter(({ ended }) => !ended);
  return open.flatMap(({ body, source, scope }) => {
    const { platform } = body;
    const side = platforms.from.has(platform) ? 'from' : 'to';
    if (platforms.from.has(platform) === platforms.to.has(platform)) return [];
    return [
      {
        side,
        platform,
        requestsPerSecond: body.requestsPerSecond,
        since: formatInstant(instant(body.since)),
        source,
        scope,
        claimedTwice: open.some(
          other =>
            other.body.platform === platform &&
            (other.source !== source || other.scope !== scope),
        ),
      } as const,
    ];
  });
}
