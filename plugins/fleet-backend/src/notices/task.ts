/**
 * Tells teams through Backstage's notifications what they should know of a migration: that a wave begins, a date nears, an exemption runs out, a
 * service fell back. Each thing once, and all that a team is told of one migration at once in one notification. Made-up migrations tell nobody.
 */
import type {
  LoggerService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import { assertError } from '@backstage/errors';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import type { Clock } from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';
import { digest } from './digest';
import { dueNotices } from './due';
import type { Notice } from './notice';
import { readNoticed } from './read';
import { claimNotices, confirmNotices, returnNotices } from './store';

/** What telling teams needs. */
export interface NoticesOptions {
  database: Knex;
  notifications: Pick<NotificationService, 'send'>;
  clock: Clock;
  logger: LoggerService;
  /** The portal's, an IANA name. */
  zone: string;
}

const EVERY_MINUTES = 5;

/** Tells teams regularly, on one replica at a time, until the signal is aborted. */
export async function startNotices(
  options: NoticesOptions & {
    scheduler: SchedulerService;
    signal: AbortSignal;
  },
): Promise<void> {
  await options.scheduler.scheduleTask({
    id: 'fleet-notices',
    scope: 'global',
    frequency: { minutes: EVERY_MINUTES },
    timeout: { minutes: EVERY_MINUTES },
    initialDelay: { minutes: 1 },
    signal: options.signal,
    fn: () => tellTeams(options),
  });
}

/** Tells teams what is due and was not told. What could not be sent is tried again the next time. */
export async function tellTeams(options: NoticesOptions): Promise<void> {
  const { database, clock, zone } = options;
  for (const migration of await readNoticed(database, clock.now())) {
    const { definition } = migration;
    const due = dueNotices({ ...migration, now: clock.now(), zone });
    const claimed = await claimNotices(database, {
      notices: due,
      now: clock.now(),
    });
    const teams = new Map<string, Notice[]>();
    for (const notice of claimed) {
      teams.set(notice.team, [...(teams.get(notice.team) ?? []), notice]);
    }
    for (const [team, notices] of teams) {
      await tell({ ...options, migration: definition, team, notices });
    }
  }
}

async function tell(
  options: NoticesOptions & {
    migration: { id: string; title: string };
    team: string;
    notices: readonly Notice[];
  },
): Promise<void> {
  const { database, notifications, clock, logger, team, notices } = options;
  try {
    await notifications.send({
      recipients: { type: 'entity', entityRef: team },
      payload: digest(options),
    });
  } catch (error) {
    assertError(error);
    logger.warn(
      `Could not notify ${team} of ${notices.length} things about the migration ${options.migration.id}; they are tried again in ${EVERY_MINUTES} minutes: ${error.message}`,
      error,
    );
    await returnNotices(database, notices);
    return;
  }
  await confirmNotices(database, { notices, now: clock.now() });
}
