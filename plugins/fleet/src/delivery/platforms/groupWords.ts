import type { PlatformMetrics } from '@landfall/backstage-plugin-fleet-common';
import type { FleetT } from '../../translation';

type Group = Pick<PlatformMetrics, 'runsOn' | 'platform'>;

/** What identifies a group among those of an answer. */
export function groupKey({ runsOn, platform }: Group): string {
  return `${runsOn} ${platform ?? ''}`;
}

/** "helios", "on several": the head of a line. */
export function groupName(t: FleetT, { runsOn, platform }: Group): string {
  if (platform !== null) return platform;
  return runsOn === 'several' ? t('platforms.several') : t('platforms.none');
}

/** "on helios only": where its services ran, within a sentence. */
export function groupWhere(t: FleetT, { runsOn, platform }: Group): string {
  if (platform !== null) return t('platforms.only', { platform });
  return runsOn === 'several'
    ? t('platforms.onSeveral')
    : t('platforms.onNone');
}

/** What a group means, where its name does not say it. */
export function groupHint(t: FleetT, { runsOn }: Group): string {
  if (runsOn === 'one') return '';
  return runsOn === 'several'
    ? t('platforms.severalHint')
    : t('platforms.noneHint');
}
