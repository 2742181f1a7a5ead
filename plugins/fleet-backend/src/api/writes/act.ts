import { randomUUID } from 'node:crypto';
import { ConflictError, InputError, NotAllowedError } from '@backstage/errors';
import {
  fleetMigrationActPermission,
  fleetMigrationApprovePermission,
  parseInstant,
  type actInputSchema,
} from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import type { z } from 'zod';
import { whyNotAct } from '../../migration/acts';
import { resolveDefinition } from '../../migration/resolve';
import { lockSubjects } from '../../projections/locks';
import { recordAct } from '../../projections/migrations/acts';
import type { KnownMigration } from '../../projections/migrations/known';
import type { MigrationActRow } from '../../projections/tables';
import { actOfRow } from '../queries/migrations/acts';
import type { Visibility } from '../../permissions/visibility';
import type { Access, Caller } from '../access';
import type { ApiDependencies } from '../dependencies';
import { readVisibleService } from './visibleService';

/** What somebody wants to do, as the contract lets them say it. */
type Input = z.output<typeof actInputSchema>;

/** Acts that decide on what somebody else asked for. */
const DECISIONS: readonly Input['act'][] = [
  'approve_exemption',
  'reject_exemption',
];

/**
 * Records what a person does about a service in a migration, after asking whether they may and whether it makes sense.
 *
 * @throws NotAllowedError, InputError or ConflictError with a sentence that says why not.
 */
export async function act(
  options: Pick<ApiDependencies, 'database' | 'clock' | 'ledger'> & {
    access: Access;
    caller: Caller;
    visibility: Visibility;
    migration: KnownMigration;
    service: string;
    input: Input;
  },
): Promise<void> {
  const { database, access, caller, service, input } = options;
  const resource = await readVisibleService(database, options);
  const decides = DECISIONS.includes(input.act);
  await access.demandOn(caller, {
    permission: decides
      ? fleetMigrationApprovePermission
      : fleetMigrationActPermission,
    service: resource,
    what: decides
      ? `decide on exemptions of ${service}`
      : `act for ${service} in a migration`,
  });
  const author = caller.user;
  if (author === null) {
    throw new NotAllowedError(
      'Only a person can act for a service in a migration: sign in as a user.',
    );
  }
  await database.transaction(transaction =>
    recordChecked(transaction, { ...options, author }),
  );
}

async function recordChecked(
  transaction: Knex.Transaction,
  options: Parameters<typeof act>[0] & { author: string },
): Promise<void> {
  const { clock, ledger, migration, service, input, author } = options;
  const { definition } = migration;
  // Whoever acts for the same service at the same time waits, and then sees what was done.
  await lockSubjects(transaction, 'service', [service]);
  const now = clock.now();
  const known: MigrationActRow[] = await transaction('migration_acts')
    .where({ migration: definition.id, service })
    .orderBy(['recorded_at', 'id'])
    .select('*');
  const standing = await transaction('standings')
    .where({ migration: definition.id, service })
    .first('in_scope');
  const refusal = whyNotAct({
    input,
    author,
    now,
    acts: known.map(actOfRow),
    definition: resolveDefinition(definition),
    inScope: Boolean(standing?.in_scope),
  });
  if (refusal) {
    const { kind, text } = refusal;
    if (kind === 'conflict') throw new ConflictError(text);
    if (kind === 'not_allowed') throw new NotAllowedError(text);
    throw new InputError(text);
  }
  await recordAct(transaction, {
    ledger,
    act: {
      // In the order of acting, even within one millisecond.
      id: `${String(known.length).padStart(6, '0')}-${randomUUID()}`,
      migration: definition.id,
      service,
      act: input.act,
      of: 'of' in input ? input.of : null,
      stage: 'stage' in input ? input.stage : null,
      reason: input.reason,
      link: 'link' in input ? input.link ?? null : null,
      waiting_for: input.act === 'block' ? input.waitingFor ?? null : null,
      expires_at: 'expiresAt' in input ? parseInstant(input.expiresAt) : null,
      author,
      recorded_at: now,
    },
  });
}
