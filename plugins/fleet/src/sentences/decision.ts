import type { MigrationReview } from '@landfall/backstage-plugin-fleet-common';
import { formatRelative } from '../format/times';
import { formatDuration, formatSpan, toWholeSpan } from '../format/units';
import type { FleetT } from '../translation';
import type { Told } from './migration';
import { stageWord } from './standing';

/** A service that needs a decision. */
export type Decision = MigrationReview['decisions']['items'][number];

/** Why a service needs a decision, in one phrase: "blocked 16 d: “needs static IP”". */
export function decisionPhrase(item: Decision, { t, now }: Told): string {
  const { kind, reason, usualDays } = item;
  const span = formatSpan(
    t,
    toWholeSpan(Math.max(0, (now - Date.parse(item.since)) / 1000)),
  );
  const stage = item.stage ? stageWord(t, item.stage) : t('common.none');
  switch (kind) {
    case 'blocked':
      return reason
        ? t('migrations.decisions.blocked', { span, reason })
        : t('migrations.decisions.blockedBare', { span });
    case 'conflict':
      return reason
        ? t('migrations.decisions.conflictReason', { span, reason })
        : t('migrations.decisions.conflict', { span });
    case 'lagging':
      return item.wave
        ? t('migrations.decisions.lagging', {
            stage,
            span,
            wave: item.wave.title,
          })
        : t('migrations.decisions.laggingNoWave', { stage, span });
    case 'stalled':
      return usualDays === null
        ? t('migrations.decisions.stalled', { stage, span })
        : t('migrations.decisions.stalledUsual', {
            stage,
            span,
            usual: formatDuration(t, usualDays * 86_400),
          });
    case 'fell_back':
      return t('migrations.decisions.fell_back', { span, stage });
    default:
      return exemptionPhrase(t, item, { span, now });
  }
}

function exemptionPhrase(
  t: FleetT,
  { kind, reason, until }: Decision,
  { span, now }: { span: string; now: number },
): string {
  const when = until ? formatRelative(t, until, now) : '';
  const why = reason ?? t('migrations.decisions.noReason');
  if (kind === 'exemption_requested') {
    return until
      ? t('migrations.decisions.exemptionRequestedUntil', {
          span,
          until: when,
          reason: why,
        })
      : t('migrations.decisions.exemption_requested', { span, reason: why });
  }
  return reason
    ? t('migrations.decisions.exemption_ends', { until: when, reason })
    : t('migrations.decisions.exemptionEndsBare', { until: when });
}
