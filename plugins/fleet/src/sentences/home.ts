import type {
  Freshness,
  ServiceSummary,
} from '@landfall/backstage-plugin-fleet-common';
import type { FleetT } from '../translation';
import { attentionNames } from './attention';
import { freshnessSentence, joinSentences } from './freshness';

/** What the list of teams says first: how many services of how many teams, what needs attention, and what is not known. */
export function homeSentence(options: {
  t: FleetT;
  services: number;
  /** Teams that own services themselves. */
  owners: number;
  attention: number;
  urgent: ServiceSummary[];
  freshness: Freshness;
  now: number;
}): string {
  const { t, services, owners, attention, urgent, freshness, now } = options;
  return joinSentences(
    t('team.home.sentence', {
      services: t('common.services', { count: services }),
      teams: t('common.teams', { count: owners }),
    }),
    attention === 0
      ? t('team.home.calm')
      : t('team.home.attention', {
          count: attention,
          names: attentionNames(t, urgent, attention),
        }),
    freshnessSentence(t, freshness, now),
  );
}
