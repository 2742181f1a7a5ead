import type {
  Standing,
  TeamMigrations,
} from '@landfall/backstage-plugin-fleet-common';
import { formatDay, formatRelative } from '../../format/times';
import type { Told } from '../../sentences/migration';
import { spanSince } from '../../sentences/serviceMigration';

type Item = TeamMigrations['items'][number];

/** How urgent a service is beside those of other migrations; the lower, the sooner. */
function urgency({ health, fellBackAt, conflict }: Standing): number {
  if (health === 'blocked') return 0;
  if (conflict) return 1;
  if (fellBackAt) return 2;
  if (health === 'lagging') return 3;
  if (health === 'stalled') return 4;
  return health === 'at_risk' ? 5 : 6;
}

/** What is to be done in all migrations, most urgent first. Within one migration the API's order stays. */
export function mostUrgentFirst(
  items: Item[],
): { item: Item; standing: Standing }[] {
  const queues = items.map(item => ({ item, waiting: [...item.next] }));
  const total = items.reduce((sum, item) => sum + item.next.length, 0);
  return Array.from({ length: total }, () => {
    const first = queues
      .filter(queue => queue.waiting.length > 0)
      .reduce((best, queue) =>
        urgency(queue.waiting[0]) < urgency(best.waiting[0]) ? queue : best,
      );
    return { item: first.item, standing: first.waiting.splice(0, 1)[0] };
  });
}

/** Why a service is urgent, in few words; empty where it only has to be done. */
export function urgencyPhrase(standing: Standing, told: Told): string {
  const { t, now } = told;
  const { health, blocked, wave, healthSince } = standing;
  const why = (() => {
    if (health === 'blocked') {
      const span = spanSince(blocked?.at ?? standing.since, told);
      return blocked
        ? t('migration.team.why.blocked', { span, reason: blocked.reason })
        : t('migration.team.why.blockedBare', { span });
    }
    if (health === 'lagging') {
      if (!wave) return t('migration.team.why.laggingNoWave');
      return healthSince
        ? t('migration.team.why.lagging', {
            wave: wave.title,
            date: formatDay(t, healthSince.slice(0, 10)),
          })
        : t('migration.team.why.laggingNoDate', { wave: wave.title });
    }
    if (health === 'stalled') {
      return t('migration.team.why.stalled', {
        span: spanSince(standing.since, told),
      });
    }
    return health === 'unknown' ? t('migration.team.why.unknown') : '';
  })();
  return [
    why,
    standing.fellBackAt
      ? t('migration.team.why.fellBack', {
          ago: formatRelative(t, standing.fellBackAt, now),
        })
      : '',
    standing.conflict ? t('migration.team.why.conflict') : '',
  ]
    .filter(Boolean)
    .join('; ');
}
