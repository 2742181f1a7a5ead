import type {
  ServiceSummary,
  TeamDashboard,
} from '@landfall/backstage-plugin-fleet-common';
import type { FleetT } from '../translation';
import { attentionCount, attentionNames } from './attention';
import { freshnessSentence, joinSentences } from './freshness';

/**
 * What a team dashboard says first: what needs attention, or that there is nothing to do, and what is not known.
 *
 * @param urgent - services that need attention first; none if the list on the page is filtered or in another order
 */
export function teamSentence(options: {
  t: FleetT;
  dashboard: TeamDashboard;
  urgent: ServiceSummary[];
  now: number;
}): string {
  const { t, dashboard, urgent, now } = options;
  return joinSentences(
    stateSentence(t, dashboard.summary, urgent),
    freshnessSentence(t, dashboard.freshness, now),
  );
}

function stateSentence(
  t: FleetT,
  summary: TeamDashboard['summary'],
  urgent: ServiceSummary[],
): string {
  const count = summary.services;
  if (count === 0) return '';
  if (summary.attention === 0) {
    return summary.readiness.ready === count
      ? t('team.sentence.calmReady', { count })
      : t('team.sentence.calm', { count });
  }
  const names = attentionNames(t, urgent, summary.attention);
  return names
    ? t('team.sentence.attention', {
        count: summary.attention,
        of: t('common.services', { count }),
        names,
      })
    : attentionCount(t, summary.attention, count);
}
